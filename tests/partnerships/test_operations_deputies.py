import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from notices.models import Notice
from organisations import operations as organisations
from partnerships import operations, queries
from partnerships.models import Answer, ApprovalAsk, ApprovalState, Side
from partnerships.operations import AnswerRefused
from tests import factories as f

pytestmark = pytest.mark.django_db

DAYS = datetime.timedelta(days=1)
LAST = f.DAY + 9 * DAYS


@pytest.fixture
def body():
    return f.a_body()


@pytest.fixture
def deal(body):
    return f.a_partnership(body)


@pytest.fixture
def lead(deal):
    return f.lead_of(deal)


@pytest.fixture
def sponsor(deal):
    return f.seat(deal, "sponsor")


@pytest.fixture
def deputy(body):
    return f.staff(body, name="Jo Mbeki")


def away(user, deputy, *, organisation=None, starts_on=f.DAY, ends_on=LAST, by=None, on=f.DAY):
    organisation = organisation or user.memberships.get().organisation
    return organisations.announce_absence(
        user,
        organisation,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by or user,
        on=on,
    )


def lend(body, holder, to, *, starts_on=f.DAY, ends_on=LAST, by=None, on=f.DAY):
    seat = body.second_approvers.get(user=holder, revoked_at=None)
    return organisations.delegate_seat(
        seat,
        to=to,
        starts_on=starts_on,
        ends_on=ends_on,
        reason="Holidays.",
        by=by or holder,
        on=on,
    )


def override(deal, *, by=None, on=f.DAY):
    condition = f.condition_of(deal, "goal_linked")
    by = by or f.lead_of(deal)
    return operations.ask_override(
        condition, version=condition.version, reason="None fits.", by=by, on=on
    )


def told(user, kind):
    return list(Notice.objects.filter(recipient=user, kind=kind).order_by("id"))


def may_answer(approval, *users, on=f.DAY):
    """Who of them is asked today: by the page's question and by the operation's, which must agree."""
    by_page = [
        user
        for user in users
        if queries.open_asks_of(approval, queries.viewer_for(user, on=on)).exists()
    ]
    asked = {one.user for _ask, found in queries.answerers_of(approval, on=on) for one in found}
    assert by_page == [user for user in users if user in asked]
    waiting = [
        user
        for user in users
        if approval in queries.approvals_waiting_for(queries.viewer_for(user, on=on))
    ]
    assert waiting == by_page
    return by_page


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────


def test_a_deputy_answers_for_the_holder_of_a_seat(deal, sponsor, deputy):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)

    answered = operations.answer_approval(approval, answer=Answer.YES, by=deputy, on=f.DAY)

    ask = answered.asks.get()
    assert (answered.state, ask.answered_by, ask.answered_for) == ("agreed", deputy, sponsor)
    entry = Entry.objects.get(verb="partnerships.answer_approval")
    assert entry.after["for"] == str(sponsor.public_id)


def test_holder_and_deputy_are_both_asked_and_the_deputy_is_told_for_whom(deal, sponsor, deputy):
    away(sponsor, deputy)

    approval = f.ask_decision(deal)

    asked = [told(user, "partnerships.approval_asked")[0] for user in (sponsor, deputy)]
    assert [one.context["stands_for"] for one in asked] == ["", sponsor.get_full_name()]
    assert asked[1].context["until"] == LAST.isoformat()
    assert may_answer(approval, sponsor, deputy) == [sponsor, deputy]


def test_whoever_is_away_can_still_answer(deal, sponsor, deputy):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)

    operations.answer_approval(approval, answer=Answer.YES, by=sponsor, on=f.DAY)

    assert approval.asks.get().answered_for is None
    with pytest.raises(AnswerRefused, match="decided already"):
        operations.answer_approval(approval, answer=Answer.NO, by=deputy, on=f.DAY)


def test_a_deputy_is_asked_in_the_days_of_the_absence_only(deal, sponsor, deputy):
    away(sponsor, deputy, starts_on=f.DAY + 2 * DAYS)
    approval = f.ask_decision(deal)

    days = [f.DAY, f.DAY + 2 * DAYS, LAST, LAST + DAYS]
    found = [may_answer(approval, deputy, on=day) for day in days]

    assert found == [[], [deputy], [deputy], []]


def test_an_absence_that_is_ended_early_ends_the_right_at_once(deal, sponsor, deputy):
    absence = away(sponsor, deputy)
    approval = f.ask_decision(deal)

    organisations.end_absence(absence, by=sponsor, on=f.DAY)

    assert may_answer(approval, sponsor, deputy) == [sponsor]
    with pytest.raises(AnswerRefused, match="not asked"):
        operations.answer_approval(approval, answer=Answer.YES, by=deputy, on=f.DAY)
    seen = queries.approvals_visible_to(queries.viewer_for(deputy, on=f.DAY))
    assert approval not in seen


@pytest.mark.parametrize("who", ["sponsor", "deputy"])
def test_nobody_is_promoted_when_one_of_the_two_leaves(deal, sponsor, deputy, who):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)
    gone = {"sponsor": sponsor, "deputy": deputy}[who]

    organisations.revoke_membership(gone.memberships.get(), by=None, on=f.DAY)

    assert may_answer(approval, deputy) == []
    with pytest.raises(AnswerRefused):
        operations.answer_approval(approval, answer=Answer.YES, by=deputy, on=f.DAY)


def test_nobody_is_promoted_when_the_seat_is_given_to_somebody_else(deal, sponsor, deputy, lead):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)
    other = f.staff(deal.lead_body)
    member = f.a_member(deal, other)

    operations.name_seat(deal, kind="sponsor", side=Side.PUBLIC, member=member, by=lead, on=f.DAY)

    assert may_answer(approval, sponsor, deputy, other) == [other]


@pytest.mark.parametrize("who", ["sponsor", "deputy"])
def test_stepping_aside_ends_it_as_well(deal, sponsor, deputy, who):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)
    aside = {"sponsor": sponsor, "deputy": deputy}[who]

    operations.recuse(deal, user=aside, reason="My brother.", by=aside, on=f.DAY)

    assert may_answer(approval, deputy) == []


def test_a_deputy_passes_nothing_on(deal, sponsor, deputy, body):
    away(sponsor, deputy)
    third = f.staff(body)
    away(deputy, third)
    approval = f.ask_decision(deal)

    assert may_answer(approval, sponsor, deputy, third) == [sponsor, deputy]


def test_who_asks_cannot_answer_as_deputy(deal, sponsor, lead):
    away(sponsor, lead)
    approval = f.ask_decision(deal, by=lead)

    assert may_answer(approval, lead) == []
    with pytest.raises(AnswerRefused, match="second person"):
        operations.answer_approval(approval, answer=Answer.YES, by=lead, on=f.DAY)


def test_nobody_signs_for_somebody_else(deal, deputy):
    f.move_to(deal, "design")
    f.seat(deal, "signatory", Side.PARTNER)
    signer = f.seat(deal, "signatory")
    away(signer, deputy)

    approval = f.ask_decision(deal)

    assert may_answer(approval, signer, deputy) == [signer]
    ask = approval.asks.get(side=Side.PUBLIC)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalAsk.objects.filter(pk=ask.pk).update(
            answer="yes", answered_by=deputy, answered_for=signer
        )


def test_whoever_answers_beside_does_not_stand_in(body):
    """At gate 5 both sponsors answer; one who holds a seat of the same question has a voice already."""
    deal = f.move_to(f.shared_partnership(body), "mobilise")
    theirs = f.seat(deal, "sponsor", Side.PARTNER)
    approval = f.ask_decision(deal)
    colleague = f.company_user(theirs.memberships.get().organisation)
    away(theirs, colleague)

    operations.answer_approval(approval, answer=Answer.YES, by=colleague, on=f.DAY)

    with pytest.raises(AnswerRefused, match="answered for you already"):
        operations.answer_approval(approval, answer=Answer.YES, by=theirs, on=f.DAY)
    assert may_answer(approval, theirs, colleague) == []


# ── The pool ────────────────────────────────────────────────────────────────────────────────────


def test_a_delegate_answers_for_a_second_approver(deal, body, deputy):
    holder = f.an_approver(body)
    lend(body, holder, deputy)
    approval = override(deal)

    assert may_answer(approval, holder, deputy) == [holder, deputy]
    operations.answer_approval(approval, answer=Answer.YES, by=deputy, on=f.DAY)
    assert approval.asks.get().answered_for == holder


def test_the_deputy_of_a_second_approver_answers_as_well(deal, body, deputy):
    holder = f.staff(body, "owner")
    organisations.seat_approver(body, holder, by=None, on=f.DAY)
    away(holder, deputy)
    approval = override(deal)

    assert may_answer(approval, holder, deputy) == [holder, deputy]


def test_who_asks_is_not_answered_by_a_delegate(deal, body, lead, deputy):
    organisations.seat_approver(body, lead, by=None, on=f.DAY)
    other = f.an_approver(body)
    lend(body, lead, deputy)

    approval = override(deal, by=lead)

    assert may_answer(approval, lead, deputy, other) == [other]
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.asks.update(answer="yes", answered_by=deputy, answered_for=lead)


def test_who_asks_cannot_answer_as_delegate(deal, body, lead):
    holder = f.an_approver(body)
    lend(body, holder, lead)
    approval = override(deal, by=lead)

    assert may_answer(approval, lead, holder) == [holder]
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.asks.update(answer="yes", answered_by=lead, answered_for=holder)


def test_a_lent_seat_ends_with_the_seat(deal, body, deputy):
    holder, other = f.an_approver(body), f.an_approver(body)
    lend(body, holder, deputy)
    approval = override(deal)

    organisations.unseat_approver(body.second_approvers.get(user=holder), by=None, on=f.DAY)

    assert may_answer(approval, holder, deputy, other) == [other]


def test_a_lent_seat_ends_when_the_body_no_longer_knows_the_delegate(deal, body, deputy):
    holder = f.an_approver(body)
    lend(body, holder, deputy)
    approval = override(deal)

    organisations.revoke_membership(deputy.memberships.get(), by=None, on=f.DAY)

    assert may_answer(approval, holder, deputy) == [holder]


def test_one_person_gives_one_answer_in_the_database(deal, sponsor, deputy):
    away(sponsor, deputy)
    approval = f.ask_decision(deal)

    with pytest.raises(IntegrityError), transaction.atomic():
        approval.asks.update(answer="yes", answered_by=sponsor, answered_for=sponsor)


# ── Telling ─────────────────────────────────────────────────────────────────────────────────────


def test_what_was_asked_before_is_told_when_the_absence_begins(deal, sponsor, deputy):
    approval = f.ask_decision(deal)
    away(sponsor, deputy, starts_on=f.DAY + DAYS)

    said = []
    for day in (f.DAY, f.DAY + DAYS, f.DAY + 2 * DAYS):
        operations.tell_deputies(on=day)
        said.append(len(told(deputy, "partnerships.approval_asked")))

    assert said == [0, 1, 1]
    assert told(deputy, "partnerships.approval_asked")[0].key == f"approval:{approval.public_id}"


def test_nothing_is_told_of_what_is_decided(deal, sponsor, deputy):
    f.answer(f.ask_decision(deal))
    away(sponsor, deputy)

    operations.tell_deputies(on=f.DAY)

    assert told(deputy, "partnerships.approval_asked") == []


def test_decided_approvals_of_before_stay_hidden_from_the_deputy(deal, sponsor, deputy):
    old = f.answer(f.ask_decision(deal))
    away(sponsor, deputy, starts_on=f.DAY + DAYS, ends_on=LAST)

    viewer = queries.viewer_for(deputy, on=f.DAY + DAYS)

    assert old.state == ApprovalState.AGREED
    assert old not in queries.approvals_visible_to(viewer)
    assert deal not in queries.partnerships_visible_to(viewer)


def test_viewer_is_filled_in_one_question(deal, body, sponsor, deputy, django_assert_num_queries):
    away(sponsor, deputy)
    holder = f.an_approver(body)
    lend(body, holder, deputy)

    with django_assert_num_queries(1):
        viewer = queries.viewer_for(deputy, on=f.DAY)

    key = body.organisation_id
    assert viewer.stands_in_for == {sponsor.pk}
    assert (viewer.approver_body_ids, viewer.lent_body_ids) == ({key}, {key})


# ── Whoever asks does not choose who answers ────────────────────────────────────────────────────


def test_submitter_does_not_lend_the_seat_of_who_is_asked(deal, body, deputy):
    owner, holder = f.staff(body, "owner"), f.an_approver(body)
    lend(body, holder, deputy, by=owner)
    asked, of_another = override(deal, by=owner), override(f.a_partnership(body))

    assert may_answer(asked, holder, deputy) == [holder]
    assert may_answer(of_another, holder, deputy) == [holder, deputy]
    with pytest.raises(AnswerRefused):
        operations.answer_approval(asked, answer=Answer.YES, by=deputy, on=f.DAY)


def test_submitter_does_not_choose_the_deputy_of_who_is_asked(deal, body, deputy):
    owner, holder, chosen = f.staff(body, "owner"), f.staff(body), f.staff(body)
    organisations.seat_approver(body, holder, by=None, on=f.DAY)
    absence = away(holder, deputy)
    asked = override(deal, by=owner)
    before = may_answer(asked, deputy)

    organisations.change_absence(
        absence,
        version=1,
        deputy=chosen,
        starts_on=f.DAY,
        ends_on=LAST,
        by=owner,
        on=f.DAY,
    )

    assert (before, may_answer(asked, holder, deputy, chosen)) == ([deputy], [holder])


def test_submitter_does_not_choose_the_deputy_of_a_seat(deal, body, lead, sponsor, deputy):
    away(sponsor, deputy, by=lead)

    asked = f.ask_decision(deal)

    assert asked.submitter == lead
    assert may_answer(asked, sponsor, deputy) == [sponsor]
