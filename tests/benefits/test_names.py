"""Whose name is read beside a benefit."""

import pytest

from benefits.names import People
from partnerships import operations, queries
from partnerships.models import Visibility
from tests.benefits import factories as b
from tests.factories import DAY, company_user

pytestmark = pytest.mark.django_db


def test_name_kept_to_itself_is_not_read_by_looking_as_the_company():
    pair = b.a_pair()
    hidden = company_user(pair.partner.organisation, name="Dana Whitlock")
    owner = operations.add_member(
        pair.partnership,
        party=pair.partner,
        user=hidden,
        role="contributor",
        by=pair.admin,
        on=DAY,
        visibility=Visibility.OWN_SIDE,
    )
    viewers = [
        queries.viewer_for(pair.admin, on=DAY),
        queries.viewer_for(pair.lead, on=DAY),
        queries.viewer_for(pair.lead, on=DAY, view_as=pair.partner),
    ]

    read = []
    for viewer in viewers:
        parties = list(queries.parties_visible_to(viewer, pair.partnership))
        people = People(viewer, pair.partnership, parties=parties)
        read.append((people.member(owner, "partner"), people.user(hidden, "partner")))

    company = str(pair.partner.organisation)
    name = "Dana Whitlock"
    # Whoever acts for a company is known to the public side; whom it names for itself is not.
    assert read == [(name, name), (company, name), (company, name)]
