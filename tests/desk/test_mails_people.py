"""The words of what is mailed about people: who invites, to what, what happens, by when, and one link."""

import re

import pytest
from django.conf import settings

from notices import texts
from notices.models import Notice
from organisations.models import COMPANY_ROLES
from partnerships.models import INVITED_ROLES, PLACES
from tests import factories as f

pytestmark = pytest.mark.django_db

INVITATION = {
    "who": "Dana Whitlock",
    "name": "",
    "organisation": "Meridian & Sons",
    "body": "",
    "role": "partner_staff",
    "place": "",
    "title": "",
    "reference": "",
    "message": "",
    "until": "7 December 2026",
}
INTO = {"title": "Clean Bus Depot", "reference": "ALD-2025-0001", "body": "City of Aldermoor"}
INVITATIONS = [
    *({"role": role} for role, _label in INVITED_ROLES if role not in COMPANY_ROLES),
    {"role": "partner_staff"},
    {"role": "partner_admin"},
    {"role": "partner_admin", **INTO},
    *({"place": str(place.value), **INTO} for place in PLACES),
    {"name": "Nia Moss", "message": "Would you join us? <b>"},
]
PLAIN = [
    ("partnerships.invitation_accepted", {"who": "Nia Moss", "role": "Viewer", "title": ""}),
    ("partnerships.invited_by_body", {**INTO, "who": "Ines Okafor", "address": "nia@new.example"}),
    ("partnerships.role_invited", {"who": "Grace Lindholm", "address": "nia@new.example"}),
    ("organisations.role_granted", {"who": "Grace Lindholm", "person": "Nia Moss"}),
    ("desk.way_in_changed", {"who": "Grace Lindholm", "person": "Ada Moor", "what": "address"}),
    ("desk.way_in_changed", {"who": "Grace Lindholm", "person": "Ada Moor", "what": "app"}),
    (
        "desk.handed_over",
        {
            "who": "Priya Raman",
            "person": "Ines Okafor",
            "leads": "2",
            "seats": "1",
            "conditions": "0",
            "approvals": "1",
            "promises": "3",
            "drafts": "0",
        },
    ),
]


def mail_of(kind, words, *, address=""):
    notice = Notice.objects.create(
        recipient=None if address else f.a_user("Ruth Hale"),
        address=address,
        key=kind,
        kind=kind,
        url="/",
        context={"organisation": "Meridian & Sons", "role": "Portfolio owner", **words},
        posted_on=f.DAY,
    )
    return texts.mail_of(notice, url="/invitation/secret/")


def refuse_faults(mail):
    address = f"{settings.BASE_URL}/invitation/secret/"
    assert set(re.findall(r'href="([^"]+)"', mail.html)) == {address}
    assert mail.text.count("http") == 1
    assert not re.search(r"{{|{%|None|  \.", mail.subject + mail.text + mail.html)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", mail.html))
    plain = plain.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    lines = [line for line in mail.text.split("-- ")[0].splitlines() if line.strip()]
    assert [line for line in lines if "http" not in line and line not in plain] == []


@pytest.mark.parametrize("words", INVITATIONS)
def test_invitation_says_who_to_what_and_until_when(words):
    mail = mail_of("partnerships.invitation", {**INVITATION, **words}, address="nia@new.example")

    refuse_faults(mail)
    assert mail.subject.startswith("Dana Whitlock invites you to ")
    assert "until 7 December 2026" in mail.text
    assert ("Meridian & Sons" in mail.text) or ("Clean Bus Depot" in mail.text)


def test_each_role_has_words_of_its_own():
    told = {
        mail_of(
            "partnerships.invitation",
            {**INVITATION, **words, "name": str(number)},
            address=f"person{number}@new.example",
        ).text.split("\n\n")[1]
        for number, words in enumerate(INVITATIONS[:-1])
    }

    assert len(told) == len(INVITATIONS) - 1


@pytest.mark.parametrize(("kind", "words"), PLAIN)
def test_other_mails_are_whole(kind, words):
    mail = mail_of(kind, words)

    refuse_faults(mail)
    assert mail.subject
