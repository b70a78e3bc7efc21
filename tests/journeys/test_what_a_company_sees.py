"""A company user sees exactly what is shared, wherever they look, and a lead who looks as they do sees the same."""

import re

import pytest

from organisations import operations as organisations
from organisations.models import Relationship
from partnerships import operations
from partnerships.models import PartyRole, Side
from tests.factories import (
    DAY,
    PASSWORD,
    a_body,
    a_company,
    a_member,
    a_partnership,
    an_approver,
    an_upload,
    answer,
    company_user,
    condition_of,
    fresh,
    gate_of,
    move_to,
    ready_gate,
    seat,
    share_in,
    staff,
)
from tests.journeys.steps import fill, follow, is_at, open_page, press, sees, sign_in, walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SHARED = ("Clean Bus Depot", "Buses that charge at night", "Ines Okafor", "Marc Lindqvist")


def secret(what):
    """Return a text that no company may ever read."""
    return f"inside-{what}-inside"


SECRET = re.compile(r"inside-[a-z-]+?-inside", re.IGNORECASE)
SECRETS = {
    secret(what)
    for what in (
        *("need", "basis", "approver", "tick", "file", "override", "override-answer", "left-out"),
        *("asked", "answered", "question", "evaluator", "job", "recused", "conflict", "note"),
        *("contact", "candidate", "not-shared"),
    )
}


@pytest.fixture
def depot():
    """A partnership at its signature, with a secret in everything that belongs to the public side alone."""
    body = a_body("City of Aldermoor", prefix="ALD")
    company = a_company("Meridian Mobility", body=body)
    lead = staff(body, "lead", name="Ines Okafor")
    partnership = a_partnership(
        body,
        lead=lead,
        partner=company,
        profile="light",
        title="Clean Bus Depot",
        summary="Buses that charge at night",
        need=secret("need"),
        legal_basis=secret("basis"),
        profile_reason=secret("profile"),
    )
    an_approver(body, name=secret("approver"))
    operations.tick_condition(
        partnership,
        "guards_answered",
        reason=secret("tick"),
        upload=an_upload(f"{secret('file')}.pdf"),
        by=lead,
        on=DAY,
    )
    set_aside(partnership, "public_benefit", lead)
    operations.leave_out_condition(
        partnership,
        "goal_linked",
        version=condition_of(partnership, "goal_linked").version,
        reason=secret("left-out"),
        by=lead,
        on=DAY,
    )
    decide_with_words(partnership, lead)
    partnership = move_to(partnership, "design")
    tell_things_inside(partnership, body, company)
    share_in(partnership, company)
    dana = company_user(company, "partner_admin", name="Dana Whitlock")
    seat(partnership, "signatory", user=staff(body, "owner", name="Priya Raman"))
    seat(partnership, "signatory", Side.PARTNER, user=dana)
    a_member(partnership, company_user(company, name="Marc Lindqvist"), "contributor")
    ready_gate(partnership)
    a_partnership(body, lead=lead, partner=company, title=secret("not-shared"))
    gate = gate_of(partnership)
    approval = operations.ask_decision(
        gate, version=gate.version, by=lead, on=DAY, reason=secret("question")
    )
    return {
        "company": company,
        "partnership": fresh(partnership),
        "lead": lead,
        "dana": dana,
        "approval": approval,
    }


def set_aside(partnership, key, lead):
    condition = condition_of(partnership, key)
    approval = operations.ask_override(
        condition, version=condition.version, reason=secret("override"), by=lead, on=DAY
    )
    answer(approval, reason=secret("override-answer"))


def decide_with_words(partnership, lead):
    gate = ready_gate(partnership)
    approval = operations.ask_decision(
        gate, version=gate.version, by=lead, on=DAY, reason=secret("asked")
    )
    answer(approval, reason=secret("answered"))


def tell_things_inside(partnership, body, company):
    """People, notes and organisations that stay on the public side."""
    evaluator = staff(body, "staff", name=secret("evaluator"))
    a_member(partnership, evaluator, "evaluator", job_title=secret("job"))
    aside = staff(body, "staff", name=secret("recused"))
    operations.recuse(partnership, user=aside, reason=secret("conflict"), by=aside, on=DAY)
    relationship = Relationship.objects.get(body=body, organisation=company)
    organisations.note_relationship(relationship, note=secret("note"), by=None, on=DAY)
    organisations.record_person(
        company, relationship=relationship, name=secret("contact"), by=None, on=DAY
    )
    operations.add_party(
        partnership,
        a_company(secret("candidate")),
        role=PartyRole.CANDIDATE,
        side=Side.PARTNER,
        by=None,
        on=DAY,
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_user_finds_what_is_shared_and_nothing_else(visit, depot, scripts):
    page = visit(scripts=scripts)
    sign_in(page, depot["dana"])
    is_at(page, "What needs Meridian Mobility")

    pages = walk(page, "/portal/", drawn=scripts)
    pages |= files_of(page, depot["partnership"])

    front = f"/partnerships/{depot['partnership'].reference}/"
    expected = {
        "/portal/",
        "/portal/partnerships/",
        "/approvals/",
        depot["approval"].get_absolute_url(),
        front,
        f"{front}history/",
        f"{front}people/",
        f"{front}gates/",
        *(f"{front}gates/{number}/" for number in range(1, 8)),
    }
    assert expected - set(pages) == set()
    assert {address: found for address in pages if (found := SECRET.findall(pages[address]))} == {}
    assert [words for words in SHARED if words not in pages[front] + pages[f"{front}people/"]] == []


def files_of(page, partnership):
    """Fetch what the company may take away: its list and the history, as tables."""
    addresses = [
        "/portal/partnerships/?format=csv",
        f"/partnerships/{partnership.reference}/history/?format=csv",
    ]
    answers = {address: page.request.get(page.base + address) for address in addresses}
    return {address: one.text() for address, one in answers.items() if one.ok}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lead_who_looks_as_the_partner_sees_the_same_and_changes_nothing(visit, depot, scripts):
    erik = company_user(depot["company"], "partner_admin", name="Erik Sand")
    partner, lead = visit(erik, scripts=scripts), visit(depot["lead"], scripts=scripts)
    front = depot["partnership"].get_absolute_url()
    addresses = [front, *(f"{front}{tab}/" for tab in ("history", "gates", "gates/1", "people"))]
    open_page(lead, front)
    follow(lead, "View as partner")
    fill(lead, {"Why you look": "They rang.", "Your password, to confirm it is you": PASSWORD})
    press(lead, "View as partner")
    sees(lead, "sees this as Meridian Mobility sees it (administrator)")

    theirs = {address: lines_of(partner, address) for address in addresses}
    mine = {address: lines_of(lead, address) for address in addresses}

    assert mine == theirs
    open_page(lead, "/account/")
    press(lead, "Save")
    is_at(lead, "You may not do this")
    press(lead, "Back to your own view")
    is_at(lead, "Clean Bus Depot")
    sees(lead, secret("need"))


def lines_of(page, address):
    open_page(page, address)
    return set(page.locator("main").inner_text().splitlines())


def test_the_public_side_finds_every_secret_again(visit, depot):
    """Otherwise the stories above would prove little: a secret that is shown nowhere cannot slip out."""
    front = depot["partnership"].get_absolute_url()
    partner = f"/partners/{depot['company'].public_id}/"
    approvals = [one.get_absolute_url() for one in depot["partnership"].approvals.all()]
    page = visit(depot["lead"])

    shown = ""
    for address in (
        front,
        f"{front}gates/1/",
        f"{front}people/",
        partner,
        "/partnerships/",
        *approvals,
    ):
        open_page(page, address)
        shown += page.content()

    assert SECRETS - set(SECRET.findall(shown)) == set()
