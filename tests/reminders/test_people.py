"""Mails about people are asked about once more before they go out."""

import datetime

import pytest
from django.utils import timezone

from notices.models import Delivery
from organisations import operations as organisations
from partnerships import operations, queries
from partnerships.models import Invitation
from reminders.queries import link_of, reasons_against
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return f.a_body()


def invite(body, by, *, role="staff", address="nia@new.example"):
    return operations.invite(
        body.organisation,
        address=address,
        role=role,
        by=by,
        on=timezone.localdate(),
        now=timezone.now(),
    )


def against(kind):
    rows = Delivery.objects.filter(notice__kind=kind)
    return list(reasons_against(rows, on=timezone.localdate()).values())


def test_open_invitation_goes_out_with_a_link_of_its_own(body):
    invitation = invite(body, f.staff(body, "owner"))
    (delivery,) = Delivery.objects.filter(notice__kind="partnerships.invitation")

    assert against("partnerships.invitation") == []
    assert queries.token_of(invitation) in link_of(delivery.notice)
    assert queries.token_of(invitation) not in str(list(Delivery.objects.values()))


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"expires_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, "Run out"),
        ({"withdrawn_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, "Withdrawn"),
    ],
)
def test_invitation_that_is_over_does_not(body, change, state):
    invite(body, f.staff(body, "owner"))
    Invitation.objects.update(**change)

    assert against("partnerships.invitation") == [f"The invitation is over: {state}."]


def test_invitation_of_somebody_without_the_right_does_not(body):
    owner = f.staff(body, "owner")
    invite(body, owner)
    organisations.revoke_membership(owner.memberships.get(), by=None, on=f.DAY)

    assert against("partnerships.invitation") == ["The invitation is over: No longer valid."]


def test_change_of_the_secret_keeps_links_while_the_old_one_is_known(body, settings):
    invite(body, f.staff(body, "owner"))
    (delivery,) = Delivery.objects.filter(notice__kind="partnerships.invitation")
    link, old = link_of(delivery.notice), settings.SECRET_KEY

    settings.SECRET_KEY = "another one, of as many letters as it takes to be one"
    unknown = link_of(delivery.notice)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert unknown == ""
    assert link_of(delivery.notice) == link
    assert queries.invitation_with(link.split("/")[2]) is not None


def test_owner_who_left_hears_nothing_of_strong_roles(body):
    owner, keeper = f.staff(body, "owner"), f.staff(body, "administrator")
    invite(body, keeper, role="owner")
    organisations.grant_membership(f.a_user(), body.organisation, "owner", by=keeper, on=f.DAY)
    kinds = ("partnerships.role_invited", "organisations.role_granted")
    assert [against(kind) for kind in kinds] == [[], []]

    organisations.revoke_membership(owner.memberships.get(), by=keeper, on=f.DAY)

    told = {
        delivery.notice.kind: reason
        for delivery in Delivery.objects.filter(notice__recipient=owner, notice__kind__in=kinds)
        for reason in reasons_against([delivery], on=timezone.localdate()).values()
    }
    assert set(told) == set(kinds)
