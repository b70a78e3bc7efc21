"""Inviting, sending again, withdrawing, accepting: who may, once, and nothing beside it."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Entry
from notices.models import Delivery, DeliveryState, Notice
from organisations import operations as organisations
from organisations.models import Membership, SecondApprover
from partnerships import operations, queries
from partnerships.models import Invitation, InvitationState, Member, SideState
from tests import factories as f

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2025, 3, 3, 12, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=15)
ADDRESS = "nia@newcomers.example"
PASSPHRASE = "lantern orchard violin"


@pytest.fixture
def company():
    return f.a_company("Meridian Mobility")


@pytest.fixture
def admin(company):
    return f.company_user(company, "partner_admin", name="Dana Whitlock")


@pytest.fixture
def shared(company):
    return f.shared_partnership(company=company)


def invite(organisation, role="partner_staff", *, by, address=ADDRESS, now=NOW, **facts):
    return operations.invite(
        organisation, address=address, role=role, by=by, on=f.DAY, now=now, **facts
    )


def into(partnership, company, *, by, role="partner_staff", member_role="contributor", **facts):
    return invite(
        company,
        role,
        by=by,
        partnership=partnership,
        member_role="" if role == "partner_admin" else member_role,
        **facts,
    )


def accept(invitation, user, *, now=NOW):
    return operations.accept_invitation(invitation, by=user, on=f.DAY, now=now)


def join(invitation, *, typed=ADDRESS, now=NOW):
    return operations.accept_with_new_account(
        invitation, typed_address=typed, name="Nia Moss", password=PASSPHRASE, on=f.DAY, now=now
    )


def fresh(invitation):
    return queries.invitation_with(queries.token_of(Invitation.objects.get(pk=invitation.pk)))


def roles_of(user):
    return set(Membership.objects.live(on=f.DAY).filter(user=user).values_list("role", flat=True))


def told(user):
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True))


# ── From the invitation to the account ──────────────────────────────────────────────────────────


def test_somebody_without_an_account_joins_and_gets_everything_at_once(company, admin, shared):
    invitation = into(shared, company, by=admin)

    join(fresh(invitation), typed="  NIA@newcomers.example ")

    user = User.objects.get(email=ADDRESS)
    assert (user.name, user.check_password(PASSPHRASE)) == ("Nia Moss", True)
    assert roles_of(user) == {"partner_staff"}
    place = Member.objects.get(user=user)
    assert (place.partnership, place.role, place.granted_by) == (shared, "contributor", admin)
    assert fresh(invitation).used_by == user
    assert "partnerships.invitation_accepted" in told(admin)


def test_somebody_with_an_account_joins_with_it(company, admin):
    user = f.a_user(email=ADDRESS)
    invitation = invite(company, by=admin)

    accept(fresh(invitation), user)

    assert roles_of(user) == {"partner_staff"}
    assert Membership.objects.get(user=user).granted_by == admin


def test_company_keeps_the_role_that_somebody_has_already(company, admin, shared):
    colleague = f.company_user(company, "partner_admin", email=ADDRESS)
    invitation = into(shared, company, by=admin)

    accept(fresh(invitation), colleague)

    assert roles_of(colleague) == {"partner_admin"}
    assert Member.objects.get(user=colleague).role == "contributor"


def test_second_approver_gets_a_seat_in_the_pool_and_no_role():
    body = f.a_body()
    owner = f.staff(body, "owner")
    invitation = invite(body.organisation, "approver", by=owner)

    join(fresh(invitation))

    user = User.objects.get(email=ADDRESS)
    assert list(SecondApprover.objects.values_list("user", "body")) == [(user.pk, body.pk)]
    assert roles_of(user) == set()


# ── Once, for one person, for a while ───────────────────────────────────────────────────────────


def test_link_works_once(company, admin):
    invitation = invite(company, by=admin)
    stale = fresh(invitation)
    join(fresh(invitation))

    with pytest.raises(operations.InvitationOver) as refusal:
        join(stale)

    assert refusal.value.state == InvitationState.USED
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_link_stops_after_fourteen_days(company, admin):
    invitation = invite(company, by=admin)

    with pytest.raises(operations.InvitationOver) as refusal:
        join(fresh(invitation), now=NOW + datetime.timedelta(days=14))

    assert refusal.value.state == InvitationState.EXPIRED
    assert not User.objects.filter(email=ADDRESS).exists()


def test_withdrawn_link_opens_nothing_and_its_mail_is_stopped(company, admin):
    invitation = invite(company, by=admin)
    operations.withdraw_invitation(invitation, by=admin, on=f.DAY, now=NOW)

    with pytest.raises(operations.InvitationOver) as refusal:
        join(fresh(invitation))

    assert refusal.value.state == InvitationState.WITHDRAWN
    assert Delivery.objects.get(notice__address=ADDRESS).state == DeliveryState.CANCELLED


def test_used_invitation_cannot_be_withdrawn_or_sent_again(company, admin):
    invitation = invite(company, by=admin)
    join(fresh(invitation))

    for verb in (operations.withdraw_invitation, operations.resend_invitation):
        with pytest.raises(operations.InvitationOver):
            verb(invitation, by=admin, on=f.DAY, now=NOW)


def test_sending_again_makes_a_new_link_and_a_new_fortnight(company, admin):
    invitation = invite(company, by=admin)
    first = queries.token_of(invitation)
    other = f.company_user(company, "partner_admin")

    sent = operations.resend_invitation(invitation, by=other, on=f.DAY, now=LATER)

    assert queries.invitation_with(first) is None
    assert (sent.sendings, sent.expires_at, sent.invited_by) == (
        2,
        LATER + datetime.timedelta(days=14),
        other,
    )
    join(fresh(invitation), now=LATER)
    assert User.objects.filter(email=ADDRESS).exists()


def test_stale_page_cannot_use_the_link_that_was_sent_again(company, admin):
    invitation = invite(company, by=admin)
    stale = fresh(invitation)
    operations.resend_invitation(invitation, by=admin, on=f.DAY, now=NOW)

    with pytest.raises(operations.InvitationOver):
        join(stale)


def test_forwarded_invitation_is_refused_to_whoever_else_is_signed_in(company, admin):
    invitation = invite(company, by=admin)
    stranger = f.a_user()

    with pytest.raises(operations.InvitationRefused):
        accept(fresh(invitation), stranger)

    assert roles_of(stranger) == set()
    assert fresh(invitation).is_open


@pytest.mark.parametrize("typed", ["nla@newcomers.example", "nia@newcomers.example.org", ""])
def test_new_account_needs_the_very_address(company, admin, typed):
    invitation = invite(company, by=admin)

    with pytest.raises(operations.InvitationRefused) as refusal:
        join(fresh(invitation), typed=typed)

    assert "address" in refusal.value.message_dict
    assert not User.objects.filter(email__contains="newcomers").exists()


def test_account_that_exists_is_not_made_again(company, admin):
    f.a_user(email=ADDRESS)
    invitation = invite(company, by=admin)

    with pytest.raises(operations.InvitationRefused):
        join(fresh(invitation))

    assert fresh(invitation).is_open


def test_refused_account_leaves_the_invitation_unused(company, admin):
    invitation = invite(company, by=admin)

    with pytest.raises(ValidationError):
        operations.accept_with_new_account(
            fresh(invitation),
            typed_address=ADDRESS,
            name="Nia\nMoss",
            password=PASSPHRASE,
            on=f.DAY,
            now=NOW,
        )

    assert fresh(invitation).is_open
    assert Member.objects.count() == 0


# ── Who may invite whom ─────────────────────────────────────────────────────────────────────────


ROLES_OF = {
    "owner": ("staff", "lead", "auditor", "owner", "approver"),
    "administrator": ("staff", "lead", "auditor", "owner", "approver", "administrator"),
    "lead": (),
    "auditor": (),
    "staff": (),
}


@pytest.mark.parametrize("role", ROLES_OF)
def test_who_invites_into_a_body(viewer_of, role):
    body = f.a_body()

    offered = queries.roles_to_invite(viewer_of(f.staff(body, role)), body.organisation)

    assert offered == ROLES_OF[role]


def test_nobody_invites_into_another_body_or_company(viewer_of, company, admin):
    body, other = f.a_body(), f.a_body()
    owner = f.staff(body, "owner")

    assert queries.roles_to_invite(viewer_of(owner), other.organisation) == ()
    assert queries.roles_to_invite(viewer_of(owner), company) == ()
    assert queries.roles_to_invite(viewer_of(admin), other.organisation) == ()
    assert queries.roles_to_invite(viewer_of(admin), f.a_company()) == ()


def test_company_staff_invite_nobody(viewer_of, company, shared):
    colleague = f.company_user(company)
    f.a_member(shared, colleague, "contributor")

    assert queries.roles_to_invite(viewer_of(colleague), company) == ()
    assert queries.roles_to_invite(viewer_of(colleague), company, partnership=shared) == ()


def test_lead_brings_in_an_administrator_only_while_the_company_has_nobody_to_ask(
    viewer_of, company, shared
):
    lead = f.lead_of(shared)
    assert queries.roles_to_invite(viewer_of(lead), company, partnership=shared) == (
        "partner_staff",
        "partner_admin",
    )

    f.company_user(company, "partner_admin")

    assert queries.roles_to_invite(viewer_of(lead), company, partnership=shared) == (
        "partner_staff",
    )


def test_lead_cannot_name_an_administrator_who_would_read_what_another_body_shared(
    viewer_of, company, shared
):
    f.shared_partnership(company=company)

    with pytest.raises(operations.InvitationRefused) as refusal:
        into(shared, company, by=f.lead_of(shared), role="partner_admin")

    assert "role" in refusal.value.message_dict
    assert not Invitation.objects.exists()


def test_second_invited_administrator_comes_too_late(company, shared):
    lead = f.lead_of(shared)
    first = into(shared, company, by=lead, role="partner_admin")
    second = into(shared, company, by=lead, role="partner_admin", address="ola@newcomers.example")
    join(fresh(first))

    with pytest.raises(operations.InvitationOver) as refusal:
        join(fresh(second), typed="ola@newcomers.example")

    assert refusal.value.state == InvitationState.LAPSED
    assert not User.objects.filter(email="ola@newcomers.example").exists()


def test_company_that_was_not_shared_in_cannot_be_invited(viewer_of, company):
    partnership = f.a_partnership(partner=company)

    offered = queries.roles_to_invite(
        viewer_of(f.lead_of(partnership)), company, partnership=partnership
    )

    assert offered == ()


def test_whoever_stepped_aside_invites_nobody(viewer_of, company, shared):
    lead, owner = f.lead_of(shared), f.staff(shared.lead_body, "owner")
    operations.recuse(shared, user=owner, reason="A cousin.", by=lead, on=f.DAY)

    assert queries.roles_to_invite(viewer_of(owner), company, partnership=shared) == ()


def test_nothing_new_is_shown_to_a_company_while_it_is_suspended(company, admin, shared):
    type(shared).objects.update(side_state=SideState.SUSPENDED)

    with pytest.raises(operations.Frozen):
        into(shared, company, by=f.lead_of(shared))

    assert into(shared, company, by=admin).body is None


def test_nobody_comes_in_across_while_it_is_suspended(company, admin, shared):
    across = into(shared, company, by=f.lead_of(shared))
    user = f.a_user(email=across.address)
    type(shared).objects.update(side_state=SideState.SUSPENDED)

    with pytest.raises(operations.Frozen):
        operations.accept_invitation(across, by=user, on=f.DAY, now=NOW)

    assert not Member.objects.filter(user=user).exists()
    type(shared).objects.update(side_state="")
    operations.accept_invitation(across, by=user, on=f.DAY, now=NOW)


def test_right_to_invite_is_asked_again_when_somebody_accepts(company, admin):
    invitation = invite(company, by=admin)
    other = f.company_user(company, "partner_admin")
    organisations.revoke_membership(admin.memberships.get(), by=other, on=f.DAY)

    with pytest.raises(operations.InvitationOver) as refusal:
        join(fresh(invitation))

    assert refusal.value.state == InvitationState.LAPSED
    assert fresh(invitation).is_open


def test_nobody_stands_on_both_sides(company, admin, shared):
    colleague = f.staff(shared.lead_body, email=ADDRESS)
    invitation = into(shared, company, by=admin)

    with pytest.raises(operations.InvitationRefused):
        accept(fresh(invitation), colleague)

    assert fresh(invitation).is_open


# ── What is refused, and what gives nothing away ────────────────────────────────────────────────


def test_known_and_unknown_addresses_are_answered_alike(company, admin):
    f.a_user(email="known@people.example")
    f.staff(f.a_body(), email="elsewhere@people.example")

    made = [
        invite(company, by=admin, address=address)
        for address in ("known@people.example", "elsewhere@people.example", "new@people.example")
    ]

    assert len({(one.role, one.sendings, one.expires_at) for one in made}) == 1
    mails = Notice.objects.filter(kind="partnerships.invitation").order_by("id")
    assert [one.context for one in mails] == [mails[0].context] * 3


@pytest.mark.parametrize(
    "address", ["nobody", "a@b@people.example", "a@people.example\nBcc: x@y.z", ""]
)
def test_address_that_is_none_is_refused(company, admin, address):
    with pytest.raises(operations.InvitationRefused):
        invite(company, by=admin, address=address)


def test_same_person_twice_is_said_clearly(company, admin):
    f.company_user(company, email="dan@people.example")
    invite(company, by=admin)

    for address in (ADDRESS, "NIA@Newcomers.example", "dan@people.example", admin.email):
        with pytest.raises(operations.InvitationRefused) as refusal:
            invite(company, by=admin, address=address)
        assert list(refusal.value.message_dict) == ["address"]
    assert Invitation.objects.count() == 1


def test_same_form_twice_is_one_invitation(company, admin):
    key = "6b7a4a43-5a34-4c07-9f0e-0f4d64a2c001"

    first, second = (invite(company, by=admin, public_id=key) for _time in range(2))

    assert first == second
    assert Notice.objects.filter(kind="partnerships.invitation").count() == 1


def test_one_that_ran_out_makes_way_for_a_new_one(company, admin):
    old = invite(company, by=admin)

    new = invite(company, "partner_admin", by=admin, now=LATER)

    old.refresh_from_db()
    assert (old.withdrawn_at, new.is_open) == (LATER, True)


def test_fifty_open_invitations_are_enough(company, admin):
    for number in range(50):
        invite(company, by=admin, address=f"person{number}@newcomers.example")

    with pytest.raises(operations.InvitationRefused):
        invite(company, by=admin)
    assert invite(company, by=admin, now=LATER).is_open


def test_nobody_is_written_to_more_than_twenty_times_a_day(company, admin):
    invitation = invite(company, by=admin)
    for _time in range(19):
        operations.resend_invitation(invitation, by=admin, on=f.DAY, now=NOW)

    with pytest.raises(operations.InvitationRefused):
        operations.resend_invitation(invitation, by=admin, on=f.DAY, now=NOW)
    operations.withdraw_invitation(invitation, by=admin, on=f.DAY, now=NOW)
    with pytest.raises(operations.InvitationRefused):
        invite(company, by=admin)
    tomorrow = f.DAY + datetime.timedelta(days=1)
    again = operations.invite(
        company, address=ADDRESS, role="partner_staff", by=admin, on=tomorrow, now=NOW
    )
    assert again.is_open


LOOK_ALIKES = [
    "NIA@NEWCOMERS.EXAMPLE",
    "Nia@Newcomers.Example",
    " nia@newcomers.example ",
    "\tnia@newcomers.example\n",
    "nia＠newcomers.example",
    "ｎｉａ@newcomers.example",
    "nia@newcomers．example",
    "𝐧𝐢𝐚@newcomers.example",
    "ⓝⓘⓐ@newcomers.example",
    "nia@ⓝewcomers.example",
    "ＮＩＡ@newcomers.example",
    "nia@NEWCOMERS。example",
    "nia@newcomers.exampLe",
    "nIa@newcomers.example",
    "nia@𝓷ewcomers.example",
    "nia﹫newcomers.example",
    "ℕia@newcomers.example",
    "niª@newcomers.example",
    "nia@newcomerſ.example",
    "ⁿia@newcomers.example",
]


def test_look_alikes_of_an_address_join_the_one_account(company, admin):
    for number, typed in enumerate(LOOK_ALIKES):
        other = f.a_company()
        keeper = f.company_user(other, "partner_admin")
        invitation = invite(other, by=keeper, address=LOOK_ALIKES[-1 - number])
        if number == 0:
            join(fresh(invitation), typed=typed)
        else:
            accept(fresh(invitation), User.objects.get(email=ADDRESS))

    user = User.objects.get(email__endswith="newcomers.example")
    assert user.email == ADDRESS
    assert Membership.objects.filter(user=user).count() == len(LOOK_ALIKES)
    to = set(
        Notice.objects.filter(kind="partnerships.invitation").values_list("address", flat=True)
    )
    assert to == {ADDRESS}


@pytest.mark.parametrize(
    "address", ["nıa@newcomers.example", "niа@newcomers.example", "nia@newcomers.exаmple@x.example"]
)
def test_address_in_another_script_is_no_look_alike(company, admin, address):
    with pytest.raises(operations.InvitationRefused):
        invite(company, by=admin, address=address)


# ── What is said and written down ───────────────────────────────────────────────────────────────


def test_neither_row_nor_notice_nor_log_holds_the_token_or_the_address(company, admin, shared):
    invitation = into(shared, company, by=admin)
    join(fresh(invitation))
    token = queries.token_of(invitation)

    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert token not in str(list(Notice.objects.values()))
    entries = str(list(Entry.objects.values()))
    assert token not in entries
    assert ADDRESS not in entries


def test_companys_administrators_hear_whom_a_body_invites(company, admin, shared):
    into(shared, company, by=f.lead_of(shared))

    assert told(admin)[-1] == "partnerships.invited_by_body"
    into(shared, company, by=admin, address="ola@newcomers.example")
    assert told(admin)[-1] == "partnerships.invited_by_body"


def test_owners_hear_who_is_invited_to_everything_and_who_gets_it():
    body = f.a_body()
    owner, keeper = f.staff(body, "owner"), f.staff(body, "administrator")
    second = f.a_user()

    invitation = invite(body.organisation, "owner", by=keeper)
    invite(body.organisation, "lead", by=keeper, address="ola@newcomers.example")
    join(fresh(invitation))
    organisations.grant_membership(second, body.organisation, "administrator", by=keeper, on=f.DAY)

    assert told(owner) == [
        "partnerships.role_invited",
        "organisations.role_granted",
        "organisations.role_granted",
    ]


@pytest.mark.parametrize(
    ("verb", "side", "visibility"),
    [
        ("partnerships.invite", "public", "internal"),
        ("partnerships.invite", "partner", "own_side"),
        ("partnerships.accept_invitation", "partner", "shared"),
    ],
)
def test_entry_is_seen_by_whom_it_concerns(company, admin, shared, verb, side, visibility):
    by = f.lead_of(shared) if side == "public" else admin
    join(fresh(into(shared, company, by=by)))

    entry = Entry.objects.get(verb=verb)
    assert entry.visibility == visibility
    assert entry.party_key == f.party_of(shared, company).public_id


# ── What the database refuses by itself ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"address": "NIA@newcomers.example"}, "invitation_address_folded"),
        ({"used_at": NOW}, "invitation_used_by_somebody"),
        ({"role": "king"}, "invitation_role_known"),
        ({"member_role": "viewer"}, "invitation_place_fits"),
    ],
)
def test_row_that_cannot_be(company, admin, changes, name):
    invitation = invite(company, by=admin)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        # As SQL: fields of ours would fold the address.
        columns = ", ".join(f"{column} = %s" for column in changes)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE partnerships_invitation SET {columns} WHERE id = %s",
                [*changes.values(), invitation.pk],
            )


def test_used_and_withdrawn_exclude_each_other(company, admin):
    invitation = invite(company, by=admin)
    join(fresh(invitation))

    with pytest.raises(IntegrityError, match="invitation_used_or_withdrawn"), transaction.atomic():
        Invitation.objects.update(withdrawn_at=NOW)


def test_two_open_ones_of_an_address_cannot_be(company, admin):
    invitation = invite(company, by=admin)
    twin = Invitation.objects.get(pk=invitation.pk)
    twin.pk, twin.public_id, twin.token_hash = None, uuid.uuid4(), "of another"

    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        twin.save()
