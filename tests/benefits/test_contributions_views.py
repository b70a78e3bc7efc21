"""The pages of contributions and deliveries, asked as a browser asks them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from benefits import operations, queries
from benefits.models import BenefitBalance, Contribution, Handover
from partnerships import operations as partnerships
from tests.benefits.factories import (
    DAYS,
    RIGHTS,
    a_benefit,
    a_contribution,
    a_cost,
    a_handover,
    a_pair,
    a_person,
    fresh,
)
from tests.factories import DAY, an_upload, company_user, staff
from tests.factories import fresh as fresh_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return a_pair()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def address(pair, name="contributions", row=None):
    keys = {"reference": pair.partnership.reference}
    if row is not None:
        keys["public_id"] = row.public_id
    return reverse(f"benefits:{name}", kwargs=keys)


def typed(**values):
    return {
        "record_id": str(uuid4()),
        "kind": "staff_days",
        "statement": "Twenty days",
        "quantity": "20",
        "unit": "days",
        "value": "10,000",
        "currency": "GBP",
        "valuation": "day_rate",
        "valuation_note": "500 a day",
        "due_on": "",
        "owner": "",
        **values,
    }


# ── From the form to the promise, in two browsers ───────────────────────────────────────────────


def test_both_sides_agree_and_one_delivery_is_confirmed(pair):
    theirs, ours = browser(pair.admin), browser(pair.lead)
    answer = theirs.post(address(pair, "contribution-add"), typed())
    row = Contribution.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    assert ours.get(row.get_absolute_url()).status_code == 404

    page = theirs.get(address(pair, "contribution-offer", row)).content.decode()
    assert f"Everybody of {pair.public.organisation}" in page
    theirs.post(address(pair, "contribution-offer", row), {"version": 1})
    page = ours.get(address(pair)).content.decode()
    assert "1 thing waits for your side" in page
    assert "Accept this as a promise, or say why not" in page

    ours.post(address(pair, "contribution-accept", row), {"version": fresh(row).version})
    assert fresh(row).state == "promised"
    report = {
        "record_id": str(uuid4()),
        "delivered_on": DAY.isoformat(),
        "quantity": "5",
        "value": "",
        "note": "First week.",
        "evidence": an_upload(),
    }
    assert theirs.post(address(pair, "handover-report", row), report).status_code == 302
    handover = Handover.objects.get()
    evidence = ours.get(address(pair, "handover-evidence", handover))
    assert evidence["Content-Disposition"].startswith("attachment")
    assert b"".join(evidence.streaming_content).startswith(b"%PDF")
    ours.post(address(pair, "handover-confirm", handover), {"version": 1})
    assert fresh(row).received_value == Decimal(2500)
    page = theirs.get(row.get_absolute_url()).content.decode()
    assert "Confirmed" in page


def test_a_dispute_goes_from_page_to_page_until_it_is_settled(pair):
    theirs, ours = browser(pair.admin), browser(pair.lead)
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    told = {"version": 1, "reason": "Twelve days.", "quantity": "12", "value": ""}
    ours.post(address(pair, "handover-dispute", handover), told)
    page = theirs.get(row.get_absolute_url()).content.decode()
    assert "Twelve days." in page
    assert "Agree to these figures" in page
    reply = {"version": fresh(handover).version, "words": "Both came."}
    theirs.post(address(pair, "handover-reply", handover), reply)
    offer = {
        "version": fresh(handover).version,
        "quantity": "16",
        "value": "",
        "words": "By the sheets.",
    }
    theirs.post(address(pair, "handover-propose", handover), offer)
    page = ours.get(address(pair, "handover-settle", handover)).content.decode()
    assert "By the sheets." in page
    ours.post(address(pair, "handover-settle", handover), {"version": fresh(handover).version})
    assert fresh(handover).state == "settled"
    assert fresh(row).received_quantity == Decimal(16)


def test_the_empty_page_asks_what_each_side_puts_in(pair):
    page = browser(pair.lead).get(address(pair)).content.decode()
    assert "What does each side put in?" in page
    assert "Money, days, goods, rooms, data." in page


def test_the_picture_has_its_table(pair):
    a_contribution(pair, state="promised")
    page = browser(pair.lead).get(address(pair)).content.decode()
    assert "Show the numbers as a table" in page
    assert "of GBP\N{NO-BREAK SPACE}10,000" in page


# ── The same thing twice, and two people at once ────────────────────────────────────────────────


def test_a_form_sent_twice_is_one_contribution(pair):
    client, values = browser(pair.lead), typed()
    places = {client.post(address(pair, "contribution-add"), values)["Location"] for _ in range(2)}
    assert len(places) == Contribution.objects.count() == 1


def test_an_answer_sent_twice_is_one_answer(pair):
    row = a_contribution(pair, state="proposed")
    client = browser(pair.lead)
    for _number in range(2):
        answer = client.post(address(pair, "contribution-accept", row), {"version": 2})
        assert answer["Location"] == row.get_absolute_url()
    assert fresh(row).version == 3


def test_a_reply_sent_twice_is_said_once(pair):
    handover = a_handover(a_contribution(pair, state="promised"), pair)
    operations.dispute_handover(
        handover, party=pair.public, reason="Short.", quantity=1, by=pair.lead, on=DAY
    )
    client = browser(pair.admin)
    for _number in range(2):
        answer = client.post(
            address(pair, "handover-reply", handover), {"version": 2, "words": "No."}
        )
        assert answer.status_code == 302
    assert handover.words.count() == 2


def test_what_was_changed_meanwhile_is_shown_beside_what_was_typed(pair):
    row = a_contribution(pair, state="proposed")
    operations.change_contribution(
        row, version=2, by=pair.admin, on=DAY, statement="Thirty days", value=Decimal(15000)
    )
    client = browser(pair.admin)
    answer = client.post(
        address(pair, "contribution-change", row), typed(version=2, statement="Mine")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Thirty days" in page
    assert "Mine" in page
    answer = browser(pair.lead).post(address(pair, "contribution-accept", row), {"version": 2})
    assert answer.status_code == 409
    assert fresh(row).state == "proposed"


def test_a_form_without_its_version_changes_nothing(pair):
    row = a_contribution(pair, state="proposed")
    for name in ("accept", "decline"):
        answer = browser(pair.lead).post(
            address(pair, f"contribution-{name}", row), {"reason": "X"}
        )
        assert answer.status_code == 422
    assert fresh(row).state == "proposed"


# ── Bad input ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("statement", ""),
        ("statement", "   "),
        ("statement", "\u200b\u200b"),
        ("statement", "x" * 401),
        ("statement", "invoice\u202efdp.exe"),
        ("statement", "two\r\nlines"),
        ("statement", "nul\x00"),
        ("due_on", "2026-02-30"),
        ("due_on", "0001-01-01"),
        ("due_on", "9999-01-01"),
        ("due_on", "1999-01-01"),
        ("quantity", "NaN"),
        ("quantity", "-3"),
        ("quantity", "1e9"),
        ("value", "1.000,50"),
        ("value", "1.123456789012"),
        ("value", "-0.01"),
        ("value", "9" * 30),
        ("currency", "XXX"),
        ("currency", ""),
        ("valuation", "guess"),
        ("kind", "gold"),
        ("owner", "7"),
        ("owner", "6a5b7f0e-8f55-4f0e-9d4f-0f6f5d1f7a11"),
    ],
)
def test_bad_input_is_answered_at_its_field(pair, field, value):
    answer = browser(pair.lead).post(
        address(pair, "contribution-add"), typed(**{field: value}), follow=False
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE x; --", "%s%n", "👩‍👩‍👧 İı"]
)
def test_what_is_typed_is_shown_as_text(pair, words):
    client = browser(pair.lead)
    client.post(address(pair, "contribution-add"), typed(statement=words))
    row = Contribution.objects.get()
    assert row.statement == words
    page = client.get(row.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "upload",
    [
        lambda: an_upload("run.pdf", b"MZ\x90\x00"),
        lambda: an_upload("page.png", b"<html><script>1</script>"),
        lambda: an_upload("empty.pdf", b""),
    ],
    ids=["a program", "a page", "nothing"],
)
def test_a_file_that_is_not_what_it_says_is_refused(pair, upload):
    row = a_contribution(pair, state="promised")
    report = {
        "record_id": str(uuid4()),
        "delivered_on": DAY.isoformat(),
        "quantity": "1",
        "evidence": upload(),
    }
    answer = browser(pair.admin).post(address(pair, "handover-report", row), report)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"evidence"}
    assert not Handover.objects.exists()


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=" + "9" * 400, "term=x"])
def test_a_page_that_is_not_there_is_404(pair, query):
    assert browser(pair.lead).get(f"{address(pair)}?{query}").status_code == 404


# ── Walls ───────────────────────────────────────────────────────────────────────────────────────


def test_drafts_are_nowhere_for_those_who_may_not_see_them(pair):
    ours = a_contribution(pair, pair.public, statement="CANARY-public", valuation_note="C-N")
    theirs = a_contribution(pair, statement="CANARY-partner")
    evaluator = a_person(pair, "public", "evaluator")
    reader = a_person(pair, "partner", "viewer")
    history = reverse("desk:history", kwargs={"reference": pair.partnership.reference})
    for user, hidden in (
        (pair.admin, ours),
        (pair.lead, theirs),
        (evaluator, ours),
        (reader, theirs),
    ):
        client = browser(user)
        pages = [client.get(place) for place in (address(pair), history)]
        assert [page.status_code for page in pages] == [200, 200]
        for page in pages:
            assert hidden.statement not in page.content.decode()
            assert "wrote down a contribution" not in page.content.decode() or user in (
                pair.admin,
                pair.lead,
            )
        assert client.get(hidden.get_absolute_url()).status_code == 404


def test_strangers_find_nothing(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair, upload=an_upload())
    other = a_pair(pair.partnership.lead_body)
    for user in (other.lead, other.admin, a_pair().lead, company_user(pair.partner.organisation)):
        client = browser(user)
        for place in (
            address(pair),
            row.get_absolute_url(),
            address(pair, "handover-evidence", handover),
            address(pair, "handover-confirm", handover),
        ):
            assert client.get(place).status_code == 404
    # The same ids under another partnership of the same person are not there either.
    mine = address(other, "contribution", row)
    assert browser(other.lead).get(mine).status_code == 404


@pytest.mark.parametrize("role", ["evaluator", "auditor", "viewer"])
def test_readers_read_what_is_shared_and_write_nothing(pair, role):
    user = (
        staff(pair.partnership.lead_body, "auditor")
        if role == "auditor"
        else a_person(pair, "partner" if role == "viewer" else "public", role)
    )
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    client = browser(user)
    assert client.get(row.get_absolute_url()).status_code == 200
    for name in ("change", "offer", "accept", "decline", "withdraw"):
        assert client.post(address(pair, f"contribution-{name}", row)).status_code == 403
    for name in ("confirm", "dispute", "reply", "propose", "settle", "withdraw"):
        assert client.post(address(pair, f"handover-{name}", handover)).status_code == 403
    assert client.post(address(pair, "contribution-add")).status_code == 403
    assert client.post(address(pair, "handover-report", row)).status_code == 403


def test_each_side_does_its_own_part_only(pair):
    row = a_contribution(pair, state="promised")
    handover = a_handover(row, pair)
    theirs, ours = browser(pair.admin), browser(pair.lead)
    for name in ("confirm", "dispute"):
        assert theirs.get(address(pair, f"handover-{name}", handover)).status_code == 403
    for name in ("change", "offer", "withdraw"):
        assert ours.get(address(pair, f"contribution-{name}", row)).status_code == 403
    assert ours.get(address(pair, "handover-report", row)).status_code == 403
    assert ours.get(address(pair, "handover-withdraw", handover)).status_code == 403


# ── Costs ───────────────────────────────────────────────────────────────────────────────────────


def test_costs_are_written_down_changed_shared_and_taken_off(pair):
    client = browser(pair.lead)
    values = {
        "record_id": str(uuid4()),
        "kind": "travel",
        "spent_on": DAY.isoformat(),
        "hours": "2.5",
        "money": "120.50",
        "currency": "GBP",
        "note": "Visit",
    }
    for _number in range(2):
        assert client.post(address(pair, "cost-add"), values).status_code == 302
    cost = pair.partnership.cost_set.get()
    page = client.get(address(pair, "costs")).content.decode()
    assert "120.50" in page
    client.post(address(pair, "cost-change", cost), {**values, "version": 1, "hours": "3"})
    assert fresh(cost).hours == 3
    page = client.get(address(pair, "cost-share", cost)).content.decode()
    assert str(pair.partner.organisation) in page
    client.post(address(pair, "cost-share", cost), {"version": 2})
    assert fresh(cost).visibility == "shared"
    a_cost(pair)
    client.post(address(pair, "costs-share"))
    assert not pair.partnership.cost_set.filter(shared_on=None).exists()
    theirs = browser(pair.admin)
    assert "120.50" in theirs.get(address(pair, "costs")).content.decode()
    assert theirs.post(address(pair, "cost-withdraw", cost), {"version": 3}).status_code == 403
    client.post(address(pair, "cost-withdraw", cost), {"version": 3})
    assert fresh(cost).withdrawn_on is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", ""),
        ("hours", "-1"),
        ("hours", "٥٠x"),
        ("money", "1.234.5"),
        ("currency", "ABCD"),
        ("spent_on", "2090-01-01"),
        ("kind", ""),
        ("note", "x" * 301),
    ],
)
def test_a_cost_that_cannot_be_is_answered_at_its_field(pair, field, value):
    values = {
        "record_id": str(uuid4()),
        "kind": "travel",
        "spent_on": DAY.isoformat(),
        "hours": "1",
        field: value,
    }
    answer = browser(pair.lead).post(address(pair, "cost-add"), values)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


@pytest.mark.parametrize(("side", "role"), [("public", "evaluator"), ("partner", "viewer")])
def test_costs_do_not_exist_for_those_who_only_read(pair, side, role):
    shared = a_cost(pair, note="CANARY-cost")
    operations.share_cost(shared, by=pair.lead, on=DAY)
    other = a_cost(pair, pair.partner, note="CANARY-cost")
    operations.share_cost(other, by=pair.admin, on=DAY)
    a_contribution(pair, state="promised")
    client = browser(a_person(pair, side, role))
    history = reverse("desk:history", kwargs={"reference": pair.partnership.reference})
    front = pair.partnership.get_absolute_url()
    for place in (address(pair), history, front):
        page = client.get(place).content.decode()
        assert "CANARY-cost" not in page
        assert " cost " not in page
        assert "Costs" not in page
    for name in ("costs", "cost-add", "costs-share"):
        assert client.get(address(pair, name)).status_code == 404
    assert client.get(address(pair, "cost-change", shared)).status_code == 404


def test_private_costs_stay_private_on_every_page(pair):
    a_cost(pair, note="CANARY-public", money=Decimal("77123.45"), currency="GBP")
    client = browser(pair.admin)
    for name in ("contributions", "costs"):
        page = client.get(address(pair, name)).content.decode()
        assert "CANARY-public" not in page
        assert "77,123.45" not in page


def test_an_auditor_reads_costs_and_writes_none(pair):
    cost = a_cost(pair)
    client = browser(staff(pair.partnership.lead_body, "auditor"))
    assert client.get(address(pair, "costs")).status_code == 200
    for name in ("cost-add", "costs-share"):
        assert client.get(address(pair, name)).status_code == 403
    assert client.get(address(pair, "cost-change", cost)).status_code == 403


# ── Budgets ─────────────────────────────────────────────────────────────────────────────────────


def furnish(pair, count):
    for number in range(count):
        row = a_contribution(pair, state="promised", **DAYS if number % 2 else RIGHTS)
        handover = a_handover(row, pair, quantity=Decimal(20))
        if number % 3 == 0:
            operations.dispute_handover(
                handover, party=pair.public, reason="No.", quantity=1, by=pair.lead, on=DAY
            )
        a_contribution(pair, pair.public, state="proposed")
        a_cost(pair)


def test_pages_ask_as_much_with_many_as_with_few(pair, django_assert_max_num_queries):
    counts = {}
    for count in (1, 3):
        furnish(pair, count)
        row = Contribution.objects.filter(owning_party=pair.partner).first()
        for user in (pair.lead, pair.admin):
            client = browser(user)
            for place in (address(pair), address(pair, "costs"), row.get_absolute_url()):
                client.get(place)
                with django_assert_max_num_queries(20) as asked:
                    assert client.get(place).status_code == 200
                counts.setdefault((user.pk, place), []).append(len(asked))
    assert all(len(set(seen)) == 1 for seen in counts.values()), counts


# ── Terms ───────────────────────────────────────────────────────────────────────────────────────


def test_each_term_shows_its_own_and_the_first_what_came_before(pair):
    first = pair.partnership.terms.get()
    early = a_contribution(pair, state="promised", statement="CANARY-early")
    Contribution.objects.filter(pk=early.pk).update(term=None)
    operations.push_given(pair.partnership, None)
    operations.push_given(pair.partnership, first)
    old = a_contribution(pair, state="promised", statement="CANARY-old")
    second = pair.partnership.terms.create(number=2, starts_on=first.ends_on, ends_on=first.ends_on)
    a_contribution(pair, state="promised", statement="CANARY-new", value=Decimal(700))
    client = browser(pair.lead)
    pages = {
        term: client.get(f"{address(pair)}?term={term.public_id}").content.decode()
        for term in (first, second)
    }
    shown = {
        term: {w for w in ("early", "old", "new") if f"CANARY-{w}" in pages[term]} for term in pages
    }
    assert shown == {first: {"early", "old"}, second: {"new"}}
    assert "of GBP\N{NO-BREAK SPACE}20,000" in pages[first]
    assert "of GBP\N{NO-BREAK SPACE}700" in pages[second]
    assert old.term == first
    # Without a choice the latest term is shown.
    assert "CANARY-new" in client.get(address(pair)).content.decode()


def test_what_each_side_gained_stands_beside_what_it_gave(pair):
    BenefitBalance.objects.create(
        partnership=pair.partnership,
        term=pair.partnership.terms.get(),
        public_realised=Decimal(55),
        partner_realised=Decimal("26.4"),
    )
    a_contribution(pair, state="promised")
    page = browser(pair.lead).get(address(pair)).content.decode()
    assert "It gained 55 % of what was agreed that it would." in page
    assert "It gained 26 % of what was agreed that it would." in page
    assert "and the other side received GBP\N{NO-BREAK SPACE}0." in page


def test_what_waits_and_what_is_disputed_is_told_apart_and_counted_in_good_english(pair):
    row = a_contribution(pair, state="promised")
    a_handover(row, pair, quantity=Decimal(4))
    disputed = a_handover(fresh(row), pair, quantity=Decimal(6))
    operations.dispute_handover(
        disputed, party=pair.public, reason="No.", quantity=1, by=pair.lead, on=DAY
    )
    done = a_contribution(pair, state="promised")
    operations.confirm_handover(a_handover(done, pair), party=pair.public, by=pair.lead, on=DAY)
    page = browser(pair.lead).get(address(pair)).content.decode()
    assert "GBP\N{NO-BREAK SPACE}2,000 is reported and waits for the receiver." in page
    assert "GBP\N{NO-BREAK SPACE}3,000 is disputed." in page
    assert "2 things are promised between the sides; 1 of them is delivered in full." in page
    assert "Each bar stands for all that a side promised" in page


def test_costs_say_how_much_of_them_the_other_side_sees(pair):
    first, second = a_cost(pair), a_cost(pair)
    words = []
    for cost in (None, first, second):
        if cost is not None:
            operations.share_cost(cost, by=pair.lead, on=DAY)
        for name in ("contributions", "costs"):
            page = browser(pair.lead).get(address(pair, name)).content.decode()
            head = page.split("Every entry")[0]
            words.append([w for w in ("Only our side", "Partly shared", "Shared<") if w in head])
    assert words == [[w] for w in ("Only our side", "Partly shared", "Shared<") for _n in (1, 2)]
    page = browser(pair.admin).get(address(pair)).content.decode()
    assert "of what they share" in page


# ── While the partnership is suspended ──────────────────────────────────────────────────────────


def test_nothing_is_offered_that_stands_still(pair, viewer_of):
    offer = a_contribution(pair, state="proposed")
    draft = a_contribution(pair)
    benefit = a_benefit(pair, pair.partner, state="proposed")
    a_cost(pair)
    row = fresh_partnership(pair.partnership)
    partnerships.suspend(
        row,
        version=row.version,
        reason="Looked into.",
        until=DAY + timedelta(days=30),
        reviewer=row.member_set.get(user=pair.lead),
        by=pair.lead,
        on=DAY,
    )
    ours, theirs = browser(pair.lead), browser(pair.admin)
    for client in (ours, theirs):
        for place in (address(pair), address(pair, "benefits")):
            page = client.get(place).content.decode()
            assert "nobody can promise anything new in it" in page
            assert "Add a " not in page
            assert "Accept this as a promise" not in page
    assert "Accept it" not in ours.get(offer.get_absolute_url()).content.decode()
    assert "Agree to it" not in ours.get(benefit.get_absolute_url()).content.decode()
    assert "Offer it" not in theirs.get(draft.get_absolute_url()).content.decode()
    assert "Share all" not in ours.get(address(pair, "costs")).content.decode()
    assert queries.asked_of(viewer_of(pair.lead), most=9) == []
    with pytest.raises(partnerships.Frozen) as refusal:
        operations.offer_contribution(draft, by=pair.admin, on=DAY)
    assert refusal.value.messages == [
        "It is suspended and nobody can promise anything new in it. Wait until it is resumed."
    ]
