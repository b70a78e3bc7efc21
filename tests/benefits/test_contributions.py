import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from benefits import operations, queries
from benefits.models import Contribution, GivenTotal, Handover
from notices.models import Notice
from partnerships import operations as partnerships
from tests.benefits.factories import (
    CASH,
    RIGHTS,
    a_contribution,
    a_handover,
    a_pair,
    a_person,
    fresh,
)
from tests.factories import DAY, a_partnership, an_upload, company_user, staff
from tests.factories import fresh as fresh_partnership

pytestmark = pytest.mark.django_db


def told(kind):
    """Return whom notices of a kind are open for."""
    rows = Notice.objects.filter(kind=f"benefits.{kind}", settled_at=None)
    return {notice.recipient for notice in rows}


def last(verb):
    return Entry.objects.filter(verb=f"benefits.{verb}").latest("id")


@pytest.fixture
def pair():
    return a_pair()


# ── From a draft to a promise ───────────────────────────────────────────────────────────────────


def test_a_draft_is_of_the_own_side_and_has_no_number(pair):
    row = a_contribution(pair)
    assert (row.state, row.visibility, row.number) == ("draft", "own_side", None)
    assert row.owning_party == pair.partner
    entry = last("add_contribution")
    assert (entry.visibility, entry.party_key) == ("own_side", pair.partner.public_id)
    assert entry.after["value"] == "10000"
    assert not Notice.objects.filter(kind__startswith="benefits.").exists()


def test_the_same_form_twice_is_one_contribution(pair):
    key = "6a5b7f0e-8f55-4f0e-9d4f-0f6f5d1f7a11"
    first = a_contribution(pair, public_id=key)
    assert a_contribution(pair, public_id=key) == first
    assert Entry.objects.filter(verb="benefits.add_contribution").count() == 1
    with pytest.raises(operations.ContributionRefused):
        a_contribution(pair, pair.public, public_id=key)


def test_offering_shares_it_draws_a_number_and_asks_the_other_side(pair):
    contributor = a_person(pair, "public")
    evaluator = a_person(pair, "public", "evaluator")
    row = a_contribution(pair, state="proposed")
    assert (row.state, row.visibility, row.label) == ("proposed", "shared", "C-1")
    assert row.offered_on == DAY
    assert told("contribution_offered") == {pair.lead, contributor}
    assert evaluator not in told("contribution_offered")
    entry = last("offer_contribution")
    assert entry.after["contribution"] == "C-1"
    assert entry.visibility == "shared"


def test_numbers_follow_each_other_over_both_sides(pair):
    rows = [a_contribution(pair, party, state="proposed") for party in (pair.partner, pair.public)]
    assert [row.label for row in rows] == ["C-1", "C-2"]


def test_the_yes_of_the_receiver_makes_a_promise(pair):
    row = a_contribution(pair, state="promised")
    assert (row.state, row.accepted_by, row.promised_on) == ("promised", pair.lead, DAY)
    assert told("contribution_offered") == set()
    assert told("contribution_accepted") == {pair.admin}
    total = GivenTotal.objects.get()
    assert (total.side, total.currency, total.promised, total.count) == (
        "partner",
        "GBP",
        Decimal(10000),
        1,
    )


def test_the_giver_accepts_and_declines_nothing_itself(pair):
    row = a_contribution(pair, state="proposed")
    with pytest.raises(operations.ContributionRefused):
        operations.accept_contribution(row, party=pair.partner, by=pair.admin, on=DAY)
    with pytest.raises(operations.ContributionRefused):
        operations.decline_contribution(
            row, party=pair.partner, reason="No.", by=pair.admin, on=DAY
        )
    assert fresh(row).state == "proposed"


def test_a_declined_offer_can_be_changed_and_offered_again(pair):
    row = a_contribution(pair, state="proposed")
    operations.decline_contribution(
        row, party=pair.public, reason="Too few days.", by=pair.lead, on=DAY
    )
    row = fresh(row)
    assert (row.state, row.reason) == ("declined", "Too few days.")
    assert told("contribution_declined") == {pair.admin}
    operations.change_contribution(
        row, version=row.version, by=pair.admin, on=DAY, quantity=Decimal(30)
    )
    operations.offer_contribution(fresh(row), by=pair.admin, on=DAY)
    row = fresh(row)
    assert (row.state, row.number, row.reason) == ("proposed", 1, "")
    assert told("contribution_offered") == {pair.lead}


def test_declining_needs_a_reason_and_an_offer(pair):
    row = a_contribution(pair, state="proposed")
    with pytest.raises(ValidationError) as refusal:
        operations.decline_contribution(row, party=pair.public, reason=" ", by=pair.lead, on=DAY)
    assert set(refusal.value.error_dict) == {"reason"}
    draft = a_contribution(pair)
    with pytest.raises(ValidationError):
        operations.decline_contribution(draft, party=pair.public, reason="No", by=pair.lead, on=DAY)


def test_an_offer_that_was_changed_is_not_accepted_as_it_was(pair):
    row = a_contribution(pair, state="proposed")
    seen = row.version
    operations.change_contribution(row, version=seen, by=pair.admin, on=DAY, value=Decimal(12000))
    with pytest.raises(partnerships.StaleVersion):
        operations.accept_contribution(row, party=pair.public, version=seen, by=pair.lead, on=DAY)
    assert fresh(row).state == "proposed"


def test_a_promise_that_is_changed_is_an_offer_again(pair):
    row = a_contribution(pair, state="promised")
    operations.change_contribution(
        row, version=row.version, by=pair.admin, on=DAY, value=Decimal(8000)
    )
    row = fresh(row)
    assert (row.state, row.accepted_by, row.promised_on) == ("proposed", None, None)
    assert told("contribution_offered") == {pair.lead}
    assert not GivenTotal.objects.exists()
    entry = last("change_contribution")
    assert (entry.before, entry.after) == (
        {"value": "10000.00"},
        {"contribution": "C-1", "value": "8000"},
    )


def test_the_owner_changes_without_a_new_yes(pair):
    row = a_contribution(pair, state="promised")
    helper = a_person(pair, "partner")
    member = pair.partnership.member_set.get(user=helper)
    operations.change_contribution(row, version=row.version, by=pair.admin, on=DAY, owner=member)
    assert (fresh(row).state, fresh(row).owner) == ("promised", member)


def test_an_owner_is_of_the_side_that_gives(pair):
    member = pair.partnership.member_set.get(user=pair.lead)
    with pytest.raises(ValidationError) as refusal:
        a_contribution(pair, owner=member)
    assert set(refusal.value.error_dict) == {"owner"}


def test_after_a_delivery_only_the_owner_changes(pair):
    row = a_contribution(pair, state="promised")
    a_handover(row, pair, quantity=Decimal(5))
    with pytest.raises(operations.ContributionRefused):
        operations.change_contribution(
            row, version=fresh(row).version, by=pair.admin, on=DAY, value=Decimal(1)
        )


def test_withdrawing_a_promise_tells_the_other_side(pair):
    row = a_contribution(pair, state="promised")
    operations.withdraw_contribution(row, reason="The team was cut.", by=pair.admin, on=DAY)
    assert fresh(row).state == "withdrawn"
    assert told("contribution_withdrawn") == {pair.lead}
    assert not GivenTotal.objects.exists()


def test_a_draft_is_withdrawn_without_a_word_to_the_other_side(pair):
    row = a_contribution(pair)
    operations.withdraw_contribution(row, reason="Not needed.", by=pair.admin, on=DAY)
    assert fresh(row).visibility == "own_side"
    assert not Notice.objects.filter(kind__startswith="benefits.").exists()


def test_nothing_is_withdrawn_over_a_delivery_that_waits(pair):
    row = a_contribution(pair, state="promised")
    a_handover(row, pair)
    with pytest.raises(operations.ContributionRefused):
        operations.withdraw_contribution(row, reason="No.", by=pair.admin, on=DAY)


# ── What it says ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"statement": " "}, "statement"),
        ({"kind": "gold"}, "kind"),
        ({"value": None}, "value"),
        ({"value": Decimal(0)}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal("1.001")}, "value"),
        ({"currency": ""}, "currency"),
        ({"unit": ""}, "unit"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"valuation": "cash"}, "valuation"),
        ({"valuation": "guess"}, "valuation"),
        ({"due_on": DAY - datetime.timedelta(days=1)}, "due_on"),
    ],
)
def test_what_cannot_be_counted_is_refused_at_its_field(pair, facts, field):
    with pytest.raises(ValidationError) as refusal:
        a_contribution(pair, **facts)
    assert set(refusal.value.error_dict) == {field}
    assert not Contribution.objects.exists()


def test_cash_is_the_sum_itself(pair):
    row = a_contribution(pair, **{**CASH, "quantity": None})
    assert (row.valuation, row.value, row.quantity, row.unit) == ("cash", Decimal(4000), None, "")


def test_what_is_not_valued_has_no_money(pair):
    row = a_contribution(pair, **RIGHTS)
    assert (row.value, row.currency) == (None, "")


# ── Who and when ────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_offered_to_nobody():
    pair = a_pair()
    alone = a_partnership(pair.partnership.lead_body, lead=pair.lead)
    row = operations.add_contribution(
        alone,
        party=alone.parties.get(),
        by=pair.lead,
        on=DAY,
        kind="rooms",
        statement="A hall",
        valuation="not_valued",
    )
    with pytest.raises(operations.ContributionRefused):
        operations.offer_contribution(row, by=pair.lead, on=DAY)
    assert fresh(row).number is None


def test_a_suspended_partnership_takes_no_promise(pair):
    draft, offer = a_contribution(pair), a_contribution(pair, state="proposed")
    promised = a_contribution(pair, state="promised")
    row = fresh_partnership(pair.partnership)
    partnerships.suspend(
        row,
        version=row.version,
        reason="Looked into.",
        until=DAY + datetime.timedelta(days=30),
        reviewer=row.member_set.get(user=pair.lead),
        by=pair.lead,
        on=DAY,
    )
    with pytest.raises(partnerships.Frozen):
        operations.offer_contribution(draft, by=pair.admin, on=DAY)
    with pytest.raises(partnerships.Frozen):
        operations.accept_contribution(offer, party=pair.public, by=pair.lead, on=DAY)
    with pytest.raises(partnerships.Frozen):
        operations.change_contribution(
            promised, version=promised.version, by=pair.admin, on=DAY, value=Decimal(1)
        )
    # What was promised before can still be delivered and answered.
    handover = a_handover(promised, pair)
    operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)


def test_nothing_changes_in_a_closed_partnership(pair):
    row = a_contribution(pair)
    closing = fresh_partnership(pair.partnership)
    partnerships.move(
        closing, "closed", version=closing.version, by=pair.lead, on=DAY, reason="It ends."
    )
    with pytest.raises(operations.ContributionRefused):
        operations.offer_contribution(row, by=pair.admin, on=DAY)
    with pytest.raises(operations.ContributionRefused):
        a_contribution(pair)


# ── Who sees it ─────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_for_those_who_write_for_its_side(pair, viewer_of):
    public = a_contribution(pair, pair.public, statement="Ours")
    partner = a_contribution(pair, statement="Theirs")
    shared = a_contribution(pair, state="proposed", statement="Both")
    owner = staff(pair.partnership.lead_body, "owner")
    auditor = staff(pair.partnership.lead_body, "auditor")
    people = {
        pair.lead: {public, shared},
        owner: {public, shared},
        a_person(pair, "public"): {public, shared},
        a_person(pair, "public", "evaluator"): {shared},
        auditor: {shared},
        pair.admin: {partner, shared},
        a_person(pair, "partner"): {partner, shared},
        a_person(pair, "partner", "viewer"): {shared},
        company_user(pair.partner.organisation): set(),
        a_pair(pair.partnership.lead_body).lead: set(),
        a_pair().admin: set(),
    }
    for user, seen in people.items():
        rows = queries.contributions_visible_to(viewer_of(user), pair.partnership)
        assert set(rows) == seen, user


def test_whoever_looks_as_the_partner_sees_no_draft_of_it(pair, viewer_of):
    a_contribution(pair)
    shared = a_contribution(pair, state="proposed")
    viewer = viewer_of(pair.lead, view_as=pair.partner)
    assert list(queries.contributions_visible_to(viewer, pair.partnership)) == [shared]


# ── Deliveries ──────────────────────────────────────────────────────────────────────────────────


def test_a_delivery_waits_for_the_receiver_and_is_worth_its_share(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair, quantity=Decimal(7), upload=an_upload())
    assert (handover.state, handover.value) == ("awaiting", Decimal("3500.00"))
    assert told("handover_to_confirm") == {pair.lead}
    assert handover.evidence.name == "minutes.pdf"
    total = GivenTotal.objects.get()
    assert (total.received, total.awaiting) == (0, Decimal(3500))


def test_a_confirmed_part_leaves_the_rest_and_all_of_it_is_delivered(pair):
    row = a_contribution(pair, state="promised")
    first = a_handover(row, pair, quantity=Decimal(7))
    operations.confirm_handover(first, party=pair.public, by=pair.lead, on=DAY)
    row = fresh(row)
    assert (row.state, row.received_quantity, row.received_value) == (
        "promised",
        Decimal(7),
        Decimal(3500),
    )
    assert told("handover_to_confirm") == set()
    assert told("handover_confirmed") == {pair.admin}
    second = a_handover(row, pair, quantity=Decimal(13))
    operations.confirm_handover(second, party=pair.public, by=pair.lead, on=DAY)
    assert fresh(row).state == "delivered"
    total = GivenTotal.objects.get()
    assert (total.promised, total.received, total.awaiting, total.delivered_count) == (
        Decimal(10000),
        Decimal(10000),
        0,
        1,
    )


def test_without_figures_the_first_yes_delivers_it(pair):
    row = a_contribution(pair, state="promised", **{**RIGHTS, "quantity": None})
    handover = a_handover(row, pair)
    operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    assert fresh(row).state == "delivered"
    total = GivenTotal.objects.get()
    assert (total.currency, total.promised, total.count, total.delivered_count) == ("", 0, 1, 1)


def test_the_giver_never_confirms(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    colleague = a_person(pair, "partner")
    for user in (pair.admin, colleague):
        with pytest.raises(operations.ContributionRefused):
            operations.confirm_handover(handover, party=pair.partner, by=user, on=DAY)
        with pytest.raises(operations.ContributionRefused):
            operations.dispute_handover(
                handover, party=pair.partner, reason="No.", quantity=0, by=user, on=DAY
            )


def test_the_database_knows_that_nobody_answers_their_own_delivery(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(
            state="confirmed", answered_by=pair.admin, answered_on=DAY
        )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-1)}, "__all__"),
        ({"quantity": Decimal(1), "value": Decimal(-1)}, "__all__"),
        (
            {"quantity": Decimal(1), "delivered_on": DAY + datetime.timedelta(days=1)},
            "delivered_on",
        ),
        ({"quantity": Decimal(1), "upload": an_upload("run.exe", b"MZ\x90")}, "evidence"),
    ],
    ids=["nothing", "less than nothing", "negative value", "tomorrow", "a program"],
)
def test_a_delivery_that_cannot_be_is_refused(pair, facts, field):
    row = a_contribution(pair, state="promised")
    facts = {"delivered_on": DAY, **facts}
    with pytest.raises(ValidationError) as refusal:
        operations.report_handover(row, by=pair.admin, on=DAY, **facts)
    assert set(getattr(refusal.value, "error_dict", {"__all__": 0})) == {field}
    assert not Handover.objects.exists()


def test_only_a_promise_is_delivered(pair):
    for state in ("draft", "proposed"):
        with pytest.raises(operations.ContributionRefused):
            a_handover(a_contribution(pair, state=state), pair)


def test_the_same_report_twice_is_one_delivery(pair):
    row = a_contribution(pair, state="promised")
    key = "6a5b7f0e-8f55-4f0e-9d4f-0f6f5d1f7a12"
    first = a_handover(row, pair, public_id=key)
    assert a_handover(row, pair, public_id=key) == first
    assert told("handover_to_confirm") == {pair.lead}


def test_a_report_by_mistake_is_taken_back_before_an_answer(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    operations.withdraw_handover(handover, by=pair.admin, on=DAY)
    assert fresh(handover).state == "withdrawn"
    assert told("handover_to_confirm") == set()
    assert GivenTotal.objects.get().awaiting == 0
    with pytest.raises(operations.ContributionRefused):
        operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    answered = a_handover(row, pair)
    operations.confirm_handover(answered, party=pair.public, by=pair.lead, on=DAY)
    with pytest.raises(operations.ContributionRefused):
        operations.withdraw_handover(answered, by=pair.admin, on=DAY)


# ── A dispute ───────────────────────────────────────────────────────────────────────────────────


def disputed(pair, quantity=12):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    operations.dispute_handover(
        handover,
        party=pair.public,
        reason="One engineer came for twelve days.",
        quantity=Decimal(quantity),
        by=pair.lead,
        on=DAY,
    )
    return fresh(handover)


def test_a_whole_dispute_until_it_is_settled(pair):
    handover = disputed(pair)
    assert (handover.state, handover.answered_by) == ("disputed", pair.lead)
    assert told("handover_disputed") == {pair.admin}
    assert GivenTotal.objects.get().awaiting == Decimal(10000)

    operations.reply_to_dispute(
        handover, party=pair.partner, words="The second came too.", by=pair.admin, on=DAY
    )
    assert told("handover_disputed") == set()
    assert told("dispute_reply") == {pair.lead}

    operations.propose_settlement(
        handover,
        party=pair.partner,
        words="Sixteen by the time sheets.",
        quantity=Decimal(16),
        by=pair.admin,
        on=DAY,
    )
    assert told("dispute_reply") == set()
    assert told("settlement_proposed") == {pair.lead}

    operations.settle_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    handover, row = fresh(handover), fresh(handover.contribution)
    assert (handover.state, handover.received_quantity, handover.received_value) == (
        "settled",
        Decimal(16),
        Decimal(8000),
    )
    assert (row.state, row.received_quantity) == ("promised", Decimal(16))
    assert told("settlement_proposed") == set()
    assert told("handover_settled") == {pair.admin}
    words = list(handover.words.order_by("id").values_list("kind", "side", "said_by"))
    assert words == [
        ("dispute", "public", pair.lead.pk),
        ("reply", "partner", pair.admin.pk),
        ("settlement", "partner", pair.admin.pk),
        ("agreement", "public", pair.lead.pk),
    ]
    total = GivenTotal.objects.get()
    assert (total.received, total.awaiting) == (Decimal(8000), 0)
    entry = last("settle_handover")
    assert (entry.before, entry.after["received_quantity"]) == ({"state": "disputed"}, "16.00")


def test_the_giver_may_accept_what_the_receiver_counted(pair):
    handover = disputed(pair)
    operations.settle_handover(handover, party=pair.partner, by=pair.admin, on=DAY)
    assert fresh(handover).received_value == Decimal(6000)


def test_nobody_agrees_to_their_own_figures(pair):
    handover = disputed(pair)
    with pytest.raises(operations.ContributionRefused):
        operations.settle_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    operations.propose_settlement(
        handover, party=pair.partner, words="Sixteen.", quantity=16, by=pair.admin, on=DAY
    )
    with pytest.raises(operations.ContributionRefused):
        operations.settle_handover(handover, party=pair.partner, by=pair.admin, on=DAY)


def test_figures_that_were_replaced_are_not_agreed_to(pair):
    handover = disputed(pair)
    seen = handover.version
    operations.propose_settlement(
        handover, party=pair.public, words="Ten after all.", quantity=10, by=pair.lead, on=DAY
    )
    with pytest.raises(partnerships.StaleVersion):
        operations.settle_handover(
            handover, party=pair.partner, version=seen, by=pair.admin, on=DAY
        )


def test_a_dispute_needs_a_reason_and_a_delivery_that_waits(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    with pytest.raises(ValidationError) as refusal:
        operations.dispute_handover(
            handover, party=pair.public, reason=" ", quantity=1, by=pair.lead, on=DAY
        )
    assert set(refusal.value.error_dict) == {"reason"}
    operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    with pytest.raises(operations.ContributionRefused):
        operations.dispute_handover(
            handover, party=pair.public, reason="Late.", quantity=1, by=pair.lead, on=DAY
        )
    for verb in (operations.reply_to_dispute, operations.propose_settlement):
        with pytest.raises(operations.ContributionRefused):
            verb(handover, party=pair.public, words="And?", by=pair.lead, on=DAY)


def test_without_figures_only_the_receiver_says_that_it_is_there(pair):
    for party, state in ((pair.partner, "promised"), (pair.public, "delivered")):
        row = a_contribution(pair, state="promised", **{**RIGHTS, "quantity": None})
        handover = a_handover(row, pair)
        operations.dispute_handover(
            handover, party=pair.public, reason="Not signed.", by=pair.lead, on=DAY
        )
        if party == pair.public:
            operations.propose_settlement(
                handover, party=pair.partner, words="Signed today.", by=pair.admin, on=DAY
            )
        operations.settle_handover(handover, party=party, by=pair.writer(party), on=DAY)
        assert fresh(row).state == state


def test_what_was_received_of_a_withdrawn_promise_stays_received(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair, quantity=Decimal(5))
    operations.confirm_handover(handover, party=pair.public, by=pair.lead, on=DAY)
    operations.withdraw_contribution(row, reason="The rest is off.", by=pair.admin, on=DAY)
    total = GivenTotal.objects.get()
    assert (total.promised, total.received, total.count) == (0, Decimal(2500), 0)


def test_waits_for_the_side_whose_turn_it_is(pair):
    handover = disputed(pair)
    assert queries.waits_for(handover, "partner")
    assert not queries.waits_for(handover, "public")
    operations.propose_settlement(
        handover, party=pair.partner, words="Sixteen.", quantity=16, by=pair.admin, on=DAY
    )
    assert queries.waits_for(fresh(handover), "public")


def test_the_file_of_a_delivery_is_fetched_with_an_entry(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair, upload=an_upload())
    stored = operations.download_handover_evidence(handover, by=pair.lead, on=DAY)
    assert stored == handover.evidence
    assert last("download_handover_evidence").actor_id == pair.lead.public_id


def test_only_what_is_not_finished_is_owned(pair):
    helper = a_person(pair, "partner")
    member = pair.partnership.member_set.get(user=helper)
    row = a_contribution(pair, owner=member)
    gone = a_contribution(pair, owner=member)
    operations.withdraw_contribution(gone, reason="No.", by=pair.admin, on=DAY)
    assert list(queries.contributions_owned([member])) == [row]


# ── No more than was promised or reported ───────────────────────────────────────────────────────


def test_a_report_beyond_what_is_left_is_refused_at_its_field(pair):
    row = a_contribution(pair, state="promised")
    first = a_handover(row, pair, quantity=Decimal(8))
    operations.confirm_handover(first, party=pair.public, by=pair.lead, on=DAY)
    a_handover(fresh(row), pair, quantity=Decimal(2))
    with pytest.raises(operations.ContributionRefused) as refusal:
        a_handover(fresh(row), pair, quantity=Decimal(11))
    assert refusal.value.message_dict == {
        "quantity": [
            "Promised: 20 days. Received or still waiting for an answer: 10 days. At most 10 days can be reported. Change the contribution first if more is given."
        ]
    }
    a_handover(fresh(row), pair, quantity=Decimal(10))


def test_money_beyond_what_is_left_is_refused_at_its_field(pair):
    row = a_contribution(pair, state="promised", quantity=None, unit="")
    with pytest.raises(operations.ContributionRefused) as refusal:
        a_handover(row, pair, value=Decimal(10001))
    assert list(refusal.value.message_dict) == ["value"]


def test_no_more_is_settled_than_was_reported(pair):
    row = a_contribution(pair, state="promised")
    delivery = a_handover(row, pair, quantity=Decimal(8))
    told_of = {"by": pair.lead, "on": DAY, "party": pair.public}
    with pytest.raises(operations.ContributionRefused):
        operations.dispute_handover(delivery, reason="More.", quantity=Decimal(9), **told_of)
    operations.dispute_handover(delivery, reason="Less.", quantity=Decimal(6), **told_of)
    for figures in ({"quantity": Decimal(9)}, {"quantity": Decimal(8), "value": Decimal(4001)}):
        with pytest.raises(operations.ContributionRefused):
            operations.propose_settlement(
                fresh(delivery), party=pair.partner, words="So.", by=pair.admin, on=DAY, **figures
            )
    assert fresh(delivery).words.count() == 1
