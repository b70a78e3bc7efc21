"""Users in the administration: seen, made, changed and closed within the reader's own body only."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.queries import has_second_factor
from audit.models import Entry
from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Membership
from partnerships.models import Invitation
from tests import factories, totp
from tests.mails import deliver

LIST = "admin:accounts_user_changelist"
NEW = "admin:accounts_user_add"


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.public_id])


def listed(client, **params):
    return {row.name for row in client.get(reverse(LIST), params).context["cl"].result_list}


def verbs():
    return list(Entry.objects.order_by("-id").values_list("verb", flat=True))


def new_account(**fields):
    usual = {"name": "Nia Moss", "email": "nia@city.example", "role": "lead"}
    return {**usual, "password": factories.PASSWORD, **fields}


def act(client, action, *users):
    data = {"action": action, "index": "0", "_selected_action": [one.public_id for one in users]}
    return client.post(reverse(LIST), data, follow=True)


# ── The list ────────────────────────────────────────────────────────────────────────────────────


def test_administrator_sees_the_people_of_the_own_body_and_its_pool(world, as_user):
    assert listed(as_user(world.admin)) == {"Grace Lindholm", "Ines Okafor", "Ruth Hale"}
    assert listed(as_user(world.stranger)) == {"Hanna Strand", "Skip Per"}


def test_operator_sees_everybody(world, as_user):
    assert listed(as_user(world.operator)) == set(User.objects.values_list("name", flat=True))


def test_search_and_filters_stay_inside_the_body(world, as_user):
    client = as_user(world.admin)

    assert listed(client, q="Ines") == {"Ines Okafor"}
    assert listed(client, q="Skip") == set()
    assert listed(client, q=world.skipper.email) == set()
    assert listed(client, state="closed") == set()


def test_whoever_lost_the_role_is_gone_and_a_closed_account_stays(world, as_user):
    world.lead.is_active = False
    world.lead.save()
    client = as_user(world.admin)
    assert listed(client, state="closed") == {"Ines Okafor"}

    organisations.revoke_membership(world.lead.memberships.get(), by=world.admin, on=factories.DAY)

    assert listed(client) == {"Grace Lindholm", "Ruth Hale"}


def test_roles_elsewhere_are_not_shown(world, as_user):
    organisations.grant_membership(
        world.lead, world.other.organisation, "owner", by=None, on=factories.DAY
    )

    for address in (reverse(LIST), page_of(world.lead)):
        html = as_user(world.admin).get(address).content.decode()
        assert "Partnership lead, City of Aldermoor" in html
        assert "Harbour" not in html


def test_list_asks_the_same_number_of_questions_at_any_size(
    world, as_user, django_assert_max_num_queries
):
    for _number in range(12):
        factories.staff(world.own)
    client = as_user(world.admin)

    with django_assert_max_num_queries(10):
        client.get(reverse(LIST))


# ── One user ────────────────────────────────────────────────────────────────────────────────────


def test_user_of_another_body_is_not_there(world, as_user):
    client = as_user(world.admin)

    assert client.get(page_of(world.skipper)).status_code == 404
    assert client.post(page_of(world.skipper), {"name": "Mine"}).status_code == 404
    assert User.objects.get(pk=world.skipper.pk).name == "Skip Per"


def test_administrator_changes_name_and_address(world, as_user):
    answer = as_user(world.admin).post(
        page_of(world.lead),
        {"name": "Ines Moor", "email": "Ines@City.example", "password": factories.PASSWORD},
    )

    assert (answer.status_code, answer["Location"]) == (302, page_of(world.lead))
    user = User.objects.get(pk=world.lead.pk)
    assert (user.name, user.email) == ("Ines Moor", "ines@city.example")
    entry = Entry.objects.filter(verb="accounts.change_account").get()
    assert entry.actor_id == world.admin.public_id


def test_changing_an_account_asks_for_the_password(world, as_user):
    client = as_user(world.admin)

    for password in ("", "not my password"):
        answer = client.post(
            page_of(world.lead),
            {"name": "Mine", "email": world.lead.email, "password": password},
        )
        assert answer.status_code == 422
        assert list(answer.context["adminform"].form.errors) == ["password"]
    assert User.objects.get(pk=world.lead.pk).name == "Ines Okafor"


def test_change_writes_nothing_but_name_and_address(world, as_user):
    as_user(world.admin).post(
        page_of(world.lead),
        {
            "name": "Ines Moor",
            "email": world.lead.email,
            "password": factories.PASSWORD,
            "is_operator": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "is_active": "",
            "theme": "dark",
        },
    )

    user = User.objects.get(pk=world.lead.pk)
    assert user.name == "Ines Moor"
    assert (user.is_operator, user.is_staff, user.is_superuser, user.is_active, user.theme) == (
        False,
        False,
        False,
        True,
        "system",
    )
    assert user.check_password(factories.PASSWORD)


def test_taken_address_is_refused_at_its_field(world, as_user):
    answer = as_user(world.admin).post(
        page_of(world.lead),
        {"name": "Ines", "email": world.skipper.email, "password": factories.PASSWORD},
    )

    assert answer.status_code == 422
    assert list(answer.context["adminform"].form.errors) == ["email"]


def elsewhere(world, how):
    """Let the lead also belong to what the administrator does not administer."""
    user, on = world.lead, factories.DAY
    match how:
        case "body":
            organisations.grant_membership(user, world.other.organisation, "lead", by=None, on=on)
        case "company":
            organisations.grant_membership(user, world.shared, "partner_staff", by=None, on=on)
        case "pool":
            organisations.seat_approver(world.other, user, by=None, on=on)
        case "operator":
            User.objects.filter(pk=user.pk).update(is_operator=True)


@pytest.mark.parametrize("how", ["body", "company", "pool", "operator"])
def test_account_that_opens_doors_elsewhere_is_left_to_the_operator(world, as_user, how):
    elsewhere(world, how)
    client, data = as_user(world.admin), {"name": "Mine", "email": "mine@city.example"}

    assert "<form" not in client.get(page_of(world.lead)).content.decode().split("<main")[1]
    answer = client.post(page_of(world.lead), {**data, "password": factories.PASSWORD})
    act(client, "close", world.lead)
    act(client, "mail_link", world.lead)

    assert answer.status_code == 403
    user = User.objects.get(pk=world.lead.pk)
    assert (user.name, user.is_active) == ("Ines Okafor", True)
    assert as_user(world.operator).post(
        page_of(world.lead), {**data, "password": factories.PASSWORD}
    ).status_code == (302)


def test_role_elsewhere_that_is_over_holds_nobody_back(world, as_user):
    elsewhere(world, "body")
    role = Membership.objects.get(user=world.lead, organisation=world.other.organisation)
    organisations.revoke_membership(role, by=None, on=factories.DAY)

    answer = as_user(world.admin).post(
        page_of(world.lead),
        {"name": "Ines Moor", "email": world.lead.email, "password": factories.PASSWORD},
    )

    assert answer.status_code == 302


# ── A new user ──────────────────────────────────────────────────────────────────────────────────


def test_administrator_invites_a_user_to_a_role(world, as_user):
    client, before = as_user(world.admin), User.objects.count()

    answer = client.post(reverse(NEW), new_account(organisation=world.own.public_id))

    people = reverse("desk:people", kwargs={"public_id": world.own.public_id})
    assert answer["Location"] == people
    assert "nia@city.example" in client.get(people).content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.body, invitation.name) == ("lead", world.own, "Nia Moss")
    assert User.objects.count() == before
    (sent,) = [mail for mail in deliver() if "/invitation/" in mail.body]
    assert sent.to == ["nia@city.example"]


def test_administrator_invites_a_second_approver(world, as_user):
    as_user(world.admin).post(
        reverse(NEW), new_account(organisation=world.own.public_id, role="approver")
    )

    assert Invitation.objects.get().role == "approver"


def test_place_from_outside_is_refused(world, as_user):
    client, before = as_user(world.admin), User.objects.count()
    wrong = (
        (world.other, "lead", "organisation"),
        (world.shared, "staff", "organisation"),
        (world.foreign, "lead", "organisation"),
        (world.own, "partner_admin", "role"),
        (world.own, "king", "role"),
    )

    for place, role, field in wrong:
        answer = client.post(reverse(NEW), new_account(organisation=place.public_id, role=role))
        assert answer.status_code == 422
        assert list(answer.context["adminform"].form.errors) == [field]
    assert User.objects.count() == before


def test_choices_hold_the_own_body_only(world, as_user):
    html = as_user(world.admin).get(reverse(NEW)).content.decode()

    assert "City of Aldermoor" in html
    for name in ("Harbour", "Meridian", "Rival"):
        assert name not in html


def test_known_and_unknown_addresses_are_answered_alike(world, as_user):
    client = as_user(world.admin)

    answers = [
        client.post(reverse(NEW), new_account(organisation=world.own.public_id, email=address))
        for address in (world.skipper.email, "nobody@nowhere.example")
    ]

    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, reverse("desk:people", kwargs={"public_id": world.own.public_id}))
    }
    assert world.skipper.memberships.count() == 1


def test_invited_twice_is_written_to_twice_and_only_the_second_link_works(world, as_user):
    client = as_user(world.operator)
    where = {"organisation": world.shared.public_id, "role": "partner_admin"}

    answers = [client.post(reverse(NEW), new_account(**where)) for _time in range(2)]

    assert [one["Location"] for one in answers] == [reverse(LIST)] * 2
    assert Invitation.objects.get().sendings == 2
    assert len([mail for mail in deliver() if "/invitation/" in mail.body]) == 1


def test_whoever_has_the_role_is_refused_at_the_address(world, as_user):
    answer = as_user(world.admin).post(
        reverse(NEW), new_account(organisation=world.own.public_id, email=world.lead.email)
    )

    assert answer.status_code == 422
    assert list(answer.context["adminform"].form.errors) == ["email"]
    assert not Invitation.objects.exists()


def test_operator_invites_a_user_of_a_company_that_the_address_names(world, as_user):
    client = as_user(world.operator)
    page = client.get(reverse(NEW), {"organisation": str(world.shared.public_id)})
    assert "Meridian" in page.content.decode()
    assert "Rival" not in page.content.decode()

    answer = client.post(
        reverse(NEW), new_account(organisation=world.shared.public_id, role="partner_admin")
    )

    assert answer.status_code == 302
    assert Invitation.objects.get(name="Nia Moss").organisation == world.shared


def test_company_has_no_pool_of_second_approvers(world, as_user):
    answer = as_user(world.operator).post(
        reverse(NEW), new_account(organisation=world.shared.public_id, role="approver")
    )

    assert answer.status_code == 422
    assert list(answer.context["adminform"].form.errors) == ["role"]


# ── Actions ─────────────────────────────────────────────────────────────────────────────────────


def test_account_is_closed_and_opened_again(world, as_user):
    client = as_user(world.admin)

    act(client, "close", world.lead)
    assert not User.objects.get(pk=world.lead.pk).is_active
    act(client, "reopen", world.lead)

    assert User.objects.get(pk=world.lead.pk).is_active
    assert [verb for verb in verbs() if "account" in verb.partition(".")[2]][:2] == [
        "accounts.reopen_account",
        "accounts.close_account",
    ]


def test_nobody_closes_the_own_account(world, as_user):
    act(as_user(world.admin), "close", world.admin)

    assert User.objects.get(pk=world.admin.pk).is_active


def test_actions_reach_nobody_of_another_body(world, as_user):
    client = as_user(world.admin)
    for action in ("close", "mail_link"):
        act(client, action, world.skipper, world.stranger, world.operator)

    assert User.objects.filter(is_active=False).count() == 0
    assert deliver() == []


def test_link_to_set_the_password_is_mailed_to_its_owner_only(world, as_user):
    act(as_user(world.admin), "mail_link", world.lead, world.skipper)

    assert [mail.to for mail in deliver()] == [[world.lead.email]]


def test_lost_phone_is_taken_off_by_an_administrator_who_confirmed(world, as_user):
    client = as_user(world.admin)
    for user in (world.lead, world.skipper):
        totp.with_second_factor(user)

    refused = act(client, "reset_second_step", world.lead)
    confirm(client)
    act(client, "reset_second_step", world.lead, world.skipper)

    assert refused.redirect_chain[0][0].startswith("/accounts/reauthenticate/?next=")
    assert [has_second_factor(user) for user in (world.lead, world.skipper)] == [False, True]
    assert "accounts.reset_second_factor" in verbs()
    assert ("second_factor_off", world.lead) in [
        (notice.kind.partition(".")[2], notice.recipient) for notice in Notice.objects.all()
    ]


def test_list_says_who_has_an_app(world, as_user, django_assert_max_num_queries):
    totp.with_second_factor(world.lead)
    client = as_user(world.admin)

    with django_assert_max_num_queries(10):
        page = client.get(reverse(LIST)).content.decode()

    assert page.count("App set up") == 1


def confirm(client):
    return client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
