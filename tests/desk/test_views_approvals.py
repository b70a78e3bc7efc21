import datetime
import uuid

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from files import operations as files
from notices.models import Notice
from organisations import operations as organisations
from partnerships import operations, queries
from partnerships.models import (
    Approval,
    ApprovalAsk,
    ApprovalState,
    GateCondition,
    MemberRole,
    Side,
)
from tests import factories as f
from tests import totp
from tests.desk.conftest import SECRET, look_as_partner

pytestmark = pytest.mark.django_db

QUEUE = "/approvals/"


def page(client, user, address):
    client.force_login(user)
    return client.get(address)


def give(client, user, approval, answer="yes", **values):
    client.force_login(user)
    values = {"reason": "As shown.", "password": f.PASSWORD, **values}
    return client.post(approval.get_absolute_url(), {"answer": answer, **values})


def withdraw_address(approval):
    return reverse("desk:approval-withdraw", args=[approval.public_id])


@pytest.fixture
def approver(world):
    return f.an_approver(world.body, name="Ruth Hale")


@pytest.fixture
def override(world, approver):
    condition = f.condition_of(world.partnership, "goal_linked")
    return operations.ask_override(
        condition,
        version=condition.version,
        reason="No goal of the plan fits yet.",
        by=world.lead,
        on=f.DAY,
    )


@pytest.fixture
def signature(world):
    """The decision on the agreement, which both sides sign; one condition was overridden with an internal reason."""
    f.move_to(world.partnership, "design")
    signer = f.a_member(world.partnership, world.partner, MemberRole.CONTRIBUTOR)
    operations.name_seat(
        world.partnership,
        kind="signatory",
        side=Side.PARTNER,
        member=signer,
        by=world.lead,
        on=f.DAY,
    )
    stored = files.store(f.an_upload(f"{SECRET}.pdf"), by=world.lead, on=f.DAY)
    key = f.gate_of(world.partnership).conditions.filter(mode="required").first().key
    f.tick(world.partnership, key, reason=f"{SECRET} reason", evidence=stored)
    return f.ask_decision(world.partnership)


# ── The queue ───────────────────────────────────────────────────────────────────────────────────


def test_queue_shows_what_waits_for_the_reader(client, override, approver):
    answer = page(client, approver, QUEUE)

    assert list(answer.context["page"]) == [override]
    text = answer.content.decode()
    assert "Override a condition: A strategic goal of the body is linked" in text
    assert "Clean Bus Depot" in text


def test_queue_shows_what_the_reader_asked(client, world, override):
    answer = page(client, world.lead, QUEUE)

    assert list(answer.context["page"]) == []
    assert list(answer.context["asked"]) == [override]


def test_queue_shows_what_was_decided_lately(client, world, override, approver):
    operations.answer_approval(override, answer="yes", by=approver, on=f.DAY)

    found = [list(page(client, user, QUEUE).context["decided"]) for user in (world.lead, approver)]

    assert found == [[override], [override]]


def test_queue_of_somebody_else_is_empty(client, override, world):
    strangers = [world.partner, f.an_approver(f.a_body()), f.staff(f.a_body(), "owner")]

    found = [page(client, user, QUEUE) for user in strangers]

    assert [list(answer.context["page"]) for answer in found] == [[], [], []]
    assert all("Nothing waits for you" in answer.content.decode() for answer in found)


def test_queue_asks_nobody_to_sign_in(client):
    answer = client.get(QUEUE)

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/approvals/")


def test_queue_has_no_other_pages_than_it_has(client, approver):
    found = [
        page(client, approver, f"{QUEUE}?page={number}").status_code for number in ("1", "2", "x")
    ]

    assert found == [200, 404, 404]


def test_queue_asks_the_database_no_more_as_it_grows(
    client, world, approver, override, django_assert_max_num_queries
):
    page(client, approver, QUEUE)
    with django_assert_max_num_queries(10) as small:
        client.get(QUEUE)
    for key in ("public_benefit", "risks_listed", "options_compared"):
        condition = world.partnership.gatecondition_set.filter(key=key).first()
        if condition:
            operations.ask_override(
                condition, version=condition.version, reason="Why.", by=world.lead, on=f.DAY
            )
    with django_assert_max_num_queries(10) as large:
        client.get(QUEUE)

    assert len(large) == len(small)


# ── One approval ────────────────────────────────────────────────────────────────────────────────


def test_approval_shows_the_whole_matter_to_a_second_approver(client, world, override, approver):
    answer = page(client, approver, override.get_absolute_url())

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Ines Okafor" in text
    assert "No goal of the plan fits yet." in text
    assert f"{SECRET} need" in text
    assert "sets the condition aside today" in text
    assert (answer.context["can_answer"], answer.context["can_withdraw"]) == (True, False)


def test_approval_leads_a_second_approver_nowhere_else(client, world, override, approver):
    answer = page(client, approver, override.get_absolute_url())

    assert not answer.context["matter"].can_open
    assert world.front not in answer.content.decode()
    assert client.get(world.front).status_code == 404


def test_approval_can_be_read_but_not_answered_by_who_asked(client, world, override):
    answer = page(client, world.lead, override.get_absolute_url())

    assert answer.status_code == 200
    assert (answer.context["can_answer"], answer.context["can_withdraw"]) == (False, True)
    assert give(client, world.lead, override).status_code == 403


def test_approval_is_not_there_for_strangers(client, world, override):
    strangers = [
        world.partner,
        f.an_approver(f.a_body()),
        f.staff(f.a_body(), "owner"),
        f.staff(world.body, "lead"),
        f.a_user(is_operator=True),
    ]
    address = override.get_absolute_url()

    read = [page(client, user, address).status_code for user in strangers]
    answered = [give(client, user, override).status_code for user in strangers]

    assert (read, answered) == ([404] * 5, [404] * 5)
    assert page(client, world.lead, f"/approvals/{uuid.uuid4()}/").status_code == 404


def test_approval_asks_nobody_to_sign_in(client, override):
    address = override.get_absolute_url()

    answers = [client.get(address), client.post(address, {"answer": "yes"})]

    assert [answer.status_code for answer in answers] == [302, 302]
    override.refresh_from_db()
    assert override.is_waiting


def test_yes_carries_out_what_was_asked(client, world, override, approver):
    answer = give(client, approver, override)

    assert (answer.status_code, answer.url) == (302, override.get_absolute_url())
    assert f.condition_of(world.partnership, "goal_linked").state == "overridden"
    shown = client.get(answer.url).content.decode()
    assert "Your answer is recorded. It is agreed." in shown
    assert "Ruth Hale said yes" in shown


def test_no_needs_a_reason(client, override, approver):
    answer = give(client, approver, override, "no", reason=" ")

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Say why not, so that it can be mended."]}
    override.refresh_from_db()
    assert override.is_waiting


def test_no_with_a_reason_refuses(client, override, approver):
    give(client, approver, override, "no", reason="Name a goal first.")

    override.refresh_from_db()
    assert override.state == ApprovalState.REFUSED


def test_an_answer_needs_the_password(client, override, approver):
    missing = give(client, approver, override, password="")
    wrong = give(client, approver, override, password="not my password at all")

    assert [missing.status_code, wrong.status_code] == [422, 422]
    assert wrong.context["form"].errors == {"password": ["This is not your password."]}
    assert "Error: " in wrong.content.decode()
    assert ApprovalAsk.objects.exclude(answer="").count() == 0


def test_an_answer_shortly_after_another_needs_no_password(client, world, override, approver):
    condition = f.condition_of(world.partnership, "public_benefit")
    second = operations.ask_override(
        condition, version=condition.version, reason="Soon.", by=world.lead, on=f.DAY
    )
    give(client, approver, override)

    answer = client.post(second.get_absolute_url(), {"answer": "yes", "reason": ""})

    assert answer.status_code == 302


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_an_answer_is_yes_or_no(client, override, approver, answer):
    assert give(client, approver, override, answer).status_code == 422


def test_the_same_answer_twice_is_one_answer(client, override, approver):
    give(client, approver, override)

    answer = client.post(override.get_absolute_url(), {"answer": "yes", "reason": ""}, follow=True)

    assert answer.status_code == 200
    assert "Your answer was recorded before. Nothing was changed." in answer.content.decode()
    assert Entry.objects.filter(verb="partnerships.answer_approval").count() == 1


def test_an_answer_that_comes_late_is_told_so(client, world, override, approver):
    other = f.an_approver(world.body, name="Omar Haddad")
    operations.answer_approval(override, answer="yes", by=other, on=f.DAY)

    answer = give(client, approver, override, "no")

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "This was decided in the meantime. Your answer was not counted" in text
    assert "Omar Haddad said yes" in text
    assert ApprovalAsk.objects.get(approval=override).answered_by == other


def test_an_answer_to_what_was_withdrawn_is_told_so(client, world, override, approver):
    operations.withdraw_approval(override, by=world.lead, on=f.DAY)

    assert give(client, approver, override).status_code == 409


def test_an_answer_to_what_has_changed_is_refused(client, world, override, approver):
    GateCondition.objects.filter(public_id=override.subject_id).update(version=F("version") + 1)

    shown = page(client, approver, override.get_absolute_url())
    answer = give(client, approver, override)

    assert "It has to be asked again" in shown.content.decode()
    assert answer.status_code == 422
    assert f.condition_of(world.partnership, "goal_linked").state == "open"


def test_an_answer_to_what_was_met_meanwhile_comes_late(client, world, override, approver):
    f.tick(world.partnership, "goal_linked")

    answer = give(client, approver, override)

    assert answer.status_code == 409
    assert "This was withdrawn in the meantime" in answer.content.decode()


def test_whoever_stepped_aside_finds_no_approval(client, world, override, approver):
    operations.recuse(
        world.partnership, user=approver, reason="My sister works there.", by=approver, on=f.DAY
    )

    assert page(client, approver, override.get_absolute_url()).status_code == 404
    assert give(client, approver, override).status_code == 404


# ── The decision on a gate, and what was shown for it ───────────────────────────────────────────


def fetched(client, address):
    """Fetch a file to its end; return the status."""
    answer = client.get(address)
    answer.getvalue()
    return answer.status_code


def evidence_of(approval):
    row = next(row for row in approval.shown["conditions"] if row["evidence"])
    return reverse("desk:approval-evidence", args=[approval.public_id, row["key"]])


def test_gate_decision_shows_its_conditions_with_their_evidence(client, world, signature):
    signer = f.seat(world.partnership, "signatory")

    answer = page(client, signer, signature.get_absolute_url())

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"{SECRET} reason" in text
    assert evidence_of(signature) in text
    assert "1 more answer is needed before gate 4 is passed" in text


def test_evidence_comes_as_a_file_to_save(client, world, signature):
    answer = page(client, f.seat(world.partnership, "signatory"), evidence_of(signature))

    assert (answer.status_code, answer.getvalue()) == (200, f.PDF)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Entry.objects.filter(verb="desk.download_evidence").count() == 1


def test_evidence_that_was_not_shown_is_not_there(client, world, signature):
    signer = f.seat(world.partnership, "signatory")
    without = next(row for row in signature.shown["conditions"] if not row["evidence"])

    found = [
        page(
            client, signer, reverse("desk:approval-evidence", args=[signature.public_id, key])
        ).status_code
        for key in (without["key"], "need_stated", "nothing")
    ]

    assert found == [404, 404, 404]


def test_evidence_whose_content_is_another_is_not_there(client, world, signature):
    for row in signature.shown["conditions"]:
        row["sha256"] = row["sha256"] and "0" * 64
    Approval.objects.filter(pk=signature.pk).update(shown=signature.shown)

    answer = page(client, f.seat(world.partnership, "signatory"), evidence_of(signature))

    assert answer.status_code == 404


def test_gate_decision_shows_a_company_labels_and_states_only(client, world, signature):
    answer = page(client, world.partner, signature.get_absolute_url())

    text = answer.content.decode()
    assert answer.status_code == 200
    assert SECRET not in text
    assert signature.shown["conditions"][0]["label"] in text
    assert answer.context["can_answer"]
    assert client.get(evidence_of(signature)).status_code == 404


def test_gate_decision_tells_a_company_no_reason_of_the_other_side(client, world, signature):
    signer = f.seat(world.partnership, "signatory")
    operations.answer_approval(
        signature, answer="no", by=signer, on=f.DAY, reason=f"{SECRET} refused"
    )

    answer = page(client, world.partner, signature.get_absolute_url())

    assert SECRET not in answer.content.decode()
    assert "said no" in answer.content.decode()


def test_gate_is_passed_when_both_sides_have_signed(client, world, signature):
    first = give(client, world.partner, signature)
    waiting = Approval.objects.get(pk=signature.pk).state
    second = give(client, f.seat(world.partnership, "signatory"), signature)

    assert [first.status_code, waiting, second.status_code] == [302, "waiting", 302]
    assert "Back to Approvals" in client.get(signature.get_absolute_url()).content.decode()
    assert f.gate_of(world.partnership, 4).state == "passed"


def test_approval_is_closed_to_who_looks_as_partner(client, world, signature):
    look_as_partner(client, world.lead, world.partnership, world.company)

    assert client.get(signature.get_absolute_url()).status_code == 404
    assert list(client.get(QUEUE).context["page"]) == []


def test_approval_keeps_to_its_budget(client, world, signature, django_assert_max_num_queries):
    page(client, world.partner, signature.get_absolute_url())

    with django_assert_max_num_queries(20):
        client.get(signature.get_absolute_url())


def test_approval_with_news_keeps_to_its_budget(
    client, world, override, approver, django_assert_max_num_queries
):
    row = f.fresh(world.partnership)
    operations.edit_partnership(
        row, version=row.version, by=world.lead, on=f.DAY, title="Another title"
    )
    page(client, world.lead, override.get_absolute_url())

    with django_assert_max_num_queries(20):
        client.get(override.get_absolute_url())


# ── Withdrawing ─────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_takes_the_question_back(client, world, override):
    client.force_login(world.lead)
    shown = client.get(withdraw_address(override))

    answer = client.post(withdraw_address(override), {"reason": "A goal was found."}, follow=True)

    override.refresh_from_db()
    assert (shown.status_code, override.state) == (200, ApprovalState.WITHDRAWN)
    assert "It is withdrawn" in answer.content.decode()
    entry = Entry.objects.get(verb="partnerships.withdraw_approval")
    assert entry.reason == "A goal was found."


def test_withdrawing_twice_is_friendly(client, world, override):
    client.force_login(world.lead)
    client.post(withdraw_address(override), {"reason": ""})

    answers = [
        client.post(withdraw_address(override), {"reason": ""}, follow=True),
        client.get(withdraw_address(override), follow=True),
    ]

    assert all("This was withdrawn before" in answer.content.decode() for answer in answers)


def test_withdrawing_what_is_decided_says_so(client, world, override, approver):
    operations.answer_approval(override, answer="yes", by=approver, on=f.DAY)
    client.force_login(world.lead)

    answer = client.post(withdraw_address(override), {"reason": ""}, follow=True)

    override.refresh_from_db()
    assert override.state == ApprovalState.AGREED
    assert "cannot be withdrawn any more" in answer.content.decode()


def test_withdrawing_is_for_who_asked_and_who_runs_it(client, world, override, approver):
    other_lead = f.staff(world.body, name="Jo Mbeki")
    f.a_member(world.partnership, other_lead, MemberRole.LEAD)
    helper = f.staff(world.body)
    f.a_member(world.partnership, helper, MemberRole.CONTRIBUTOR)

    found = [
        page(client, user, withdraw_address(override)).status_code
        for user in (approver, helper, other_lead, world.partner, f.staff(f.a_body(), "owner"))
    ]

    assert found == [403, 403, 200, 404, 404]
    assert client.post(withdraw_address(override)).status_code == 404


def test_mailed_link_leads_through_password_and_code_to_the_page_and_the_answer(
    client, settings, override, approver
):
    settings.SECOND_FACTOR = True
    totp.with_second_factor(approver)
    address = Notice.objects.get(recipient=approver).url

    led = client.get(address)
    client.post(led.url, {"login": approver.email, "password": f.PASSWORD})
    arrived = client.post("/accounts/code/", {"code": totp.code_for(approver)})
    answered = client.post(arrived.url, {"answer": "yes", "reason": ""})

    override.refresh_from_db()
    assert (arrived.status_code, arrived.url) == (302, address)
    assert (answered.status_code, override.state) == (302, ApprovalState.AGREED)


# ── In somebody's place ─────────────────────────────────────────────────────────────────────────


def be_away(user, deputy, days=9):
    today = timezone.localdate()
    organisations.announce_absence(
        user,
        user.memberships.get().organisation,
        deputy=deputy,
        starts_on=today,
        ends_on=today + datetime.timedelta(days=days),
        by=user,
        on=today,
    )


def lend(holder, to, days=9):
    today = timezone.localdate()
    organisations.delegate_seat(
        holder.approver_seats.get(),
        to=to,
        starts_on=today,
        ends_on=today + datetime.timedelta(days=days),
        reason="A course",
        by=holder,
        on=today,
    )


@pytest.fixture
def mandate():
    """The decision on gate 1 of a standard partnership, which its sponsor takes; one file shows one condition."""
    body = f.a_body("City of Aldermoor", prefix="ALD")
    deal = f.a_partnership(body, lead=f.staff(body, "lead", name="Ines Okafor"), title="New Depot")
    sponsor = f.staff(body, name="Priya Raman")
    f.seat(deal, "sponsor", user=sponsor)
    stored = files.store(f.an_upload(), by=f.lead_of(deal), on=f.DAY)
    key = queries.missing_conditions(f.gate_of(deal)).first().key
    f.tick(deal, key, evidence=stored)
    return f.ask_decision(deal)


@pytest.fixture
def sponsor(mandate):
    return f.seat(mandate.partnership, "sponsor")


def test_deputy_reads_the_whole_matter_and_answers_for_the_holder(client, mandate, sponsor):
    deputy = f.staff(mandate.body, name="Tom Adeyemi")
    be_away(sponsor, deputy)
    shown = page(client, deputy, mandate.get_absolute_url())
    evidence = fetched(client, evidence_of(mandate))
    elsewhere = client.get(reverse("desk:partnership", args=[mandate.partnership.reference]))

    answer = give(client, deputy, mandate)

    text = shown.content.decode()
    assert "You answer for Priya Raman." in text
    assert "Residents wait eleven minutes" in text
    assert (evidence, elsewhere.status_code, answer.status_code) == (200, 404, 302)
    told = client.get(mandate.get_absolute_url()).content.decode()
    assert "Tom Adeyemi for Priya Raman said yes" in told
    history = page(
        client,
        f.lead_of(mandate.partnership),
        reverse("desk:history", args=[mandate.partnership.reference]),
    )
    assert "Tom Adeyemi answered yes for Priya Raman" in history.content.decode()


def test_page_says_who_is_away_and_who_answers_meanwhile(client, mandate, sponsor):
    be_away(sponsor, f.staff(mandate.body, name="Tom Adeyemi"))

    text = page(client, f.lead_of(mandate.partnership), mandate.get_absolute_url())

    assert "Priya Raman, away until" in text.content.decode()
    assert "Tom Adeyemi, for Priya Raman" in text.content.decode()


def test_recused_deputy_finds_no_approval(client, mandate, sponsor):
    deputy = f.staff(mandate.body)
    be_away(sponsor, deputy)
    operations.recuse(mandate.partnership, user=deputy, reason="My sister.", by=deputy, on=f.DAY)

    assert page(client, deputy, mandate.get_absolute_url()).status_code == 404
    assert give(client, deputy, mandate).status_code == 404
    assert client.get(evidence_of(mandate)).status_code == 404


def test_deputy_who_comes_late_is_told_so(client, mandate, sponsor):
    deputy = f.staff(mandate.body)
    be_away(sponsor, deputy)
    operations.answer_approval(mandate, answer="yes", by=sponsor, on=timezone.localdate())

    assert give(client, deputy, mandate).status_code == 409


def test_deputy_of_before_finds_nothing_any_more(client, mandate, sponsor):
    deputy = f.staff(mandate.body)
    be_away(sponsor, deputy)
    organisations.revoke_membership(sponsor.memberships.get(), by=None, on=timezone.localdate())

    assert page(client, deputy, mandate.get_absolute_url()).status_code == 404


def test_page_says_when_nobody_can_answer(client, mandate, sponsor):
    operations.recuse(mandate.partnership, user=sponsor, reason="My sister.", by=sponsor, on=f.DAY)

    text = page(client, f.lead_of(mandate.partnership), mandate.get_absolute_url())

    assert "Nobody can give one of the answers today" in text.content.decode()


def test_asking_says_beforehand_when_nobody_could_answer(client, world):
    deal = f.a_partnership(world.body, lead=world.lead, profile="light")
    gate = f.ready_gate(deal)
    where = reverse("partnerships:gate-ask", args=[deal.reference, gate.number])

    alone = page(client, world.lead, where)
    organisations.seat_approver(world.body, world.lead, by=None, on=f.DAY)
    still = client.get(where)
    f.an_approver(world.body, name="Ruth Hale")
    asked = client.get(where)

    assert [one.context["hide_form"] for one in (alone, still, asked)] == [True, True, False]
    assert "it cannot be asked" in alone.content.decode()
    assert "Ruth Hale" in asked.content.decode()


def test_second_approver_without_a_role_opens_every_evidence_shown_and_nothing_else(client, world):
    deal = f.a_partnership(world.body, lead=world.lead, profile="light")
    approver = f.an_approver(world.body)
    for condition in list(queries.missing_conditions(f.gate_of(deal))):
        stored = files.store(f.an_upload(f"{condition.key}.pdf"), by=world.lead, on=f.DAY)
        f.tick(deal, condition.key, evidence=stored)
    asked = f.ask_decision(deal)
    client.force_login(approver)
    shown = [row["key"] for row in asked.shown["conditions"] if row["evidence"]]

    opened = {
        key: fetched(client, reverse("desk:approval-evidence", args=[asked.public_id, key]))
        for key in shown
    }
    beside = [
        reverse("partnerships:condition-evidence", args=[deal.reference, 1, shown[0]]),
        reverse("partnerships:gate", args=[deal.reference, 1]),
        reverse("desk:partnership", args=[deal.reference]),
        reverse("desk:approval-evidence", args=[asked.public_id, "another"]),
    ]

    assert len(shown) > 1
    assert opened == dict.fromkeys(shown, 200)
    assert [client.get(address).status_code for address in beside] == [404] * 4


# ── The queue by age, and its other two views ───────────────────────────────────────────────────


def test_queue_says_how_long_ago_and_what_is_overdue(client, override, approver):
    today = timezone.localdate()
    Approval.objects.filter(pk=override.pk).update(submitted_on=today - datetime.timedelta(days=3))
    young = page(client, approver, QUEUE).content.decode()
    Approval.objects.filter(pk=override.pk).update(submitted_on=today - datetime.timedelta(days=15))

    old = client.get(QUEUE).content.decode()

    assert "asked 3 days ago" in young
    assert ("overdue" in young, "overdue" in old) == (False, True)


def test_queue_lists_the_oldest_first(client, world, override, approver):
    condition = f.condition_of(world.partnership, "public_benefit")
    second = operations.ask_override(
        condition, version=condition.version, reason="Soon.", by=world.lead, on=f.DAY
    )
    Approval.objects.filter(pk=second.pk).update(submitted_on=f.DAY - datetime.timedelta(days=1))

    assert list(page(client, approver, QUEUE).context["page"]) == [second, override]


def test_queue_shows_all_that_the_reader_may_see_and_for_whom_it_waits(client, mandate, sponsor):
    lead = f.lead_of(mandate.partnership)

    found = page(client, lead, f"{QUEUE}?show=all")

    assert list(found.context["page"]) == [mandate]
    assert "waits for: Priya Raman (sponsor, public side)" in found.content.decode()
    assert "Waits for: Priya Raman" in client.get(QUEUE).content.decode()


def test_queue_shows_a_delegate_for_whom(client, override, approver, world):
    delegate = f.staff(world.body)
    lend(approver, delegate)

    text = page(client, delegate, QUEUE).content.decode()

    assert "for Ruth Hale" in text


def test_queue_shows_what_is_decided(client, world, override, approver):
    operations.answer_approval(override, answer="yes", by=approver, on=f.DAY)

    found = {
        show: list(page(client, world.lead, f"{QUEUE}?show={show}").context["page"])
        for show in ("mine", "all", "decided")
    }

    assert found == {"mine": [], "all": [], "decided": [override]}
    assert page(client, world.lead, f"{QUEUE}?show=nothing").status_code == 404


def test_what_happened_since_is_told_to_whoever_decides(client, world, override, approver):
    row = f.fresh(world.partnership)
    operations.edit_partnership(
        row, version=row.version, by=world.lead, on=f.DAY, title="Another title"
    )

    text = page(client, approver, override.get_absolute_url()).content.decode()

    assert "Since it was asked" in text
    assert "changed title" in text
