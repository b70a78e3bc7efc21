"""Looking at a partnership as its partner does."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from organisations import operations as organisations
from organisations.models import Membership
from partnerships import looking, operations, queries
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


def begin(partnership):
    return reverse("partnerships:view-as", args=[partnership.reference])


def start(client, user, partnership, party_id, **changes):
    client.force_login(user)
    data = {
        "party": party_id,
        "role": "partner_admin",
        "reason": "They rang.",
        "password": make.PASSWORD,
    }
    return client.post(begin(partnership), {**data, **changes})


def gates(client, partnership):
    return client.get(reverse("partnerships:gates", args=[partnership.reference]))


def verbs():
    return list(
        Entry.objects.filter(verb__endswith="view_as").order_by("id").values_list("verb", flat=True)
    )


def wind_back(client, minutes):
    """Let the session have begun to look so many minutes earlier."""
    session = client.session
    kept = session[looking.SESSION_KEY]
    since = datetime.datetime.fromisoformat(kept["since"]) - datetime.timedelta(minutes=minutes)
    session[looking.SESSION_KEY] = {**kept, "since": since.isoformat()}
    session.save()


# ── Beginning ───────────────────────────────────────────────────────────────────────────────────


def test_a_lead_looks_as_the_partner_and_it_is_written_down(client, lead, partnership, party):
    response = start(client, lead, partnership, party.public_id, role="partner_viewer")

    assert response.status_code == 302
    assert response["Location"] == partnership.get_absolute_url()
    look = looking.look_of(client.session)
    assert (look.party, look.role) == (str(party.public_id), "partner_viewer")
    entry = Entry.objects.get(verb="partnerships.view_as")
    assert (entry.actor_id, entry.object_id) == (lead.public_id, str(party.public_id))
    assert (entry.visibility, entry.reason) == ("shared", "They rang.")


def test_page_asks_as_whom_in_which_role_why_and_who_it_is(client, lead, partnership):
    client.force_login(lead)

    page = client.get(begin(partnership))

    assert list(page.context["form"].fields) == ["party", "role", "reason", "password"]


@pytest.mark.parametrize(
    ("field", "value"), [("reason", " "), ("password", "wrong"), ("role", "lead"), ("party", "1")]
)
def test_nobody_looks_without_a_sound_answer(client, lead, partnership, party, field, value):
    response = start(client, lead, partnership, party.public_id, **{field: value})

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not looking.is_looking(client.session)
    assert verbs() == []


def test_a_party_that_is_not_shared_in_sees_nothing_to_look_at(client, partnership, lead):
    company = make.a_company()
    operations.add_party(
        partnership, company, role="candidate", side=Side.PARTNER, by=lead, on=make.DAY
    )
    candidate = make.party_of(partnership, company)

    response = start(client, lead, partnership, candidate.public_id)

    assert list(response.context["form"].errors) == ["party"]


def test_without_a_party_to_look_as_there_is_no_page(client):
    partnership = make.a_partnership(partner=make.a_company())
    client.force_login(make.lead_of(partnership))

    assert client.get(begin(partnership)).status_code == 403
    assert "View as partner" not in client.get(partnership.get_absolute_url()).content.decode()


def test_parties_of_elsewhere_and_of_ones_own_side_cannot_be_chosen(client, lead, partnership):
    other = make.shared_partnership(partnership.lead_body).parties.get(side=Side.PARTNER)
    own = make.party_of(partnership, partnership.lead_body)

    answers = [
        start(client, lead, partnership, one).status_code
        for one in (other.public_id, own.public_id, uuid.uuid4())
    ]

    assert answers == [422, 422, 422]


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


def test_nobody_looks_without_a_sign_in(client, partnership):
    answers = [client.post(one)["Location"] for one in (begin(partnership), STOP)]

    assert [one.startswith("/accounts/login/") for one in answers] == [True, True]


# ── Looking ─────────────────────────────────────────────────────────────────────────────────────


def test_the_partner_view_shows_what_the_partner_sees(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    page = gates(client, partnership)
    condition = client.get(
        reverse("partnerships:condition", args=[partnership.reference, 1, "first_risks"])
    )

    assert page.context["outcomes_only"] is True
    assert condition.status_code == 404


def test_the_banner_says_who_looks_as_whom_and_offers_the_way_back(
    client, lead, partnership, party
):
    start(client, lead, partnership, party.public_id, role="partner_contributor")

    page = gates(client, partnership).content.decode()

    assert f"{lead.name} sees this as {party.organisation} sees it (contributor), since" in page
    assert f'action="{STOP}"' in page


def test_nothing_is_changed_while_looking(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)
    step_aside = reverse("partnerships:step-aside", args=[partnership.reference])

    answers = [
        client.get(step_aside).status_code,
        client.post(step_aside, {"reason": "Mine."}).status_code,
        client.post(reverse("partnerships:move", args=[partnership.reference])).status_code,
        client.post(begin(partnership)).status_code,
    ]

    assert answers == [200, 403, 403, 403]
    assert not partnership.recusal_set.exists()


def test_doors_refuse_to_write_even_where_the_middleware_does_not(
    client, lead, partnership, party, monkeypatch
):
    monkeypatch.setattr("partnerships.middleware.WAYS_OUT", {"partnerships:step-aside"})
    start(client, lead, partnership, party.public_id)

    answer = client.post(
        reverse("partnerships:step-aside", args=[partnership.reference]), {"reason": "Mine."}
    )

    assert answer.status_code == 403


def test_people_of_the_company_are_not_offered_to_whoever_looks(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)
    address = reverse("partnerships:member-add", args=[partnership.reference])

    assert client.get(f"{address}?party={party.public_id}").status_code == 403


def test_only_this_partnership_is_seen_while_looking(client, lead, partnership, party):
    other = make.shared_partnership(partnership.lead_body, party.organisation, lead=lead)
    start(client, lead, partnership, party.public_id)

    assert gates(client, other).status_code == 404


def test_a_viewer_is_offered_less_than_an_administrator(client, lead, partnership, party):
    offered = {}
    for role in ("partner_admin", "partner_viewer"):
        start(client, lead, partnership, party.public_id, role=role)
        people = client.get(reverse("partnerships:people", args=[partnership.reference]))
        offered[role] = "Add a person" in people.content.decode()
        client.post(STOP)

    assert offered == {"partner_admin": True, "partner_viewer": False}


def test_the_company_reads_that_it_was_looked_at_and_not_why(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id, reason="A suspicion.")
    client.post(STOP)
    client.force_login(make.company_user(party.organisation, "partner_admin"))

    page = client.get(reverse("desk:history", args=[partnership.reference])).content.decode()

    assert f"looked at the partnership as {party.organisation} sees it (administrator)" in page
    assert f"stopped looking as {party.organisation}" in page
    assert "A suspicion." not in page


# ── Ending ──────────────────────────────────────────────────────────────────────────────────────


def test_stopping_leads_back_to_the_own_view(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    response = client.post(STOP)

    assert response["Location"] == partnership.get_absolute_url()
    assert not looking.is_looking(client.session)
    assert "outcomes_only" not in gates(client, partnership).context_data
    assert verbs() == ["partnerships.view_as", "partnerships.stop_view_as"]


def test_stopping_twice_does_no_harm(client, lead):
    client.force_login(lead)

    assert client.post(STOP).status_code == 302
    assert verbs() == []


def test_stopping_is_a_post(client, lead):
    client.force_login(lead)

    assert client.get(STOP).status_code == 405


def test_signing_out_ends_it(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)

    client.post(reverse("account_logout"))

    assert verbs() == ["partnerships.view_as", "partnerships.stop_view_as"]


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (30, False)])
def test_it_ends_by_itself_after_half_an_hour(client, lead, partnership, party, minutes, still):
    start(client, lead, partnership, party.public_id)
    wind_back(client, minutes)

    page = gates(client, partnership)

    assert ("outcomes_only" in page.context_data) is still
    assert looking.is_looking(client.session) is still
    assert ("for half an hour" in page.content.decode()) is not still
    ended = Entry.objects.filter(verb="partnerships.stop_view_as", after__by_itself=True)
    assert ended.exists() is not still


def test_what_was_shown_before_the_end_is_not_done_in_ones_own_name_after_it(
    client, lead, partnership, party
):
    start(client, lead, partnership, party.public_id)
    wind_back(client, 31)

    answer = client.post(
        reverse("partnerships:step-aside", args=[partnership.reference]), {"reason": "Mine."}
    )

    assert answer.status_code == 403
    assert not partnership.recusal_set.exists()


def test_looking_ends_with_the_sight_of_it(client, lead, partnership, party):
    start(client, lead, partnership, party.public_id)
    operations.recuse(partnership, user=lead, reason="My sister.", by=lead, on=make.DAY)

    assert gates(client, partnership).status_code == 404
    assert not looking.is_looking(client.session)


def test_looking_ends_with_the_right_to_it(client, partnership, party):
    owner = make.staff(partnership.lead_body, "owner")
    start(client, owner, partnership, party.public_id)
    Membership.objects.filter(user=owner).update(role="auditor")

    page = gates(client, partnership)

    assert "outcomes_only" not in page.context_data
    assert not looking.is_looking(client.session)


@pytest.mark.parametrize("kept", ["", "7", {}, {"party": "x", "role": "lead", "since": "now"}])
def test_session_that_makes_no_sense_looks_as_nobody(client, lead, partnership, kept):
    client.force_login(lead)
    session = client.session
    session[looking.SESSION_KEY] = kept
    session.save()

    assert "outcomes_only" not in gates(client, partnership).context_data
    assert not looking.is_looking(client.session)


def test_look_says_when_it_ends(party):
    session = {}
    looking.begin(session, party, role="partner_viewer")

    look = looking.look_of(session)

    assert look.ends - look.since == looking.LASTS
    assert (look.is_over, look.since <= timezone.now()) == (False, True)


def test_deputy_whom_the_public_side_does_not_know_is_not_read_by_looking(partnership, party, lead):
    company = party.organisation
    away = make.company_user(company)
    make.a_member(partnership, away, "contributor", party=party, by=lead)
    deputy = make.company_user(company, "partner_staff", name="Dana Whitlock")
    organisations.announce_absence(
        away,
        company,
        deputy=deputy,
        starts_on=make.DAY,
        ends_on=make.DAY,
        by=away,
        on=make.DAY,
    )

    read = []
    for user, as_party in ((away, None), (lead, None), (lead, party)):
        viewer = queries.viewer_for(user, on=make.DAY, view_as=as_party)
        rows = list(queries.members_visible_to(viewer, partnership))
        queries.with_absences(rows, viewer)
        read += [row.stand_in for row in rows if row.user_id == away.pk]

    assert read == ["Dana Whitlock", "", ""]
