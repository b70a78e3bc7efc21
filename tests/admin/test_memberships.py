"""Roles and seats in the administration: given by a form, taken back from the list."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from organisations import operations as organisations
from organisations.models import Membership, SecondApprover
from tests import factories

ROLES, SEATS = "organisations_membership", "organisations_secondapprover"


def page(part, name="changelist", *args):
    return reverse(f"admin:{part}_{name}", args=args)


def listed(client, part, **params):
    rows = client.get(page(part), params).context["cl"].result_list
    return {row.user.name for row in rows}


def role(world, **fields):
    usual = {"email": world.approver.email, "organisation": world.own.public_id, "role": "auditor"}
    return {**usual, "password": factories.PASSWORD, **fields}


def seat(world, **fields):
    usual = {"email": world.lead.email, "body": "ALD"}
    return {**usual, "password": factories.PASSWORD, **fields}


def act(client, part, action, *rows):
    data = {"action": action, "index": "0", "_selected_action": [one.public_id for one in rows]}
    return client.post(page(part), data, follow=True)


def test_administrator_sees_the_roles_of_the_own_body(world, as_user):
    assert listed(as_user(world.admin), ROLES) == {"Grace Lindholm", "Ines Okafor"}
    assert listed(as_user(world.stranger), ROLES) == {"Hanna Strand", "Skip Per"}
    assert listed(as_user(world.operator), ROLES) == {
        "Grace Lindholm",
        "Hanna Strand",
        "Ines Okafor",
        "Meri Dian",
        "Skip Per",
    }


def test_administrator_sees_the_pool_of_the_own_body(world, as_user):
    assert listed(as_user(world.admin), SEATS) == {"Ruth Hale"}
    assert listed(as_user(world.stranger), SEATS) == set()
    assert listed(as_user(world.operator), SEATS) == {"Ruth Hale"}


def test_search_and_filters_stay_inside_the_body(world, as_user):
    client = as_user(world.admin)

    assert listed(client, ROLES, q="Skip") == set()
    assert listed(client, ROLES, q="Harbour") == set()
    assert listed(client, ROLES, role="lead") == {"Ines Okafor"}
    assert listed(client, ROLES, state="over") == set()
    assert listed(client, ROLES, state="live") == {"Grace Lindholm", "Ines Okafor"}


def test_rows_of_another_body_are_not_there(world, as_user):
    foreign = world.skipper.memberships.get()
    taken = organisations.seat_approver(world.other, world.skipper, by=None, on=factories.DAY)
    client = as_user(world.admin)

    assert client.get(page(ROLES, "change", foreign.public_id)).status_code == 404
    assert client.get(page(SEATS, "change", taken.public_id)).status_code == 404


@pytest.mark.parametrize("part", [ROLES, SEATS])
def test_row_is_read_and_never_rewritten(world, as_user, part):
    row = world.lead.memberships.get() if part == ROLES else world.approver.approver_seats.get()
    client = as_user(world.admin)

    assert client.get(page(part, "change", row.public_id)).status_code == 200
    answer = client.post(page(part, "change", row.public_id), {"role": "owner"})

    assert answer.status_code == 403
    assert world.lead.memberships.get().role == "lead"


def test_administrator_gives_a_role(world, as_user):
    last = timezone.localdate() + datetime.timedelta(days=30)

    answer = as_user(world.admin).post(page(ROLES, "add"), role(world, valid_to=last.isoformat()))

    made = Membership.objects.get(user=world.approver)
    assert answer["Location"] == page(ROLES, "change", made.public_id)
    assert (made.organisation, made.role, made.valid_to, made.granted_by) == (
        world.own.organisation,
        "auditor",
        last,
        world.admin,
    )
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.verb, entry.actor_id, entry.body_key) == (
        "organisations.grant_membership",
        world.admin.public_id,
        world.own.public_id,
    )


def test_role_from_outside_is_refused_at_its_field(world, as_user):
    client, before = as_user(world.admin), Membership.objects.count()
    # The wrong password comes first: the right one counts for five minutes.
    wrong = (
        ({"email": world.skipper.email, "password": "not my password"}, {"email", "password"}),
        ({"email": world.skipper.email}, {"email"}),
        ({"email": "nobody@nowhere.example"}, {"email"}),
        ({"organisation": world.other.public_id}, {"organisation"}),
        ({"organisation": world.shared.public_id}, {"organisation"}),
        ({"organisation": "1"}, {"organisation"}),
        ({"role": "partner_admin"}, {"role"}),
        ({"valid_to": "2020-01-01"}, {"valid_to"}),
    )

    for fields, names in wrong:
        answer = client.post(page(ROLES, "add"), role(world, **fields))
        assert answer.status_code == 422
        assert set(answer.context["adminform"].form.errors) == names
    assert Membership.objects.count() == before


def test_form_offers_the_own_body_and_chooses_no_role(world, as_user):
    form = as_user(world.admin).get(page(ROLES, "add")).context["adminform"].form

    assert form["organisation"].initial == world.own.public_id
    assert [value for value, _words in form.fields["role"].choices] == [
        "",
        "owner",
        "lead",
        "auditor",
        "administrator",
        "staff",
    ]


def test_operator_comes_to_the_form_from_the_page_of_an_organisation(world, as_user):
    client = as_user(world.operator)
    html = client.get(page("organisations_organisation", "change", world.foreign.public_id))
    address = f"{page(ROLES, 'add')}?organisation={world.foreign.public_id}"
    assert address in html.content.decode()

    form = client.get(address).context["adminform"].form

    assert {words for _value, words in form.fields["organisation"].choices} == {
        "---------",
        "City of Aldermoor",
        "Harbour Authority",
        "Rival Ltd",
    }
    assert "partner_admin" in dict(form.fields["role"].choices)


def test_unknown_and_foreign_addresses_get_the_same_words(world, as_user):
    client = as_user(world.admin)

    words = {
        str(
            client.post(page(ROLES, "add"), role(world, email=email))
            .context["adminform"]
            .form.errors["email"]
        )
        for email in (world.skipper.email, "nobody@nowhere.example")
    }

    assert len(words) == 1


def test_same_role_twice_is_one(world, as_user):
    client = as_user(world.admin)

    for _time in range(2):
        client.post(page(ROLES, "add"), role(world))

    assert Membership.objects.filter(user=world.approver).count() == 1


def test_operator_gives_a_role_in_a_company(world, as_user):
    as_user(world.operator).post(
        page(ROLES, "add"),
        role(world, organisation=world.foreign.public_id, role="partner_staff"),
    )

    assert Membership.objects.get(user=world.approver).organisation == world.foreign


def test_role_is_taken_back_once(world, as_user):
    row, client = world.lead.memberships.get(), as_user(world.admin)

    act(client, ROLES, "revoke", row)
    act(client, ROLES, "revoke", row)

    row.refresh_from_db()
    assert row.revoked_at is not None
    assert Entry.objects.filter(verb="organisations.revoke_membership").count() == 1
    shown = client.get(page(ROLES, "change", row.public_id)).content.decode()
    assert "Taken back on" in shown


def test_nobody_takes_back_the_own_role(world, as_user):
    row = world.admin.memberships.get()

    act(as_user(world.admin), ROLES, "revoke", row)

    row.refresh_from_db()
    assert row.revoked_at is None


def test_partner_role_of_an_administrator_reaches_the_own_company_only(world, as_user):
    organisations.grant_membership(
        world.admin, world.shared, "partner_admin", by=None, on=factories.DAY
    )

    assert listed(as_user(world.admin), ROLES) == {"Grace Lindholm", "Ines Okafor", "Meri Dian"}


def test_administrator_adds_somebody_to_the_pool_and_takes_them_out(world, as_user):
    client = as_user(world.admin)

    client.post(page(SEATS, "add"), seat(world))
    made = SecondApprover.objects.get(user=world.lead)
    act(client, SEATS, "unseat", made)

    made.refresh_from_db()
    assert (made.body, made.revoked_at is not None) == (world.own, True)
    assert list(
        Entry.objects.filter(verb__contains="seat_approver", actor_id=world.admin.public_id)
        .order_by("id")
        .values_list("verb", flat=True)
    ) == ["organisations.seat_approver", "organisations.unseat_approver"]


@pytest.mark.parametrize(("fields", "field"), [({"body": "HAR"}, "body"), ({"email": ""}, "email")])
def test_seat_in_another_pool_is_refused(world, as_user, fields, field):
    answer = as_user(world.admin).post(page(SEATS, "add"), seat(world, **fields))

    assert answer.status_code == 422
    assert list(answer.context["adminform"].form.errors) == [field]
    assert SecondApprover.objects.count() == 1


def test_seat_of_another_body_is_not_taken_out(world, as_user):
    foreign = organisations.seat_approver(world.other, world.skipper, by=None, on=factories.DAY)

    act(as_user(world.admin), SEATS, "unseat", foreign)

    foreign.refresh_from_db()
    assert foreign.revoked_at is None


def test_rows_say_whether_they_give_a_right_today(world, as_user):
    past = factories.DAY
    organisations.grant_membership(
        world.lead, world.own.organisation, "owner", by=None, on=past, valid_to=past
    )
    later = timezone.localdate() + datetime.timedelta(days=9)
    organisations.grant_membership(world.lead, world.own.organisation, "auditor", by=None, on=later)

    html = as_user(world.admin).get(page(ROLES)).content.decode()

    for words in ("In force", "Over", "To come"):
        assert f">{words}<" in html
