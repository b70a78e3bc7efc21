"""Several companies on one side: what belongs to one is nothing that another is told, asked or counted with."""

from decimal import Decimal

import pytest

from benefits import operations, queries
from notices.models import Notice
from partnerships.models import Party, PartyRole
from tests.benefits.factories import (
    Pair,
    a_benefit,
    a_contribution,
    a_handover,
    a_pair,
    a_reading,
)
from tests.factories import DAY, a_company, company_user, party_of, share_in

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
