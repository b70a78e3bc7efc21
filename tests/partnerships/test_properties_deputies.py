"""On any day exactly those may answer whom a plain account of who belongs, is away and has lent a seat names."""

import datetime
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from organisations import operations as organisations
from organisations.models import Absence, Delegation, Membership, SecondApprover
from partnerships import operations, queries
from partnerships.models import Partnership, Recusal
from tests import factories as f

pytestmark = pytest.mark.django_db

# Of the people of one body: who asks, whose seat is asked, who is in the pool, and two more.
ASKS, SPONSOR, APPROVER, OTHER, OUTSIDE = PEOPLE = range(5)
DAYS = st.integers(0, 6)
SPANS = st.tuples(DAYS, DAYS).map(sorted)
SOMEBODY = st.sampled_from(PEOPLE)
FEW = st.sets(SOMEBODY, max_size=2)


@dataclass(frozen=True)
class Facts:
    """What is so in one try."""

    absences: dict  # {who: (deputy, first, last)}
    lent: tuple | None  # (to, first, last)
    left: frozenset
    recused: frozenset
    closed: frozenset
    in_pool: frozenset


@st.composite
def facts(draw):
    absences = draw(st.dictionaries(SOMEBODY, st.tuples(SOMEBODY, SPANS), max_size=3))
    lent = draw(st.none() | st.tuples(SOMEBODY.filter(lambda one: one != APPROVER), SPANS))
    return Facts(
        absences={who: (to, *span) for who, (to, span) in absences.items() if who != to},
        lent=(lent[0], *lent[1]) if lent else None,
        left=frozenset(draw(FEW)),
        recused=frozenset(draw(FEW)),
        closed=frozenset(draw(FEW)),
        in_pool=frozenset({APPROVER} | draw(FEW)),
    )


def expected(told, day, kind):
    """Say who may answer, from the facts alone."""
    belongs = set(PEOPLE) - told.left - {OUTSIDE} - told.closed
    own = {SPONSOR} & belongs if kind == "seat" else told.in_pool - told.closed
    own -= told.recused
    answer = set(own - {ASKS})
    for who in answer.copy():
        to, first, last = told.absences.get(who, (None, 1, 0))
        if first <= day <= last and {who, to} <= belongs:
            answer.add(to)
        if kind == "pool" and told.lent and who == APPROVER:
            to, first, last = told.lent
            known = (set(PEOPLE) - told.left - {OUTSIDE}) | told.in_pool
            if first <= day <= last and to in known - told.closed:
                answer.add(to)
    return answer - told.recused - {ASKS}


def make_so(told, people, body):
    """Bring the facts about, past every operation."""
    stamp = timezone.now()
    places = Membership.objects.filter(organisation=body.organisation)
    places.filter(user__in=[people[one] for one in told.left]).update(revoked_at=stamp)
    for who, (to, first, last) in told.absences.items():
        Absence.objects.create(
            user=people[who],
            organisation=body.organisation,
            deputy=people[to],
            starts_on=on(first),
            ends_on=on(last),
            entered_by=people[who],
        )
    for who in told.in_pool - {APPROVER}:
        SecondApprover.objects.create(body=body, user=people[who], valid_from=f.DAY)
    if told.lent:
        to, first, last = told.lent
        Delegation.objects.create(
            seat=SecondApprover.objects.get(user=people[APPROVER]),
            holder=people[APPROVER],
            to=people[to],
            starts_on=on(first),
            ends_on=on(last),
            reason="A course",
            entered_by=people[APPROVER],
        )
    for deal in Partnership.objects.filter(lead_body=body):
        for who in told.recused:
            Recusal.objects.create(
                partnership=deal, body=body, user=people[who], reason="A friend", since=f.DAY
            )
    User.objects.filter(pk__in=[people[one].pk for one in told.closed]).update(is_active=False)


def on(number):
    return f.DAY + datetime.timedelta(days=number)


@pytest.fixture
def stage():
    body = f.a_body()
    people = [f.staff(body, "lead"), f.staff(body), f.a_user(), f.staff(body), f.a_user()]
    organisations.grant_membership(people[APPROVER], body.organisation, "staff", by=None, on=f.DAY)
    organisations.seat_approver(body, people[APPROVER], by=None, on=f.DAY)
    asked = f.a_partnership(body, lead=people[ASKS])
    f.seat(asked, "sponsor", user=people[SPONSOR])
    other = f.a_partnership(body, lead=people[ASKS])
    condition = f.condition_of(other, "goal_linked")
    override = operations.ask_override(
        condition, version=condition.version, reason="None.", by=people[ASKS], on=f.DAY
    )
    return body, people, {"seat": f.ask_decision(asked), "pool": override}


def test_exactly_those_may_answer(stage):
    body, people, approvals = stage

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
        phases=[Phase.generate],
    )
    @given(told=facts(), number=DAYS)
    def check(told, number):
        with transaction.atomic():
            make_so(told, people, body)
            fresh = User.objects.in_bulk([user.pk for user in people])
            for kind, approval in approvals.items():
                wanted = expected(told, number, kind)
                rows = queries.answerers_of(approval, on=on(number))
                answering = {one.user.pk for _ask, found in rows for one in found}
                offered = {
                    user.pk
                    for user in fresh.values()
                    if approval
                    in queries.approvals_waiting_for(queries.viewer_for(user, on=on(number)))
                }
                keys = {people[one].pk for one in wanted}
                assert (answering, offered) == (keys, keys), (kind, told)
            transaction.set_rollback(True)

    check()
