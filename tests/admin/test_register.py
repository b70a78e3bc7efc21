"""Partnerships and the audit in the administration: core fields and security events, to read."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from audit.models import Entry
from organisations import operations as organisations
from partnerships import operations
from tests import factories

PARTNERSHIPS, AUDIT = "partnerships_partnership", "audit_entry"


def page(part, name="changelist", *args):
    return reverse(f"admin:{part}_{name}", args=args)


def rows(client, part, **params):
    return list(client.get(page(part), params).context["cl"].result_list)


# ── Partnerships ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def partnership(world):
    return factories.shared_partnership(
        world.own,
        world.shared,
        lead=world.lead,
        title="Clean Bus Depot",
        need="CANARY-NEED",
        summary="CANARY-SUMMARY",
        legal_basis="CANARY-BASIS",
    )


def test_administrator_reads_core_fields_only(world, as_user, partnership):
    foreign = factories.a_partnership(world.other, title="Quay Wall", lead=world.skipper)
    client = as_user(world.admin)

    assert rows(client, PARTNERSHIPS) == [partnership]
    assert rows(client, PARTNERSHIPS, q="Quay") == []
    for address in (
        page(PARTNERSHIPS),
        page(PARTNERSHIPS, "change", partnership.public_id),
    ):
        html = client.get(address).content.decode()
        for words in (partnership.reference, "Clean Bus Depot", "Meridian Ltd", "Identify need"):
            assert words in html
        assert "CANARY" not in html
    assert client.get(page(PARTNERSHIPS, "change", foreign.public_id)).status_code == 404


def test_recused_administrator_does_not_find_the_partnership(world, as_user, partnership):
    operations.recuse(
        partnership,
        user=world.admin,
        reason="A brother works there.",
        by=world.lead,
        on=factories.DAY,
    )

    assert rows(as_user(world.admin), PARTNERSHIPS) == []


def test_stages_filter_the_register(world, as_user, partnership):
    client = as_user(world.admin)

    assert rows(client, PARTNERSHIPS, stage="need") == [partnership]
    assert rows(client, PARTNERSHIPS, stage="live") == []


# ── The audit ───────────────────────────────────────────────────────────────────────────────────


def test_administrator_reads_security_events_of_the_own_body_only(world, as_user, partnership):
    own = world.own.public_id
    accounts_of = {one.public_id for one in (world.admin, world.lead, world.approver)}

    entries = rows(as_user(world.admin), AUDIT)

    assert entries
    for entry in entries:
        assert entry.partnership_key is None
        assert entry.body_key == own or (
            entry.body_key is None and entry.object_id in map(str, accounts_of)
        )
    assert {entry.verb for entry in entries} == {
        "accounts.create_user",
        "organisations.create",
        "organisations.found_body",
        "organisations.grant_membership",
        "organisations.relate",
        "organisations.seat_approver",
    }


def test_operator_reads_what_concerns_the_installation(world, as_user, partnership):
    entries = rows(as_user(world.operator), AUDIT)

    assert entries
    assert {(entry.body_key, entry.partnership_key) for entry in entries} == {(None, None)}


def test_failed_sign_ins_of_those_who_also_belong_elsewhere_stay_hidden(world, as_user):
    organisations.grant_membership(
        world.lead, world.other.organisation, "lead", by=None, on=factories.DAY
    )
    for user in (world.lead, world.approver, world.skipper):
        accounts.note_failed_sign_in(user, on=factories.DAY)

    entries = rows(as_user(world.admin), AUDIT, verb="accounts.fail_to_sign_in")

    assert [entry.object_id for entry in entries] == [str(world.approver.public_id)]


def test_entry_of_another_body_is_not_there(world, as_user, partnership):
    client = as_user(world.admin)
    hidden = [
        Entry.objects.filter(body_key=world.other.public_id).first(),
        Entry.objects.filter(partnership_key=partnership.public_id).first(),
        Entry.objects.filter(object_id=str(world.skipper.public_id)).first(),
    ]

    assert [client.get(page(AUDIT, "change", one.public_id)).status_code for one in hidden] == [
        404,
        404,
        404,
    ]


def test_audit_is_filtered_by_day_and_verb(world, as_user):
    today = timezone.localdate()
    accounts.change_account(world.lead, name="Ines Moor", by=world.admin, on=today)
    client, day = as_user(world.admin), today.isoformat()
    before = (today - datetime.timedelta(days=1)).isoformat()

    assert [one.verb for one in rows(client, AUDIT, since=day)] == ["accounts.change_account"]
    assert [one.verb for one in rows(client, AUDIT, verb="accounts.change_account")] == [
        "accounts.change_account"
    ]
    assert {one.verb for one in rows(client, AUDIT, until=before, since="2025-03-03")} == {
        one.verb for one in rows(client, AUDIT, until="2025-03-03")
    }
    assert rows(client, AUDIT, until=before, verb="accounts.change_account") == []
    for bad in ({"since": "soon"}, {"verb": "partnerships.move"}):
        assert client.get(page(AUDIT), bad).status_code == 400


def test_entry_names_people_that_the_reader_knows_and_nobody_else(world, as_user):
    accounts.change_account(world.approver, name="Ruth Moor", by=world.operator, on=factories.DAY)
    organisations.seat_approver(world.own, world.skipper, by=world.admin, on=factories.DAY)
    organisations.revoke_membership(
        world.lead.memberships.get(), by=world.stranger, on=factories.DAY, reason="CANARY-REASON"
    )
    client = as_user(world.admin)

    html = client.get(page(AUDIT)).content.decode()
    entry = Entry.objects.get(verb="organisations.revoke_membership")
    shown = client.get(page(AUDIT, "change", entry.public_id)).content.decode()

    assert "The operator" in html
    assert "Noor Haddad" not in html
    # In the pool, so known by name; who took the role back is not.
    assert "Skip Per" in html
    assert "Somebody of another organisation" in shown
    assert "CANARY-REASON" in shown
    for words in ("Hanna Strand", "Harbour"):
        assert words not in html + shown


def test_lists_ask_the_same_number_of_questions_at_any_size(
    world, as_user, django_assert_max_num_queries, partnership
):
    for _number in range(12):
        factories.staff(world.own)
        factories.a_company(body=world.own)
    client = as_user(world.admin)

    for part in (AUDIT, PARTNERSHIPS, "organisations_organisation", "organisations_membership"):
        with django_assert_max_num_queries(10):
            client.get(page(part))
