"""What is listed, counted, found and taken away equals what the oracle says, whoever asks and however they ask."""

import re
import zipfile
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from reminders import operations as reminders
from reminders import queries as clock
from tests.access import rows
from tests.access.calls import Caller
from tests.access.cast import SPEAKS
from tests.access.oracle import Oracle, found_in
from ui import lists

REFERENCE = re.compile(r"\b(?:ALD|HAR)-\d{4}-\d{4}\b")
APPROVAL = re.compile(r"/approvals/([0-9a-f-]{36})/")
PARTNER = re.compile(r"/partners/([0-9a-f-]{36})/")
STAFF_LIST, PORTAL_LIST = "/partnerships/", "/portal/partnerships/"
STAFF = sorted(rows.people(["body_people", "without_body"]))
PARTNERS = sorted(rows.people(["partner_people"]))
HEADS = {"owner", "lead", "auditor"}


@pytest.fixture
def caller(world, db):
    return Caller(world, remembers=True)


@pytest.fixture
def ask(world, caller):
    """Return the function that opens an address as somebody and insists on a page."""

    def open_it(key, address, **params):
        answer = caller.call(key, "GET", f"{address}?{urlencode(params)}" if params else address)
        assert answer.status_code == 200, f"{key} {address} {params}"
        # What was typed stands in the answer because it was typed.
        found = found_in(answer.said) - found_in(" ".join(map(str, params.values())))
        leaks = [str(one) for one in found if not Oracle(world, key).may_read(one)]
        assert leaks == [], f"{key} {address} {params}"
        return answer

    return open_it


def keys_of(world, references):
    known = {deal.reference: key for key, deal in world.deals.items()}
    return {known[one] for one in references}


def main_of(answer):
    """Return the part of a page between its frame."""
    return answer.said.partition("<main")[2]


def listed(world, answer):
    return keys_of(world, REFERENCE.findall(main_of(answer)))


# ── Lists of partnerships ───────────────────────────────────────────────────────────────────────


def address_and_side(key):
    return (PORTAL_LIST, "partner") if key in PARTNERS else (STAFF_LIST, "public")


@pytest.mark.parametrize("key", STAFF + PARTNERS)
def test_list_shows_and_counts_exactly_what_is_to_be_seen(world, ask, key):
    address, side = address_and_side(key)
    answer = ask(key, address)

    wanted = Oracle(world, key).deals(side)
    assert listed(world, answer) == wanted
    assert answer.context["list"].count == len(wanted)


@pytest.mark.parametrize("key", ["owner", "partner_admin"])
def test_list_stays_the_same_set_in_every_order(world, ask, key):
    address, side = address_and_side(key)
    wanted = Oracle(world, key).deals(side)
    orders = [one for one, _words, _now in ask(key, address).context["list"].sort_options()]

    for order in orders:
        assert listed(world, ask(key, address, sort=order)) == wanted, order


@pytest.mark.parametrize("key", ["lead", "partner_admin"])
def test_every_filter_shows_a_part_of_the_set_and_counts_it(world, ask, key):
    address, side = address_and_side(key)
    wanted = Oracle(world, key).deals(side)
    for one in ask(key, address).context["list"].filters:
        for value, _words in one.pairs():
            answer = ask(key, address, **{one.name: value})
            part = listed(world, answer)
            assert part <= wanted, (one.name, value)
            assert answer.context["list"].count == len(part), (one.name, value)


@pytest.mark.parametrize("key", ["owner", "other_owner", "partner_admin"])
def test_filter_by_stage_divides_the_set(world, ask, key):
    address, side = address_and_side(key)
    stages = {"own": "design"}
    found = {}
    for stage in ("need", "design", "live", "closed"):
        found[stage] = listed(world, ask(key, address, stage=stage))

    wanted = Oracle(world, key).deals(side)
    for stage, part in found.items():
        assert part == {one for one in wanted if stages.get(one, "need") == stage}, stage


@pytest.mark.parametrize("key", ["owner", "lead", "partner_admin", "rival", "candidate"])
def test_pages_hold_every_row_once(world, ask, caller, key, monkeypatch):
    address, side = address_and_side(key)
    wanted = Oracle(world, key).deals(side)
    monkeypatch.setattr(lists, "SIZES", (1, 2))
    monkeypatch.setattr(lists.List, "default_size", 1)

    pages = [listed(world, ask(key, address, page=one)) for one in range(1, len(wanted) + 1)]

    assert all(len(page) == 1 for page in pages)
    assert set().union(*pages) == wanted
    beyond = caller.call(key, "GET", f"{address}?page={max(len(wanted), 1) + 1}")
    assert beyond.status_code == 404


# ── Homes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", sorted(rows.people(["body_people"])))
def test_dashboard_counts_only_what_its_reader_sees(world, ask, key):
    answer = ask(key, "/")

    wanted = Oracle(world, key).deals("public")
    assert answer.context["open_count"] == len(wanted)
    assert listed(world, answer) <= wanted


@pytest.mark.parametrize("key", PARTNERS)
def test_home_of_a_company_shows_only_what_is_shared(world, ask, key):
    answer = ask(key, "/portal/")

    assert listed(world, answer) == Oracle(world, key).deals("partner")


@pytest.mark.parametrize("key", STAFF + PARTNERS)
def test_approvals_wait_for_those_who_are_asked(world, ask, key):
    answer = ask(key, reverse("desk:approvals"))
    named = {
        str(deal.ids[which]): (deal.key, which)
        for deal in world.deals.values()
        for which in ("override", "signing")
        if which in deal.ids
    }

    oracle = Oracle(world, key)
    waiting = {named[str(one.public_id)] for one in answer.context["page"]}
    linked = {named[one] for one in APPROVAL.findall(main_of(answer)) if one in named}
    assert waiting == oracle.waiting()
    assert linked <= oracle.approvals()


@pytest.mark.parametrize("key", sorted(rows.people(["staff_reading", "other_staff"])))
def test_directory_lists_whom_the_body_knows(world, ask, key):
    answer = ask(key, reverse("portfolio:partners"))
    known = {str(company.public_id): key for key, company in world.companies.items()}

    wanted = Oracle(world, key).partners()
    assert {known[one] for one in PARTNER.findall(main_of(answer))} == wanted
    assert answer.context["list"].count == len(wanted)


# ── Search ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", STAFF + PARTNERS)
def test_search_finds_what_may_be_seen_and_nothing_else(world, ask, key):
    found = ask(key, reverse("desk:search"), q="CANARY").context
    organisations = {one["organisation"].pk for one in found["organisations"]}

    oracle = Oracle(world, key)
    keys = {
        one
        for one in (*world.bodies, *world.companies)
        if world.organisation(one).pk in organisations
    }
    assert keys_of(world, [one.reference for one in found["partnerships"]]) == oracle.deals()
    assert keys == oracle.findable()


HIDDEN = [
    "CANARY-own-internal-need",
    "CANARY-own-internal-basis",
    "CANARY-own-asked-condition",
    "CANARY-own-internal-member",
    "CANARY-evaluator-person-name",
    "CANARY-northwind-public-name",
    "CANARY-alder-internal-notemeridian",
]


@pytest.mark.parametrize("words", HIDDEN)
@pytest.mark.parametrize("key", ["partner_admin", "viewing_as"])
def test_company_finds_nothing_by_words_that_it_may_not_read(world, ask, key, words):
    for address in (reverse("desk:search"), PORTAL_LIST):
        assert REFERENCE.findall(main_of(ask(key, address, q=words))) == [], address


@pytest.mark.parametrize("key", ["owner", "other_owner"])
def test_staff_find_nothing_of_the_other_body_by_name_or_number(world, ask, key):
    other = "foreign" if key == "owner" else "own"
    deal = world.deals[other]
    for words in (deal.reference, deal.row.title):
        for address in (reverse("desk:search"), STAFF_LIST):
            found = ask(key, address, q=words)
            assert listed_rows(world, found) == set(), (address, words)


def listed_rows(world, answer):
    """Return the deals that an answer links to; the words that were searched for stand in it anyway."""
    addresses = re.findall(r"/partnerships/([A-Z]{3}-\d{4}-\d{4})/", main_of(answer))
    return keys_of(world, addresses)


# ── Files ───────────────────────────────────────────────────────────────────────────────────────


def references_in(answer):
    if answer.headers["Content-Type"].startswith("text/csv"):
        return set(REFERENCE.findall(answer.body.decode()))
    with zipfile.ZipFile(BytesIO(answer.body)) as book:
        return {
            one for name in book.namelist() for one in REFERENCE.findall(book.read(name).decode())
        }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("key", STAFF)
def test_file_of_partnerships_is_for_who_answers_for_the_portfolio(world, caller, key, kind):
    answer = caller.call(key, "GET", f"{STAFF_LIST}?format={kind}")

    me = world.people[key]
    bodies = {body for body, roles in me.roles.items() if roles & HEADS}
    if not bodies:
        assert answer.status_code == 403
        return
    wanted = {one for one in Oracle(world, key).deals("public") if world.deals[one].body in bodies}
    assert keys_of(world, references_in(answer)) == wanted


@pytest.mark.parametrize("key", PARTNERS)
def test_file_of_a_company_is_for_its_administrator_and_contributors(world, caller, key):
    answer = caller.call(key, "GET", f"{PORTAL_LIST}?format=csv")

    if key in {"partner_viewer", "signatory"}:
        assert answer.status_code == 403
        return
    assert keys_of(world, references_in(answer)) == Oracle(world, key).deals("partner")


EXPORTS_HISTORY = {
    200: {"owner", "lead", "auditor", "partner_admin", "partner_contributor", "viewing_as"},
    403: {"evaluator", "contributor", "seat_holder", "partner_viewer", "signatory"},
}


def test_history_is_taken_away_by_who_may_take_lists_away(world, caller):
    address = reverse("desk:history", args=[world.deals["own"].reference]) + "?format=csv"
    answers = {}
    for key in rows.people(["signed_in"]):
        answer = caller.call(key, "GET", address)
        answers.setdefault(answer.status_code, set()).add(key)
        leaks = [str(one) for one in found_in(answer.said) if not Oracle(world, key).may_read(one)]
        assert leaks == [], key

    answers.pop(404)
    assert answers == EXPORTS_HISTORY


# ── Mail ────────────────────────────────────────────────────────────────────────────────────────


def test_mails_tell_their_reader_nothing_that_is_not_theirs(world, db):
    reminders.tick(on=timezone.localdate(), now=clock.clock())
    people = {one.user.email: key for key, one in world.people.items() if one.user is not None}
    people[world.user("lead").email] = "lead"

    leaks, said = {}, {}
    for message in mail.outbox:
        (address,) = message.recipients()
        text = message.message().as_string() + message.body + message.alternatives[0][0]
        found = found_in(text)
        may_read = reader(world, people.get(address), address)
        if hidden := {str(one) for one in found if not may_read(one)}:
            leaks.setdefault(address, set()).update(hidden)
        said.setdefault(people.get(address, "invited"), set()).update(found)

    assert leaks == {}
    assert set(said).isdisjoint({"former", "left", "closed", "recused", "named", "candidate"})
    assert {"approver", "deputy", "delegate", "partner_admin", "rival", "invited"} <= set(said)
    names = {one.name for found in said.values() for one in found}
    assert {"statement", "gift", "reply", "reason", "message"} <= names


def reader(world, key, address):
    """Return the function that tells what the owner of an address may read; whoever is only invited, what they are told."""
    if key is not None:
        return Oracle(world, key).may_read
    (typed,) = found_in(address)
    deal = world.deals.get(typed.owner)
    hosts = {"alder": "administrator", "harbour": "other_owner", **SPEAKS}
    is_public = typed.visibility == "invited_public"
    host = deal.lead if deal and is_public else hosts[deal.company if deal else typed.owner]
    where = {typed.owner} if deal is None else {deal.body, deal.company}

    def may_read(one):
        return (
            (one.owner, one.visibility) == (typed.owner, typed.visibility)
            or (one.owner, one.visibility, one.name) == (host, "person", "name")
            or (one.visibility == "public" and one.owner in where)
            or (deal is not None and (one.owner, one.name) == (deal.key, "title"))
        )

    return may_read
