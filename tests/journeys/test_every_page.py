"""Every page that exists, as those who use it: axe, no sideways scroll, a walk with the Tab key."""

import datetime

import pytest
from django.utils import timezone

from notices.models import Notice
from organisations import operations as organisations
from partnerships import operations, queries
from tests import browser as tools
from tests.benefits.factories import Pair, everything_gained, everything_given
from tests.factories import (
    a_body,
    a_company,
    a_member,
    a_partnership,
    an_approver,
    ask_decision,
    company_user,
    fresh,
    move_to,
    party_of,
    pause,
    share_in,
    shared_partnership,
    staff,
    taken_over,
    tick,
)

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

RENDERS = [("light", 1440), ("dark", 390)]


@pytest.fixture
def stage():
    """Two bodies' worth of people and partnerships, so that every page has something to show."""
    body, company = a_body("City of Aldermoor", prefix="ALD"), a_company("Meridian Mobility")
    lead, owner = staff(body, "lead", name="Ines Okafor"), staff(body, "owner", name="Priya Raman")
    approver = an_approver(body, name="Ruth Hale")
    admin = company_user(company, "partner_admin", name="Dana Whitlock")
    live = move_to(
        a_partnership(body, lead=lead, partner=company, profile="light", title="Clean Bus Depot"),
        "live",
    )
    share_in(live, company)
    colleague = company_user(company, name="Marc Lindqvist")
    a_member(live, colleague, "contributor")
    invitation = operations.invite(
        company,
        address="nia@newcomers.example",
        role="partner_staff",
        member_role="viewer",
        partnership=live,
        by=admin,
        on=timezone.localdate(),
        now=timezone.now(),
    )
    young = a_partnership(
        body, lead=lead, partner=company, profile="light", title="Reading Room Laptops"
    )
    tick(young, "first_risks")
    asked = a_partnership(
        body, lead=lead, partner=company, profile="light", title="Stormwater Sensors"
    )
    approval = ask_decision(asked)
    absence = organisations.announce_absence(
        lead,
        body.organisation,
        deputy=owner,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + datetime.timedelta(days=9),
        by=lead,
        on=timezone.localdate(),
    )
    delegation = organisations.delegate_seat(
        approver.approver_seats.get(),
        to=owner,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + datetime.timedelta(days=9),
        reason="A course",
        by=approver,
        on=timezone.localdate(),
    )
    taken_over(body, lead=lead, title="School Meals Orchard")
    sides = party_of(live, body), party_of(live, company)
    aside = shared_partnership(body, company, lead=lead, title="Riverside Cold Stores")
    pause(aside, until=datetime.date(2026, 1, 5))
    pair = Pair(live, *sides, lead=lead, admin=admin)
    given, gained = everything_given(pair), everything_gained(pair)
    return {
        "absence": absence,
        "delegation": delegation,
        "seat": delegation.seat,
        "body": body,
        "colleague": colleague,
        "invitation": invitation,
        "lead": lead,
        "owner": owner,
        "approver": approver,
        "admin": admin,
        "company": company,
        "live": live,
        "young": young,
        "approval": approval,
        "aside": fresh(aside),
        "given": given,
        "gained": gained,
    }


def gaining_pages(stage):
    """Return the addresses of what both sides have alike of benefits."""
    here, gained = f"/partnerships/{stage['live'].reference}/benefits/", stage["gained"]
    return [
        here,
        f"{here}add/",
        f"{here}balance/",
        f"{here}statement/",
        *(f"{here}{gained[row].public_id}/" for row in ("agreed", "theirs", "offer")),
        f"{here}{gained['agreed'].public_id}/figures/add/",
    ]


def gaining_pages_of_staff(stage):
    """Return the addresses of what only the public side does with benefits here."""
    here, gained = f"/partnerships/{stage['live'].reference}/benefits/", stage["gained"]
    draft, offer = gained["draft"].public_id, gained["offer"].public_id
    figure = f"{here}{gained['theirs'].public_id}/figures/{gained['waiting'].public_id}/"
    own = f"{here}{gained['agreed'].public_id}/figures/{gained['own'].public_id}/"
    return [
        *gaining_pages(stage),
        *(f"{here}{draft}/{step}" for step in ("", "change/", "propose/", "withdraw/")),
        *(f"{here}{offer}/{step}/" for step in ("agree", "decline")),
        f"{here}{gained['agreed'].public_id}/change/",
        *(f"{figure}{step}/" for step in ("confirm", "dispute")),
        f"{own}withdraw/",
        f"{here}goals/",
        f"{here}goals/{gained['link'].public_id}/unlink/",
    ]


def goal_pages(stage):
    """Return the addresses of strategic goals, for whoever keeps them."""
    goal = stage["gained"]["goal"].public_id
    return ["/goals/", "/goals/add/", f"/goals/{goal}/", f"/goals/{goal}/retire/"]


def wish_pages(stage):
    """Return the addresses of what the company wants."""
    here = f"/organisations/{stage['company'].public_id}/wishes/"
    wish = f"{here}{stage['gained']['wish'].public_id}/"
    steps = ("", "share/", "withdraw/", "take-up/")
    return [here, f"{here}add/", *(f"{wish}{step}" for step in steps)]


def giving_pages(stage):
    """Return the addresses of what both sides have alike of contributions and costs."""
    here = f"/partnerships/{stage['live'].reference}/contributions/"
    rows = ("offer", "promise", "theirs")
    return [
        here,
        f"{here}add/",
        f"{here}costs/",
        f"{here}costs/add/",
        f"{here}costs/share/",
        *(f"{here}{stage['given'][row].public_id}/" for row in rows),
        *(
            f"{here}deliveries/{stage['given']['disputed'].public_id}/{step}/"
            for step in ("reply", "propose", "settle")
        ),
    ]


def giving_pages_of_staff(stage):
    """Return the addresses of what only the public side does with them here."""
    here, given = f"/partnerships/{stage['live'].reference}/contributions/", stage["given"]
    return [
        *giving_pages(stage),
        f"{here}{given['draft'].public_id}/",
        *(f"{here}{given['draft'].public_id}/{step}/" for step in ("change", "offer", "withdraw")),
        *(f"{here}{given['offer'].public_id}/{step}/" for step in ("accept", "decline")),
        f"{here}{given['promise'].public_id}/report/",
        *(
            f"{here}deliveries/{given['delivery'].public_id}/{step}/"
            for step in ("confirm", "dispute")
        ),
        f"{here}deliveries/{given['own'].public_id}/withdraw/",
        *(
            f"{here}costs/{given['cost'].public_id}/{step}/"
            for step in ("change", "share", "withdraw")
        ),
    ]


def staff_pages(stage):
    """Return the addresses of the public side's pages."""
    live, young = stage["live"].reference, stage["young"].reference
    company = stage["company"].public_id
    member = stage["live"].member_set.first().public_id
    party = stage["young"].parties.get(side="partner").public_id
    return [
        "/",
        "/partnerships/",
        "/partnerships/?q=depot&stage=live",
        "/partners/",
        f"/partners/{company}/",
        "/partners/add/",
        "/partnerships/new/",
        f"/partnerships/{live}/",
        f"/partnerships/{live}/history/",
        f"/partnerships/{live}/gates/",
        f"/partnerships/{live}/gates/5/",
        f"/partnerships/{live}/gates/6/",
        f"/partnerships/{live}/people/",
        f"/partnerships/{live}/people/add/",
        f"/partnerships/{live}/people/{member}/remove/",
        f"/partnerships/{live}/people/invite/",
        f"/partnerships/{live}/people/seats/public/sponsor/",
        f"/partnerships/{live}/people/step-aside/",
        f"/partnerships/{young}/people/parties/{party}/share/",
        f"/partnerships/{live}/people/parties/add/",
        f"/partnerships/{live}/edit/",
        f"/partnerships/{live}/term/",
        f"/partnerships/{live}/move/",
        f"/partnerships/{live}/pause/",
        f"/partnerships/{live}/suspend/",
        f"/partnerships/{live}/terminate/",
        f"/partnerships/{live}/view-as/",
        f"/partnerships/{stage['aside'].reference}/",
        f"/partnerships/{stage['aside'].reference}/resume/",
        *giving_pages_of_staff(stage),
        *gaining_pages_of_staff(stage),
        f"/partnerships/{young}/",
        f"/partnerships/{young}/gates/1/",
        f"/partnerships/{young}/gates/1/public_benefit/",
        f"/partnerships/{young}/gates/1/public_benefit/override/",
        f"/partnerships/{young}/gates/1/target/",
        "/approvals/",
        f"/approvals/{stage['approval'].public_id}/",
        f"/approvals/{stage['approval'].public_id}/withdraw/",
        "/approvals/?show=all",
        "/approvals/?show=decided",
        f"/organisations/{stage['body'].organisation.public_id}/approvers/",
        "/account/absence/",
        f"/account/absence/in/{stage['body'].organisation.public_id}/",
        f"/account/absence/{stage['absence'].public_id}/",
        f"/account/absence/{stage['absence'].public_id}/end/",
        "/search/?q=depot",
        "/search/?q=nothing-like-it",
        "/notifications/",
        "/account/",
        "/account/sign-in/",
        "/account/second-factor/",
        "/account/sessions/",
        "/accounts/reauthenticate/",
        "/help/",
        "/accessibility/",
        "/privacy/",
    ]


def partner_pages(stage):
    """Return the addresses of the company's pages."""
    live = stage["live"].reference
    return [
        "/portal/",
        "/portal/partnerships/",
        f"/portal/organisation/{stage['company'].public_id}/",
        *people_pages(stage["company"], stage["colleague"]),
        f"/partnerships/{live}/people/invite/",
        f"/invitations/{stage['invitation'].public_id}/withdraw/",
        f"/partnerships/{live}/",
        f"/partnerships/{live}/history/",
        f"/partnerships/{live}/gates/",
        f"/partnerships/{stage['aside'].reference}/",
        *gaining_pages(stage),
        *wish_pages(stage),
        *giving_pages(stage),
        f"/partnerships/{live}/people/",
        "/approvals/",
        "/search/?q=depot",
        "/notifications/",
        "/account/",
        "/account/absence/",
        f"/account/absence/in/{stage['company'].public_id}/",
    ]


def people_pages(organisation, person):
    """Return the addresses of the people of one organisation."""
    organisation = getattr(organisation, "organisation", organisation)
    people = f"/organisations/{organisation.public_id}/people/"
    one = person.memberships.get(organisation=organisation).public_id
    return [people, f"{people}invite/", f"{people}{one}/", f"{people}{one}/remove/"]


def pool_pages(stage):
    """Return the addresses of those who keep the pool of second approvers."""
    pool = f"/organisations/{stage['body'].organisation.public_id}/approvers/"
    return [
        "/account/absence/",
        pool,
        f"{pool}add/",
        f"{pool}{stage['seat'].public_id}/remove/",
        f"/account/absence/delegations/{stage['delegation'].public_id}/end/",
    ]


def faults(page, address):
    """Return what is wrong with a page, by kind; empty when nothing is."""
    answer = page.goto(page.base + address)
    found = {
        "status": [] if answer.status < 400 else [answer.status],
        "axe": tools.violations(page),
        "sideways": [wide] if (wide := tools.overflow(page)) > 0 else [],
    }
    return {kind: list_ for kind, list_ in found.items() if list_}


def faults_of(page, addresses):
    return {address: wrong for address in addresses if (wrong := faults(page, address))}


@pytest.mark.parametrize(("theme", "width"), RENDERS)
def test_every_page_of_the_public_side(visit, stage, theme, width):
    page = visit(stage["lead"], theme=theme, width=width)

    assert faults_of(page, staff_pages(stage)) == {}


@pytest.mark.parametrize(("theme", "width"), RENDERS)
def test_every_page_of_the_company_and_of_strangers(visit, stage, theme, width):
    wrong = faults_of(visit(stage["admin"], theme=theme, width=width), partner_pages(stage))
    wrong |= faults_of(
        visit(stage["approver"], theme=theme, width=width),
        [
            "/approvals/",
            f"/approvals/{stage['approval'].public_id}/",
            "/account/absence/",
            f"/account/absence/seats/{stage['seat'].public_id}/",
        ],
    )
    wrong |= faults_of(
        visit(stage["owner"], theme=theme, width=width),
        [
            "/",
            "/partnerships/",
            *people_pages(stage["body"], stage["lead"]),
            *pool_pages(stage),
            *goal_pages(stage),
        ],
    )
    wrong |= faults_of(
        visit(theme=theme, width=width),
        [
            "/accounts/login/",
            "/accounts/password/reset/",
            queries.invitation_link(Notice.objects.get(address="nia@newcomers.example")),
        ],
    )
    page = visit(stage["lead"], theme=theme, width=width)
    wrong_404 = faults(page, "/partnerships/XXX-2026-0001/")

    assert (wrong, wrong_404) == ({}, {"status": [404]})


@pytest.mark.parametrize(("theme", "width"), RENDERS)
def test_the_demos_own_door(visit, stage, settings, theme, width):
    settings.DEMO = True

    wrong = faults_of(visit(theme=theme, width=width), ["/demo/", "/accounts/login/"])
    wrong |= faults_of(visit(stage["lead"], theme=theme, width=width), ["/demo/"])

    assert wrong == {}


@pytest.mark.parametrize("width", [1440, 390])
def test_every_kind_of_page_is_walked_with_the_tab_key(visit, stage, width):
    live = stage["live"].reference
    page, bad = visit(stage["lead"], width=width), {}

    for address in (
        "/",
        "/partnerships/",
        f"/partnerships/{live}/",
        f"/partnerships/{live}/gates/6/",
        f"/partnerships/{live}/people/",
        f"/partnerships/{live}/contributions/",
        f"/partnerships/{live}/edit/",
        f"/approvals/{stage['approval'].public_id}/",
    ):
        page.goto(page.base + address)
        if stops := tools.bad_tab_stops(page):
            bad[address] = stops

    assert bad == {}
