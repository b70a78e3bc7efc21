"""The pages of gates: what each side sees, and putting a gate to a decision."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships import operations
from partnerships.models import Approval, ApprovalState, Gate, GateState, SideState, Stage
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGES = ["gates", "gate", "gate-ask", "gate-target"]


@pytest.fixture
def partnership():
    return make.shared_partnership(profile="standard")


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


@pytest.fixture
def partner(partnership):
    company = partnership.parties.get(side="partner").organisation
    return make.company_user(company, "partner_admin")


def address(partnership, name, *args):
    args = args or ((1,) if name != "gates" else ())
    return reverse(f"partnerships:{name}", args=[partnership.reference, *args])


def read(client, user, partnership, name="gate", *args):
    client.force_login(user)
    return client.get(address(partnership, name, *args))


def text_of(response):
    return " ".join(response.content.decode().split())


# ── All gates ───────────────────────────────────────────────────────────────────────────────────


def test_the_gates_page_lists_seven_gates_and_who_decides(client, lead, partnership):
    response = read(client, lead, partnership, "gates")

    lines = response.context["lines"]
    assert [line.gate.number for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert [line.gate.number for line in lines if line.is_ahead] == [1]
    # Need, route and tier were found in the partnership itself.
    assert (lines[0].missing, lines[0].asked) == (5, 8)
    assert [str(decider) for decider in lines[3].deciders] == [
        "signatory of the public side (nobody yet)",
        "signatory of the partner side (nobody yet)",
    ]


def test_the_gates_page_of_a_taken_over_partnership_shows_what_to_catch_up(client):
    partnership = make.taken_over(stage=Stage.LIVE)

    response = read(client, make.lead_of(partnership), partnership, "gates")

    states = [line.gate.state for line in response.context["lines"]]
    assert states == [GateState.TAKEN_OVER] * 5 + [GateState.OPEN] * 2
    first, second = response.context["catch_up"][:2]
    assert (first.key, first.due_on) == ("need_stated", make.DAY + datetime.timedelta(days=28))
    assert second.due_on == make.DAY + datetime.timedelta(days=35)


def test_a_company_sees_the_outcome_of_every_gate_and_nothing_else(client, partner, partnership):
    make.pass_gate(partnership)

    response = read(client, partner, partnership, "gates")

    assert response.status_code == 200
    assert response.context["outcomes_only"] is True
    assert "3 Mar 2025" in text_of(response)
    assert not {"catch_up", "line", "can_move"} & response.context_data.keys()
    for internal in ("sponsor of the public side", "missing", "Target day", "Who decides"):
        assert internal not in text_of(response)


# ── One gate ────────────────────────────────────────────────────────────────────────────────────


def test_the_gate_page_lists_missing_conditions_first(client, lead, partnership):
    response = read(client, lead, partnership)

    assert [row.key for row in response.context["open_conditions"]] == [
        "sponsor_named",
        "public_benefit",
        "goal_linked",
        "alternatives",
        "first_risks",
    ]
    settled = [row.key for row in response.context["settled_conditions"]]
    assert settled == ["need_stated", "route_named", "tier_scored"]
    assert [row.key for row in response.context["not_asked"]] == ["guards_answered"]
    assert "5 of 8 conditions are missing." in text_of(response)
    assert "nobody yet" in text_of(response)
    assert response.context["can_ask"] is False


def test_the_gate_page_offers_the_decision_once_nothing_is_missing(client, lead, partnership):
    make.ready_gate(partnership)

    response = read(client, lead, partnership)

    assert response.context["can_ask"] is True
    assert "Nothing is missing. Who decides:" in text_of(response)


def test_the_gate_page_shows_the_question_that_waits(client, lead, partnership):
    approval = make.ask_decision(partnership)

    response = read(client, lead, partnership)

    assert response.context["waiting"] == approval
    assert approval.get_absolute_url() in response.content.decode()
    assert response.context["can_settle"] is False


def test_the_gate_page_keeps_the_decisions_of_the_gate(client, lead, partnership):
    make.pass_gate(partnership)
    sponsor = make.seat(partnership, "sponsor")

    response = read(client, lead, partnership)

    decision = response.context["decisions"][0]
    assert decision.state == ApprovalState.AGREED
    assert [ask.answered_by for ask in decision.listed_asks] == [sponsor]
    assert f"{sponsor.get_full_name()} agreed" in text_of(response)
    assert "Passed on 3 Mar 2025." in text_of(response)


@pytest.mark.parametrize(
    ("number", "words"),
    [(2, "Not yet: the partnership is at “Identify need”."), (7, "Not yet:")],
)
def test_a_later_gate_says_that_its_time_has_not_come(client, lead, partnership, number, words):
    response = read(client, lead, partnership, "gate", number)

    assert words in text_of(response)
    assert response.context["can_ask"] is False


def test_a_gate_of_a_stopped_partnership_says_so(client, lead, partnership):
    make.suspend(partnership)

    response = read(client, lead, partnership)

    assert "The partnership is Suspended." in text_of(response)


def test_a_gate_that_passes_by_itself_says_so(client):
    partnership = make.shared_partnership(profile="light")

    response = read(client, make.lead_of(partnership), partnership, "gate", 5)

    assert "passes by itself once nothing is missing" in text_of(response)


def test_a_reader_is_offered_nothing(client, partnership):
    auditor = make.staff(partnership.lead_body, "auditor")

    response = read(client, auditor, partnership)

    offers = {key: value for key, value in response.context_data.items() if key[:4] == "can_"}
    assert set(offers.values()) == {False}
    assert "?do=tick" not in response.content.decode()


def test_a_company_sees_the_outcome_and_the_day_of_one_gate(client, partner, partnership):
    make.pass_gate(partnership)

    response = read(client, partner, partnership)

    assert response.status_code == 200
    assert "Passed on 3 Mar 2025." in text_of(response)
    assert "The need is stated" not in text_of(response)
    assert "sponsor" not in text_of(response).lower()
    assert "conditions" not in response.context


def test_a_question_that_waits_looks_undecided_to_a_company(client, partner, partnership):
    make.ask_decision(partnership)

    response = read(client, partner, partnership)

    assert "Not decided yet." in text_of(response)
    assert "asked" not in text_of(response).lower()


@pytest.mark.parametrize("number", [0, 8, 10**30])
def test_a_gate_that_is_none_is_not_found(client, lead, partnership, number):
    client.force_login(lead)

    response = client.get(f"/partnerships/{partnership.reference}/gates/{number}/")

    assert response.status_code == 404


# ── Who gets in ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_gates_do_not_exist_for_strangers(client, partnership, name):
    elsewhere = make.staff(make.a_body(), "owner")
    rival = make.company_user(make.a_company(), "partner_admin")
    recused = make.staff(partnership.lead_body, "owner")
    operations.recuse(partnership, user=recused, reason="My sister.", by=recused, on=make.DAY)
    administrator = make.staff(partnership.lead_body, "administrator")

    answers = [
        read(client, user, partnership, name).status_code
        for user in (elsewhere, rival, recused, administrator)
    ]

    assert answers == [404, 404, 404, 404]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_gates_ask_for_a_sign_in(client, partnership, name):
    response = client.get(address(partnership, name))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["gate-ask", "gate-target"])
def test_only_those_who_lead_ask_and_plan(client, partner, partnership, name):
    auditor = make.staff(partnership.lead_body, "auditor")

    answers = [read(client, user, partnership, name).status_code for user in (partner, auditor)]

    assert answers == [403, 403]


# ── Asking for the decision ─────────────────────────────────────────────────────────────────────


def ask(client, lead, partnership, *, version=None, **data):
    client.force_login(lead)
    gate = make.gate_of(partnership, 1)
    data = {"version": gate.version if version is None else version, "reason": "", **data}
    return client.post(address(partnership, "gate-ask"), data)


def test_asking_for_the_decision_puts_it_to_the_sponsor(client, lead, partnership):
    make.ready_gate(partnership)

    response = ask(client, lead, partnership, reason="Before the summer, please.")

    assert response.status_code == 302
    assert response["Location"] == address(partnership, "gate")
    approval = Approval.objects.get()
    assert (approval.submitter, approval.reason) == (lead, "Before the summer, please.")
    assert make.gate_of(partnership, 1).state == GateState.ASKED


def test_asking_twice_is_one_question(client, lead, partnership):
    make.ready_gate(partnership)
    version = make.gate_of(partnership, 1).version

    answers = [ask(client, lead, partnership, version=version).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Approval.objects.count() == 1


def test_asking_on_an_old_version_shows_how_it_stands_now(client, lead, partnership):
    gate = make.ready_gate(partnership)
    operations.reopen_condition(
        partnership, "first_risks", reason="One was wrong.", by=lead, on=make.DAY
    )

    response = ask(client, lead, partnership, version=gate.version, reason="Soon, please.")

    assert response.status_code == 409
    assert "Soon, please." in response.content.decode()
    assert response.context["current"].version == gate.version + 1
    assert not Approval.objects.exists()


def test_asking_while_something_is_missing_says_what(client, lead, partnership):
    response = ask(client, lead, partnership)

    assert response.status_code == 422
    assert "Missing: A sponsor is named on the public side" in text_of(response)


def test_asking_for_a_seat_that_is_vacant_says_whose(client, lead):
    partnership = make.a_partnership(lead=lead, body=lead_body_of(lead))
    for row in make.gate_of(partnership, 1).conditions.exclude(mode="not_asked"):
        if not row.is_settled:
            make.tick(partnership, row.key)

    response = ask(client, lead, partnership)

    assert response.status_code == 422
    assert "Nobody can answer as Sponsor, Public side." in text_of(response)


def lead_body_of(user):
    return user.memberships.get().organisation.public_body


def test_the_page_that_asks_says_what_is_missing(client, lead, partnership):
    response = read(client, lead, partnership, "gate-ask")

    assert response.context["hide_form"] is True
    assert len(response.context["missing"]) == 5


# ── Target day ──────────────────────────────────────────────────────────────────────────────────


def test_the_target_day_is_changed(client, lead, partnership):
    gate = make.gate_of(partnership, 1)
    day = timezone.localdate() + datetime.timedelta(days=30)
    client.force_login(lead)

    answers = [
        client.post(
            address(partnership, "gate-target"),
            {"version": gate.version, "target_on": day.isoformat()},
        ).status_code
        for _ in range(2)
    ]

    assert answers == [302, 302]
    assert Gate.objects.get(pk=gate.pk).target_on == day


def test_a_past_target_day_is_refused_at_its_field(client, lead, partnership):
    gate = make.gate_of(partnership, 1)
    client.force_login(lead)

    response = client.post(
        address(partnership, "gate-target"), {"version": gate.version, "target_on": "2001-01-01"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors["target_on"] == [
        "This day is past. Choose a day from today on."
    ]


def test_a_target_day_on_an_old_version_offers_both(client, lead, partnership):
    gate = make.gate_of(partnership, 1)
    theirs = timezone.localdate() + datetime.timedelta(days=10)
    mine = timezone.localdate() + datetime.timedelta(days=20)
    operations.set_gate_target(
        gate, version=gate.version, target_on=theirs, by=lead, on=timezone.localdate()
    )
    client.force_login(lead)
    stale = {"version": gate.version, "target_on": mine.isoformat()}

    conflict = client.post(address(partnership, "gate-target"), stale)
    combined = client.post(
        address(partnership, "gate-target"),
        {
            "version": gate.version + 1,
            "target_on": mine.isoformat(),
            "theirs-target_on": theirs.isoformat(),
            "pick-target_on": "theirs",
            "keep": "both",
        },
    )

    assert conflict.status_code == 409
    row = conflict.context["rows"][0]
    assert f'name="theirs-target_on" value="{theirs.isoformat()}"' in row.hidden
    assert f'name="target_on" value="{mine.isoformat()}"' in row.hidden
    assert conflict.context["changed_by"] == lead.get_full_name()
    assert combined.status_code == 302
    assert Gate.objects.get(pk=gate.pk).target_on == theirs


# ── Weight ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("profile", ["light", "full"])
@pytest.mark.parametrize("is_full", [False, True])
def test_the_gate_page_asks_few_questions(client, django_assert_max_num_queries, profile, is_full):
    partnership = make.shared_partnership(profile=profile)
    lead = make.lead_of(partnership)
    if is_full:
        _fill(partnership, lead)
    client.force_login(lead)
    client.get(address(partnership, "gate"))

    with django_assert_max_num_queries(20):
        response = client.get(address(partnership, "gate"))

    assert response.status_code == 200
    with django_assert_max_num_queries(20):
        client.get(address(partnership, "gates"))


def _fill(partnership, lead):
    """Evidence on every condition, five refused decisions, three overrides."""
    for _turn in range(5):
        make.answer(make.ask_decision(partnership), "no")
    make.an_approver(partnership.lead_body)
    for row in list(make.gate_of(partnership, 1).conditions.filter(state="met", mode="required"))[
        :3
    ]:
        operations.reopen_condition(partnership, row.key, reason="Gone.", by=lead, on=make.DAY)
        condition = make.condition_of(partnership, row.key)
        operations.ask_override(
            condition, version=condition.version, reason="Pressing.", by=lead, on=make.DAY
        )


def test_nothing_of_a_stopped_partnership_can_be_asked(client, lead, partnership):
    make.ready_gate(partnership)
    make.suspend(partnership)

    response = ask(client, lead, partnership)

    assert response.status_code == 422
    assert make.fresh(partnership).side_state == SideState.SUSPENDED
    assert "suspended" in text_of(response)
