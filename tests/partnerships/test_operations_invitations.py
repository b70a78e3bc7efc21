"""Inviting, sending again, withdrawing, accepting: who may, once, and nothing beside it."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import Entry
from notices.models import Delivery, DeliveryState, Notice
from organisations import operations as organisations
from organisations.models import Membership, SecondApprover
from partnerships import operations, queries
from partnerships.models import Invitation, InvitationState, Member, SideState
from tests import factories as f

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(datetime.datetime(2025, 3, 3, 12, 0), datetime.UTC)
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
