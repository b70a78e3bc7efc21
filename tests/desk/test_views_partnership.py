import datetime

import pytest
from django.urls import reverse

from audit.models import Entry
from partnerships import operations
from partnerships.models import MemberRole, Party, PartyRole, Side, Stage
from tests import factories as f
from tests.desk.conftest import SECRET

pytestmark = pytest.mark.django_db


def page(client, user, address):
    client.force_login(user)
    return client.get(address)


def test_front_page_tells_where_it_stands_and_the_next_step(client, world):
    answer = page(client, world.lead, world.front)

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Clean Bus Depot" in text
    assert "Stage 1 of 8: Identify need" in text
    assert "Next gate: 1, Mandate" in text
    assert f"{SECRET} need" in text
    assert answer.context["step"].label == "Open gate 1"


def test_front_page_asks_for_the_decision_once_nothing_is_missing(client, world):
    f.seat(world.partnership, "sponsor")
    f.ready_gate(world.partnership)

    answer = page(client, world.lead, world.front)

    step = answer.context["step"]
    assert step.label == "Ask for the decision"
    assert step.url == reverse("partnerships:gate-ask", args=[world.partnership.reference, 1])


def test_front_page_shows_what_waits(client, world):
    approval = f.ask_decision(world.partnership)

    answer = page(client, world.lead, world.front)

    assert answer.context["waiting"] == [approval]
    assert answer.context["step"].url == approval.get_absolute_url()


def test_front_page_moves_on_after_the_gate(client, world):
    f.pass_gate(world.partnership)

    answer = page(client, world.lead, world.front)

    assert answer.context["step"].label == "Move on"


def test_front_page_of_a_paused_partnership_offers_to_resume(client, world):
    f.pause(world.partnership)

    answer = page(client, world.lead, world.front)

    assert answer.context["step"].label == "Resume it"
    assert answer.context["side_states"] == ["", "suspended", "terminated"]


def test_front_page_of_a_closed_partnership_offers_nothing(client, world):
    row = f.fresh(world.partnership)
    operations.move(
        row, Stage.CLOSED, version=row.version, by=world.lead, on=f.DAY, reason="No partner."
    )

    answer = page(client, world.lead, world.front)

    assert answer.context["stage_heading"] == "Closed"
    assert (answer.context["step"].url, answer.context["can_move"]) == ("", False)


def test_front_page_of_a_reader_offers_no_verbs(client, world):
    auditor = f.staff(world.body, "auditor")

    answer = page(client, auditor, world.front)

    assert answer.status_code == 200
    assert not any(answer.context["may"].values())
    assert "Deal with it" not in answer.content.decode()


def test_front_page_lists_what_a_running_partnership_has_to_catch_up_on(client, world):
    running = f.taken_over(world.body, lead=world.lead)
    operations.keep_import(
        running,
        standard="OCDS",
        key="ocds-213czf-1",
        release_ids=["1"],
        source={},
        merged={},
        by=None,
        on=f.DAY,
    )

    answer = page(client, world.lead, reverse("desk:partnership", args=[running.reference]))

    text = answer.content.decode()
    assert answer.context["catch_up"][0].due_on == f.DAY + datetime.timedelta(days=28)
    assert "Taken over from OCDS on 3 Mar 2025: ocds-213czf-1" in text
    assert [step["state"] for step in answer.context["stages"]][:6] == ["taken"] * 5 + ["now"]


def test_front_page_notes_the_first_opening_of_each_side(client, world):
    page(client, world.lead, world.front)
    page(client, world.partner, world.front)
    page(client, world.partner, world.front)

    opened = Party.objects.filter(partnership=world.partnership, opened_on__isnull=False)
    entries = Entry.objects.filter(verb="partnerships.open_first")
    assert (opened.count(), entries.count()) == (2, 2)


def test_front_page_notes_nothing_for_who_looks_as_partner(client, world):
    client.force_login(world.lead)
    party = f.party_of(world.partnership, world.company)
    f.look_as(client, party)

    answer = client.get(world.front)

    party.refresh_from_db()
    assert (answer.status_code, party.opened_on) == (200, None)
    assert f"{SECRET} need" not in answer.content.decode()
    assert "sees this as Meridian Mobility sees it" in answer.content.decode()


def test_front_page_tells_a_company_what_is_shared_and_nothing_else(client, leaky):
    answer = page(client, leaky.partner, leaky.front)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert SECRET not in text
    assert "Cleaner buses for everybody." in text
    assert "Gate 1, Mandate" in text
    assert "Ines Okafor" in text
    assert "checklist" not in answer.context


def test_front_page_shows_a_company_no_holder_who_is_not_shared(client, leaky):
    member = f.a_member(
        leaky.partnership,
        f.staff(leaky.body, name=f"{SECRET} Sponsor"),
        MemberRole.NONE,
        visibility="internal",
    )
    operations.name_seat(
        leaky.partnership,
        kind="sponsor",
        side=Side.PUBLIC,
        member=member,
        by=leaky.lead,
        on=f.DAY,
    )

    answer = page(client, leaky.partner, leaky.front)

    assert answer.context["sponsors"] == []
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("name", ["partnership", "history"])
def test_pages_of_a_partnership_are_not_there_for_strangers(client, world, name):
    address = reverse(f"desk:{name}", args=[world.partnership.reference])
    strangers = [
        f.staff(f.a_body(), "owner"),
        f.staff(world.body, "lead"),
        f.staff(world.body, "administrator"),
        f.company_user(world.rival, "partner_admin"),
        f.company_user(world.company, "partner_staff"),
        f.an_approver(world.body),
        f.a_user(is_operator=True),
    ]

    found = [page(client, user, address).status_code for user in strangers]

    assert found == [404] * len(strangers)


@pytest.mark.parametrize("name", ["partnership", "history"])
def test_pages_of_a_partnership_are_not_there_before_the_party_is_shared_in(client, world, name):
    quiet = f.a_partnership(world.body, partner=world.company)

    answer = page(client, world.partner, reverse(f"desk:{name}", args=[quiet.reference]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["partnership", "history"])
def test_pages_of_a_partnership_ask_nobody_to_sign_in(client, world, name):
    address = reverse(f"desk:{name}", args=[world.partnership.reference])

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={address}"


def test_pages_of_a_partnership_are_not_there_for_who_stepped_aside(client, leaky):
    answer = page(client, leaky.people.inside, leaky.front)

    assert answer.status_code == 404


def test_front_page_refuses_a_post(client, world):
    client.force_login(world.lead)

    assert client.post(world.front).status_code == 405


def test_front_page_answers_alike_for_what_is_not_there_and_what_is_not_shared(client, world):
    stranger = f.staff(f.a_body(), "owner")

    hidden = page(client, stranger, world.front).content
    missing = page(client, stranger, world.front.replace("0001", "9999")).content

    assert _without_number(hidden) == _without_number(missing)


def _without_number(content):
    changing = (b"give this number", b"X-CSRFToken")
    return [line for line in content.splitlines() if not any(word in line for word in changing)]


def grow(world, count):
    for number in range(count):
        user = f.staff(world.body, name=f"Helper {number}")
        f.a_member(world.partnership, user, MemberRole.CONTRIBUTOR)
        company = f.a_company()
        operations.add_party(
            world.partnership,
            company,
            role=PartyRole.ADVISER,
            side=Side.PARTNER,
            by=world.lead,
            on=f.DAY,
        )
        f.share_in(world.partnership, company)


@pytest.mark.parametrize("who", ["lead", "partner"])
def test_front_page_asks_the_database_no_more_as_it_grows(
    client, leaky, django_assert_max_num_queries, who
):
    user = getattr(leaky, who)
    f.ask_decision(leaky.partnership)
    page(client, user, leaky.front)

    with django_assert_max_num_queries(20) as small:
        client.get(leaky.front)
    grow(leaky, 6)
    with django_assert_max_num_queries(20) as large:
        client.get(leaky.front)

    assert len(large) <= len(small)


def test_front_page_of_a_running_partnership_keeps_to_its_budget(
    client, world, django_assert_max_num_queries
):
    running = f.taken_over(world.body, lead=world.lead)
    address = reverse("desk:partnership", args=[running.reference])
    page(client, world.lead, address)

    with django_assert_max_num_queries(20):
        client.get(address)
