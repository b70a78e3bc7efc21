"""Looking at a partnership as its partner does."""

import uuid

import pytest
from django.urls import reverse

from audit.models import Entry
from partnerships import operations
from partnerships.middleware import SESSION_KEY
from partnerships.models import Side
from tests import factories as make

pytestmark = pytest.mark.django_db

STOP = "/partnerships/view-as/stop/"


@pytest.fixture
def partnership():
    return make.shared_partnership()


@pytest.fixture
def lead(partnership):
    return make.lead_of(partnership)


@pytest.fixture
def party(partnership):
    return partnership.parties.get(side=Side.PARTNER)


def start(client, user, partnership, party_id):
    client.force_login(user)
    return client.post(reverse("partnerships:view-as", args=[partnership.reference, party_id]))


def gates(client, partnership):
    return client.get(reverse("partnerships:gates", args=[partnership.reference]))


def test_a_lead_looks_as_the_partner_and_it_is_written_down(client, lead, partnership, party):
    response = start(client, lead, partnership, party.public_id)

    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    assert client.session[SESSION_KEY] == str(party.public_id)
    entry = Entry.objects.get(verb="partnerships.view_as")
    assert (entry.actor_id, entry.object_id) == (lead.public_id, str(party.public_id))


def test_the_partner_view_shows_what_the_partner_sees(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    page = gates(client, partnership)
    condition = client.get(
        reverse("partnerships:condition", args=[partnership.reference, 1, "first_risks"])
    )

    assert page.context["outcomes_only"] is True
    assert condition.status_code == 404


def test_the_banner_says_so_and_offers_the_way_back(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    page = gates(client, partnership).content.decode()

    assert f"You see this as {party.organisation} sees it." in page
    assert f'action="{STOP}"' in page


def test_nothing_is_changed_while_looking(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    answers = [
        client.post(reverse("partnerships:move", args=[partnership.reference])).status_code,
        client.post(
            reverse("partnerships:view-as", args=[partnership.reference, party.public_id])
        ).status_code,
    ]

    assert answers == [403, 403]


def test_only_this_partnership_is_seen_while_looking(client, lead, partnership, party):
    other = make.a_partnership(partnership.lead_body, lead=lead, partner=party.organisation)
    start(client, lead, partnership, party.public_id)

    assert gates(client, other).status_code == 404


def test_stopping_leads_back_to_the_own_view(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    response = client.post(STOP)

    assert response["Location"] == partnership.get_absolute_url()
    assert SESSION_KEY not in client.session
    assert "outcomes_only" not in gates(client, partnership).context_data


def test_stopping_twice_does_no_harm(client, lead):
    client.force_login(lead)

    assert client.post(STOP).status_code == 302


def test_looking_ends_with_the_right_to_it(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)
    operations.recuse(partnership, user=lead, reason="My sister.", by=lead, on=make.DAY)

    assert gates(client, partnership).status_code == 404
    assert SESSION_KEY not in client.session


def test_a_party_that_is_not_shared_in_sees_nothing_to_look_at(client, partnership, lead):
    company = make.a_company()
    operations.add_party(
        partnership, company, role="candidate", side=Side.PARTNER, by=lead, on=make.DAY
    )
    candidate = make.party_of(partnership, company)

    assert start(client, lead, partnership, candidate.public_id).status_code == 403


def test_parties_of_elsewhere_and_of_ones_own_side_are_not_found(client, lead, partnership):
    other = make.shared_partnership(partnership.lead_body).parties.get(side=Side.PARTNER)
    own = make.party_of(partnership, partnership.lead_body)

    answers = [
        start(client, lead, partnership, one).status_code
        for one in (other.public_id, own.public_id, uuid.uuid4())
    ]

    assert answers == [404, 404, 404]


def test_only_those_who_lead_look_as_a_partner(client, partnership, party):
    auditor = make.staff(partnership.lead_body, "auditor")
    partner = make.company_user(party.organisation, "partner_admin")
    stranger = make.staff(make.a_body(), "owner")
    recused = make.staff(partnership.lead_body, "owner")
    operations.recuse(partnership, user=recused, reason="My sister.", by=recused, on=make.DAY)

    answers = [
        start(client, user, partnership, party.public_id).status_code
        for user in (auditor, partner, stranger, recused)
    ]

    assert answers == [403, 403, 404, 404]


def test_looking_begins_and_ends_with_a_post(client, lead, partnership, party):
    client.force_login(lead)
    begin = reverse("partnerships:view-as", args=[partnership.reference, party.public_id])

    assert [client.get(begin).status_code, client.get(STOP).status_code] == [405, 405]


def test_nobody_looks_without_a_sign_in(client, partnership, party):
    begin = reverse("partnerships:view-as", args=[partnership.reference, party.public_id])

    answers = [client.post(begin)["Location"], client.post(STOP)["Location"]]

    assert [one.startswith("/accounts/login/") for one in answers] == [True, True]
