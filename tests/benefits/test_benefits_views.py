"""The pages of benefits, goals and wishes, as those who use them."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from benefits import queries
from benefits.models import Benefit, BenefitReading, GoalLink, StrategicGoal, Wish
from partnerships.queries import viewer_for
from tests.benefits.factories import (
    a_benefit,
    a_goal,
    a_kind,
    a_pair,
    a_reading,
    a_wish,
    both_agreed,
    fresh,
    see_balance,
)
from tests.factories import DAY, PDF, an_upload, staff

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20


@pytest.fixture
def pair():
    a_kind()
    return a_pair()


def page(client, user, address, data=None, **extra):
    client.force_login(user)
    return client.get(address, **extra) if data is None else client.post(address, data, **extra)


def address(pair, name, **kwargs):
    return reverse(f"benefits:{name}", kwargs={"reference": pair.partnership.reference, **kwargs})


def at(benefit, name, **kwargs):
    told = {"reference": benefit.partnership.reference, "public_id": benefit.public_id, **kwargs}
    return reverse(f"benefits:{name}", kwargs=told)


def typed(**values):
    return {
        "record_id": uuid.uuid4(),
        "kind": "service_access",
        "statement": "More people ride",
        "target": "1,200",
        "baseline": "200",
        "weight": "1",
        "evidence_kind": "records",
        "confidence": "medium",
        **values,
    }


# ── The register ────────────────────────────────────────────────────────────────────────────────


def test_register_begins_with_what_to_do(client, pair):
    answer = page(client, pair.lead, address(pair, "benefits"))

    assert answer.status_code == 200
    assert "A partnership needs a benefit for each side" in answer.content.decode()


def test_register_shows_each_reader_what_is_theirs(client, pair):
    a_benefit(pair, statement="OURS ALONE")
    a_benefit(pair, pair.partner, statement="THEIRS ALONE")
    a_benefit(pair, pair.partner, state="proposed", statement="FOR BOTH")

    ours = page(client, pair.lead, address(pair, "benefits")).content.decode()
    theirs = page(client, pair.admin, address(pair, "benefits")).content.decode()

    assert ("OURS ALONE" in ours, "THEIRS ALONE" in ours, "FOR BOTH" in ours) == (True, False, True)
    assert ("OURS ALONE" in theirs, "THEIRS ALONE" in theirs) == (False, True)
    assert "Strategic goals it serves" in ours
    assert "Strategic goals it serves" not in theirs


def test_register_tells_the_balance_in_a_sentence_with_its_table(client, pair):
    public, partner = both_agreed(pair)
    a_reading(public, pair, 55, state="confirmed")
    a_reading(partner, pair, 26, state="confirmed")

    told = page(client, pair.admin, address(pair, "benefits"))

    assert "the balance is 0.47, below 0.60" in told.context["finding"]
    assert [row["gained"] for row in told.context["table"]] == ["55 %", "26 %"]
    assert told.content.decode().count('role="img"') == 2


def test_earlier_terms_can_be_reached(client, pair):
    a_benefit(pair, state="agreed", statement="OF THE FIRST TERM")
    first = queries.current_term(pair.partnership)
    pair.partnership.terms.create(
        number=2, starts_on=first.ends_on, ends_on=first.ends_on + datetime.timedelta(days=9)
    )
    register = address(pair, "benefits")

    assert "OF THE FIRST TERM" not in page(client, pair.lead, register).content.decode()
    earlier = page(client, pair.lead, f"{register}?term={first.public_id}")
    assert "OF THE FIRST TERM" in earlier.content.decode()
    assert earlier.context["may_add"] is False
    assert page(client, pair.lead, f"{register}?term={uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_pages_ask_as_often_at_any_size(client, pair, django_assert_max_num_queries, number):
    for one in range(number):
        benefit = a_benefit(pair, statement=f"Gain {one}", state="agreed")
    for value in range(number):
        a_reading(benefit, pair, value)
    client.force_login(pair.lead)

    for where in (address(pair, "benefits"), at(benefit, "benefit"), address(pair, "balance")):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(where).status_code == 200


# ── Writing down and changing ───────────────────────────────────────────────────────────────────


def test_benefit_is_written_down_once_however_often_it_is_sent(client, pair):
    values = typed()

    answers = [page(client, pair.lead, address(pair, "benefit-add"), values) for _time in range(2)]

    benefit = Benefit.objects.get()
    assert [answer.url for answer in answers] == [benefit.get_absolute_url()] * 2
    assert (benefit.target, benefit.baseline, benefit.unit) == (1200, 200, "people")
    assert page(client, pair.lead, benefit.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("statement", ""),
        ("statement", "\u200b\u200b"),
        ("statement", "x" * 401),
        ("statement", "invoice\u202efdp"),
        ("statement", "nul\0"),
        ("measure", "two\nlines"),
        ("kind", "no-such-kind"),
        ("kind", "brand"),
        ("target", "1.000,50"),
        ("target", "NaN"),
        ("target", "1e400"),
        ("target", "12.34567"),
        ("target", "9" * 30),
        ("due_on", "2026-02-30"),
        ("due_on", "9999-01-01"),
        ("due_on", "0000-00-00"),
        ("weight", "0"),
        ("weight", "-1"),
        ("weight", ""),
        ("direction", "sideways"),
        ("confidence", "['high']"),
        ("goal_number", "18"),
        ("owner", "8f14e45f-ceea-467f-a8a1-6d9b2c3d4e5f"),
        ("owner", "7"),
        ("tags", ",".join("abcdefghijkl")),
        ("record_id", "7"),
    ],
    ids=str,
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(client, pair, field, value):
    answer = page(client, pair.lead, address(pair, "benefit-add"), typed(**{field: value}))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Benefit.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE x", "%s%s%n", "İı 🚲"],
    ids=ascii,
)
def test_odd_text_is_kept_and_shown_as_text(client, pair, text):
    page(client, pair.lead, address(pair, "benefit-add"), typed(statement=text))
    benefit = Benefit.objects.get()

    said = page(client, pair.lead, benefit.get_absolute_url()).content.decode()

    assert benefit.statement == text
    assert "<script>alert" not in said
    assert "49" not in benefit.statement


def changed(benefit, **values):
    """Return the form of a benefit as it is opened, with what was typed over it."""
    opened = ("measure", "unit", "direction", "outcome")
    values = {
        **typed(**{name: getattr(benefit, name) for name in opened}),
        "version": benefit.version,
        **values,
    }
    del values["record_id"]
    return values


def test_two_people_change_the_same_benefit(client, pair):
    benefit = a_benefit(pair)
    seen = benefit.version
    page(client, pair.lead, at(benefit, "benefit-change"), changed(benefit, target="300"))

    stale = page(
        client, pair.lead, at(benefit, "benefit-change"), changed(benefit, version=seen, target="9")
    )
    again = page(
        client,
        pair.lead,
        at(benefit, "benefit-change"),
        changed(benefit, version=seen, target="300"),
    )

    assert (stale.status_code, again.status_code) == (409, 302)
    assert {row.bound.name for row in stale.context["rows"]} == {"target"}
    assert fresh(benefit).target == 300


def test_agreed_benefit_asks_for_its_reason(client, pair):
    benefit = a_benefit(pair, state="agreed")

    refused = page(client, pair.lead, at(benefit, "benefit-change"), changed(benefit))
    done = page(
        client, pair.lead, at(benefit, "benefit-change"), changed(benefit, reason="New lines.")
    )

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "reason" in refused.context["form"].errors
    assert fresh(benefit).state == "proposed"


# ── Steps ───────────────────────────────────────────────────────────────────────────────────────


def test_from_a_draft_to_an_agreed_benefit(client, pair):
    benefit = a_benefit(pair)
    asks = page(client, pair.lead, at(benefit, "benefit-propose")).content.decode()
    assert pair.partner.organisation.name in asks

    version = {"version": benefit.version}
    for _time in range(2):  # a double post is one step
        answer = page(client, pair.lead, at(benefit, "benefit-propose"), version)
        assert answer.status_code == 302
    assert fresh(benefit).label == "B-1"

    version = {"version": fresh(benefit).version}
    for _time in range(2):
        answer = page(client, pair.admin, at(benefit, "benefit-agree"), version)
        assert answer.status_code == 302
    assert fresh(benefit).state == "agreed"


@pytest.mark.parametrize("step", ["decline", "withdraw"])
def test_steps_back_need_a_reason(client, pair, step):
    benefit = a_benefit(pair, state="proposed")
    who = pair.admin if step == "decline" else pair.lead
    there = at(benefit, f"benefit-{step}")

    refused = page(client, who, there, {"version": benefit.version, "reason": " "})
    done = page(client, who, there, {"version": benefit.version, "reason": "No."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert fresh(benefit).state == ("declined" if step == "decline" else "withdrawn")


def test_other_side_cannot_propose_and_own_side_cannot_agree(client, pair):
    draft, proposed = a_benefit(pair), a_benefit(pair, state="proposed")

    assert page(client, pair.admin, at(draft, "benefit-propose")).status_code == 404
    assert page(client, pair.lead, at(proposed, "benefit-agree")).status_code == 403
    assert page(client, pair.admin, at(proposed, "benefit-change")).status_code == 403


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────


def test_figure_with_its_file_is_recorded_confirmed_and_fetched(client, pair):
    benefit = a_benefit(pair, state="agreed")
    values = {"value": "40", "read_on": DAY.isoformat(), "record_id": uuid.uuid4()}

    page(client, pair.lead, at(benefit, "reading-add"), {**values, "evidence": an_upload()})
    reading = BenefitReading.objects.get()
    confirm = at(benefit, "reading-confirm", reading=reading.public_id)
    page(client, pair.admin, confirm, {"version": reading.version})

    assert (fresh(reading).state, fresh(benefit).latest) == ("confirmed", 40)
    file = page(client, pair.admin, at(benefit, "reading-evidence", reading=reading.public_id))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.getvalue() == PDF
    stranger = staff(a_pair().partnership.lead_body, "owner")
    hidden = page(client, stranger, at(benefit, "reading-evidence", reading=reading.public_id))
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "٥٠x"),
        ("value", ""),
        ("read_on", "2090-01-01"),
        ("read_on", "2026-02-30"),
        ("note", ""),
    ],
)
def test_bad_figures_are_answered_at_their_field(client, pair, field, value):
    benefit = a_benefit(pair, state="agreed")
    values = {
        "value": "40",
        "read_on": DAY.isoformat(),
        "note": "Counted.",
        "record_id": uuid.uuid4(),
        field: value,
    }

    answer = page(client, pair.lead, at(benefit, "reading-add"), values)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not BenefitReading.objects.exists()


def test_figure_of_another_benefit_is_not_there(client, pair):
    one, other = a_benefit(pair, state="agreed"), a_benefit(pair, state="agreed")
    reading = a_reading(one, pair, 3)

    answer = page(client, pair.admin, at(other, "reading-confirm", reading=reading.public_id))

    assert answer.status_code == 404


def test_figure_is_disputed_and_taken_back(client, pair):
    benefit = a_benefit(pair, state="agreed")
    reading = a_reading(benefit, pair, 3)
    where = {"reading": reading.public_id}

    page(
        client,
        pair.admin,
        at(benefit, "reading-dispute", **where),
        {"version": reading.version, "reason": "Not so."},
    )
    assert fresh(reading).state == "disputed"
    page(
        client,
        pair.lead,
        at(benefit, "reading-withdraw", **where),
        {"version": fresh(reading).version, "reason": "True."},
    )
    assert fresh(reading).state == "withdrawn"


# ── Balance and statement ───────────────────────────────────────────────────────────────────────


def test_both_sides_say_that_they_have_seen_the_balance(client, pair):
    public, _partner = both_agreed(pair)
    seen = page(client, pair.lead, address(pair, "balance")).context["form"]["seen"].value()

    for user in (pair.lead, pair.admin, pair.admin):
        assert page(client, user, address(pair, "balance"), {"seen": seen}).status_code == 302
    assert pair.partnership.gatecondition_set.get(key="balance_seen").state == "met"

    Benefit.objects.filter(pk=public.pk).update(target=Decimal(7))
    stale = page(client, pair.lead, address(pair, "balance"), {"seen": seen})
    assert stale.status_code == 422
    assert "have changed" in stale.content.decode()


def test_statement_stands_on_the_register(client, pair):
    both_agreed(pair)
    values = {"words": "Half of it came.", "record_id": uuid.uuid4()}

    for _time in range(2):
        assert page(client, pair.lead, address(pair, "statement"), values).status_code == 302

    told = page(client, pair.admin, address(pair, "benefits")).content.decode()
    assert told.count("Half of it came.") == 1


# ── Goals ───────────────────────────────────────────────────────────────────────────────────────


def test_owner_keeps_goals_and_a_lead_links_them(client, pair):
    owner = staff(pair.partnership.lead_body, "owner")
    values = {"title": "Cleaner air", "starts_on": DAY.isoformat(), "record_id": uuid.uuid4()}
    assert page(client, pair.lead, reverse("benefits:goal-add")).status_code == 403
    page(client, owner, reverse("benefits:goal-add"), values)
    goal = StrategicGoal.objects.get()

    link = {"goal": goal.public_id, "record_id": uuid.uuid4()}
    assert page(client, pair.lead, address(pair, "goal-links"), link).status_code == 302
    told = page(client, owner, reverse("benefits:goals")).content.decode()
    assert pair.partnership.title in told
    assert page(client, pair.admin, address(pair, "goal-links")).status_code == 404

    unlink = address(pair, "goal-unlink", public_id=GoalLink.objects.get().public_id)
    page(client, pair.lead, unlink, {})
    assert not GoalLink.objects.filter(unlinked_on=None).exists()


@pytest.mark.parametrize(
    ("role", "status", "writes"),
    [
        ("owner", 200, True),
        ("administrator", 200, True),
        ("lead", 200, False),
        ("auditor", 200, False),
        ("staff", 403, False),
    ],
)
def test_goals_are_read_by_more_than_write_them(client, pair, role, status, writes):
    goal = a_goal(pair.partnership.lead_body)
    user = staff(pair.partnership.lead_body, role)

    answer = page(client, user, reverse("benefits:goals"))

    text = answer.content.decode()
    change = reverse("benefits:goal", args=[goal.public_id])
    assert (answer.status_code, goal.title in text) == (status, status == 200)
    assert (change in text, reverse("benefits:goal-add") in text) == (writes, writes)


def test_goal_is_changed_under_its_version_and_given_up(client, pair):
    body = pair.partnership.lead_body
    owner, goal = staff(body, "owner"), a_goal(body)
    there = reverse("benefits:goal", args=[goal.public_id])
    values = {"title": "Clean air", "starts_on": DAY.isoformat(), "version": 1}
    page(client, owner, there, values)

    assert page(client, owner, there, {**values, "title": "Air"}).status_code == 409
    page(client, owner, reverse("benefits:goal-retire", args=[goal.public_id]), {"version": 2})
    assert fresh(goal).retired_on is not None


@pytest.mark.parametrize("number", [1, 9])
def test_goals_ask_as_often_at_any_size(client, pair, django_assert_max_num_queries, number):
    owner = staff(pair.partnership.lead_body, "owner")
    for one in range(number):
        a_goal(pair.partnership.lead_body, f"Goal {one}")
    client.force_login(owner)

    with django_assert_max_num_queries(10):
        client.get(reverse("benefits:goals"))


# ── Wishes ──────────────────────────────────────────────────────────────────────────────────────


def test_company_writes_a_wish_shares_it_and_takes_it_up(client, pair):
    company = pair.partner.organisation

    def there(name, **kwargs):
        return reverse(f"benefits:{name}", kwargs={"company": company.public_id, **kwargs})

    values = {"kind": "reference", "statement": "A city to show", "record_id": uuid.uuid4()}
    page(client, pair.admin, there("wish-add"), values)
    wish = Wish.objects.get()
    partner_page = reverse("portfolio:partner", args=[company.public_id])
    assert "A city to show" not in page(client, pair.lead, partner_page).content.decode()

    page(client, pair.admin, there("wish-share", public_id=wish.public_id), {"version": 1})
    assert "A city to show" in page(client, pair.lead, partner_page).content.decode()

    values = {"partnership": pair.partnership.reference, "record_id": uuid.uuid4()}
    page(client, pair.admin, there("wish-take-up", public_id=wish.public_id), values)
    assert Benefit.objects.get().owning_party == pair.partner
    page(client, pair.admin, there("wish-withdraw", public_id=wish.public_id), {"version": 2})
    assert "A city to show" not in page(client, pair.lead, partner_page).content.decode()
    assert page(client, pair.lead, there("wishes")).status_code == 404


def test_company_page_leads_to_its_wishes(client, pair):
    company = pair.partner.organisation
    a_wish(company)
    wishes = reverse("benefits:wishes", kwargs={"company": company.public_id})

    told = page(client, pair.admin, reverse("portal:organisation", args=[company.public_id]))

    assert wishes in told.content.decode()
    assert page(client, pair.admin, wishes).status_code == 200


def test_condition_of_a_gate_leads_to_the_page_that_meets_it(client, pair):
    gate = pair.partnership.gate_set.get(number=1)

    told = page(client, pair.lead, gate.get_absolute_url()).content.decode()

    assert address(pair, "benefits") in told
    assert address(pair, "goal-links") in told


def test_reader_who_only_reads_is_offered_nothing_to_do(client, pair):
    benefit = a_benefit(pair, state="proposed")
    auditor = staff(pair.partnership.lead_body, "auditor")

    told = page(client, auditor, benefit.get_absolute_url()).content.decode()

    assert viewer_for(auditor).may_write
    for step in ("change", "propose", "agree", "decline", "withdraw"):
        assert at(benefit, f"benefit-{step}") not in told


def test_balance_that_was_seen_says_so(client, pair):
    both_agreed(pair)
    see_balance(pair, pair.public)

    sides = page(client, pair.admin, address(pair, "balance")).context["sides"]

    assert [one["is_seen"] for one in sides] == [True, False]


def test_whoever_is_asked_reads_weight_term_and_that_no_day_is_set(client, pair):
    benefit = a_benefit(pair, pair.partner, state="proposed", weight=3)
    said = page(client, pair.lead, at(benefit, "benefit-agree")).content.decode()
    assert "no day set" in said
    assert 'weight <bdi class="c-nowrap">3</bdi>' in said
    assert "term " in said
