"""The words of every notice that partnerships post."""

import re

import pytest
from django.conf import settings

from notices import texts
from notices.models import Notice
from tests import factories as f

pytestmark = pytest.mark.django_db

COMMON = {
    "title": "Clean Bus Depot & Sons",
    "reference": "ALD-2025-0001",
    "body": "City of Aldermoor",
}
STANDING_IN = {
    "stands_for": "Priya Raman",
    "until": "2026-12-12",
    "answer_by": "2026-12-04",
}
LEFT = {"who": "Priya Raman", "person": "Jo Mbeki", "organisation": "Meridian Mobility"}
KINDS = [
    ("approval_asked", {"what": "G4 Signature", "kind": "gate_decision"}, "Decide G4 Signature: "),
    (
        "approval_asked",
        {"what": "The need is stated", "kind": "condition_override"},
        "Answer whether a condition is set aside: ",
    ),
    (
        "approval_asked",
        {"what": "G1 Mandate", "kind": "gate_decision", **STANDING_IN},
        "Decide G1 Mandate for Priya Raman: ",
    ),
    (
        "approval_asked",
        {"what": "The need is stated", "kind": "condition_override", **STANDING_IN},
        "Answer for Priya Raman whether a condition is set aside: ",
    ),
    (
        "approval_agreed",
        {"what": "gate 4", "kind": "gate_decision"},
        "See that gate 4 was agreed: ",
    ),
    (
        "approval_agreed",
        {"what": "A plan", "kind": "condition_override"},
        "See that an override was agreed: ",
    ),
    (
        "approval_refused",
        {"what": "gate 4", "kind": "gate_decision"},
        "Read why gate 4 was refused: ",
    ),
    (
        "approval_refused",
        {"what": "A plan", "kind": "condition_override"},
        "Read why an override was refused: ",
    ),
    ("moved", {"stage": "live", "state": ""}, "See the new stage, “Deliver and govern”: "),
    ("moved", {"stage": "", "state": "paused"}, "See that it is paused: "),
    ("moved", {"stage": "", "state": ""}, "See that it goes on: "),
    ("moved", {"stage": "closing", "state": "terminated"}, "See that it ends early: "),
    ("moved", {"stage": "closed", "state": "terminated"}, "See the new stage, “Closed”: "),
    ("shared_in", {}, "Look at what is shared with you: "),
    ("member_added", {}, "Open the partnership that you have a place in: "),
    ("seat_named", {"seat": "Signatory"}, "See what you decide as signatory: "),
    (
        "holder_left",
        {**LEFT, "heir": "Tom Adeyemi", "what": "Lead"},
        "See who holds what now: ",
    ),
    (
        "holder_left",
        {**LEFT, "heir": "", "what": "Signatory"},
        "See who holds what now: ",
    ),
    ("recused", {"who": "Jo Mbeki"}, "Fill the place of Jo Mbeki: "),
]


def notice(kind, words):
    return Notice.objects.create(
        recipient=f.a_user("Ruth Hale"),
        key=kind,
        kind=f"partnerships.{kind}",
        url="/partnerships/ALD-2025-0001/",
        context={**COMMON, **words},
        posted_on=f.DAY,
    )


@pytest.mark.parametrize(("kind", "words", "start"), KINDS)
def test_mail_says_in_its_subject_what_to_do_and_about_what(kind, words, start):
    mail = texts.mail_of(notice(kind, words))

    assert mail.subject == f"{start}Clean Bus Depot & Sons, ALD-2025-0001"


@pytest.mark.parametrize(("kind", "words", "start"), KINDS)
def test_mail_has_one_link_and_the_same_words_twice(kind, words, start):
    mail = texts.mail_of(notice(kind, words))

    address = f"{settings.BASE_URL}/partnerships/ALD-2025-0001/"
    links = set(re.findall(r'href="([^"]+)"', mail.html))
    assert (links, mail.text.count("http")) == ({address}, 1)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", mail.html)).replace("&amp;", "&")
    paragraphs = [line for line in mail.text.split("-- ")[0].splitlines() if line.strip()]
    missing = [line for line in paragraphs if "http" not in line and line not in plain]
    assert missing == []


@pytest.mark.parametrize(("kind", "words", "start"), KINDS)
def test_mail_leaves_no_word_of_its_template_behind(kind, words, start):
    mail = texts.mail_of(notice(kind, words))

    assert not re.search(r"{{|{%|None|  \.", mail.subject + mail.text + mail.html)


SPAN = {"starts_on": "2026-11-23", "ends_on": "2026-12-12"}
STANDING = [
    (
        "deputy_named",
        {"who": "Priya Raman", "organisation": "City of Aldermoor", "why": "Leave", **SPAN},
        "Answer for Priya Raman from 23 Nov 2026 to 12 Dec 2026: City of Aldermoor",
    ),
    (
        "deputy_over",
        {"who": "Priya Raman", "organisation": "City of Aldermoor", **SPAN},
        "Stop answering for Priya Raman: City of Aldermoor",
    ),
    (
        "absence_entered",
        {"who": "Priya Raman", "deputy": "Jo Mbeki", **SPAN},
        "Check your absence from 23 Nov 2026 to 12 Dec 2026, entered by Priya Raman",
    ),
    (
        "seat_lent",
        {"holder": "Omar Haddad", "body": "City of Aldermoor", "why": "Leave", **SPAN},
        "Answer for Omar Haddad from 23 Nov 2026 to 12 Dec 2026: second approver of City of Aldermoor",
    ),
    (
        "seat_taken_back",
        {"holder": "Omar Haddad", "body": "City of Aldermoor", **SPAN},
        "Stop answering for Omar Haddad: second approver of City of Aldermoor",
    ),
    (
        "nobody_stands_in",
        {"what": "absence", "who": "Jo Mbeki", "where": "City of Aldermoor", **SPAN},
        "Choose who answers for you; Jo Mbeki has left: City of Aldermoor",
    ),
    (
        "nobody_stands_in",
        {"what": "seat", "who": "Jo Mbeki", "where": "City of Aldermoor", **SPAN},
        "Choose who answers for you; Jo Mbeki has left: City of Aldermoor",
    ),
    (
        "changed_for_you",
        {
            "what": "absence_ended",
            "who": "Priya Raman",
            "where": "City of Aldermoor",
            "delegate": "",
            **SPAN,
        },
        "Check who answers for you, changed by Priya Raman: City of Aldermoor",
    ),
    (
        "changed_for_you",
        {
            "what": "seat_lent",
            "who": "Priya Raman",
            "where": "City of Aldermoor",
            "delegate": "Jo Mbeki",
            **SPAN,
        },
        "Check who answers for you, changed by Priya Raman: City of Aldermoor",
    ),
    (
        "changed_for_you",
        {
            "what": "seat_taken_back",
            "who": "Priya Raman",
            "where": "City of Aldermoor",
            "delegate": "Jo Mbeki",
            **SPAN,
        },
        "Check who answers for you, changed by Priya Raman: City of Aldermoor",
    ),
]


@pytest.mark.parametrize(("kind", "words", "subject"), STANDING)
def test_mail_about_standing_in_says_for_whom_and_until_when(kind, words, subject):
    told = Notice.objects.create(
        recipient=f.a_user("Ruth Hale"),
        key=kind,
        kind=f"organisations.{kind}",
        url="/account/absence/",
        context=words,
        posted_on=f.DAY,
    )

    mail = texts.mail_of(told)

    assert mail.subject == subject
    assert set(re.findall(r'href="([^"]+)"', mail.html)) == {
        f"{settings.BASE_URL}/account/absence/"
    }
    assert not re.search(r"{{|{%|None|  \.", mail.subject + mail.text + mail.html)


def test_mail_to_a_deputy_says_until_when_and_by_when():
    words = {"what": "G1 Mandate", "kind": "gate_decision", **STANDING_IN}

    mail = texts.mail_of(notice("approval_asked", words))

    assert "You stand in for Priya Raman until 12 Dec 2026." in mail.text
    assert "Please answer by 4 Dec 2026." in mail.text


def test_mail_to_a_company_names_the_body_and_nobody_inside(world):
    shared = f.shared_partnership(world.body, world.company, lead=world.lead, title="Quiet Roads")

    told = Notice.objects.get(recipient=world.partner, kind="partnerships.shared_in")

    mail = texts.mail_of(told)
    assert shared.reference in mail.subject
    assert "City of Aldermoor" in mail.text
    assert "Ines" not in mail.subject + mail.text + mail.html
