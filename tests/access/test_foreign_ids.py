"""Ids of others in one's own forms, and fields that no form has: refused or ignored, never taken."""

import pytest

from accounts.models import User
from partnerships.models import Member
from tests.access import oracle, requests
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
