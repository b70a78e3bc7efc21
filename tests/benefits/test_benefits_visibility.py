"""Who may know of a benefit, a figure, a goal or a wish."""

import pytest

from benefits import operations, queries
from organisations import operations as organisations
from partnerships.models import Member, Party, PartyRole
from partnerships.queries import viewer_for
from tests.benefits.factories import (
    a_benefit,
    a_goal,
    a_pair,
    a_person,
    a_reading,
    a_wish,
    both_agreed,
    see_balance,
)
from tests.factories import DAY, a_body, a_company, a_user, company_user, share_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return a_pair()


def benefits_of(viewer):
    return set(queries.benefits_visible_to(viewer))


def test_private_benefits_are_of_one_side_alone(pair, viewer_of):
    public, partner = a_benefit(pair), a_benefit(pair, pair.partner)

    assert benefits_of(viewer_of(pair.lead)) == {public}
    assert benefits_of(viewer_of(pair.admin)) == {partner}
    assert benefits_of(viewer_of(a_person(pair, "partner", "viewer"))) == {partner}
    assert benefits_of(viewer_of(staff(pair.partnership.lead_body, "auditor"))) == {public}


def test_what_is_proposed_is_seen_by_both_and_by_nobody_else(pair, viewer_of):
    rows = {a_benefit(pair, state="proposed"), a_benefit(pair, pair.partner, state="declined")}
    strangers = [
        staff(a_body(), "owner"),
        staff(pair.partnership.lead_body, "administrator"),
        company_user(a_company(), "partner_admin"),
        a_user(),
        None,
    ]

    assert benefits_of(viewer_of(pair.lead)) == benefits_of(viewer_of(pair.admin)) == rows
    assert [benefits_of(viewer_of(user)) for user in strangers] == [set()] * len(strangers)


def test_whoever_looks_as_the_company_sees_nothing_of_its_own(pair):
    shared = a_benefit(pair, pair.partner, state="proposed")
    a_benefit(pair, pair.partner)
    a_wish(pair.partner.organisation)
    looking = viewer_for(pair.lead, on=DAY, view_as=pair.partner)

    assert benefits_of(looking) == {shared}
    assert not queries.wishes_visible_to(looking).exists()
    assert not queries.goals_visible_to(looking).exists()


def test_company_sees_nothing_of_another_candidate(pair, viewer_of):
    rival = a_company()
    admin = company_user(rival, "partner_admin")
    Party.objects.create(
        partnership=pair.partnership, organisation=rival, role=PartyRole.CANDIDATE, side="partner"
    )
    share_in(pair.partnership, rival)
    own = a_benefit(pair, pair.partner, state="agreed")
    reading = a_reading(own, pair, 5)
    Party.objects.filter(pk=pair.partner.pk).update(role=PartyRole.CANDIDATE)

    assert benefits_of(viewer_of(admin)) == set()
    assert not queries.readings_visible_to(viewer_of(admin)).exists()
    assert benefits_of(viewer_of(pair.admin)) == benefits_of(viewer_of(pair.lead)) == {own}
    assert set(queries.readings_visible_to(viewer_of(pair.lead))) == {reading}


def test_figures_go_with_their_benefit(pair, viewer_of):
    private, shared = a_benefit(pair), a_benefit(pair, state="agreed")
    own, open_one = a_reading(private, pair, 1), a_reading(shared, pair, 2)

    assert set(queries.readings_visible_to(viewer_of(pair.lead))) == {own, open_one}
    assert set(queries.readings_visible_to(viewer_of(pair.admin))) == {open_one}


def test_sights_and_statements_are_for_both_sides(pair, viewer_of):
    both_agreed(pair)
    see_balance(pair, pair.public)
    operations.state_benefits(
        pair.partnership, party=pair.public, words="Half of it.", by=pair.lead, on=DAY
    )

    for user in (pair.lead, pair.admin):
        assert queries.sights_visible_to(viewer_of(user)).count() == 1
        assert queries.statements_visible_to(viewer_of(user)).count() == 1
    stranger = viewer_of(staff(a_body(), "owner"))
    assert not queries.sights_visible_to(stranger).exists()
    assert not queries.statements_visible_to(stranger).exists()


def test_goals_and_their_links_are_the_bodys_own(pair, viewer_of):
    body = pair.partnership.lead_body
    goal = a_goal(body)
    link = operations.link_goal(pair.partnership, goal, by=pair.lead, on=DAY)
    administrator, other = staff(body, "administrator"), staff(a_body(), "owner")

    assert list(queries.goals_visible_to(viewer_of(pair.lead))) == [goal]
    assert list(queries.goal_links_visible_to(viewer_of(pair.lead))) == [link]
    for user in (pair.admin, other):
        assert not queries.goals_visible_to(viewer_of(user)).exists()
        assert not queries.goal_links_visible_to(viewer_of(user)).exists()
    served = queries.partnerships_by_goal(viewer_of(administrator), [goal])[goal.pk]
    assert [(row.pk, row.opens) for row in served] == [(pair.partnership.pk, False)]
    served = queries.partnerships_by_goal(viewer_of(staff(body, "owner")), [goal])[goal.pk]
    assert [row.opens for row in served] == [True]


def test_wishes_are_the_companys_own_until_they_are_shared(pair, viewer_of):
    company = pair.partner.organisation
    private, shared = a_wish(company), a_wish(company, shared=True)
    other_body, unrelated = a_body(), staff(a_body(), "owner")
    organisations.relate(other_body, company, by=None, on=DAY)

    def seen(user):
        return set(queries.wishes_visible_to(viewer_of(user)))

    assert seen(pair.admin) == {private, shared}
    assert seen(pair.lead) == seen(staff(other_body, "owner")) == {shared}
    assert seen(unrelated) == seen(company_user(a_company(), "partner_admin")) == set()
    assert list(queries.wishes_shared_by(company, viewer_of(pair.lead))) == [shared]

    operations.withdraw_wish(shared, by=pair.admin, on=DAY)
    assert seen(pair.lead) == set()


def test_removed_member_sees_nothing_with_the_next_question(pair, viewer_of):
    helper = a_person(pair, "public")
    a_benefit(pair, state="agreed")
    assert benefits_of(viewer_of(helper))

    Member.objects.filter(user=helper).update(revoked_at="2025-03-03T10:00Z")

    assert benefits_of(viewer_of(helper)) == set()
