"""The named permissions, one row a permission and one column a role: security.md 3."""

import pytest
import rules

from partnerships import operations
from tests.factories import (
    DAY,
    a_body,
    a_company,
    a_member,
    a_user,
    an_approver,
    ask_decision,
    company_user,
    party_of,
    shared_partnership,
    staff,
)

pytestmark = pytest.mark.django_db

PUBLIC = {"owner", "lead", "evaluator", "contributor", "auditor"}
RUNS_IT = {"owner", "lead"}
PARTNER = {"partner_admin", "partner_contributor", "partner_viewer"}
TABLE = {
    "partnerships.edit": RUNS_IT | {"contributor"},
    "partnerships.move": RUNS_IT,
    "partnerships.set_side_state": RUNS_IT,
    "partnerships.settle_condition": RUNS_IT,
    "partnerships.ask_decision": RUNS_IT,
    "partnerships.ask_override": RUNS_IT,
    "partnerships.manage_people": RUNS_IT,
    "partnerships.manage_own_people": RUNS_IT | {"partner_admin"},
    "partnerships.share_in": RUNS_IT,
    "partnerships.step_aside": PUBLIC | PARTNER,
    "partnerships.view_as_partner": RUNS_IT,
    "partnerships.read_gates": PUBLIC,
}


@pytest.fixture
def cast():
    """One partnership and everybody who stands in some relation to it."""
    body, company = a_body(), a_company()
    lead = staff(body, "lead")
    partnership = shared_partnership(body, company, lead=lead, profile="light")
    people = {"lead": lead, "partner_admin": company_user(company, "partner_admin")}
    people |= {role: staff(body, role) for role in ("owner", "auditor", "administrator")}
    for role in ("evaluator", "contributor"):
        people[role] = staff(body)
        a_member(partnership, people[role], role)
    for role in ("contributor", "viewer"):
        people[f"partner_{role}"] = company_user(company)
        a_member(partnership, people[f"partner_{role}"], role)
    people |= {
        "other_lead": staff(body, "lead"),
        "other_body": staff(a_body(), "owner"),
        "rival": company_user(a_company(), "partner_admin"),
        "approver": an_approver(body),
        "nobody": None,
    }
    return partnership, people


@pytest.mark.parametrize("permission", sorted(TABLE))
def test_permission_is_held_by_exactly_these(viewer_of, cast, permission):
    partnership, people = cast

    holders = {
        name
        for name, user in people.items()
        if rules.has_perm(permission, viewer_of(user), partnership)
    }

    assert holders == TABLE[permission]


def test_creating_is_for_owners_and_leads(viewer_of, cast):
    _partnership, people = cast

    holders = {
        name
        for name, user in people.items()
        if rules.has_perm("partnerships.create", viewer_of(user))
    }

    assert holders == {"owner", "lead", "other_lead", "other_body"}


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("partner_admin", "partner_admin"),
        ("partner_contributor", "partner_contributor"),
        ("partner_viewer", "partner_viewer"),
    ],
)
def test_whoever_looks_is_offered_what_that_role_of_the_company_is_offered(
    viewer_of, cast, role, who
):
    partnership, people = cast
    party = partnership.parties.get(side="partner")
    looking = viewer_of(people["lead"], view_as=party, view_as_role=role)

    held, theirs = (
        {name for name in TABLE if rules.has_perm(name, viewer, partnership)}
        for viewer in (looking, viewer_of(people[who]))
    )

    assert held == theirs
    assert not looking.may_write


def test_recused_lead_holds_nothing(viewer_of, cast):
    partnership, people = cast
    operations.recuse(partnership, user=people["lead"], reason="Mine.", by=people["lead"], on=DAY)

    held = [name for name in TABLE if rules.has_perm(name, viewer_of(people["lead"]), partnership)]

    assert held == []


def test_answering_is_for_whoever_is_asked_and_withdrawing_for_who_runs_it(viewer_of, cast):
    partnership, people = cast
    approval = ask_decision(partnership, by=people["lead"])

    def holders(permission):
        return {
            name
            for name, user in people.items()
            if rules.has_perm(permission, viewer_of(user), approval)
        }

    assert holders("partnerships.answer_approval") == {"approver"}
    assert holders("partnerships.withdraw_approval") == {"owner", "lead"}


def test_party_knows_its_organisation(cast):
    partnership, _people = cast

    assert party_of(partnership, partnership.lead_body).organisation == (
        partnership.lead_body.organisation
    )


def test_submitter_who_lost_the_partnership_may_still_withdraw(viewer_of, cast):
    partnership, people = cast
    approval = ask_decision(partnership, by=people["owner"])

    assert rules.has_perm("partnerships.withdraw_approval", viewer_of(people["owner"]), approval)
    assert not rules.has_perm("partnerships.withdraw_approval", viewer_of(a_user()), approval)
