"""The matrix itself is tried: with any one wall taken down, some cell must go red."""

import sys
from itertools import chain

import pytest
import rules

from accounts.models import User
from audit.models import Entry
from benefits.models import (
    Benefit,
    BenefitType,
    Contribution,
    Cost,
    GoalLink,
    StrategicGoal,
)
from notices.models import Notice
from organisations.models import (
    Absence,
    Delegation,
    HolidayCalendar,
    Membership,
    Organisation,
    PublicBody,
    Relationship,
    SecondApprover,
)
from partnerships.models import (
    Approval,
    Draft,
    Invitation,
    Member,
    Partnership,
    Party,
    ProfileVersion,
)
from partnerships.queries import Place
from tests.access import doors, oracle, requests, rows
from tests.access.calls import kind_of, taken_back

EVERYTHING = {
    "members_visible_to": lambda _viewer, partnership: (
        Member.objects.filter(partnership=partnership)
        .select_related("user", "party__organisation")
        .prefetch_related("seats")
    ),
    "parties_visible_to": lambda _viewer, partnership: Party.objects.filter(
        partnership=partnership
    ).select_related("organisation"),
    "place_of": lambda _viewer, _partnership: Place(side="public", roles=frozenset({"lead"})),
    "entries_visible_to": lambda _viewer, partnership, **_parties: Entry.objects.filter(
        partnership_key=partnership.public_id
    ).order_by("-id"),
}


def all_of(model):
    return lambda _viewer: model.objects.all()


# Each wall: where it stands, what it lets through when it is taken down, and a door behind which that is seen.
WALLS = {
    "partnerships_visible_to": ("partnerships", all_of(Partnership), "desk:partnership"),
    "public_partnerships": ("partnerships", all_of(Partnership), "portfolio:partnerships"),
    "partner_partnerships": ("partnerships", all_of(Partnership), "portal:partnerships"),
    "within": ("partnerships", lambda rows, _viewer: rows, "partnerships:condition"),
    "approvals_visible_to": ("partnerships", all_of(Approval), "desk:approval#override"),
    "approvals_waiting_for": ("partnerships", all_of(Approval), "desk:approvals"),
    "parties_visible_to": (
        "partnerships",
        EVERYTHING["parties_visible_to"],
        "partnerships:people",
    ),
    "members_visible_to": (
        "partnerships",
        EVERYTHING["members_visible_to"],
        "partnerships:people",
    ),
    "place_of": ("partnerships", EVERYTHING["place_of"], "partnerships:gate"),
    "drafts_of": ("partnerships", all_of(Draft), "partnerships:draft#need"),
    "partnerships_administered_by": (
        "partnerships",
        all_of(Partnership),
        "admin:partnerships_partnership_change",
    ),
    "profile_versions_visible_to": (
        "partnerships",
        all_of(ProfileVersion),
        "admin:partnerships_profileversion_change",
    ),
    "invitations_visible_to": (
        "partnerships",
        all_of(Invitation),
        "desk:invitation-withdraw#organisation",
    ),
    "organisations_with_people_for": ("organisations", all_of(Organisation), "desk:person#body"),
    "relationships_visible_to": ("organisations", all_of(Relationship), "portfolio:partner"),
    "organisations_visible_to": ("organisations", all_of(Organisation), "desk:search#found"),
    "organisations_administered_by": (
        "organisations",
        all_of(Organisation),
        "admin:organisations_organisation_change",
    ),
    "memberships_visible_to": (
        "organisations",
        all_of(Membership),
        "admin:organisations_membership_change",
    ),
    "users_administered_by": ("organisations", all_of(User), "admin:accounts_user_change"),
    "approvers_visible_to": (
        "organisations",
        all_of(SecondApprover),
        "admin:organisations_secondapprover_change",
    ),
    "absences_visible_to": ("organisations", all_of(Absence), "desk:absence-change"),
    "delegations_visible_to": ("organisations", all_of(Delegation), "desk:delegation-end"),
    "approver_seats_visible_to": ("organisations", all_of(SecondApprover), "desk:seat-lend"),
    "pools_visible_to": ("organisations", all_of(PublicBody), "desk:approvers"),
    "calendars_visible_to": (
        "organisations",
        all_of(HolidayCalendar),
        "admin:organisations_holidaycalendar_change",
    ),
    "notices_of": ("notices", all_of(Notice), "notices:open"),
    "companies_of": ("portal", all_of(Organisation), "portal:organisation"),
    "entries_visible_to": ("desk", EVERYTHING["entries_visible_to"], "desk:history"),
    "security_entries_visible_to": ("desk", all_of(Entry), "admin:audit_entry_change"),
}
WALLS |= {
    "benefits_visible_to": ("benefits", all_of(Benefit), "benefits:benefit#partner-draft"),
    "goals_visible_to": ("benefits", all_of(StrategicGoal), "benefits:goal"),
    "contributions_visible_to": (
        "benefits",
        lambda _viewer, partnership: Contribution.objects.filter(partnership=partnership),
        "benefits:contribution#partner-draft",
    ),
    "costs_visible_to": (
        "benefits",
        lambda _viewer, partnership: Cost.objects.filter(partnership=partnership),
        "benefits:costs",
    ),
    "may_read_costs": ("benefits", lambda _viewer, _partnership: True, "benefits:costs"),
    "types_visible_to": ("benefits", all_of(BenefitType), "admin:benefits_benefittype_change"),
}
# Walls that stand right behind another one of the same row: with the one before, nothing gets as far.
BEHIND_A_WALL = {
    "readings_visible_to": "benefits_visible_to finds the benefit first, and its figures are of its class",
    "goal_links_visible_to": "benefits.read_goal_links keeps the panel from a company; both are taken down below",
    "wishes_visible_to": "pages of wishes are for the company's people, the directory for who knows the company",
    "handovers_visible_to": "deliveries are of contributions that contributions_visible_to shows",
    "statements_visible_to": "statements are shared as they are made; partnerships_visible_to stands before them",
    "sights_visible_to": "both sides see who has looked; partnerships_visible_to stands before them",
}
# Where pages ask for a permission by other ways than their `permission`.
ASKED_AT = {
    "desk.export_history": {"desk:history#file"},
    "desk.read_rows": {"desk:history#past", "desk:history-entry#shared"},
    "benefits.keep_type": {"admin:benefits_benefittype_change"},
    "organisations.enter_admin": {"admin:index"},
    "organisations.keep_account": {"admin:accounts_user_change"},
    "organisations.keep_calendar": {"admin:organisations_holidaycalendar_change"},
    "organisations.keep_absence": {"desk:absence-change"},
    "organisations.lend_seat": {"desk:delegation-end"},
    "organisations.add_calendar": {"admin:organisations_holidaycalendar_add"},
    "organisations.edit_public_facts": {"admin:organisations_organisation_change"},
    "organisations.keep_relationship": {"portfolio:partner-note"},
    "partnerships.answer_approval": {"desk:approval#override"},
    "partnerships.withdraw_approval": {"desk:approval-withdraw#override"},
    "partnerships.keep_profile": {"admin:partnerships_profileversion_change"},
    "partnerships.read_gates": {"partnerships:gate"},
    "portal.export": {"portal:partnerships#file"},
    "portfolio.export": {"portfolio:partnerships#file"},
}
# Permissions behind another wall: nobody gets as far as being asked for them. Each with what stands before it.
BEHIND_ANOTHER = {
    "accounts.turn_off_second_factor": "the wall is off in these tests; tried in tests/accounts/test_second_factor.py",
    "benefits.read": "partnerships_visible_to: whoever finds a partnership reads what is shared in it",
    "benefits.read_goal_links": "goal_links_visible_to gives a company none",
    "organisations.manage_accounts": "the form offers only places of one's own",
    "organisations.announce_absence": "whoever finds an organisation belongs to it",
    "organisations.keep_calendar": "calendars_visible_to; one that two bodies share is tried in tests/admin",
    "partnerships.step_aside": "partnerships_visible_to; whoever looks as a partner is refused every post",
    "partnerships.keep_profile": "versions still open are seen by their keepers only, others are never changed",
}


def replace_everywhere(monkeypatch, original, other):
    """Put `other` wherever our modules hold `original` under whatever name."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in doors.HOUSE or module is None:
            continue
        for attribute, value in list(vars(module).items()):
            if value is original:
                monkeypatch.setattr(module, attribute, other)


def asking(permission):
    """Return the routes that ask for a permission."""
    found = doors.routes()
    views = {name: getattr(one.callback, "view_class", None) for name, one in found.items()}
    named = {name for name, view in views.items() if getattr(view, "permission", "") == permission}
    asked = named | ASKED_AT.get(permission, set())
    return [
        route
        for route in rows.matrix()["routes"]
        if route in asked or route.partition("#")[0] in asked
    ]


def first_red(world, caller, routes):
    """Return the first cell of these routes that is not as the file says, or None."""
    cells = [cell for cell in rows.cells() if cell[0] in routes]
    for cell in sorted(cells, key=lambda one: (one[1] != "GET", one[2] != "own")):
        if red := red_in(world, caller, *cell):
            return (*cell, red)
    return None


def red_in(world, caller, route, method, relation):
    at = requests.At(world, relation)
    expected = rows.expected(route, method, relation)
    refused = [actor for actor, answer in expected.items() if answer in {403, 404}]
    others = [actor for actor in expected if actor not in refused]
    with taken_back():
        if method == "POST":
            requests.prepare(route, at)
        address = requests.address_of(route, at)
        data = requests.data_of(route, at) if method == "POST" else None
        for actor in chain(refused, others):
            answer = caller.call(actor, method, address, data)
            told = oracle.Oracle(world, actor, route)
            leaks = {one for one in oracle.found_in(answer.said) if not told.may_read(one)}
            if kind_of(answer) != expected[actor] or (leaks and route != "notices:list"):
                return actor
    return ""


@pytest.mark.parametrize("name", sorted(WALLS))
def test_wall_taken_down_is_seen(world, caller, monkeypatch, name):
    package, opened, route = WALLS[name]
    original = getattr(sys.modules[f"{package}.queries"], name)
    replace_everywhere(monkeypatch, original, opened)

    assert first_red(world, caller, [route]) is not None


def test_both_walls_before_the_goals_taken_down_are_seen(world, caller, monkeypatch):
    original = sys.modules["benefits.queries"].goal_links_visible_to
    replace_everywhere(monkeypatch, original, all_of(GoalLink))
    monkeypatch.setitem(
        rules.permissions.permissions, "benefits.read_goal_links", rules.always_true
    )

    assert first_red(world, caller, ["benefits:benefits"]) is not None


@pytest.mark.parametrize("package", ["benefits", "organisations", "partnerships"])
def test_every_queryset_of_visible_rows_is_tried(package):
    named = {
        name for name in vars(sys.modules[f"{package}.queries"]) if name.endswith("_visible_to")
    }

    assert named <= set(WALLS) | set(BEHIND_A_WALL)


@pytest.mark.parametrize("name", sorted(set(rules.permissions.permissions) - set(BEHIND_ANOTHER)))
def test_permission_given_to_all_is_seen(world, caller, monkeypatch, name):
    routes = asking(name)
    assert routes, "no door asks for it: say why in BEHIND_ANOTHER"

    monkeypatch.setitem(rules.permissions.permissions, name, rules.always_true)

    assert first_red(world, caller, routes) is not None


@pytest.mark.full
@pytest.mark.parametrize("name", ["within", "public_partnerships", "relationships_visible_to"])
def test_wall_taken_down_is_seen_behind_many_doors(world, caller, monkeypatch, name):
    """One door is enough to be red; a wall that everybody starts from is missed behind many."""
    package, opened, _route = WALLS[name]
    original = getattr(sys.modules[f"{package}.queries"], name)
    replace_everywhere(monkeypatch, original, opened)

    red = [cell for cell in rows.cells() if cell[2] == "own" and red_in(world, caller, *cell)]
    assert len(red) > 3
