"""Both sides come in by invitation, agree what each gains and gives, settle a dispute, and are stood in for.

A lead invites the company's administrator, she invites two colleagues; benefits and contributions are agreed on both
sides, the receiver disputes a delivery and it is settled; the lead goes on leave and the deputy is asked; an approver
decides from the link in the mail. Everybody who must prove a second factor does so. With scripts, and without.
"""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from audit.models import Entry
from benefits import operations as benefits
from benefits.models import Benefit, Contribution, Handover
from organisations.models import Membership
from partnerships import operations
from partnerships.models import Member, Side
from reminders.operations import tick as send_what_is_due
from reminders.queries import clock
from tests.factories import (
    DAY,
    PASSWORD,
    a_body,
    a_company,
    a_partnership,
    an_approver,
    condition_of,
    fresh,
    gate_of,
    move_to,
    ready_gate,
    seat,
    share_in,
    staff,
)
from tests.journeys.steps import (
    about,
    choose,
    fill,
    follow,
    is_at,
    open_page,
    press,
    sees,
)
from tests.totp import code_for, code_of, with_second_factor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TITLE = "Reading Room Laptops"
LINK = re.compile(r"http://[^\s\"'<>]+")


@pytest.fixture
def hall(settings):
    """A partnership about to go live, whose company has nobody here yet; the lead is its public sponsor."""
    settings.SECOND_FACTOR = True
    benefits.load_shipped_types(by=None, on=DAY)
    body, company = a_body("City of Aldermoor", prefix="ALD"), a_company("Meridian Mobility")
    lead = staff(body, "lead", name="Ines Okafor")
    partnership = move_to(
        a_partnership(body, lead=lead, partner=company, profile="standard", title=TITLE),
        "mobilise",
    )
    share_in(partnership, company)
    seat(partnership, "sponsor", Side.PUBLIC, user=lead)
    return SimpleNamespace(
        body=body,
        company=company,
        partnership=fresh(partnership),
        lead=with_second_factor(lead),
        owner=staff(body, "owner", name="Priya Raman"),
        deputy=with_second_factor(staff(body, "staff", name="Jo Mbeki")),
        approver=with_second_factor(an_approver(body, name="Ruth Hale")),
    )


# ── What everybody does ─────────────────────────────────────────────────────────────────────────


def come_in(page, user, address="/"):
    """Open an address, sign in with password and code, and arrive there."""
    page.goto(page.base + address)
    fill(page, {"E-mail address": user.email, "Password": PASSWORD})
    press(page, "Sign in")
    is_at(page, "Enter your code")
    fill(page, {"Code": code_for(user)})
    press(page, "Sign in")
    page.wait_for_url(page.base + address)


def prove_it(page, user):
    """Answer the question for a code where the page asks for one."""
    field = page.locator("input[autocomplete=one-time-code]")
    if field.count():
        field.fill(code_for(user))


def link_to(address, words):
    """Send what is due; return the path in the latest mail to `address` whose subject holds `words`."""
    send_what_is_due(on=timezone.localdate(), now=clock())
    letters = [one for one in mail.outbox if one.to == [address] and words in one.subject]
    assert letters, [one.subject for one in mail.outbox if one.to == [address]]
    # The button's link stands before the one to the settings.
    return "/" + LINK.search(letters[-1].body).group().split("/", 3)[3]


def join(page, address, name, organisation):
    """Open the link of an invitation, make an account with it, and sign in."""
    open_page(page, link_to(address, "invites you"))
    fill(
        page,
        {
            "Your e-mail address": address,
            "Your name": name,
            "Choose a password": PASSWORD,
            "The password again": PASSWORD,
        },
    )
    press(page, f"Make the account and join {organisation}")
    fill(page, {"E-mail address": address, "Password": PASSWORD})
    press(page, "Sign in")
    return User.objects.get(email=address)


def set_up_an_app(page):
    """Type the key of the page into an app, and the app's code into the page."""
    is_at(page, "Set up the second step")
    secret = "".join(page.locator(".c-key span").all_inner_texts())
    page.locator("input[autocomplete=one-time-code]").fill(code_of(secret))
    press(page, "Set up")


def ask(page, address, link, verb):
    """Open a page, follow a link that asks once more, and say yes."""
    open_page(page, address)
    follow(page, about(link))
    page.get_by_role("button", name=verb, exact=True).last.click()


def at(partnership, rest):
    return f"/partnerships/{partnership.reference}/{rest}"


# ── The parts of the story ──────────────────────────────────────────────────────────────────────


def invite_the_company(hall, lead, dana, marc):
    come_in(lead, hall.lead, at(hall.partnership, "people/"))
    follow(lead, "Invite somebody: Meridian Mobility")
    fill(lead, {"E-mail address": "dana@meridian.example", "Name": "Dana Whitlock"})
    lead.get_by_label(re.compile("Looks after the company")).check()
    press(lead, "Send the invitation")
    hall.dana = join(dana, "dana@meridian.example", "Dana Whitlock", "Meridian Mobility")
    set_up_an_app(dana)

    people = f"/organisations/{hall.company.public_id}/people/"
    for address, name in (
        ("marc@meridian.example", "Marc Lindqvist"),
        ("elin@meridian.example", "Elin Park"),
    ):
        open_page(dana, at(hall.partnership, "people/invite/"))
        fill(dana, {"E-mail address": address, "Name": name})
        dana.get_by_role("radio").first.check()
        press(dana, "Send the invitation")
    hall.marc = join(marc, "marc@meridian.example", "Marc Lindqvist", "Meridian Mobility")
    open_page(dana, people)
    sees(dana, "Dana Whitlock", "Marc Lindqvist", "elin@meridian.example")


def agree_benefits(hall, lead, marc):
    for page, other, kind, words in (
        (lead, marc, "Emissions avoided", "Laptops that are not thrown away"),
        (marc, lead, "A reference to show", "A case that we may show other cities"),
    ):
        open_page(page, at(hall.partnership, "benefits/add/"))
        kinds = page.get_by_label("Kind of benefit").locator("option")
        labels = [one for one in kinds.all_text_contents() if kind.lower() in one.lower()]
        page.get_by_label("Kind of benefit").select_option(label=labels[0])
        fill(page, {"What is gained, in a sentence": words, "Target": "40"})
        page.locator(".c-savebar button[type=submit]").click()
        benefit = Benefit.objects.get(statement=words)
        ask(page, benefit.get_absolute_url(), "Propose it", "Propose it")
        ask(other, benefit.get_absolute_url(), "Agree to it", "Agree to it")
        sees(other, "Agreed")


def agree_contributions(hall, lead, marc):
    for page, other, kind, words in (
        (lead, marc, "Rooms", "The reading room, four evenings a week"),
        (marc, lead, "Goods", "Forty laptops, two years old"),
    ):
        open_page(page, at(hall.partnership, "contributions/add/"))
        choose(page, {"Kind": kind, "How is it valued?": "Estimate"})
        fill(
            page,
            {
                "What is given?": words,
                "How much?": "40",
                "Counted in": "pieces",
                "What is it worth?": "8000",
                "Currency, three letters": "GBP",
            },
        )
        press(page, "Write it down")
        given = Contribution.objects.get(statement=words)
        ask(page, given.get_absolute_url(), "Offer it", "Offer it")
        ask(other, given.get_absolute_url(), "Accept it", "Accept it")
        sees(other, "Promised")


def settle_a_dispute(hall, lead, marc):
    given = Contribution.objects.get(statement="Forty laptops, two years old")
    open_page(marc, given.get_absolute_url())
    follow(marc, "Report a delivery")
    today = timezone.localdate().isoformat()
    fill(marc, {"On which day?": today, "How much?": "40"})
    marc.locator("form[enctype] button[type=submit]").click()
    open_page(lead, link_to(hall.lead.email, TITLE))
    open_page(lead, given.get_absolute_url())
    follow(lead, about("Dispute it"))
    fill(lead, {"What is missing or different?": "Two of them do not start.", "How much?": "38"})
    lead.get_by_role("button", name="Dispute it", exact=True).last.click()
    sees(lead, "Two of them do not start.")
    ask(marc, given.get_absolute_url(), "Agree to these figures", "Agree to them")
    handover = Handover.objects.get()
    assert (handover.state, handover.received_quantity) == ("settled", 38)


def sit_down(hall, dana):
    """Name the company's sponsor, on the day that the story plays."""
    today = timezone.localdate()
    party = hall.partnership.parties.get(organisation=hall.company)
    member = operations.add_member(
        hall.partnership, party=party, user=dana, by=hall.owner, on=today
    )
    operations.name_seat(
        hall.partnership,
        kind="sponsor",
        side=Side.PARTNER,
        member=member,
        by=hall.owner,
        on=today,
    )


def go_on_leave(hall, lead, deputy):
    open_page(lead, "/account/absence/")
    follow(lead, "Announce an absence")
    today = timezone.localdate()
    fill(
        lead,
        {
            "First day": today.isoformat(),
            "Last day": (today + datetime.timedelta(days=14)).isoformat(),
            "Why": "Annual leave",
        },
    )
    lead.get_by_label("Who stands in").select_option(label=f"Jo Mbeki ({hall.deputy.email})")
    press(lead, "Announce it")
    sit_down(hall, hall.dana)
    gate = ready_gate(fresh(hall.partnership))
    approval = operations.ask_decision(gate, version=gate.version, by=hall.owner, on=today)
    address = link_to(hall.deputy.email, "for Ines Okafor")
    come_in(deputy, hall.deputy, address)
    sees(deputy, TITLE, "Ines Okafor")
    deputy.get_by_label("Yes").check()
    prove_it(deputy, hall.deputy)
    press(deputy, "Give this answer")
    answered = approval.asks.get(answered_by=hall.deputy)
    assert (answered.answer, answered.answered_for) == ("yes", hall.lead)


def decide_from_the_mail(hall, approver):
    partnership = fresh(hall.partnership)
    condition = partnership.gatecondition_set.filter(
        gate__number=6, state="open", mode="required"
    ).first()
    approval = operations.ask_override(
        condition_of(partnership, condition.key),
        version=condition.version,
        reason="The market paper follows in May.",
        by=hall.owner,
        on=timezone.localdate(),
    )
    address = link_to(hall.approver.email, TITLE)
    assert address == approval.get_absolute_url()
    come_in(approver, hall.approver, address)
    sees(approver, "The market paper follows in May.", "Priya Raman")
    approver.get_by_label("Yes").check()
    prove_it(approver, hall.approver)
    press(approver, "Give this answer")
    approval.refresh_from_db()
    assert approval.state == "agreed"


@pytest.mark.parametrize("scripts", [True, False])
def test_both_sides_come_in_agree_and_are_stood_in_for(visit, hall, scripts):
    lead, dana, marc = (visit(scripts=scripts) for _window in range(3))

    invite_the_company(hall, lead, dana, marc)
    agree_benefits(hall, lead, marc)
    agree_contributions(hall, lead, marc)
    settle_a_dispute(hall, lead, marc)
    go_on_leave(hall, lead, visit(scripts=scripts))
    decide_from_the_mail(hall, visit(scripts=scripts))

    places = Member.objects.filter(partnership=hall.partnership, party__side=Side.PARTNER)
    assert {place.user.email for place in places if place.user} >= {"marc@meridian.example"}
    roles = Membership.objects.filter(
        organisation=hall.company, revoked_at=None, user__email__endswith="@meridian.example"
    )
    assert set(roles.values_list("user__email", "role")) == {
        ("dana@meridian.example", "partner_admin"),
        ("marc@meridian.example", "partner_staff"),
    }
    told = Entry.objects.filter(verb="partnerships.answer_approval").order_by("id")
    assert [one.actor_id for one in told][-2:] == [
        hall.deputy.public_id,
        hall.approver.public_id,
    ]
    assert gate_of(hall.partnership).state in {"asked", "passed"}
