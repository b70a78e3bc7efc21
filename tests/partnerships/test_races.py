"""Many at once on a real PostgreSQL: exactly one takes effect."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from audit.models import Entry
from desk import operations as desk
from notices.models import Notice
from partnerships import operations, queries
from partnerships.models import (
    Approval,
    ApprovalAsk,
    Invitation,
    InvitationState,
    Partnership,
    StageChange,
)
from tests.factories import (
    DAY,
    PASSWORD,
    a_body,
    a_company,
    a_partnership,
    an_approver,
    ask_decision,
    company_user,
    fresh,
    gate_of,
    lead_of,
    pass_gate,
    shared_partnership,
)

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50


def at_once(call, arguments):
    """Run `call` once for each of the arguments, all starting together; return what each gave or raised."""
    barrier = threading.Barrier(len(arguments))

    def run(argument):
        barrier.wait()
        try:
            return call(argument)
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def test_of_fifty_moves_of_one_stage_one_takes_effect():
    partnership = a_partnership(profile="light")
    pass_gate(partnership)
    lead, version = lead_of(partnership), fresh(partnership).version

    results = at_once(
        lambda _n: operations.move(partnership, "scope", version=version, by=lead, on=DAY),
        range(MANY),
    )

    assert sum(isinstance(result, Partnership) for result in results) == 1
    assert sum(isinstance(result, operations.StaleVersion) for result in results) == MANY - 1
    assert StageChange.objects.filter(partnership=partnership).count() == 2
    assert Entry.objects.filter(verb="partnerships.move").count() == 1
    assert fresh(partnership).version == version + 1


def test_of_fifty_answers_by_two_people_one_decides():
    body = a_body()
    approvers = [an_approver(body), an_approver(body)]
    partnership = a_partnership(body, profile="light")
    approval = ask_decision(partnership)

    results = at_once(
        lambda n: operations.answer_approval(
            approval, answer="yes" if n % 4 else "no", by=approvers[n % 2], on=DAY, reason="So."
        ),
        range(MANY),
    )

    assert sum(isinstance(result, Approval) for result in results) == 1
    assert ApprovalAsk.objects.exclude(answer="").count() == 1
    assert Entry.objects.filter(verb="partnerships.answer_approval").count() == 1
    decided = Approval.objects.get()
    assert decided.state in {"agreed", "refused"}
    assert gate_of(partnership, 1).state == ("passed" if decided.state == "agreed" else "open")


def test_of_fifty_questions_about_one_gate_one_is_asked():
    body = a_body()
    an_approver(body)
    partnership = a_partnership(body, profile="light")
    approval = ask_decision(partnership)
    lead = lead_of(partnership)
    operations.withdraw_approval(approval, by=lead, on=DAY)
    gate = gate_of(partnership)

    at_once(
        lambda _n: operations.ask_decision(gate, version=gate.version, by=lead, on=DAY), range(MANY)
    )

    assert Approval.objects.filter(state="waiting").count() == 1
    assert Notice.objects.filter(key__startswith="approval:", settled_at=None).count() == 1


def test_twenty_partnerships_begun_at_once_have_twenty_references():
    body = a_body()
    lead = lead_of(a_partnership(body))

    at_once(lambda _n: a_partnership(body, lead=lead, profile="light"), range(20))

    references = Partnership.objects.values_list("reference", flat=True)
    assert len(set(references)) == 21


def test_form_posted_many_times_at_once_makes_one_partnership():
    body = a_body()
    first = a_partnership(body)
    lead, public_id = lead_of(first), "6a5b7f0e-8f55-4f0e-9d4f-0f6f5d1f7a11"

    results = at_once(
        lambda _n: a_partnership(body, lead=lead, public_id=public_id, title="Laptops"), range(10)
    )

    assert Partnership.objects.filter(public_id=public_id).count() == 1
    assert {result.pk for result in results if isinstance(result, Partnership)} == {
        Partnership.objects.get(public_id=public_id).pk
    }


def test_of_fifty_acceptances_of_one_invitation_one_takes_effect():
    company = a_company()
    admin = company_user(company, "partner_admin")
    partnership = shared_partnership(company=company)
    now = timezone.now()
    made = operations.invite(
        company,
        address="nia@newcomers.example",
        role="partner_staff",
        by=admin,
        on=DAY,
        now=now,
        partnership=partnership,
        member_role="viewer",
    )
    invitation = queries.invitation_with(queries.token_of(made))

    results = at_once(
        lambda _n: operations.accept_with_new_account(
            invitation,
            typed_address="nia@newcomers.example",
            name="Nia Moss",
            password=PASSWORD,
            on=DAY,
            now=now,
        ),
        range(MANY),
    )

    assert sum(isinstance(result, Invitation) for result in results) == 1
    over = [result.state for result in results if isinstance(result, operations.InvitationOver)]
    assert over == [InvitationState.USED] * (MANY - 1)
    user = User.objects.get(email="nia@newcomers.example")
    assert (user.memberships.count(), user.partnership_members.count()) == (1, 1)
    assert Entry.objects.filter(verb="partnerships.accept_invitation").count() == 1


def test_of_two_administrators_who_remove_each_other_one_stays():
    company = a_company()
    pair = [company_user(company, "partner_admin") for _number in range(2)]
    now = timezone.now()

    results = at_once(
        lambda n: desk.hand_over_and_remove(
            pair[n], company, to=None, by=pair[1 - n], on=DAY, now=now
        ),
        range(2),
    )

    assert sum(isinstance(result, desk.RemovalRefused) for result in results) == 1
    assert company.memberships.filter(revoked_at=None).count() == 1
