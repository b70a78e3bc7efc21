"""What is said of contributions and costs: in mails, in the list of notices and in the history."""

import re

import pytest

from audit.models import Entry
from benefits import operations
from benefits.queries import history
from desk import words
from notices import texts
from notices.models import Notice
from tests.benefits.factories import a_contribution, a_cost, a_handover, a_pair, fresh
from tests.factories import DAY, an_upload

pytestmark = pytest.mark.django_db

KINDS = {
    "contribution_offered": "Answer what Meridian & Sons offers, C-1: ",
    "contribution_accepted": "See that C-1 is accepted: ",
    "contribution_declined": "Read why C-2 was declined: ",
    "contribution_withdrawn": "Read why C-3 was withdrawn: ",
    "handover_to_confirm": "Say whether C-1 arrived: ",
    "handover_confirmed": "See that C-1 was received: ",
    "handover_disputed": "Reply to the dispute about C-1: ",
    "dispute_reply": "Read the reply about C-1: ",
    "settlement_proposed": "Settle the dispute about C-1: ",
    "handover_settled": "See how C-1 was settled: ",
    "costs_shared": "See what it costs Meridian & Sons: ",
}
VERBS = {
    "add_contribution",
    "change_contribution",
    "offer_contribution",
    "accept_contribution",
    "decline_contribution",
    "withdraw_contribution",
    "report_handover",
    "confirm_handover",
    "dispute_handover",
    "reply_to_dispute",
    "propose_settlement",
    "settle_handover",
    "withdraw_handover",
    "download_handover_evidence",
    "record_cost",
    "change_cost",
    "share_cost",
    "withdraw_cost",
}


@pytest.fixture
def pair():
    """Everything that can be done with contributions and costs was done once."""
    pair = a_pair(title="Clean Bus Depot")
    company = pair.partner.organisation
    company.name = "Meridian & Sons"
    company.save()
    pair.partner.refresh_from_db()
    ours, theirs = {"by": pair.lead, "on": DAY}, {"by": pair.admin, "on": DAY}
    row = a_contribution(pair, state="promised")
    first = a_handover(row, pair, quantity=5, upload=an_upload())
    operations.download_handover_evidence(first, **ours)
    operations.confirm_handover(first, party=pair.public, **ours)
    second = a_handover(row, pair, quantity=5)
    operations.dispute_handover(second, party=pair.public, reason="Late.", quantity=3, **ours)
    operations.reply_to_dispute(second, party=pair.partner, words="No.", **theirs)
    operations.propose_settlement(second, party=pair.partner, words="Four.", quantity=4, **theirs)
    operations.settle_handover(second, party=pair.public, **ours)
    operations.withdraw_handover(a_handover(row, pair, quantity=1), **theirs)
    declined = a_contribution(pair, state="proposed")
    operations.decline_contribution(declined, party=pair.public, reason="Too few.", **ours)
    gone = a_contribution(pair, state="promised")
    operations.withdraw_contribution(gone, reason="The team was cut.", **theirs)
    draft = a_contribution(pair)
    operations.change_contribution(draft, version=1, statement="Other days", **theirs)
    cost = a_cost(pair, pair.partner)
    operations.change_cost(cost, version=1, note="Trains", **theirs)
    operations.share_cost(cost, **theirs)
    operations.withdraw_cost(fresh(cost), **theirs)
    return pair


def test_every_mail_says_what_to_do_and_leaves_no_word_of_its_template_behind(pair):
    told = {}
    for notice in Notice.objects.filter(kind__startswith="benefits.").order_by("-id"):
        told[notice.kind.removeprefix("benefits.")] = texts.mail_of(notice)

    assert set(told) == set(KINDS)
    end = f"Clean Bus Depot, {pair.partnership.reference}"
    assert {kind: mail.subject for kind, mail in told.items()} == {
        kind: start + end for kind, start in KINDS.items()
    }
    for mail in told.values():
        assert not re.search(r"{{|{%|None|  \.", mail.subject + mail.text + mail.html)
        assert mail.text.count("http") == 1


def test_every_verb_has_a_sentence_and_an_entry(pair):
    entries = Entry.objects.filter(verb__startswith="benefits.")

    assert {entry.verb.removeprefix("benefits.") for entry in entries} == VERBS
    assert [entry.verb for entry in entries if words.kind_of(entry) == words.UNKNOWN] == []
    assert {entry.partnership_key for entry in entries} == {pair.partnership.public_id}
    assert {entry.party_key for entry in entries} == {pair.partner.public_id}


def test_every_verb_about_costs_is_kept_from_those_who_only_read(pair):
    about_costs = Entry.objects.filter(object_kind="benefits.cost")

    assert set(about_costs.values_list("verb", flat=True)) == set(history.COST_VERBS)
