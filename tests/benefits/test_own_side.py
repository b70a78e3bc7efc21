"""Whose own side: of a company it is where somebody stands in the partnership, not what they belong to."""

from decimal import Decimal

import pytest
import rules
from django.urls import reverse

from audit.models import Entry
from benefits import queries
from benefits.models import BenefitState
from desk.queries import entries_visible_to
from organisations import operations as organisations
from partnerships import operations as partnerships
from partnerships.models import Member, Party, PartyRole, Visibility
from partnerships.queries import (
    members_visible_to,
    own_parties,
    parties_visible_to,
    place_of,
    viewer_for,
)
from tests.benefits.factories import Pair, a_benefit, a_contribution, a_cost, a_pair, a_person
from tests.factories import DAY, a_company, a_member, company_user, party_of, share_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return a_pair()


def beside(pair, role=PartyRole.PARTNER, name="Second Ltd"):
    """Share the partnership with a further company as well; the Pair of it."""
    company = a_company(name)
    admin = company_user(company, "partner_admin")
    Party.objects.create(
        partnership=pair.partnership, organisation=company, role=role, side="partner"
    )
    share_in(pair.partnership, company)
    party = party_of(pair.partnership, company)
    return Pair(pair.partnership, pair.public, party, lead=pair.lead, admin=admin)


def belongs(user, pair, role="partner_staff"):
    organisations.grant_membership(user, pair.partner.organisation, role, by=None, on=DAY)


def viewer_of_b_who_administers_a(pair):
    second = beside(pair)
    user = a_person(second, "partner", "viewer")
    belongs(user, pair, "partner_admin")
    return second, user


def private_of(pair):
    return (
        a_benefit(pair, pair.partner, statement="Private"),
        a_contribution(pair, pair.partner),
        a_cost(pair, pair.partner, money=Decimal(777), currency="GBP"),
    )


def history_of(viewer, partnership):
    parties = list(parties_visible_to(viewer, partnership))
    return entries_visible_to(viewer, partnership, parties=parties)


def test_own_are_administered_parties_and_those_with_a_place(pair, viewer_of):
    second, user = viewer_of_b_who_administers_a(pair)

    assert set(own_parties(viewer_of(pair.admin))) == {pair.partner}
    assert set(own_parties(viewer_of(user))) == {pair.partner, second.partner}
    assert not own_parties(viewer_of(company_user(second.partner.organisation))).exists()
    assert not own_parties(viewer_of(pair.lead)).exists()
    assert not own_parties(viewer_of(None)).exists()


def test_own_ends_with_place_membership_and_recusal(pair, viewer_of):
    gone, dropped, aside = (a_person(pair, "partner") for _ in range(3))
    partnerships.remove_member(Member.objects.get(user=gone), by=pair.lead, on=DAY)
    organisations.revoke_membership(dropped.memberships.get(), by=pair.admin, on=DAY)
    partnerships.recuse(pair.partnership, user=aside, reason="Kin", by=aside, on=DAY)

    for user in (gone, dropped, aside):
        assert not own_parties(viewer_of(user)).exists()


def test_whoever_looks_as_a_company_looks_as_one_party(pair):
    beside(pair)
    viewer = viewer_for(pair.lead, on=DAY, view_as=pair.partner)

    assert set(own_parties(viewer)) == {pair.partner}
    assert queries.own_party(viewer, pair.partnership) == pair.partner


def test_mere_staff_of_a_company_reads_nothing_of_its_own(pair, viewer_of):
    second = beside(pair)
    benefit, contribution, cost = private_of(pair)
    belongs(second.admin, pair)
    viewer = viewer_of(second.admin)

    assert not queries.benefits_visible_to(viewer).exists()
    assert not queries.contributions_visible_to(viewer, pair.partnership).exists()
    assert not queries.costs_visible_to(viewer, pair.partnership).exists()
    assert queries.own_party(viewer, pair.partnership) == second.partner
    for permission, row in (
        ("benefits.keep_benefit", benefit),
        ("benefits.give", contribution),
        ("benefits.keep_cost", cost),
    ):
        assert rules.has_perm(permission, viewer_of(pair.admin), row)
        assert not rules.has_perm(permission, viewer, row)


def test_mere_staff_of_a_company_is_not_told_who_works_for_it_in_private(pair, viewer_of):
    second = beside(pair)
    hidden = partnerships.add_member(
        pair.partnership,
        party=pair.partner,
        user=company_user(pair.partner.organisation),
        role="contributor",
        visibility=Visibility.OWN_SIDE,
        by=pair.admin,
        on=DAY,
    )
    belongs(second.admin, pair)

    assert hidden in members_visible_to(viewer_of(pair.admin), pair.partnership)
    assert hidden not in members_visible_to(viewer_of(second.admin), pair.partnership)


def test_mere_staff_of_a_candidate_does_not_learn_of_it(pair, viewer_of):
    rival = beside(pair, PartyRole.CANDIDATE, name="Rival Ltd")
    proposed = a_benefit(rival, rival.partner, state="proposed")
    belongs(pair.admin, rival)
    viewer = viewer_of(pair.admin)

    assert rival.partner not in parties_visible_to(viewer, pair.partnership)
    assert not queries.benefits_visible_to(viewer).exists()
    assert proposed in queries.benefits_visible_to(viewer_of(rival.admin))


def test_mere_staff_of_a_company_reads_nothing_private_in_its_history(pair, viewer_of):
    second = beside(pair)
    private_of(pair)
    belongs(second.admin, pair)
    private = Entry.objects.filter(visibility="own_side", party_key=pair.partner.public_id)

    assert private.count() == 3
    assert private.difference(history_of(viewer_of(pair.admin), pair.partnership)).count() == 0
    assert private.intersection(history_of(viewer_of(second.admin), pair.partnership)).count() == 0


def test_doors_of_a_company_are_shut_to_its_mere_staff(client, pair):
    second = beside(pair)
    benefit, _contribution, cost = private_of(pair)
    belongs(second.admin, pair)
    client.force_login(second.admin)

    def address(name, *handles):
        return reverse(f"benefits:{name}", args=[pair.partnership.reference, *handles])

    assert "777" not in client.get(address("costs")).content.decode()
    shared = client.post(address("cost-share", cost.public_id), {"version": cost.version})
    told = {"version": benefit.version, "reason": "Spite"}
    withdrawn = client.post(address("benefit-withdraw", benefit.public_id), told)
    cost.refresh_from_db()
    benefit.refresh_from_db()

    assert (shared.status_code, withdrawn.status_code) == (404, 404)
    assert (cost.visibility, benefit.state) == ("own_side", BenefitState.DRAFT)


def test_whoever_only_reads_for_one_company_gains_nothing_from_another(pair, viewer_of):
    second, user = viewer_of_b_who_administers_a(pair)
    benefit, contribution, cost = private_of(second)
    mine = private_of(pair)
    viewer, partnership = viewer_of(user), pair.partnership

    assert set(queries.benefits_visible_to(viewer)) == {benefit, mine[0]}
    assert set(queries.contributions_visible_to(viewer, partnership)) == {mine[1]}
    assert set(queries.costs_visible_to(viewer, partnership)) == {mine[2]}
    assert queries.own_party(viewer, partnership) == pair.partner
    assert not rules.has_perm("benefits.keep_benefit", viewer, benefit)
    assert not rules.has_perm("benefits.give", viewer, contribution)
    assert not rules.has_perm("benefits.keep_cost", viewer, cost)
    assert rules.has_perm("benefits.keep_cost", viewer, mine[2])


def test_whoever_only_reads_for_one_company_reads_less_of_its_history(pair, viewer_of):
    second, user = viewer_of_b_who_administers_a(pair)
    private_of(second)
    private_of(pair)
    read = history_of(viewer_of(user), pair.partnership).filter(visibility="own_side")

    told = set(read.filter(object_kind__startswith="benefits.").values_list("party_key", "verb"))
    assert told == {
        (second.partner.public_id, "benefits.add_benefit"),
        (pair.partner.public_id, "benefits.add_benefit"),
        (pair.partner.public_id, "benefits.add_contribution"),
        (pair.partner.public_id, "benefits.record_cost"),
    }


def test_contributor_of_one_and_administrator_of_another_works_for_both(pair, viewer_of):
    second = beside(pair, PartyRole.CANDIDATE)
    user = a_person(second, "partner")
    belongs(user, pair, "partner_admin")
    ours, theirs = a_cost(pair, pair.partner), a_cost(second, second.partner)
    viewer = viewer_of(user)

    assert set(queries.costs_visible_to(viewer, pair.partnership)) == {ours, theirs}
    assert rules.has_perm("benefits.keep_cost", viewer, theirs)
    assert queries.own_party(viewer, pair.partnership) == pair.partner
    place = place_of(viewer, pair.partnership)
    assert place.parties == {
        pair.partner.pk: "partner_admin",
        second.partner.pk: "partner_contributor",
    }


def test_administrator_who_is_named_as_viewer_still_writes(pair, viewer_of):
    a_member(pair.partnership, pair.admin, "viewer", party=pair.partner, by=pair.lead)
    cost = a_cost(pair, pair.partner)

    assert rules.has_perm("benefits.keep_cost", viewer_of(pair.admin), cost)


def test_owner_is_chosen_among_those_of_the_party_that_gains(client, pair):
    second = beside(pair)
    belongs(pair.admin, second, "partner_admin")
    a_person(pair, "partner", name="Ours")
    a_person(second, "partner", name="Theirs")
    benefit = a_benefit(second, second.partner)
    client.force_login(pair.admin)

    page = client.get(
        reverse("benefits:benefit-change", args=[pair.partnership.reference, benefit.public_id])
    )

    offered = page.context["form"].fields["owner"].queryset
    assert [member.user.name for member in offered] == ["Theirs"]
