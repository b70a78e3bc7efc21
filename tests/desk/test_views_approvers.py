import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import operations as organisations
from organisations.models import SecondApprover
from partnerships import operations
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return f.a_body("City of Aldermoor", prefix="ALD")


@pytest.fixture
def owner(body):
    return f.staff(body, "owner", name="Priya Raman")


@pytest.fixture
def approver(body):
    return f.an_approver(body, name="Ruth Hale")


def pool(body, name="approvers", *args):
    return reverse(f"desk:{name}", args=[body.organisation.public_id, *args])


def see(client, user, where):
    client.force_login(user)
    return client.get(where)


def send(client, who, where, /, **data):
    client.force_login(who)
    return client.post(where, {"password": f.PASSWORD, **data})


def test_pool_says_who_has_answered_and_who_has_a_seat_meanwhile(client, body, owner, approver):
    today = timezone.localdate()
    deal = f.a_partnership(body)
    condition = f.condition_of(deal, "goal_linked")
    asked = operations.ask_override(
        condition, version=condition.version, reason="Why.", by=f.lead_of(deal), on=f.DAY
    )
    operations.answer_approval(asked, answer="yes", by=approver, on=f.DAY)
    organisations.delegate_seat(
        approver.approver_seats.get(),
        to=f.staff(body, name="Jo Mbeki"),
        starts_on=today,
        ends_on=today + datetime.timedelta(days=3),
        reason="A course",
        by=approver,
        on=today,
    )

    text = see(client, owner, pool(body)).content.decode()

    assert "Ruth Hale" in text
    assert "1 answer given" in text
    assert "lent to Jo Mbeki" in text
    assert "There is only one." in text


def test_pool_is_read_by_the_heads_of_the_body(client, body, approver):
    people = [
        f.staff(body, role) for role in ("owner", "administrator", "lead", "auditor", "staff")
    ]
    people += [approver, f.staff(f.a_body(), "owner"), f.company_user(f.a_company())]

    found = [see(client, user, pool(body)).status_code for user in people]
    offered = see(client, people[2], pool(body)).context["can_keep"]

    assert found == [200, 200, 200, 200, 403, 404, 404, 404]
    assert not offered


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_somebody_is_added_with_the_password(client, body, role):
    keeper, new = f.staff(body, role), f.staff(body, name="Omar Haddad")
    where = pool(body, "approver-add")
    shown = see(client, keeper, where)

    missing = send(client, keeper, where, user=str(new.public_id), password="")
    answer = send(client, keeper, where, user=str(new.public_id))

    assert (shown.status_code, missing.status_code, answer.status_code) == (200, 422, 302)
    assert SecondApprover.objects.get().user == new


def test_nobody_adds_or_removes_themselves(client, body, owner):
    organisations.seat_approver(body, owner, by=None, on=f.DAY)
    seat = SecondApprover.objects.get()

    added = send(client, owner, pool(body, "approver-add"), user=str(owner.public_id))
    removed = send(client, owner, pool(body, "approver-remove", seat.public_id))

    seat.refresh_from_db()
    assert (added.status_code, removed.status_code, seat.revoked_at) == (422, 422, None)


def test_a_last_day_that_is_past_is_refused(client, body, owner):
    new = f.staff(body)

    answer = send(
        client, owner, pool(body, "approver-add"), user=str(new.public_id), valid_to="2020-01-01"
    )

    assert list(answer.context["form"].errors) == ["valid_to"]


def test_somebody_is_removed_with_a_warning_for_the_last_one(client, body, owner, approver):
    seat = approver.approver_seats.get()
    where = pool(body, "approver-remove", seat.public_id)
    shown = see(client, owner, where).content.decode()

    answer = send(client, owner, where)

    seat.refresh_from_db()
    assert "Nobody is left then." in shown
    assert (answer.status_code, seat.revoked_at is None) == (302, False)
    assert see(client, owner, where).status_code == 404


def test_pool_is_kept_by_nobody_else(client, body, approver):
    seat = approver.approver_seats.get()
    doors = [pool(body, "approver-add"), pool(body, "approver-remove", seat.public_id)]
    people = [
        f.staff(body, "lead"),
        f.staff(body, "auditor"),
        approver,
        f.staff(f.a_body(), "owner"),
    ]

    found = [
        [see(client, user, where).status_code, send(client, user, where).status_code]
        for user in people
        for where in doors
    ]

    assert found == [[403, 403]] * 4 + [[404, 404]] * 4
    seat.refresh_from_db()
    assert seat.revoked_at is None


def test_pool_keeps_to_its_budget(client, body, owner, django_assert_max_num_queries):
    for _number in range(4):
        f.an_approver(body)
    see(client, owner, pool(body))

    with django_assert_max_num_queries(10):
        client.get(pool(body))
