"""Several companies on one side: what belongs to one is nothing that another is told, asked or counted with."""

from decimal import Decimal

import pytest
import rules
from django.urls import reverse

from audit.models import Entry
from benefits import operations, queries
from benefits.models import BalanceSight
from desk.queries import entries_visible_to
from notices.models import Notice
from organisations import operations as organisations
from partnerships.models import Party, PartyRole
from partnerships.queries import parties_visible_to
from tests.benefits.factories import (
    Pair,
    a_benefit,
    a_contribution,
    a_cost,
    a_handover,
    a_pair,
    a_reading,
    both_agreed,
    see_balance,
)
from tests.factories import DAY, a_company, company_user, condition_of, party_of, share_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return a_pair()


def beside(pair, role):
    """Put another company on the partner side; returns the pair that it makes with the public side."""
    rival = a_company("Rival Ltd")
    admin = company_user(rival, "partner_admin")
    Party.objects.create(
        partnership=pair.partnership, organisation=rival, role=role, side="partner"
    )
    share_in(pair.partnership, rival)
    return Pair(
        pair.partnership,
        public=pair.public,
        partner=party_of(pair.partnership, rival),
        lead=pair.lead,
        admin=admin,
    )


@pytest.fixture
def candidate(pair):
    return beside(pair, PartyRole.CANDIDATE)


@pytest.fixture
def second(pair):
    return beside(pair, PartyRole.PARTNER)


def page_of(name, pair, *args):
    return reverse(f"benefits:{name}", args=[pair.partnership.reference, *args])


def asked(viewer):
    return [(one.what, one.statement) for one in queries.asked_of(viewer, most=20)]


def told(kind):
    return {row.recipient for row in Notice.objects.filter(kind=f"benefits.{kind}")}


# ── What is asked and told ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [PartyRole.CANDIDATE, PartyRole.PARTNER])
def test_figure_about_one_company_is_no_question_to_another(pair, viewer_of, role):
    rival = beside(pair, role)
    a_reading(a_benefit(rival, rival.partner, state="agreed"), rival, 5, party=rival.public)

    assert asked(viewer_of(pair.admin)) == []
    assert told("reading_to_confirm") == ({rival.admin} if role == PartyRole.PARTNER else set())


def test_figure_about_the_company_itself_is_its_question(pair, second, viewer_of):
    own = a_benefit(pair, pair.partner, state="agreed", statement="A case to show")
    a_reading(own, pair, 5, party=pair.public)

    assert asked(viewer_of(pair.admin)) == [("reading", "A case to show")]
    assert asked(viewer_of(second.admin)) == []
    assert told("reading_to_confirm") == {pair.admin}


@pytest.mark.parametrize("role", [PartyRole.CANDIDATE, PartyRole.PARTNER])
def test_dispute_with_one_company_is_no_question_to_another(pair, viewer_of, role):
    rival = beside(pair, role)
    given = a_contribution(rival, rival.partner, state="promised", statement="What it gives")
    handover = a_handover(given, rival, quantity=Decimal(8))
    operations.dispute_handover(
        handover, party=rival.public, reason="Two short.", quantity=6, by=rival.lead, on=DAY
    )

    assert asked(viewer_of(pair.admin)) == []
    own = [("dispute", "What it gives")] if role == PartyRole.PARTNER else []
    assert asked(viewer_of(rival.admin)) == own


def test_one_company_does_not_answer_for_another(pair, second, viewer_of):
    benefit = a_benefit(pair, pair.partner, state="agreed")
    reading = a_reading(benefit, pair, 100, party=pair.public)

    def waiting(user):
        viewer = viewer_of(user)
        return list(queries.readings_to_answer(viewer, pair.partnership, side="partner"))

    people = [pair.admin, second.admin]
    assert [waiting(user) for user in people] == [[reading], []]
    may = [rules.has_perm("benefits.answer_reading", viewer_of(user), reading) for user in people]
    assert may == [True, False]
    told = {"party": second.partner, "by": second.admin, "on": DAY}
    with pytest.raises(operations.BenefitRefused):
        operations.confirm_reading(reading, **told)
    with pytest.raises(operations.BenefitRefused):
        operations.dispute_reading(reading, reason="Not so.", **told)
    with pytest.raises(operations.BenefitRefused):
        operations.record_reading(benefit, value=5, read_on=DAY, note="Seen.", **told)
    operations.confirm_reading(reading, party=pair.partner, by=pair.admin, on=DAY)


def test_somebody_of_two_companies_answers_for_the_one_that_gains(pair, second, client):
    organisations.grant_membership(
        pair.admin, second.partner.organisation, "partner_admin", by=None, on=DAY
    )
    readings = []
    for one in (pair, second):
        benefit = a_benefit(one, one.partner, state="agreed")
        readings.append(a_reading(benefit, one, 100, party=one.public))
    client.force_login(pair.admin)

    for reading in readings:
        url = page_of("reading-confirm", pair, reading.benefit.public_id, reading.public_id)
        client.post(url, {"version": reading.version})
        reading.refresh_from_db()

    assert [reading.state for reading in readings] == ["confirmed", "confirmed"]


# ── What counts ─────────────────────────────────────────────────────────────────────────────────


def test_what_a_candidate_gains_counts_in_nothing_that_others_read(pair, candidate, client):
    both_agreed(pair)
    secret = a_benefit(candidate, candidate.partner, state="agreed")
    a_reading(secret, candidate, 74, state="confirmed")

    see_balance(pair, pair.public)

    term = queries.current_term(pair.partnership)
    stored = queries.stored_balance(pair.partnership, term)
    assert (stored.partner_count, stored.partner_realised) == (1, 0)
    entry = Entry.objects.get(verb="benefits.see_balance")
    assert entry.after["partner"] == "0"
    client.force_login(pair.lead)
    assert client.get(page_of("benefits", pair)).context["balance"].partner == 0


def test_candidates_do_not_read_each_others_share(pair, client):
    Party.objects.filter(pk=pair.partner.pk).update(role=PartyRole.CANDIDATE)
    rival = beside(pair, PartyRole.CANDIDATE)
    secret = a_benefit(rival, rival.partner, state="agreed")
    a_reading(secret, rival, 37, state="confirmed")
    client.force_login(pair.admin)

    assert "37" not in client.get(page_of("contributions", pair)).content.decode()


def test_candidate_keeps_nobody_from_seeing_the_balance(pair, candidate, client):
    both_agreed(pair)
    a_benefit(candidate, candidate.partner, state="agreed")
    client.force_login(pair.admin)
    url = page_of("balance", pair)

    page = client.get(url)
    assert page.context["may_note"]
    client.post(url, {"seen": page.context["form"].initial["seen"]})

    assert BalanceSight.objects.get().owning_party == pair.partner


def test_candidate_says_nothing_for_the_partner(pair, candidate, client):
    a_benefit(pair, state="agreed")
    a_benefit(candidate, candidate.partner, state="agreed")
    assert condition_of(pair.partnership, "benefit_each_side").state == "open"
    a_benefit(pair, pair.partner, state="agreed")
    client.force_login(candidate.admin)
    url = page_of("balance", pair)

    page = client.get(url)
    assert not page.context["may_note"]
    client.post(url, {"seen": page.context["form"].initial["seen"]})
    with pytest.raises(operations.BenefitRefused):
        see_balance(candidate, candidate.partner)

    assert not BalanceSight.objects.exists()


# ── What is shared with whom ────────────────────────────────────────────────────────────────────


def costs_of(viewer, pair):
    return set(queries.costs_visible_to(viewer, pair.partnership))


def test_shared_costs_are_for_the_other_side_without_candidates(pair, second, candidate, viewer_of):
    public, own, theirs, rivals = (
        a_cost(pair),
        a_cost(pair, pair.partner),
        a_cost(second, second.partner),
        a_cost(candidate, candidate.partner),
    )
    for cost in (public, own, theirs, rivals):
        operations.share_cost(cost, by=pair.lead, on=DAY)

    assert costs_of(viewer_of(pair.lead), pair) == {public, own, theirs, rivals}
    assert costs_of(viewer_of(pair.admin), pair) == {public, own}
    assert costs_of(viewer_of(second.admin), pair) == {public, theirs}
    assert costs_of(viewer_of(candidate.admin), pair) == {rivals}


def test_history_keeps_a_shared_cost_from_other_companies(pair, second, candidate, viewer_of):
    operations.share_cost(a_cost(pair, pair.partner), by=pair.admin, on=DAY)

    def reads(viewer):
        parties = list(parties_visible_to(viewer, pair.partnership))
        entries = entries_visible_to(viewer, pair.partnership, parties=parties)
        return entries.filter(verb="benefits.share_cost").exists()

    people = [pair.lead, pair.admin, second.admin, candidate.admin]
    assert [reads(viewer_of(user)) for user in people] == [True, True, False, False]


def test_preview_names_every_company_that_will_read_it(pair, second, candidate, client):
    benefit = a_benefit(pair, pair.partner)
    offer = a_contribution(pair, pair.partner)
    cost = a_cost(pair, pair.partner)
    client.force_login(pair.admin)

    page = client.get(page_of("benefit-propose", pair, benefit.public_id))
    assert page.context["other_parties"] == [pair.public, second.partner]
    page = client.get(page_of("contribution-offer", pair, offer.public_id))
    assert page.context["receivers"] == f"{pair.public.organisation}, {second.partner.organisation}"
    page = client.get(page_of("cost-share", pair, cost.public_id))
    assert page.context["other_names"] == str(pair.public.organisation)


def test_preview_of_the_public_side_names_candidates_but_not_for_costs(pair, candidate, client):
    benefit, cost = a_benefit(pair), a_cost(pair)
    client.force_login(pair.lead)

    page = client.get(page_of("benefit-propose", pair, benefit.public_id))
    assert page.context["other_parties"] == [pair.partner, candidate.partner]
    page = client.get(page_of("cost-share", pair, cost.public_id))
    assert page.context["other_names"] == str(pair.partner.organisation)


def test_preview_of_a_candidate_names_the_public_side_alone(pair, candidate, client):
    benefit = a_benefit(candidate, candidate.partner)
    client.force_login(candidate.admin)

    page = client.get(page_of("benefit-propose", candidate, benefit.public_id))

    assert page.context["other_parties"] == [pair.public]
