import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from notices import operations as notices
from organisations import operations as organisations
from partnerships import operations
from partnerships.models import Stage
from tests import factories

pytestmark = pytest.mark.django_db
HOME = "/"
MOST_QUERIES = 12


def today():
    return timezone.localdate()


def page_of(client, user, address=HOME, **params):
    client.force_login(user)
    return client.get(address, params)


def text_of(response):
    return response.content.decode()


def test_dashboard_sends_the_anonymous_to_the_sign_in(client):
    response = client.get(HOME)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_dashboard_says_where_to_start_while_there_is_nothing(client):
    lead = factories.staff(factories.a_body(), "lead")

    text = text_of(page_of(client, lead))

    assert "No partnerships yet" in text
    assert "Start with the need." in text
    assert "Nothing waits for you." in text
    assert reverse("partnerships:new") in text


def test_dashboard_of_staff_without_a_place_offers_no_beginning(client):
    somebody = factories.staff(factories.a_body(), "staff")

    text = text_of(page_of(client, somebody))

    assert "No partnership names you yet" in text
    assert reverse("partnerships:new") not in text


def test_dashboard_leads_a_company_user_to_the_portal(client):
    user = factories.company_user(factories.a_company(), "partner_admin")

    assert page_of(client, user)["Location"] == reverse("portal:home")


def test_dashboard_leads_an_administrator_to_the_administration(client):
    admin = factories.staff(factories.a_body(), "administrator", is_staff=True)

    text = text_of(page_of(client, admin))

    assert "You administer this house" in text
    assert "by stage" not in text


def test_dashboard_of_a_second_approver_holds_what_is_asked_only(client):
    body = factories.a_body("City of Aldermoor")
    approver = factories.an_approver(body)
    partnership = factories.a_partnership(body, title="Clean Bus Depot")
    approval = ask_override(partnership)

    text = text_of(page_of(client, approver))

    assert approval.get_absolute_url() in text
    assert "Second person for City of Aldermoor" in text
    assert "1 thing waits for you today." in text
    assert "by stage" not in text


def test_dashboard_says_to_a_deputy_that_it_is_in_somebodys_place(client):
    body = factories.a_body("City of Aldermoor")
    deal = factories.a_partnership(body)
    sponsor, deputy = factories.seat(deal, "sponsor"), factories.staff(body)
    organisations.announce_absence(
        sponsor,
        body.organisation,
        deputy=deputy,
        starts_on=today(),
        ends_on=today(),
        by=sponsor,
        on=today(),
    )
    factories.ask_decision(deal)

    assert "You stand in for somebody" in text_of(page_of(client, deputy))
    assert "Your seat decides" in text_of(page_of(client, sponsor))


def ask_override(partnership, on=None):
    gate = factories.gate_of(partnership)
    condition = gate.conditions.filter(state="open", mode="required").first()
    return operations.ask_override(
        condition,
        version=condition.version,
        reason="The board meets in spring only.",
        by=factories.lead_of(partnership, on=today()),
        on=on or today(),
    )


def test_dashboard_shows_gates_near_and_past_to_their_lead_only(client):
    body = factories.a_body()
    lead, owner = factories.staff(body, "lead"), factories.staff(body, "owner")
    late = with_target(factories.a_partnership(body, lead=lead, title="Late one"), -3)
    near = with_target(factories.a_partnership(body, lead=lead, title="Near one"), 9)
    with_target(factories.a_partnership(body, lead=lead, title="Far one"), 60)

    text = text_of(page_of(client, lead))
    of_owner = text_of(page_of(client, owner))

    assert gate_address(late) in text
    assert gate_address(near) in text
    assert "1 is overdue" in text
    assert text.index("Late one") < text.index("Near one")
    assert "Nothing waits for you." in of_owner


def gate_address(partnership):
    gate = factories.gate_of(partnership)
    return reverse(
        "partnerships:gate", kwargs={"reference": partnership.reference, "number": gate.number}
    )


def with_target(partnership, days):
    """Set the target day of the gate ahead, seen from today; a past one was set when it was still ahead."""
    gate = factories.gate_of(partnership)
    target = today() + datetime.timedelta(days=days)
    operations.set_gate_target(
        gate,
        version=gate.version,
        target_on=target,
        by=factories.lead_of(partnership, on=today()),
        on=min(today(), target),
    )
    return partnership


def test_dashboard_shows_catch_up_that_is_due(client):
    body = factories.a_body()
    lead = factories.staff(body, "lead")
    factories.taken_over(
        body, lead=lead, title="Harbour Shuttle", on=today() - datetime.timedelta(days=30)
    )

    text = text_of(page_of(client, lead))

    assert "Catch up:" in text
    assert "Taken over while it ran" in text


def test_dashboard_shows_own_drafts_only(client):
    body = factories.a_body()
    lead, other = factories.staff(body, "lead"), factories.staff(body, "lead")
    draft = operations.save_draft(
        body=body,
        public_id="7b0e4a3c-0000-4000-8000-000000000001",
        data={"title": "Reading Room Laptops"},
        by=lead,
    )

    assert str(draft.public_id) in text_of(page_of(client, lead))
    assert "Reading Room Laptops" not in text_of(page_of(client, other))


def test_dashboard_counts_stages_and_late_gates(client):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    with_target(factories.a_partnership(body), -3)
    factories.a_partnership(body, on=today())
    factories.taken_over(body, stage=Stage.LIVE)

    response = page_of(client, owner)

    counts = {
        str(cell["name"]): (cell["count"], cell["note"]) for cell in response.context["strip"]
    }
    assert counts["Need"] == (2, "1 gate late")
    assert counts["Deliver"] == (1, "on plan")
    assert "3 partnerships by stage" in text_of(response)
    assert f"{reverse('portfolio:partnerships')}?stage=need" in text_of(response)


def test_dashboard_shows_what_ends_within_a_year(client):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    soon = factories.taken_over(
        body, title="Quayside Waste Heat", ends_on=today() + datetime.timedelta(days=97)
    )
    factories.taken_over(body, title="Far away", ends_on=today() + datetime.timedelta(days=900))

    response = page_of(client, owner)

    assert [row["partnership"] for row in response.context["ends"]] == [soon]
    assert '<svg class="c-track"' in text_of(response)


def test_dashboard_tells_an_owner_what_is_late_with_others(client):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    with_target(factories.a_partnership(body), -3)

    text = text_of(page_of(client, owner))

    assert "1 gate is late in the partnerships that you see." in text
    assert f"{reverse('portfolio:partnerships')}?gate=late" in text


def test_dashboard_tells_what_moved(client):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    partnership = factories.a_partnership(body, title="Clean Bus Depot", on=today())
    factories.pass_gate(partnership, on=today())
    factories.pause(partnership, by=owner, on=today())

    response = page_of(client, owner)

    assert [change.kind for change in response.context["changes"]] == ["paused", "begun", "gate"]
    assert "was paused." in text_of(response)


def test_dashboard_shows_nothing_of_another_body(client):
    own, other = factories.a_body(), factories.a_body()
    owner = factories.staff(own, "owner")
    factories.a_partnership(own, title="Ours", on=today())
    theirs = with_target(factories.a_partnership(other, title="Canary of the harbour"), -3)
    factories.an_approver(other)
    ask_override(theirs)

    response = page_of(client, owner)

    assert "Ours" in text_of(response)
    assert "Canary" not in text_of(response)
    assert response.context["open_count"] == 1


def test_dashboard_of_somebody_on_both_sides_is_the_public_one(client):
    body, other, company = factories.a_body(), factories.a_body(), factories.a_company()
    both = factories.staff(body, "owner")
    organisations.grant_membership(both, company, "partner_admin", by=None, on=factories.DAY)
    factories.a_partnership(body, title="Ours")
    factories.shared_partnership(
        other, company, title="Canary shared", ends_on=today() + datetime.timedelta(days=90)
    )

    assert "Canary" not in text_of(page_of(client, both))


def test_dashboard_hides_a_partnership_from_the_recused(client):
    body = factories.a_body()
    owner = factories.staff(body, "owner")
    partnership = factories.a_partnership(body, title="Canary of my brother")
    operations.recuse(partnership, user=owner, reason="My brother.", by=owner, on=today())

    assert "Canary" not in text_of(page_of(client, owner))


@pytest.mark.parametrize("number", [3, 24])
def test_dashboard_asks_the_database_as_often_at_any_size(
    client, django_assert_max_num_queries, number
):
    body = factories.a_body()
    lead = factories.staff(body, "lead")
    for _index in range(number):
        busy_partnership(body, lead)
    client.force_login(lead)
    client.get(HOME)

    with django_assert_max_num_queries(MOST_QUERIES):
        response = client.get(HOME)

    assert response.status_code == 200
    assert len(response.content) < 100_000


def busy_partnership(body, lead):
    partnership = with_target(factories.a_partnership(body, lead=lead, on=today()), -3)
    notices.post(
        "partnerships.shared_in",
        to=[lead],
        key=f"trial:{partnership.reference}",
        on=today(),
        url=partnership.get_absolute_url(),
        context={},
    )
    return partnership


# ── What stands aside ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "needed"), [(-1, True), (0, True), (1, False)])
def test_dashboard_asks_the_reviewer_to_look_again_once_the_day_has_come(client, days, needed):
    body = factories.a_body()
    partnership = factories.a_partnership(body)
    factories.pause(partnership, until=today() + datetime.timedelta(days=days))

    text = text_of(page_of(client, factories.lead_of(partnership)))

    assert ("Look again: it is paused" in text) is needed


def test_dashboard_tells_the_lead_when_somebody_else_was_to_look_again(client):
    partnership = factories.a_partnership(factories.a_body())
    colleague = factories.staff(partnership.lead_body, name="Tom Adeyemi")
    reviewer = factories.a_member(partnership, colleague, "contributor")
    factories.pause(partnership, reviewer=reviewer, until=today())

    for_lead = text_of(page_of(client, factories.lead_of(partnership)))
    for_colleague = text_of(page_of(client, colleague))

    assert "You lead; Tom Adeyemi was to look at it again" in for_lead
    assert "You were named to look at it again by this day" in for_colleague


def test_dashboard_asks_nobody_else_and_not_after_it_goes_on(client):
    body = factories.a_body()
    partnership = factories.a_partnership(body)
    lead = factories.lead_of(partnership)
    factories.suspend(partnership, until=today())
    owner = factories.staff(body, "owner")
    of_owner = text_of(page_of(client, owner))
    row = factories.fresh(partnership)
    operations.resume(row, version=row.version, reason="Cleared.", by=lead, on=today())

    assert "Look again" not in of_owner
    assert "Look again" not in text_of(page_of(client, lead))
