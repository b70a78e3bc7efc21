"""The page behind the link: looking changes nothing, one press joins, everybody else reads why not."""

import datetime
import re
import uuid
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from organisations.models import Membership
from partnerships import operations, queries
from partnerships.models import Invitation, Member
from reminders import operations as reminders
from tests import factories as f
from tests import hosts

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


def test_somebody_with_an_account_signs_in_first_and_joins_by_one_button(client, invitation):
    user = f.a_user(email=ADDRESS)
    link = link_of(invitation)

    offered = client.get(link)
    sent_away = client.post(link, answers())
    client.force_login(user)
    asked = client.get(link)
    joined = client.post(link)

    sign_in = f"/accounts/login/?next={quote(link, safe='')}"
    assert sign_in in offered.content.decode()
    assert (sent_away.status_code, sent_away["Location"]) == (302, sign_in)
    assert "Join Meridian Mobility" in asked.content.decode()
    assert (joined.status_code, joined["Location"]) == (302, "/portal/")
    assert Membership.objects.filter(user=user, role="partner_staff").exists()


def test_own_used_link_says_that_one_is_there_already(client, invitation):
    user = f.a_user(email=ADDRESS)
    client.force_login(user)
    client.post(link_of(invitation))

    answer = client.get(link_of(invitation))

    assert answer.status_code == 410
    assert "You have joined already" in answer.content.decode()


# ── Refused, each with a clear page and no change ───────────────────────────────────────────────


def test_forwarded_to_somebody_signed_in(client, invitation):
    client.force_login(f.a_user())
    link = link_of(invitation)
    before = state(invitation)

    answers_ = [client.get(link), client.post(link), client.post(link, answers())]

    assert [one.status_code for one in answers_] == [409] * 3
    assert "This invitation is for somebody else" in answers_[1].content.decode()
    assert ADDRESS not in answers_[1].content.decode()
    assert state(invitation) == before


def used(invitation):
    operations.accept_invitation(
        invitation, by=f.a_user(email=ADDRESS), on=today(), now=timezone.now()
    )


def withdrawn(invitation):
    operations.withdraw_invitation(
        invitation, by=invitation.invited_by, on=today(), now=timezone.now()
    )


def expired(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())


def lapsed(invitation):
    Membership.objects.filter(user=invitation.invited_by).update(revoked_at=timezone.now())


def closed(invitation):
    User.objects.filter(pk=invitation.invited_by_id).update(is_active=False)


@pytest.mark.parametrize("happen", [used, withdrawn, expired, lapsed, closed])
def test_link_that_is_over(client, invitation, happen):
    link = link_of(invitation)
    happen(invitation)
    before = state(invitation)

    look, press = client.get(link), client.post(link, answers())

    assert (look.status_code, press.status_code) == (410, 410)
    assert "This invitation is over" in press.content.decode()
    assert state(invitation) == before


SPOILT = {
    "truncated": lambda token: token[:-1],
    "longer": lambda token: f"{token}A",
    "upper case": str.upper,
    "encoded twice": lambda token: quote(quote(token[:20] + "/" + token[20:], safe=""), safe=""),
    "with a tail": lambda token: f"{token}&follow=true",
    "of nobody": lambda _token: "x",
    "with a NUL": lambda token: f"{token}%00",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_spoilt_link_is_unknown(client, invitation, spoil):
    link = f"/invitation/{SPOILT[spoil](queries.token_of(invitation))}/"
    before = state(invitation)

    look, press = client.get(link), client.post(link, answers())

    assert (look.status_code, press.status_code) == (404, 404)
    assert state(invitation) == before


def test_tail_after_the_question_mark_is_harmless(client, invitation):
    link = link_of(invitation)

    assert client.get(f"{link}?&follow=true").status_code == 200
    assert state(invitation) == (False, False, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "somebody@else.example"}, "address"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password_again": "another lantern orchard"}, "password_again"),
        ({"name": ""}, "name"),
        ({"name": "Nia\u202eMoss"}, "name"),
    ],
)
def test_form_that_does_not_fit_is_shown_again(client, invitation, changes, field):
    answer = client.post(link_of(invitation), answers(**changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert PASSPHRASE not in answer.content.decode()
    assert state(invitation) == (False, False, 1)


def test_refusal_of_the_operation_stands_on_the_page(client, company, admin):
    shared = f.shared_partnership(company=company, on=today())
    colleague = f.staff(shared.lead_body, email=ADDRESS)
    invitation = invite(company, by=admin, partnership=shared, member_role="viewer")
    client.force_login(colleague)

    answer = client.post(link_of(invitation))

    assert answer.status_code == 409
    assert "Nobody stands on both sides" in answer.content.decode()


def test_typed_address_is_not_guessed_for_ever(client, company, admin):
    invitation = invite(company, by=admin, name="Nia Moss")
    link = link_of(invitation)

    page = client.get(link).content.decode()
    tries = [
        client.post(link, answers(address=f"guess{number}@newcomers.example")).status_code
        for number in range(5)
    ]
    late = client.post(link, answers())

    assert "Nia Moss" not in page
    assert (tries, late.status_code) == ([422] * 5, 429)
    assert "Wait five minutes" in late.content.decode()
    assert state(invitation) == (False, False, 1)


def test_invitation_of_a_suspended_partnership_waits(client, company):
    shared = f.shared_partnership(company=company, on=today())
    lead = f.lead_of(shared, on=today())
    invitation = invite(company, by=lead, partnership=shared, member_role="viewer")
    f.suspend(shared, by=lead, on=today())

    look, press = client.get(link_of(invitation)), client.post(link_of(invitation), answers())

    assert (look.status_code, press.status_code) == (409, 409)
    assert "Nobody can join at the moment" in look.content.decode()
    assert state(invitation) == (False, False, 1)


# ── The mail ────────────────────────────────────────────────────────────────────────────────────


def test_link_survives_the_loss_of_the_cache(client, invitation):
    cache.clear()

    assert client.post(link_of(invitation), answers()).status_code == 302


def test_mail_of_a_withdrawn_or_lapsed_invitation_is_not_sent(company, admin):
    invitation = invite(company, by=admin)
    withdrawn(invitation)
    invite(company, by=admin, address="ola@newcomers.example")
    lapsed(invitation)

    assert send_mails() == []


def test_sent_again_before_the_first_mail_went_out_is_one_mail(company, admin):
    invitation = invite(company, by=admin)
    operations.resend_invitation(invitation, by=admin, on=today(), now=timezone.now())

    (sent,) = send_mails()

    assert link_of(Invitation.objects.get(pk=invitation.pk)) in sent.body


def test_mail_that_is_tried_again_carries_the_same_link(company, admin):
    invitation = invite(company, by=admin)
    (notice,) = Notice.objects.filter(kind="partnerships.invitation")

    assert {queries.invitation_link(notice) for _time in range(3)} == {link_of(invitation)}


def test_forged_host_is_in_no_mail(client, admin, company):
    client.force_login(admin)
    address = reverse("desk:people-invite", kwargs={"public_id": company.public_id})
    lies = [*hosts.FORGED, *({"HTTP_HOST": host} for host in hosts.FOREIGN)]

    codes = []
    for number, lie in enumerate(lies):
        data = {
            "address": f"person{number}@newcomers.example",
            "role": "partner_staff",
            "record_id": str(uuid.UUID(int=number + 1)),
        }
        codes.append(client.post(address, data, **lie).status_code)

    assert codes == [302] * len(hosts.FORGED) + [400] * len(hosts.FOREIGN)
    sent = send_mails()
    assert len(sent) == len(hosts.FORGED)
    for one in sent:
        said = "\n".join((one.message().as_string(), *(part for part, _kind in one.alternatives)))
        assert "evil" not in said
        assert set(re.findall(r"https?://[^/\s\"<]+", said)) == {"http://localhost:8000"}
