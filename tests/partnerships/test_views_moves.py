"""The pages that lead a partnership on, rest it, stop it and end it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships import operations
from partnerships.models import GateState, SideState, Stage, StageChange
from tests import factories as make
from ui.formats import day_text

pytestmark = pytest.mark.django_db

PAGES = ["move", "pause", "suspend", "resume", "terminate"]


@pytest.fixture
def partnership():
    return make.shared_partnership(profile="standard")


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


def address(partnership, name="move"):
    return reverse(f"partnerships:{name}", args=[partnership.reference])


def read(client, user, partnership, name="move"):
    client.force_login(user)
    return client.get(address(partnership, name))


def post(client, user, partnership, name="move", **data):
    client.force_login(user)
    data.setdefault("version", make.fresh(partnership).version)
    return client.post(address(partnership, name), data)


def text_of(response):
    return " ".join(response.content.decode().split())


# ── Moving ──────────────────────────────────────────────────────────────────────────────────────


def test_the_move_page_says_what_stands_before_each_stage(client, lead, partnership):
    response = read(client, lead, partnership)

    on, closed = response.context["options"]
    assert (on.to, on.form, len(on.missing)) == (Stage.SCOPE, None, 5)
    assert (closed.to, closed.is_early_end) == (Stage.CLOSED, True)
    assert "G1 Mandate stands before this, and 5 conditions are missing." in text_of(response)


def test_the_move_page_opens_the_way_once_the_gate_is_passed(client, lead, partnership):
    make.pass_gate(partnership)

    response = read(client, lead, partnership)

    assert response.context["options"][0].form is not None
    assert "G1 Mandate was passed on 3 Mar 2025. The way is free." in text_of(response)


def test_a_partnership_moves_on(client, lead, partnership):
    make.pass_gate(partnership)

    response = post(client, lead, partnership, to="scope")

    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    assert make.fresh(partnership).stage == Stage.SCOPE


def test_moving_twice_is_one_move(client, lead, partnership):
    make.pass_gate(partnership)
    version = make.fresh(partnership).version

    answers = [
        post(client, lead, partnership, to="scope", version=version).status_code for _ in range(2)
    ]

    assert answers == [302, 302]
    assert StageChange.objects.filter(partnership=partnership).count() == 2


def test_a_move_without_its_gate_is_refused(client, lead, partnership):
    response = post(client, lead, partnership, to="scope")

    assert response.status_code == 422
    assert "Gate 1 has not been decided." in text_of(response)


@pytest.mark.parametrize("to", ["live", "nowhere", "", "%d", "<b>"])
def test_a_move_that_does_not_exist_is_refused(client, lead, partnership, to):
    response = post(client, lead, partnership, to=to)

    assert response.status_code == 422
    assert make.fresh(partnership).stage == Stage.NEED


def test_an_early_end_takes_a_reason(client, lead, partnership):
    refused = post(client, lead, partnership, to="closed", reason="")
    accepted = post(client, lead, partnership, to="closed", reason="The need is gone.")

    assert refused.status_code == 422
    assert 'href="#id_closed_reason"' in refused.content.decode()
    assert accepted.status_code == 302
    assert make.fresh(partnership).stage == Stage.CLOSED


def test_a_closed_partnership_goes_nowhere(client, lead, partnership):
    operations.move(
        partnership,
        Stage.CLOSED,
        version=partnership.version,
        by=lead,
        on=make.DAY,
        reason="The need is gone.",
    )

    response = read(client, lead, partnership)

    assert (response.context["options"], response.context["side_pages"]) == ([], [])
    assert "This partnership is closed." in text_of(response)


def test_a_move_on_an_old_version_keeps_the_reason(client, lead, partnership):
    version = partnership.version
    make.suspend(partnership)

    response = post(client, lead, partnership, to="closed", reason="Gone.", version=version)

    assert response.status_code == 409
    assert "Gone." in response.content.decode()
    assert "Suspended" in text_of(response)


def test_going_on_after_the_decision_asks_for_the_end_of_the_next_term(client, lead, partnership):
    partnership = make.move_to(partnership, Stage.RENEWAL)
    make.pass_gate(partnership)
    end = make.ENDS + datetime.timedelta(days=365)

    page = read(client, lead, partnership)
    refused = post(client, lead, partnership, to="live", new_end="")
    accepted = post(client, lead, partnership, to="live", new_end=end.isoformat())

    assert [option.to for option in page.context["options"]] == [Stage.LIVE, Stage.CLOSING]
    assert 'name="new_end"' in page.content.decode()
    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert partnership.terms.get(number=2).ends_on == end


def test_delivery_turns_to_the_decision_freely(client, lead, partnership):
    partnership = make.move_to(partnership, Stage.LIVE)

    page = read(client, lead, partnership)
    response = post(client, lead, partnership, to="renewal")

    assert "Nothing stands before this." in text_of(page)
    assert response.status_code == 302


def test_a_gate_that_passes_by_itself_is_passed_on_arrival():
    partnership = make.shared_partnership(profile="light")
    lead = make.lead_of(partnership)
    for row in make.gate_of(partnership, 5).conditions.exclude(mode="not_asked"):
        operations.tick_condition(
            partnership, row.key, by=lead, on=make.DAY, reason="Filed.", upload=make.an_upload()
        )

    partnership = make.move_to(partnership, Stage.MOBILISE)

    assert make.gate_of(partnership, 5).state == GateState.PASSED


def doubts(partnership):
    reviewer = partnership.member_set.filter(role="lead").get()
    return {"reason": "Doubts.", "until": "2090-01-01", "reviewer": reviewer.public_id}


# ── Off the main line ───────────────────────────────────────────────────────────────────────────


def test_a_pause_has_a_reason_a_day_and_a_reviewer(client, lead, partnership):
    reviewer = partnership.member_set.get(user=lead)
    until = timezone.localdate() + datetime.timedelta(days=60)
    data = {
        "reason": "The council votes.",
        "until": until.isoformat(),
        "reviewer": reviewer.public_id,
    }

    refused = post(client, lead, partnership, "pause", **{**data, "until": "2001-01-01"})
    accepted = post(client, lead, partnership, "pause", **data)

    assert refused.status_code == 422
    assert refused.context["form"].errors["until"] == ["Choose a day after today."]
    assert accepted.status_code == 302
    change = StageChange.objects.get(partnership=partnership, to_state="paused")
    assert (change.until, change.reviewer) == (until, reviewer)
    assert f"is paused until {day_text(until)}." in text_of(read(client, lead, partnership))


def test_a_reviewer_is_somebody_of_the_public_side(client, lead, partnership):
    company = partnership.parties.get(side="partner").organisation
    theirs = make.a_member(partnership, make.company_user(company), "contributor")
    elsewhere = make.a_partnership().member_set.get()

    answers = [
        post(
            client,
            lead,
            partnership,
            "pause",
            reason="A vote.",
            until="2090-01-01",
            reviewer=member.public_id,
        )
        .context["form"]
        .errors
        for member in (theirs, elsewhere)
    ]

    assert [list(errors) for errors in answers] == [["reviewer"], ["reviewer"]]


def test_a_suspended_partnership_is_resumed(client, lead, partnership):
    suspended = post(client, lead, partnership, "suspend", **doubts(partnership))
    moving = read(client, lead, partnership)
    refused = post(client, lead, partnership, to="closed", reason="Gone.")
    resumed = post(client, lead, partnership, "resume", reason="Cleared.")

    assert (suspended.status_code, resumed.status_code) == (302, 302)
    assert moving.context["is_stopped"] is True
    assert "Close the partnership" not in text_of(moving)
    assert refused.status_code == 422
    assert make.fresh(partnership).side_state == SideState.NONE


def test_suspending_twice_is_once(client, lead, partnership):
    version = partnership.version

    answers = [
        post(
            client, lead, partnership, "suspend", **doubts(partnership), version=version
        ).status_code
        for _ in range(2)
    ]

    assert answers == [302, 302]
    assert StageChange.objects.filter(partnership=partnership, to_state="suspended").count() == 1


def test_a_running_partnership_cannot_be_resumed(client, lead, partnership):
    page = read(client, lead, partnership, "resume")
    response = post(client, lead, partnership, "resume", reason="Why not.")

    assert page.context["hide_form"] is True
    assert response.status_code == 422


def test_terminating_takes_the_reference_and_the_password(client, lead, partnership):
    data = {
        "reason": "Fraud.",
        "typed_reference": partnership.reference.lower(),
        "password": make.PASSWORD,
    }

    without_password = post(client, lead, partnership, "terminate", **{**data, "password": ""})
    other = post(client, lead, partnership, "terminate", **{**data, "typed_reference": "ALD-1"})
    still = make.fresh(partnership).side_state
    accepted = post(client, lead, partnership, "terminate", **data)

    assert list(without_password.context["form"].errors) == ["password"]
    assert list(other.context["form"].errors) == ["typed_reference"]
    assert (still, accepted.status_code) == (SideState.NONE, 302)
    partnership = make.fresh(partnership)
    assert (partnership.side_state, partnership.stage) == (SideState.TERMINATED, Stage.CLOSING)


def test_a_terminated_partnership_is_closed_through_its_last_gate(lead, partnership):
    operations.terminate(
        partnership, version=partnership.version, reason="Fraud.", by=lead, on=make.DAY
    )

    partnership = make.move_to(partnership, Stage.CLOSED)

    assert make.gate_of(partnership, 7).state == GateState.PASSED
    assert partnership.is_closed


# ── Who gets in ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
def test_moves_do_not_exist_for_strangers(client, partnership, name):
    recused = make.staff(partnership.lead_body, "owner")
    operations.recuse(partnership, user=recused, reason="My sister.", by=recused, on=make.DAY)
    rival = make.company_user(make.a_company(), "partner_admin")
    elsewhere = make.staff(make.a_body(), "owner")

    answers = []
    for user in (recused, rival, elsewhere):
        answers += [
            read(client, user, partnership, name).status_code,
            post(client, user, partnership, name).status_code,
        ]

    assert answers == [404] * 6


@pytest.mark.parametrize("name", PAGES)
def test_moves_are_not_for_companies_and_readers(client, partnership, name):
    company = partnership.parties.get(side="partner").organisation
    partner = make.company_user(company, "partner_admin")
    auditor = make.staff(partnership.lead_body, "auditor")

    answers = []
    for user in (partner, auditor):
        answers += [
            read(client, user, partnership, name).status_code,
            post(client, user, partnership, name, to="closed", reason="Gone.").status_code,
        ]

    assert answers == [403] * 4
    assert make.fresh(partnership).stage == Stage.NEED


@pytest.mark.parametrize("name", PAGES)
def test_moves_ask_for_a_sign_in(client, partnership, name):
    response = client.get(address(partnership, name))

    assert response["Location"].startswith("/accounts/login/")
