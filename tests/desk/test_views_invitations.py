"""The page behind the link: looking changes nothing, one press joins, everybody else reads why not."""

import datetime
import re
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notices.models import Delivery, Notice
from organisations.models import Membership
from partnerships import operations, queries
from partnerships.models import Invitation, Member
from reminders import operations as reminders
from tests import factories as f

pytestmark = pytest.mark.django_db

ADDRESS = "nia@newcomers.example"
PASSPHRASE = "lantern orchard violin"


@pytest.fixture
def company():
    return f.a_company("Meridian Mobility")


@pytest.fixture
def admin(company):
    return f.company_user(company, "partner_admin", name="Dana Whitlock")


@pytest.fixture
def invitation(company, admin):
    return invite(company, by=admin)


def today():
    return timezone.localdate()


def invite(organisation, role="partner_staff", *, by, address=ADDRESS, **facts):
    return operations.invite(
        organisation, address=address, role=role, by=by, on=today(), now=timezone.now(), **facts
    )


def send_mails():
    reminders.tick(on=today(), now=timezone.now() + datetime.timedelta(seconds=1))
    return mail.outbox


def link_of(invitation):
    return reverse("desk:invitation", kwargs={"token": queries.token_of(invitation)})


def answers(**changes):
    usual = {
        "address": ADDRESS,
        "name": "Nia Moss",
        "password": PASSPHRASE,
        "password_again": PASSPHRASE,
    }
    return {**usual, **changes}


def state(invitation):
    row = Invitation.objects.get(pk=invitation.pk)
    return (row.used_at is not None, row.withdrawn_at is not None, Membership.objects.count())


# ── From the mail into the house ────────────────────────────────────────────────────────────────


def test_newcomer_follows_the_mail_makes_an_account_and_signs_in(client, company, admin):
    shared = f.shared_partnership(company=company, title="Clean Bus Depot", on=today())
    invite(company, by=admin, partnership=shared, member_role="viewer", message="Welcome & hello")

    (sent,) = [one for one in send_mails() if one.to == [ADDRESS]]
    (url,) = set(re.findall(r"http\S+/invitation/\S+", sent.body))
    path = url.removeprefix("http://localhost:8000")
    page = client.get(path)
    answer = client.post(path, answers())

    assert sent.subject == "Dana Whitlock invites you to work on “Clean Bus Depot”"
    assert "Welcome & hello" in sent.body
    assert "Clean Bus Depot" in page.content.decode()
    assert ADDRESS not in page.content.decode()
    target = reverse("desk:partnership", kwargs={"reference": shared.reference})
    assert answer["Location"] == f"/accounts/login/?next={quote(target, safe='')}"
    user = User.objects.get(email=ADDRESS)
    assert Member.objects.get(user=user).role == "viewer"
    assert client.login(email=ADDRESS, password=PASSPHRASE)
    assert client.get(target).status_code == 200


def test_looking_ten_times_changes_nothing_and_the_button_works_once(client, invitation):
    link = link_of(invitation)

    looks = {client.get(link).status_code for _time in range(10)} | {client.head(link).status_code}
    before = state(invitation)
    first, second = client.post(link, answers()), client.post(link, answers())

    assert (looks, before) == ({200}, (False, False, 1))
    assert (first.status_code, second.status_code) == (302, 410)
    assert state(invitation) == (True, False, 2)
