"""Registers, people, invitations, goals and wishes hold exactly what the oracle says, whoever asks."""

import pytest
from django.urls import reverse

from tests.access import requests, rows
from tests.access.calls import Caller
from tests.access.oracle import Oracle, Secret, found_in

# Each register: the field by which an entry is told from another, and the classes of its entries.
REGISTERS = {
    "benefits:benefits": ("statement", ("own_public", "own_partner", "shared")),
    "benefits:contributions": ("gift", ("writers_public", "writers_partner", "shared")),
    "benefits:costs": ("cost", ("cost_public", "cost_partner", "cost_shared")),
}


@pytest.fixture
def caller(world, db):
    return Caller(world, remembers=True)


def main_of(answer):
    return answer.said.partition("<main")[2]


@pytest.mark.parametrize("relation", rows.RELATIONS)
@pytest.mark.parametrize("route", REGISTERS)
def test_register_shows_exactly_what_its_reader_may_read(world, caller, route, relation):
    name, classes = REGISTERS[route]
    address = requests.address_of(route, requests.At(world, relation))
    wrong = {}
    readers = [key for key, got in rows.expected(route, "GET", relation).items() if got == 200]
    for key in readers:
        found = found_in(main_of(caller.call(key, "GET", address)))
        shown = {one.visibility for one in found if (one.owner, one.name) == (relation, name)}
        told = Oracle(world, key)
        wanted = {cls for cls in classes if told.may_read(Secret(relation, cls, name))}
        if shown != wanted:
            wrong[key] = (shown, wanted)

    assert readers
    assert wrong == {}


def people_in(world, where):
    """Return who belongs: also somebody whose account is closed, as nobody has ended the role yet."""
    closed = {"closed"} if where == "alder" else set()
    return closed | {
        key
        for key, one in world.people.items()
        if (where in one.roles or where in one.pool) and not one.looks_as
    }


# Whoever is asked in somebody's place is in no pool for it.
KEEPERS = {
    "owner": "alder",
    "auditor": "alder",
    "administrator": "alder",
    "other_owner": "harbour",
    "partner_admin": "meridian",
    "rival": "rival",
}


@pytest.mark.parametrize("key", KEEPERS)
def test_people_are_those_who_belong(world, caller, key):
    where = KEEPERS[key]
    address = reverse("desk:people", args=[world.organisation(where).public_id])

    answer = caller.call(key, "GET", f"{address}?size=100")

    known = {one.user.pk: who for who, one in world.people.items() if one.user and not one.looks_as}
    assert {known[row.pk] for row in answer.context["list"].objects} == people_in(world, where)


def invited_into(world, where):
    """Return the addresses that are invited into an organisation, by it or by a body across."""
    found = {f"canary-{where}-invited-mail@elsewhere.example"}
    for key in rows.RELATIONS:
        if world.deals[key].company == where:
            found |= {
                f"canary-{key}-invited_{side}-mail@elsewhere.example"
                for side in ("public", "partner")
            }
    return found


@pytest.mark.parametrize("key", KEEPERS)
def test_invitations_are_those_into_the_organisation(world, caller, key):
    where = KEEPERS[key]
    answer = caller.call(
        key, "GET", reverse("desk:people", args=[world.organisation(where).public_id])
    )

    shown = {row.address for row in answer.context["invitations"]}
    assert shown == invited_into(world, where)


@pytest.mark.parametrize("key", ["owner", "recused", "administrator", "auditor", "other_owner"])
def test_goals_name_the_partnerships_that_serve_them(world, caller, key):
    answer = caller.call(key, "GET", reverse("benefits:goals"))

    body = "harbour" if key == "other_owner" else "alder"
    wanted = {one for one in rows.RELATIONS if world.deals[one].body == body}
    (goal,) = answer.context["live"]
    known = {deal.row.pk: one for one, deal in world.deals.items()}
    assert goal == world.goals[body]
    assert {known[row.pk] for row in goal.served_by} == wanted - world.people[key].aside


@pytest.mark.parametrize("key", ["partner_admin", "partner_viewer", "signatory", "rival"])
def test_company_reads_all_its_wishes_and_no_others(world, caller, key):
    (company,) = world.people[key].roles
    address = reverse("benefits:wishes", args=[world.companies[company].public_id])

    found = {one for one in found_in(caller.call(key, "GET", address).said) if one.name == "wish"}

    assert found == {
        Secret(company, cls, "wish") for cls in ("wish_own", "wish_shared", "wish_gone")
    }


@pytest.mark.parametrize("company", ["meridian", "rival"])
@pytest.mark.parametrize("key", ["owner", "evaluator", "other_lead"])
def test_body_reads_the_wishes_that_are_shared_with_it(world, caller, key, company):
    address = reverse("portfolio:partner", args=[world.companies[company].public_id])

    answer = caller.call(key, "GET", address)

    found = {one for one in found_in(answer.said) if one.name == "wish"}
    shared = Secret(company, "wish_shared", "wish")
    assert found == ({shared} if Oracle(world, key).may_read(shared) else set())
