"""Ids of others in one's own forms, and fields that no form has: refused or ignored, never taken."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from partnerships.models import Member
from tests.access import oracle, requests, rows
from tests.access.calls import kind_of
from tests.factories import fresh


def member_of(world, key):
    return Member.objects.filter(partnership=world.deals[key].row, user__isnull=False).first()


CASES = {
    "a member of a sibling in a seat": (
        "partnerships:seat",
        "lead",
        lambda world: {"member": member_of(world, "sibling").public_id},
    ),
    "a member of the company in a public seat": (
        "partnerships:seat",
        "lead",
        lambda world: {
            "member": Member.objects.get(
                partnership=world.deals["own"].row, user=world.user("signatory")
            ).public_id
        },
    ),
    "a member of another body as reviewer": (
        "partnerships:pause",
        "lead",
        lambda world: {"reviewer": member_of(world, "foreign").public_id},
    ),
    "a key instead of an id as reviewer": (
        "partnerships:pause",
        "lead",
        lambda world: {"reviewer": member_of(world, "own").pk},
    ),
    "a user of another body as member": (
        "partnerships:member-add#body",
        "lead",
        lambda world: {"user": world.user("other_lead").public_id, "name": ""},
    ),
    "a user of a rival as member of the company": (
        "partnerships:member-add#company",
        "partner_admin",
        lambda world: {"user": world.user("rival").public_id, "name": ""},
    ),
    "an organisation that the body does not know as party": (
        "partnerships:party-add",
        "lead",
        lambda world: {"partner": world.organisation("harbour").public_id},
    ),
    "an organisation that the body does not know in a draft": (
        "partnerships:draft#partner",
        "lead",
        lambda world: {"do": "choose", "partner": world.organisation("harbour").public_id},
    ),
    "a lead of another body for a new partnership": (
        "partnerships:new",
        "owner",
        lambda world: {"lead": world.user("other_lead").public_id},
    ),
}
CASES |= {
    "a member of a sibling as owner of a benefit": (
        "benefits:benefit-add",
        "lead",
        lambda world: {"owner": member_of(world, "sibling").public_id},
    ),
    "a member of the company as owner of a public benefit": (
        "benefits:benefit-add",
        "lead",
        lambda world: {"owner": named(world, "partner_contributor")},
    ),
    "somebody of the public side as owner of the company's benefit": (
        "benefits:benefit-add",
        "partner_admin",
        lambda world: {"owner": named(world, "contributor")},
    ),
    "a kind of the other side": (
        "benefits:benefit-add",
        "lead",
        lambda _world: {"kind": "market_entry"},
    ),
    "a kind of another body": (
        "benefits:benefit-add",
        "lead",
        lambda _world: {"kind": "kind_foreign"},
    ),
    "a member of another body as owner of a contribution": (
        "benefits:contribution-add",
        "partner_admin",
        lambda world: {"owner": member_of(world, "foreign").public_id},
    ),
    "a goal of another body": (
        "benefits:goal-links",
        "lead",
        lambda world: {"goal": world.goals["harbour"].public_id},
    ),
    "a benefit of the company behind a goal": (
        "benefits:goal-links",
        "lead",
        lambda world: {"benefit": world.deals["own"].ids["partner_agreed"]},
    ),
    "a benefit of a sibling behind a goal": (
        "benefits:goal-links",
        "owner",
        lambda world: {"benefit": world.deals["sibling"].ids["public_agreed"]},
    ),
    "a partnership of a rival for a wish": (
        "benefits:wish-take-up",
        "partner_admin",
        lambda world: {"partnership": world.deals["sibling"].reference},
    ),
    "a partnership in which one does not write for a wish": (
        "benefits:wish-take-up",
        "partner_contributor",
        lambda world: {"partnership": world.deals["foreign"].reference},
    ),
    "somebody of another body as deputy": (
        "desk:absence-announce",
        "lead",
        lambda world: {"deputy": world.user("other_lead").public_id},
    ),
    "somebody of the company as deputy": (
        "desk:absence-change",
        "seat_holder",
        lambda world: {"deputy": world.user("partner_contributor").public_id},
    ),
    "somebody of another body as delegate": (
        "desk:seat-lend",
        "approver",
        lambda world: {"to": world.user("other_lead").public_id},
    ),
    "somebody of another body for the pool": (
        "desk:approver-add",
        "owner",
        lambda world: {"user": world.user("other_lead").public_id},
    ),
    "somebody of another body as successor": (
        "desk:person-remove#body",
        "administrator",
        lambda world: {"to": world.user("other_lead").public_id},
    ),
    "an administrator invited by an owner": (
        "desk:people-invite#body",
        "owner",
        lambda _world: {"role": "administrator"},
    ),
    "an administrator of a company that has one, invited across": (
        "partnerships:people-invite",
        "lead",
        lambda _world: {"role": "partner_admin"},
    ),
    "a party that was not shared in to look as": (
        "partnerships:view-as",
        "lead",
        lambda world: {"party": world.deals["own"].ids["hidden"]},
    ),
    "a party of a sibling to look as": (
        "partnerships:view-as",
        "owner",
        lambda world: {"party": world.deals["sibling"].ids["party"]},
    ),
}


def named(world, key):
    return Member.objects.get(
        partnership=world.deals["own"].row, user=world.user(key), revoked_at=None
    ).public_id


@pytest.mark.parametrize("case", CASES)
def test_id_of_somebody_else_is_refused(world, caller, case):
    route, actor, other = CASES[case]
    at = requests.At(world, "own")
    data = {**requests.data_of(route, at), **other(world)}

    answer = caller.call(actor, "POST", requests.address_of(route, at), data)

    assert kind_of(answer) == 422
    typed = oracle.found_in(" ".join(map(str, data.values())))
    told = oracle.Oracle(world, actor)
    leaks = [one for one in oracle.found_in(answer.said) - typed if not told.may_read(one)]
    assert leaks == []


ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def mixed(world, route):
    """Return the address of a row in `own`, with the ids of what hangs on `sibling`; empty where there is none."""
    own, other = (
        requests.address_of(route, requests.At(world, relation)) for relation in ("own", "sibling")
    )
    if world.deals["own"].reference not in own or not ID.search(own.partition("?")[0]):
        return ""
    ids = iter(ID.findall(other))
    return ID.sub(lambda _match: next(ids), own)


def test_record_of_another_partnership_is_not_there(world, caller):
    """An owner reads both partnerships; a record is there under its own one only."""
    tried, opened = set(), {}
    for route, row in rows.matrix()["routes"].items():
        if row.get("of") or not (address := mixed(world, route)):
            continue
        for method in rows.methods_of(row):
            data = requests.data_of(route, requests.At(world, "own")) if method == "POST" else None
            tried.add(route)
            answer = caller.call("owner", method, address, data)
            if answer.status_code != 404:
                opened[route, method] = answer.status_code

    assert opened == {}
    assert {"benefits:benefit#agreed", "benefits:reading-confirm#public"} <= tried
    assert {"benefits:handover-confirm#public", "benefits:cost-change#public"} <= tried


OF_ANOTHER_BENEFIT = ("reading-confirm", "reading-dispute", "reading-withdraw", "reading-evidence")


@pytest.mark.parametrize("name", OF_ANOTHER_BENEFIT)
def test_figure_of_another_benefit_is_not_there(world, caller, name):
    ids = world.deals["own"].ids
    for benefit, reading in (
        ("public_agreed", "public_own_figure"),
        ("partner_agreed", "public_figure"),
    ):
        address = reverse(
            f"benefits:{name}",
            args=[world.deals["own"].reference, ids[benefit], ids[reading]],
        )
        assert caller.call("lead", "GET", address).status_code == 404


def test_absence_of_somebody_of_another_body_is_not_entered(world, caller):
    organisation = world.organisation("alder").public_id
    address = reverse("desk:absence-announce", args=[organisation])
    for key in ("other_lead", "partner_contributor", "operator"):
        asked = f"{address}?for={world.user(key).public_id}"
        assert caller.call("owner", "GET", asked).status_code == 404


def test_field_that_no_form_has_changes_nothing(world, caller):
    at = requests.At(world, "own")
    row = fresh(at.deal.row)
    before = (row.stage, row.side_state, row.reference, row.lead_body_id, row.profile_version_id)
    data = {
        **requests.data_of("partnerships:edit", at),
        "stage": "closed",
        "side_state": "terminated",
        "reference": "ALD-2025-0099",
        "lead_body": world.bodies["harbour"].pk,
        "profile_version": 1,
        "public_id": "00000000-0000-4000-8000-000000000000",
    }

    address = requests.address_of("partnerships:edit", at)
    answer = caller.call("lead", "POST", address, data, keep=True)

    row = fresh(at.deal.row)
    assert kind_of(answer) == "done"
    assert row.title == "Buses at night"
    assert before == (
        row.stage,
        row.side_state,
        row.reference,
        row.lead_body_id,
        row.profile_version_id,
    )


def test_settings_make_nobody_an_operator(world, caller):
    at = requests.At(world, "own")
    data = {
        **requests.data_of("accounts:settings", at),
        "is_operator": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "email": "owner@elsewhere.example",
    }

    answer = caller.call("contributor", "POST", "/account/", data, keep=True)

    email = world.user("contributor").email
    user = User.objects.get(pk=world.user("contributor").pk)
    assert kind_of(answer) == "done"
    assert (user.is_operator, user.is_staff, user.is_superuser) == (False, False, False)
    assert user.email == email
