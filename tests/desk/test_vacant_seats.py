"""Where vacant seats are shown: the front page, the staff's home, the portal's home, the list, the people page."""

import datetime

import pytest
from django.urls import reverse

from partnerships import operations
from partnerships.models import PartyRole, SeatKind, Side, Stage
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot():
    """A partnership before its signature: both signatories are needed, and nobody is named."""
    body, company = f.a_body("City of Aldermoor"), f.a_company("Meridian Mobility")
    partnership = f.taken_over(body, profile="light", stage=Stage.DESIGN, title="Clean Bus Depot")
    operations.add_party(
        partnership,
        company,
        role=PartyRole.PARTNER,
        side=Side.PARTNER,
        by=f.lead_of(partnership),
        on=f.DAY,
    )
    f.share_in(partnership, company)
    return f.fresh(partnership)


@pytest.fixture
def partner(depot):
    return f.company_user(depot.parties.get(side="partner").organisation, "partner_admin")


def text_of(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def seat_page(depot, side):
    return reverse("partnerships:seat", args=[depot.reference, side, "signatory"])


def test_front_page_names_them_and_leads_to_where_they_are_named(client, depot):
    text = text_of(client, f.lead_of(depot), depot.get_absolute_url())

    assert "Vacant: signatory, public side" in text
    assert "Vacant: signatory, partner side" in text
    assert seat_page(depot, "public") in text


def test_who_only_reads_is_not_asked_to_name_anybody(client, depot):
    auditor = f.staff(depot.lead_body, "auditor")

    text = text_of(client, auditor, depot.get_absolute_url())

    assert "Vacant: signatory, public side" in text
    assert seat_page(depot, "public") not in text


def test_company_hears_of_its_own_side_and_whom_to_tell(client, depot, partner):
    lead = f.lead_of(depot)

    text = text_of(client, partner, depot.get_absolute_url())

    assert "Your side has no signatory yet." in text
    assert f"Tell {lead.name} who it is." in text
    assert "public side" not in text[text.index("Your side has no") :][:300]


def test_front_page_is_quiet_once_they_are_named(client, depot):
    for side in Side:
        f.seat(depot, SeatKind.SIGNATORY, side)

    assert "Vacant seats" not in text_of(client, f.lead_of(depot), depot.get_absolute_url())


def test_staffs_home_counts_and_lists_them(client, depot):
    owner = f.staff(depot.lead_body, "owner")
    for number in range(6):
        f.a_partnership(depot.lead_body, lead=f.lead_of(depot), title=f"A plan {number}")

    client.force_login(owner)
    answer = client.get("/")

    assert answer.context["vacant_count"] == 7
    assert [row["partnership"].title for row in answer.context["vacant"]] == [
        f"A plan {number}" for number in range(5)
    ]
    assert "/partnerships/?seat=vacant" in answer.content.decode()


def test_staffs_home_says_nothing_of_other_bodies(client, depot):
    stranger = f.staff(f.a_body(), "owner")

    assert "Vacant seats" not in text_of(client, stranger, "/")


def test_portals_home_tells_the_company_of_its_own_side(client, depot, partner):
    text = text_of(client, partner, reverse("portal:home"))
    f.seat(depot, SeatKind.SIGNATORY, Side.PARTNER)

    assert "vacant: signatory" in text
    assert "vacant: signatory" not in text_of(client, partner, reverse("portal:home"))


def test_people_page_tells_since_when_and_who_before(client, depot):
    lead = f.lead_of(depot)
    party = depot.parties.get(side="public")
    ida, kim = (f.a_member(depot, party=party, name=name) for name in ("Ida Moss", "Kim Ode"))
    for member, days in ((ida, 0), (kim, 9)):
        operations.name_seat(
            depot,
            kind="signatory",
            side="public",
            member=member,
            by=lead,
            on=f.DAY + datetime.timedelta(days=days),
        )

    text = text_of(client, lead, reverse("partnerships:people", args=[depot.reference]))

    assert "since 12 Mar 2025" in text
    assert "1 earlier holder" in text
    assert "Ida Moss, 3 Mar 2025 to 12 Mar 2025" in text
    assert "vacant, needed now" in text
