import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from notices.models import Notice
from organisations import operations, queries
from organisations.models import Absence, Delegation
from organisations.operations import AbsenceRefused, StaleAbsence
from tests import factories as f

pytestmark = pytest.mark.django_db


def day(number):
    return f.DAY + datetime.timedelta(days=number)


@pytest.fixture
def body():
    return f.a_body()


@pytest.fixture
def user(body):
    return f.staff(body, "lead", name="Ines Okafor")


@pytest.fixture
def deputy(body):
    return f.staff(body, name="Jo Mbeki")


def away(user, deputy, first=0, last=5, *, by=None, on=f.DAY, **facts):
    return operations.announce_absence(
        user,
        user.memberships.first().organisation,
        deputy=deputy,
        starts_on=day(first),
        ends_on=day(last),
        by=by or user,
        on=on,
        **facts,
    )


def lend(seat, to, first=0, last=5, *, by=None, reason="A course"):
    return operations.delegate_seat(
        seat,
        to=to,
        starts_on=day(first),
        ends_on=day(last),
        reason=reason,
        by=by or seat.user,
        on=f.DAY,
    )


def kinds_told(user):
    rows = Notice.objects.filter(recipient=user).order_by("id")
    return [row.kind.partition(".")[2] for row in rows]


# ── Absences ────────────────────────────────────────────────────────────────────────────────────


def test_announcing_writes_it_down_without_the_reason_and_tells_the_deputy(body, user, deputy):
    away(user, deputy, reason="An operation")

    entry = Entry.objects.get(verb="organisations.announce_absence")
    assert (entry.actor_id, entry.body_key, entry.reason) == (user.public_id, body.public_id, "")
    assert entry.after == {
        "user": str(user.public_id),
        "organisation": str(body.organisation.public_id),
        "deputy": str(deputy.public_id),
        "starts_on": day(0).isoformat(),
        "ends_on": day(5).isoformat(),
    }
    assert (kinds_told(deputy), kinds_told(user)) == (["deputy_named"], [])
    assert Notice.objects.get().context["why"] == "An operation"


def test_an_absence_without_a_deputy_is_one(body, user):
    away(user, None)

    on = f.DAY
    assert queries.deputy_of(user, body.organisation, on=on) is None
    assert not queries.absences_on(on, users=[user])[user.pk, body.organisation_id].stands_in


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 3, "starts_on"), (3, 2, "ends_on"), (3, 6, "starts_on"), (0, 9, "starts_on")],
)
def test_days_that_are_past_turned_round_or_taken_are_refused(user, deputy, first, last, field):
    away(user, deputy, 4, 5)

    with pytest.raises(AbsenceRefused) as refusal:
        away(user, deputy, first, last)

    assert list(refusal.value.error_dict) == [field]
    assert Absence.objects.count() == 1


def test_one_absence_after_another_is_two(user, deputy):
    away(user, deputy, 0, 2)
    away(user, deputy, 3, 4)

    assert Absence.objects.count() == 2


def test_days_of_an_ended_absence_are_free_again(user, deputy):
    operations.end_absence(away(user, deputy), by=user, on=f.DAY)

    away(user, deputy)

    assert Absence.objects.standing().count() == 1


def test_deputy_is_somebody_else_of_the_organisation_who_is_there(body, user, deputy):
    stranger, closed = f.staff(f.a_body()), f.staff(body, is_active=False)
    absent = f.staff(body)
    away(absent, None, 3, 8)

    refused = []
    for other in (user, stranger, closed, absent):
        with pytest.raises(AbsenceRefused) as refusal:
            away(user, other)
        refused += refusal.value.error_dict

    assert refused == ["deputy"] * 4


def test_whoever_does_not_belong_cannot_be_away(body, deputy):
    gone = f.staff(body)
    operations.revoke_membership(gone.memberships.get(), by=None, on=f.DAY)

    with pytest.raises(AbsenceRefused, match="does not belong"):
        away(gone, deputy)


def test_what_somebody_else_enters_is_told_to_the_absent(body, user, deputy):
    keeper = f.staff(body, "owner")

    absence = away(user, deputy, by=keeper)

    assert (absence.entered_by, absence.was_entered_for) == (keeper, True)
    assert kinds_told(user) == ["absence_entered"]
    with pytest.raises(AbsenceRefused, match="Nobody puts themselves"):
        away(user, keeper, 7, 8, by=keeper)


def test_a_new_deputy_is_told_and_the_old_one_too(body, user, deputy):
    absence, other = away(user, deputy), f.staff(body)

    changed = operations.change_absence(
        absence,
        version=1,
        deputy=other,
        starts_on=day(0),
        ends_on=day(7),
        by=user,
        on=f.DAY,
    )

    assert (changed.version, changed.reason) == (2, absence.reason)
    assert kinds_told(deputy) == ["deputy_named", "deputy_over"]
    assert kinds_told(other) == ["deputy_named"]
    assert Notice.objects.get(recipient=deputy, kind__endswith="named").settled_at is not None


def test_what_somebody_else_changes_or_ends_is_told_to_the_absent(body, user, deputy):
    absence, keeper, other = away(user, deputy), f.staff(body, "owner"), f.staff(body)

    changed = operations.change_absence(
        absence,
        version=1,
        deputy=other,
        starts_on=day(0),
        ends_on=day(300),
        by=keeper,
        on=f.DAY,
    )
    told = kinds_told(user)
    operations.end_absence(changed, by=keeper, on=f.DAY)

    assert (changed.entered_by, told) == (keeper, ["absence_entered"])
    assert kinds_told(user) == ["absence_entered", "changed_for_you"]


def test_a_stale_change_and_one_of_the_past_are_refused(user, deputy):
    absence = away(user, deputy, 0, 2)
    facts = {"deputy": deputy, "starts_on": day(0), "ends_on": day(3), "by": user}

    with pytest.raises(StaleAbsence) as stale:
        operations.change_absence(absence, version=7, on=f.DAY, **facts)
    with pytest.raises(AbsenceRefused, match="over"):
        operations.change_absence(absence, version=1, on=day(3), **facts)
    with pytest.raises(AbsenceRefused) as begun:
        operations.change_absence(absence, version=1, on=day(1), **{**facts, "starts_on": day(2)})

    assert stale.value.current == absence
    assert list(begun.value.error_dict) == ["starts_on"]


def test_ending_twice_is_once(user, deputy):
    absence = away(user, deputy)

    for _time in range(2):
        operations.end_absence(absence, by=user, on=f.DAY)

    assert Entry.objects.filter(verb="organisations.end_absence").count() == 1
    assert kinds_told(deputy) == ["deputy_named", "deputy_over"]


def test_the_same_id_twice_is_one_absence(user, deputy):
    key = "9b2f9a52-3c8b-4a63-9a07-5d2b1f0c7e11"

    assert away(user, deputy, public_id=key) == away(user, deputy, public_id=key)


def test_the_table_holds_what_it_promises(user, deputy):
    absence = away(user, deputy)
    wrong = [
        {"ends_on": day(-1)},
        {"deputy": user},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.filter(pk=absence.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            user=user,
            organisation=absence.organisation,
            starts_on=day(5),
            ends_on=day(9),
            entered_by=user,
        )


# ── Lent seats ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def seat(body):
    return f.an_approver(body, name="Ruth Hale").approver_seats.get()


def test_lending_tells_the_delegate_and_ends_when_it_is_taken_back(body, seat, deputy):
    delegation = lend(seat, deputy)
    lent = list(queries.lent_on(f.DAY))

    operations.end_delegation(delegation, by=seat.user, on=f.DAY)

    assert (lent, list(queries.lent_on(f.DAY))) == ([delegation], [])
    assert kinds_told(deputy) == ["seat_lent", "seat_taken_back"]
    verbs = Entry.objects.filter(object_id=str(delegation.public_id)).order_by("id")
    assert [entry.verb for entry in verbs] == [
        "organisations.delegate_seat",
        "organisations.end_delegation",
    ]


def test_holder_is_told_what_somebody_else_does_with_the_seat(body, seat, deputy):
    keeper = f.staff(body, "owner")

    operations.end_delegation(lend(seat, deputy, by=keeper), by=keeper, on=f.DAY)

    rows = Notice.objects.filter(recipient=seat.user).order_by("id")
    assert [(row.kind, row.context["what"]) for row in rows] == [
        ("organisations.changed_for_you", "seat_lent"),
        ("organisations.changed_for_you", "seat_taken_back"),
    ]


def test_lending_is_refused_to_who_cannot_have_it(body, seat, deputy):
    keeper = f.staff(body, "owner")
    cases = [
        ({"to": seat.user}, "to"),
        ({"to": f.a_user()}, "to"),
        ({"to": keeper, "by": keeper}, "to"),
        ({"to": deputy, "reason": " "}, "reason"),
        ({"to": deputy, "first": 3, "last": 1}, "ends_on"),
        ({"to": deputy, "first": -2}, "starts_on"),
    ]
    refused = []
    for facts, _field in cases:
        with pytest.raises(AbsenceRefused) as refusal:
            lend(seat, **facts)
        refused += refusal.value.error_dict

    assert refused == [field for _facts, field in cases]


def test_a_seat_is_lent_to_one_at_a_time(body, seat, deputy):
    lend(seat, deputy)

    with pytest.raises(AbsenceRefused) as refusal:
        lend(seat, f.staff(body), 5, 9)

    assert list(refusal.value.error_dict) == ["starts_on"]


def test_a_seat_that_is_over_is_not_lent(body, seat, deputy):
    operations.unseat_approver(seat, by=None, on=f.DAY)

    with pytest.raises(AbsenceRefused, match="over"):
        lend(seat, deputy)


def test_the_table_knows_whose_seat_it_is(seat, deputy):
    delegation = lend(seat, deputy)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=delegation.pk).update(to=seat.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=delegation.pk).update(holder=f.a_user())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_takes_themselves_out_of_the_pool(seat):
    with pytest.raises(operations.MembershipRefused, match="Somebody else"):
        operations.unseat_approver(seat, by=seat.user, on=f.DAY)


# ── The clock ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_over_is_told_once_and_not_after_a_week(seat, user, deputy):
    away(user, deputy, 0, 2)
    lend(seat, deputy, 0, 2)
    ended = away(f.staff(seat.body), deputy, 0, 2)
    operations.end_absence(ended, by=ended.user, on=day(1))

    told = []
    for number in (2, 3, 4):
        operations.tell_what_is_over(on=day(number))
        told.append(len(kinds_told(deputy)))
    late = f.staff(seat.body)
    Absence.objects.create(
        user=late,
        organisation=seat.body.organisation,
        deputy=user,
        starts_on=day(0),
        ends_on=day(1),
        entered_by=late,
    )
    operations.tell_what_is_over(on=day(10))

    # Three beginnings, one end by hand; then the two that ran out.
    assert told == [4, 6, 6]
    assert "deputy_over" not in kinds_told(user)


# ── Somebody who stood in leaves ────────────────────────────────────────────────────────────────


def test_the_duties_of_whoever_leaves_end_and_the_others_are_told(body, user, deputy):
    holder, keeper = f.staff(body), f.staff(body, "owner")
    absence, later = away(user, deputy), away(user, deputy, 10, 12)
    loan = lend(operations.seat_approver(body, holder, by=None, on=f.DAY), deputy)
    assert queries.duties_of(deputy, body.organisation, on=f.DAY) == {"covered": 2, "lent": 1}

    operations.revoke_membership(deputy.memberships.get(), by=keeper, on=f.DAY)

    for row in (absence, later, loan):
        row.refresh_from_db()
    assert [(row.deputy, row.version) for row in (absence, later)] == [(None, 2), (None, 2)]
    assert loan.revoked_at is not None
    assert kinds_told(user) == ["nobody_stands_in"] * 2
    assert kinds_told(holder) == ["nobody_stands_in"]
    entry = Entry.objects.filter(verb="organisations.change_absence").last()
    assert (entry.before["deputy"], entry.after["deputy"]) == (str(deputy.public_id), None)
    assert queries.duties_of(deputy, body.organisation, on=f.DAY) == {"covered": 0, "lent": 0}


def test_duties_stay_while_there_is_another_role_or_a_seat_in_the_pool(body, user, deputy):
    second = operations.grant_membership(deputy, body.organisation, "auditor", by=None, on=f.DAY)
    absence = away(user, deputy)
    loan = lend(operations.seat_approver(body, f.staff(body), by=None, on=f.DAY), deputy)
    operations.seat_approver(body, deputy, by=None, on=f.DAY)

    operations.revoke_membership(second, by=None, on=f.DAY)
    absence.refresh_from_db()
    assert absence.deputy == deputy
    operations.revoke_membership(deputy.memberships.get(revoked_at=None), by=None, on=f.DAY)

    absence.refresh_from_db()
    loan.refresh_from_db()
    assert (absence.deputy, loan.revoked_at) == (None, None)
