"""A lead takes a partnership from its need to its delivery, and everybody who is asked answers on the pages.

Gates 1 and 4 and the passing of gate 5 are clicked through. Gates 2 and 3 look and work the same, so their conditions
and decisions come from the factories; the moves behind them are clicked again.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from audit.queries import entries_of_partnership
from partnerships.models import Partnership
from partnerships.queries import missing_conditions
from reminders.operations import tick as send_what_is_due
from reminders.queries import clock
from tests.factories import (
    PASSWORD,
    PDF,
    a_body,
    a_company,
    an_approver,
    company_user,
    condition_of,
    fresh,
    gate_of,
    pass_gate,
    ready_gate,
    staff,
    tick,
)
from tests.journeys.steps import (
    about,
    choose,
    fill,
    follow,
    hears,
    holds,
    is_at,
    open_page,
    press,
    sees,
    sign_in,
    ten_minutes_pass,
    unfold,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TITLE = "Reading Room Laptops"
NEED = "Forty pupils of the evening school have no computer at home."
LINK = re.compile(r"https?://[^\s\"'<>]+")
MINUTES = {"name": "guards.pdf", "mimeType": "application/pdf", "buffer": PDF}
WITHOUT_BENEFIT = "The measure follows in May, when the school has counted."


ASKED_AND_PASSED = [
    ("ask_gate_decision", "lead"),
    ("answer_approval", "approver"),
    ("pass_gate", "approver"),
    ("move", "lead"),
]
# What the audit trail tells in the end: who did what, in this order.
TOLD = [
    ("create", "lead"),
    ("add_party", "lead"),
    ("add_member", "lead"),
    ("open_first", "lead"),
    ("ask_condition_override", "lead"),
    ("answer_approval", "approver"),
    ("override_condition", "approver"),
    *ASKED_AND_PASSED,
    *ASKED_AND_PASSED,
    *ASKED_AND_PASSED,
    ("share_in", "lead"),
    ("add_member", "lead"),
    ("name_seat", "lead"),
    ("add_member", "lead"),
    ("name_seat", "lead"),
    ("ask_gate_decision", "lead"),
    ("answer_approval", "owner"),
    ("answer_approval", "company"),
    ("pass_gate", "company"),
    ("move", "lead"),
    ("open_first", "company"),
    ("settle_condition", "company"),
    ("pass_gate", "company"),
    ("move", "lead"),
]


@pytest.fixture
def people():
    """Those whom the story needs, by what they do in it."""
    city = a_body("City of Aldermoor", prefix="ALD")
    meridian = a_company("Meridian Mobility", body=city)
    return {
        "lead": staff(city, "lead", name="Ines Okafor"),
        "owner": staff(city, "owner", name="Priya Raman"),
        "approver": an_approver(city, name="Ruth Hale"),
        "company": company_user(meridian, "partner_admin", name="Dana Whitlock"),
        "stranger": staff(a_body("Harbour Authority", prefix="HAR"), "owner", name="Tom Ferris"),
    }


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lead_takes_a_partnership_from_need_to_live(visit, people, mailoutbox, scripts):
    windows = {who: visit(scripts=scripts) for who in ("lead", "owner", "approver", "company")}
    for who, page in windows.items():
        sign_in(page, people[who])

    create(windows["lead"])
    partnership = Partnership.objects.get(title=TITLE)
    settle_the_first_gate(windows["lead"])
    override_one_condition(windows["lead"], windows["approver"])
    decide_the_first_gate(windows["lead"], windows["approver"])
    move(windows["lead"], partnership, "Scope and invite")
    for stage in ("Vet and choose", "Agree and design"):
        pass_gate(partnership, by=people["lead"], on=timezone.localdate())
        move(windows["lead"], partnership, stage)
    share_and_seat(windows["lead"], partnership)
    sign_on_both_sides(windows, partnership, people)
    move(windows["lead"], partnership, "Mobilise")
    open_on_both_sides(windows["company"], partnership, people)
    move(windows["lead"], partnership, "Deliver and govern")

    assert fresh(partnership).stage == "live"
    assert [gate.state for gate in partnership.gate_set.order_by("number")] == [
        *["passed"] * 5,
        *["open"] * 2,
    ]
    assert verbs_of(partnership, people) == TOLD
    assert links_that_give_a_right(people["stranger"], mailoutbox) == {}


def create(page):
    """Three steps, left after the first one and taken up again."""
    follow(page, "New partnership")
    fill(page, {"Title": TITLE, "What is missing today, and for whom?": NEED})
    press(page, "Leave, keep the draft")
    hears(page, "The draft is kept. You find it here.")
    open_page(page, "/")
    open_page(page, "/partnerships/new/")
    follow(page, f"Go on: {TITLE}")
    holds(page, {"What is missing today, and for whom?": NEED})
    fill(page, {"What is it about?": "Meridian gives forty used laptops and keeps them running."})
    press(page, "Go on to the partner")
    fill(page, {"Name or number": "meridian"})
    press(page, "Find")
    press(page, "Choose Meridian Mobility")
    follow(page, "Go on to the terms")
    choose(
        page,
        {
            "How much is at stake?": "Nothing, or a token amount",
            "How much does a service depend on it?": "Nothing stops without it",
            "What harm could come of it?": "Hardly any",
            "How hard would it be to replace the partner?": "Easy: many others could begin at once",
            "How closely does the public look?": "Hardly at all",
            "Legal route": "Sponsorship or gift in kind",
        },
    )
    fill(
        page,
        {
            "Its basis": "Gifts in kind, standing order 12",
            "Value over the whole term": "18,000",
            "First day": str(timezone.localdate()),
            "Last day": "2031-03-02",
        },
    )
    press(page, "Check your answers")
    sees(page, "Meridian Mobility")
    press(page, "Create the partnership")
    hears(page, f"{TITLE} begins as ALD-{timezone.localdate().year}-0001.")


def settle_the_first_gate(page):
    """One condition with its evidence, one in words, one left out; a fourth stays missing."""
    follow(page, "Open gate 1")
    follow(page, "Tick: The guards of the body's policy are answered")
    fill(page, {"What shows that it is met": "All five answers are no."})
    page.get_by_label("A file that shows it").set_input_files(MINUTES)
    press(page, "Tick the condition")
    hears(page, "Ticked: The guards of the body's policy are answered")
    follow(page, "Tick: The first risks are written down")
    fill(page, {"What shows that it is met": "Theft, and old batteries."})
    press(page, "Tick the condition")
    unfold(page, "More: A strategic goal of the body is linked")
    follow(page, "Leave out")
    fill(page, {"Why it is left out": "Too small for the plan of the city."})
    press(page, "Leave it out")
    sees(page, "1 of 6 conditions is missing")


def override_one_condition(lead, approver):
    """The lead confirms with the password; the second person finds it by the notice and does the same."""
    label = "At least one public benefit with its measure"
    unfold(lead, f"More: {label}")
    ten_minutes_pass(lead)
    follow(lead, "Ask to override")
    fill(lead, {"Why the partnership should go on without it": WITHOUT_BENEFIT})
    fill(lead, {"Your password, to confirm it is you": "not the password"})
    press(lead, "Ask the second person")
    sees(lead, "This is not your password.")
    fill(lead, {"Your password, to confirm it is you": PASSWORD})
    press(lead, "Ask the second person")
    hears(lead, "A second person is asked. You are told what they answer.")

    open_page(approver, "/")
    follow(approver, "1 new notices")
    press(approver, about("Open: Answer whether a condition is set aside"))
    is_at(approver, f"Override a condition: {label}")
    sees(approver, WITHOUT_BENEFIT)
    ten_minutes_pass(approver)
    approver.reload()
    approver.get_by_label("Yes", exact=True).check()
    fill(approver, {"Why": "Fair.", "Your password, to confirm it is you": PASSWORD})
    press(approver, "Give this answer")
    hears(approver, "Your answer is recorded. It is agreed.")


def decide_the_first_gate(lead, approver):
    lead.reload()
    sees(lead, "Overridden")
    follow(lead, "Ask for the decision")
    press(lead, "Ask for the decision")
    hears(lead, "Asked. You are told as soon as it is decided.")
    answer(approver, "Decide gate 1: Mandate")
    hears(approver, "Your answer is recorded. It is agreed.")


def answer(page, question):
    """Find a question in the queue and say yes to it."""
    open_page(page, "/approvals/")
    follow(page, about(f"Decide: {question}"))
    is_at(page, question)
    page.get_by_label("Yes", exact=True).check()
    press(page, "Give this answer")


def move(page, partnership, stage):
    open_page(page, partnership.get_absolute_url())
    follow(page, "Move on")
    press(page, f"Move to “{stage}”")
    hears(page, f"Now at: {stage}")


def share_and_seat(page, partnership):
    """The company sees it from here on; somebody signs for each side."""
    open_page(page, partnership.get_absolute_url())
    follow(page, "People")
    follow(page, "Share with Meridian Mobility")
    press(page, "Share with Meridian Mobility")
    hears(page, "Meridian Mobility sees this partnership from now on.")
    for organisation, person, side in (
        ("City of Aldermoor", "Priya Raman", "Public side"),
        ("Meridian Mobility", "Dana Whitlock", "Partner side"),
    ):
        follow(page, f"Add a person: {organisation}")
        choose(page, {"Somebody with an account": person})
        page.get_by_label("Works on it: reads and writes").check()
        press(page, "Add the person")
        hears(page, f"{person} has a place here now.")
        follow(page, f"Name Signatory, {side}")
        choose(page, {"Who holds it?": person})
        press(page, "Save the seat")
        hears(page, f"{person} holds the seat now.")


def sign_on_both_sides(windows, partnership, people):
    ready_gate(partnership, by=people["lead"], on=timezone.localdate())
    open_page(windows["lead"], gate_of(partnership).get_absolute_url())
    follow(windows["lead"], "Ask for the decision")
    press(windows["lead"], "Ask for the decision")
    answer(windows["owner"], "Decide gate 4: Signature")
    hears(windows["owner"], "Your answer is recorded. Others still have to give theirs.")
    answer(windows["company"], "Decide gate 4: Signature")
    hears(windows["company"], "Your answer is recorded. It is agreed.")


def open_on_both_sides(page, partnership, people):
    """Everything else is met; gate 5 passes by itself when the company opens the page for the first time."""
    for condition in missing_conditions(gate_of(partnership)).exclude(key="access_accepted"):
        tick(partnership, condition.key, by=people["lead"], on=timezone.localdate())
    assert gate_of(partnership, 5).state == "open"
    open_page(page, "/portal/partnerships/")
    follow(page, TITLE)
    is_at(page, TITLE)
    assert gate_of(partnership, 5).state == "passed"
    assert condition_of(partnership, "access_accepted").state == "met"


def verbs_of(partnership, people):
    """Return who did what, in the order of the audit trail; the lead's many ticks are left out."""
    names = {people[who].public_id: who for who in people}
    entries = entries_of_partnership(partnership.public_id).order_by("id")
    told = [(one.verb.removeprefix("partnerships."), names.get(one.actor_id)) for one in entries]
    return [one for one in told if one != ("settle_condition", "lead")]


def links_that_give_a_right(stranger, mailoutbox):
    """Fetch every link of every mail without signing in, and as somebody of another body; return those that open."""
    send_what_is_due(on=timezone.localdate(), now=clock())
    links = {
        link
        for mail in mailoutbox
        for text in (mail.body, *(part.content for part in mail.alternatives))
        for link in LINK.findall(text)
    }
    assert len(links) > 3
    nobody, other = Client(), Client()
    other.force_login(stranger, backend="partnerships.backends.LiveAccessBackend")
    answers = {}
    for link in links:
        path = urlsplit(link).path
        anonymous = nobody.get(path)
        answers[path] = (
            anonymous.status_code,
            anonymous.headers.get("Location"),
            other.get(path).status_code,
        )
    return {
        path: found
        for path, found in answers.items()
        if found != (302, f"/accounts/login/?next={path}", 404)
    }
