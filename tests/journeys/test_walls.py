"""Staff of one body find nothing of the other: by page, by search, by filter or by a guessed address."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import (
    a_body,
    a_company,
    a_member,
    an_approver,
    ask_decision,
    company_user,
    shared_partnership,
    staff,
    tick,
)
from tests.journeys.steps import draw, follow, is_at, open_page, press, sees, unfold, walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Every name and text of the harbour's own carries this word.
THEIRS = re.compile("tidewater|HAR-20", re.IGNORECASE)

# What the company may not read of the harbour either.
INSIDE = re.compile("Tidewater (Staff|Approver|Crane|counts)")
LIST, DIRECTORY = "Title, reference or partner", "Name or registration number"


@pytest.fixture
def bodies():
    """A city and a harbour; both work with Meridian, and the harbour with a company that the city does not know."""
    city, harbour = (
        a_body("City of Aldermoor", prefix="ALD"),
        a_body("Tidewater Authority", prefix="HAR"),
    )
    meridian, cranes = a_company("Meridian Mobility"), a_company("Tidewater Cranes", body=harbour)
    ours = shared_partnership(city, meridian, title="Clean Bus Depot", profile="light")
    lead = staff(harbour, "lead", name="Tidewater Lead")
    theirs = shared_partnership(
        harbour, meridian, lead=lead, title="Tidewater Ferry", profile="light"
    )
    shared_partnership(harbour, cranes, lead=lead, title="Tidewater Crane", profile="light")
    member = a_member(theirs, staff(harbour, name="Tidewater Staff"), "contributor")
    an_approver(harbour, name="Tidewater Approver")
    tick(theirs, "public_benefit", reason="Tidewater counts.")
    approval = ask_decision(theirs)
    return {
        "owner": staff(city, "owner", name="Priya Raman"),
        "dana": company_user(meridian, "partner_admin"),
        "ours": ours,
        "theirs": theirs,
        "member": member,
        "approval": approval,
        "cranes": cranes,
        "meridian": meridian,
    }


def guesses(bodies):
    """Return the addresses under which somebody might look for what is the harbour's."""
    front = bodies["theirs"].get_absolute_url()
    party = bodies["theirs"].parties.get(side="partner").public_id
    pages = (
        *("", "history/", "edit/", "term/", "move/", "pause/", "terminate/", "gates/", "gates/1/"),
        *("gates/1/ask/", "gates/1/public_benefit/", "gates/1/public_benefit/override/"),
        *("people/", "people/add/", "people/seats/public/sponsor/", "people/parties/add/"),
        *(f"people/{bodies['member'].public_id}/remove/", f"people/parties/{party}/share/"),
    )
    return [
        *(front + page for page in pages),
        bodies["approval"].get_absolute_url(),
        bodies["cranes"].get_absolute_url(),
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_of_one_body_find_nothing_of_the_other(visit, bodies, scripts):
    page = visit(bodies["owner"], scripts=scripts)

    pages = walk(page, "/", drawn=scripts)
    pages |= {f"search for {word}": found_by(page, word) for word in ("Ferry", "Cranes", "HAR")}
    pages |= {f"filter {one}": filtered(page, one) for one in ("Light", "Need", "Me")}

    assert bodies["ours"].get_absolute_url() in pages
    assert bodies["meridian"].get_absolute_url() in pages
    assert [address for address, content in pages.items() if THEIRS.search(content)] == []


def found_by(page, word):
    """Type a word into the box on top of every page, and into those of both lists."""
    content = ""
    for address, box in (("/", "Search"), ("/partnerships/", LIST), ("/partners/", DIRECTORY)):
        open_page(page, address)
        page.get_by_label(box, exact=True).fill(word)
        page.keyboard.press("Enter")
        sees(page, "Nothing matches")
        content += page.locator("main").inner_html().replace(word, "")
    return content


def filtered(page, answer):
    """Open the list's filters and choose one of their answers."""
    open_page(page, "/partnerships/")
    unfold(page, "Filter")
    page.locator(f"option:text-is('{answer}')").locator("..").select_option(label=answer)
    press(page, "Show")
    expect(page).to_have_url(re.compile(r"\?"))
    return page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_guessed_address_answers_like_one_that_never_was(visit, bodies, scripts):
    page = visit(bodies["owner"], scripts=scripts)
    assert open_page(page, "/partnerships/ALD-2019-0001/") == 404
    is_at(page, "Nothing is here")
    nothing = without_numbers(page.content())

    answers = {
        address: (open_page(page, address), without_numbers(page.content()) == nothing)
        for address in guesses(bodies)
    }

    assert {one: found for one, found in answers.items() if found != (404, True)} == {}


def without_numbers(content):
    """Leave out what is another on every answer: the number of the request and the token of the form."""
    return re.sub(r"<code>\w+</code>|&quot;\w{64}&quot;|\"\w{64}\"", "", content)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_works_with_both_bodies_from_one_home(visit, bodies, scripts):
    page = visit(bodies["dana"], scripts=scripts)

    open_page(page, "/portal/partnerships/")
    titles = page.locator("tbody th a").all_inner_texts()
    fronts = [bodies[which].get_absolute_url() for which in ("ours", "theirs")]
    addresses = ["/portal/", *fronts, *(f"{front}people/" for front in fronts)]
    pages = {address: draw(page, address) for address in addresses}

    assert titles == ["Clean Bus Depot", "Tidewater Ferry"]
    assert [one for one, (status, _, _) in pages.items() if status != 200] == []
    assert [one for one, (_, content, _) in pages.items() if INSIDE.search(content)] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_each_body_finds_only_its_own_work_with_a_common_company(visit, bodies, scripts):
    page = visit(bodies["owner"], scripts=scripts)

    open_page(page, "/partners/")
    follow(page, "Meridian Mobility")
    is_at(page, "Meridian Mobility")

    titles = page.locator("table a.c-title").all_inner_texts()
    assert titles == ["Clean Bus Depot"]
    assert THEIRS.search(page.content()) is None
