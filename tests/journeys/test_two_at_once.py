"""Two people, two windows, two clicks: nothing typed is lost, and nothing happens twice."""

import pytest
from playwright.sync_api import expect

from organisations.models import Organisation
from partnerships.models import Partnership
from tests.factories import (
    a_body,
    a_member,
    a_partnership,
    an_approver,
    answer,
    ask_decision,
    fresh,
    staff,
)
from tests.journeys.steps import (
    fill,
    hears,
    is_at,
    open_page,
    press,
    sees,
    sign_in,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize("scripts", [True, False])


@pytest.fixture
def team():
    """A lead, a contributor and two second approvers around one young partnership."""
    body = a_body("City of Aldermoor", prefix="ALD")
    lead = staff(body, "lead", name="Ines Okafor")
    partnership = a_partnership(body, lead=lead, profile="light", title="Clean Bus Depot")
    other = staff(body, "staff", name="Jonas Reed")
    a_member(partnership, other, "contributor")
    approvers = [an_approver(body, name=name) for name in ("Ruth Hale", "Omar Diaz")]
    return {"lead": lead, "other": other, "approvers": approvers, "partnership": partnership}


def edit_in_two_windows(visit, team, scripts):
    """Both open the form; the other one saves first, and the lead finds two versions."""
    address = team["partnership"].get_absolute_url() + "edit/"
    mine, theirs = visit(team["lead"], scripts=scripts), visit(team["other"], scripts=scripts)
    for page in (mine, theirs):
        open_page(page, address)
    fill(theirs, {"Title": "Electric Bus Depot", "What is it about?": "Their summary."})
    press(theirs, "Save the changes")
    hears(theirs, "Your changes are saved.")
    fill(mine, {"Title": "Quiet Bus Depot", "What is it about?": "My summary."})
    fill(mine, {"Its basis": "My basis, typed with care."})
    press(mine, "Save the changes")
    is_at(mine, "Somebody was faster")
    sees(mine, "Jonas Reed changed this", "Electric Bus Depot", "Quiet Bus Depot", "My basis")
    return mine


@BOTH
def test_the_slower_one_keeps_everything_that_was_typed(visit, team, scripts):
    page = edit_in_two_windows(visit, team, scripts)

    press(page, "Use my version")

    hears(page, "Your changes are saved.")
    now = fresh(team["partnership"])
    assert (now.title, now.summary, now.legal_basis) == (
        "Quiet Bus Depot",
        "My summary.",
        "My basis, typed with care.",
    )


@BOTH
def test_the_slower_one_makes_one_version_of_two(visit, team, scripts):
    page = edit_in_two_windows(visit, team, scripts)

    page.get_by_label("Electric Bus Depot (theirs, Title)").check()
    press(page, "Combine as chosen")

    hears(page, "Your changes are saved.")
    now = fresh(team["partnership"])
    assert (now.title, now.summary, now.legal_basis) == (
        "Electric Bus Depot",
        "My summary.",
        "My basis, typed with care.",
    )


@BOTH
def test_a_partnership_created_with_two_clicks_and_once_more_is_one(visit, team, scripts):
    page = visit(team["lead"], scripts=scripts)
    open_page(page, "/partnerships/new/")
    fill(
        page, {"Title": "Reading Room Laptops", "What is missing today, and for whom?": "Laptops."}
    )
    page.get_by_role("button", name="Go on to the partner").dblclick()
    press(page, "Not known yet, go on")
    press(page, "Check your answers")
    is_at(page, "Reading Room Laptops")
    page.get_by_role("button", name="Create the partnership").dblclick()
    expect(page.locator(".c-messages")).to_contain_text("Reading Room Laptops")

    page.go_back()

    hears(page, "This partnership has been created already. Here it is.")
    assert Partnership.objects.filter(title="Reading Room Laptops").count() == 1


@BOTH
def test_a_partner_added_with_two_clicks_is_one(visit, team, scripts):
    page = visit(team["lead"], scripts=scripts)
    open_page(page, "/partners/add/")
    fill(
        page,
        {
            "Name": "Meridian Mobility",
            "Country": "GB",
            "Register": "GB-COH",
            "Number there": "00445790",
        },
    )

    page.get_by_role("button", name="Add the partner").dblclick()

    is_at(page, "Meridian Mobility")
    assert Organisation.objects.filter(name="Meridian Mobility").count() == 1


@BOTH
def test_an_answer_that_comes_too_late_is_told_so_kindly(visit, team, scripts):
    approval = ask_decision(team["partnership"])
    page = visit(scripts=scripts)
    sign_in(page, team["approvers"][1])
    open_page(page, approval.get_absolute_url())
    answer(approval)

    page.get_by_label("No", exact=True).check()
    fill(page, {"Why": "Not before the summer."})
    press(page, "Give this answer")

    sees(page, "This was decided in the meantime. Your answer was not counted")
    expect(page.get_by_role("button", name="Give this answer")).to_have_count(0)


@BOTH
def test_an_answer_given_again_in_an_old_tab_changes_nothing(visit, team, scripts):
    approval = ask_decision(team["partnership"])
    first = visit(scripts=scripts)
    sign_in(first, team["approvers"][0])
    second = first.context.new_page()
    second.base = first.base
    for page in (first, second):
        open_page(page, approval.get_absolute_url())
    for page, what in ((first, "Yes"), (second, "No")):
        page.get_by_label(what, exact=True).check()
        fill(page, {"Why": "As shown."})
        press(page, "Give this answer")
        expect(page.locator(".c-messages")).to_be_visible()

    hears(second, "Your answer was recorded before. Nothing was changed.")
    assert [ask.answer for ask in approval.asks.all()] == ["yes"]
