"""The factories themselves: the other tests stand on them."""

import pytest

from partnerships.models import GateState, Stage
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("profile", ["light", "standard", "full"])
def test_move_to_leads_every_profile_to_its_close(profile):
    partnership = make.shared_partnership(profile=profile)

    partnership = make.move_to(partnership, Stage.CLOSED)

    assert partnership.stage == Stage.CLOSED
    states = set(partnership.gate_set.values_list("state", flat=True))
    assert states == {GateState.PASSED}


def test_a_company_may_come_in_without_being_shared_in():
    company = make.a_company()

    partnership = make.a_partnership(partner=company)

    assert not make.party_of(partnership, company).is_shared_in
