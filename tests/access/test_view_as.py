"""Looking as the partner: page by page what the company's own people see, over the whole map, and nothing of its own."""

import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.urls import NoReverseMatch

from notices.models import Notice
from partnerships.models import Invitation, Visibility
from partnerships.models.record import Record
from tests import factories
from tests.access import oracle, requests, rows
from tests.access.world import Person, party_of, session_of

ROLES = ("partner_admin", "partner_contributor", "partner_viewer")
ROUTES = [
    route
    for route, row in rows.matrix()["routes"].items()
    if "GET" in row and not route.startswith("admin:")
]
# What belongs to the person at the keyboard, whoever they look as.
PERSONAL = ("account", "notices:", "mfa", "usersessions", "desk:invitation", "desk:absence")
# What the company keeps to itself: the walls win over "exactly". Everything else has to be the same.
ITS_OWN = {
    "desk:help": "names the administrators of the company",
    "desk:privacy": "names the administrators of the company",
    "desk:accessibility": "names the administrators of the company",
    "portal:organisation": "lists the people of the company",
    "desk:our-people": "lists the people of the company",
    "desk:people#company": "lists the people of the company",
    "desk:people-invite#company": "invites the people of the company",
    "desk:person#company": "is about one person of the company",
    "desk:person-remove#company": "is about one person of the company",
    "benefits:wish": "what the company wishes for stands on its own page",
    "partnerships:member-add#company": "offers the accounts of the company",
}
# What differs between two sessions that see the same.
APART = [
    re.compile(r'<div class="c-viewas">.*?</div>\n', re.DOTALL),
    re.compile(r'<details class="c-menu c-account">.*?</details>', re.DOTALL),
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"X-CSRFToken": "[^"]*"'),
    re.compile(r'nonce="[^"]*"'),
    # The id of a record that a form would begin.
    re.compile(r'name="record_id" value="[^"]*"'),
]


def same_part(answer):
    """Return what of an answer must not depend on whether the company looks or somebody looks as it."""
    text = answer.body.decode("utf-8", "replace")
    for pattern in APART:
        text = pattern.sub("", text)
    return text


def is_personal(route):
    return route.startswith(PERSONAL) or route in {"live", "ready"}


def is_its_own(route):
    return route.startswith(tuple(ITS_OWN))


def is_compared(route):
    """Tell whether the company's administrator opens this page, who opens most, and whether it has to be the same."""
    opens = rows.expected(route, "GET", "sibling")["rival"] == 200
    return opens and not is_personal(route) and not is_its_own(route)


def addresses(at):
    """Return {route: address} of every page of the map that has an address towards this partnership."""
    found = {}
    for route in ROUTES:
        try:
            found[route] = requests.address_of(route, at)
        except (LookupError, NoReverseMatch, ObjectDoesNotExist):
            # No such page towards this partnership; test_matrix.py misses a route without an address.
            continue
    return found


@contextmanager
def seated(world, **sessions):
    """Let people stand at the door who are not of the world."""
    for key, (user, session) in sessions.items():
        world.people[key] = Person(key, user=user, session=session)
    yield
    for key in sessions:
        del world.people[key]


def keep_nothing_back(deal, company):
    """See that the company has no records of its own side: those are no part of what is compared."""
    party = party_of(deal.row, company)
    own = {"partnership": deal.row, "owning_party": party, "visibility": Visibility.OWN_SIDE}
    for model in apps.get_models():
        if issubclass(model, Record):
            model.objects.filter(**own).update(visibility=Visibility.INTERNAL)
    Invitation.objects.filter(organisation=company).delete()
    with connection.cursor() as cursor:
        # What was written down about them cannot be taken back any other way.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM audit_entry WHERE party_key = %s AND visibility = %s",
            [party.public_id, Visibility.OWN_SIDE.value],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def somebody(deal, company, role):
    """Return somebody of the company in this role, who has been told nothing yet."""
    if role == "partner_admin":
        user = factories.company_user(company, "partner_admin")
    else:
        user = factories.company_user(company)
        factories.a_member(deal.row, user, role.removeprefix("partner_"))
    return user


@pytest.mark.parametrize("role", ROLES)
def test_page_by_page_it_is_what_the_company_sees(world, caller, role):
    deal = world.deals["sibling"]
    company = world.companies[deal.company]
    keep_nothing_back(deal, company)
    theirs, lead = somebody(deal, company, role), world.user(deal.lead)
    Notice.objects.filter(recipient=theirs).delete()
    looks_as = session_of(lead, looks_as=party_of(deal.row, company), role=role)
    places = addresses(requests.At(world, "sibling"))
    compared, different = set(), {}

    with seated(world, company=(theirs, session_of(theirs)), looking=(lead, looks_as)):
        # Whoever opens it first leaves a trace, which both read afterwards.
        caller.call("company", "GET", places["desk:partnership"], keep=True)
        for route, address in places.items():
            if not is_compared(route):
                continue
            shown = caller.call("company", "GET", address)
            if shown.status_code != 200:
                continue
            seen = caller.call("looking", "GET", address)
            compared.add(route)
            if (seen.status_code, same_part(seen)) != (200, same_part(shown)):
                different[route] = seen.status_code

    assert different == {}
    assert {"desk:partnership", "desk:history", "partnerships:people", "portal:home"} <= compared


def test_nothing_of_the_companys_own_is_ever_shown(world, caller):
    """As a contributor; what an administrator of it would see, the matrix tries with `viewing_as`."""
    role = "partner_contributor"
    deal = world.deals["own"]
    party = party_of(deal.row, world.companies[deal.company])
    session = session_of(world.user("lead"), looks_as=party, role=role)
    told = oracle.Oracle(world, "viewing_as")
    leaks = {}

    with seated(world, looking=(world.user("lead"), session)):
        for route, address in addresses(requests.At(world, "own")).items():
            if rows.expected(route, "GET", "own")["partner_admin"] != 200:
                continue
            answer = caller.call("looking", "GET", address)
            if found := [one for one in oracle.found_in(answer.said) if not told.may_read(one)]:
                leaks[route] = found

    assert leaks == {}


def test_every_page_that_differs_is_on_the_map():
    assert [one for one in ITS_OWN if not any(route.startswith(one) for route in ROUTES)] == []
