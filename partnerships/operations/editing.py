"""The verbs that change the facts of a partnership."""

from django.db import transaction

from organisations import operations as organisations
from partnerships.models import Freeze, Gate, GateState, PartyRole, Term, Visibility
from partnerships.operations.conditions import check_own_conditions
from partnerships.operations.creation import (
    CORE_FIELDS,
    TIER_WEIGHTS,
    clean,
    refuse_days,
    target_day,
    tier_of,
    tier_score,
)
from partnerships.operations.locking import bump, lock_partnership, refuse_frozen
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record


@transaction.atomic
def edit_partnership(partnership, *, version, by, on, profile_reason=None, **changes):
    """This function will change core fields of a partnership.

    Raises StaleVersion on an old `version`, and Frozen where a higher value would be a new promise.
    """
    partnership = lock_partnership(partnership, version=version)
    before = {field: getattr(partnership, field) for field in CORE_FIELDS if field in changes}
    for field in before:
        setattr(partnership, field, changes[field])
    partnership.tier_score = tier_score(
        {field: getattr(partnership, field) for field in TIER_WEIGHTS}
    )
    partnership.tier = tier_of(partnership.tier_score)
    clean(partnership)
    if _promises_more(partnership, before):
        refuse_frozen(partnership, Freeze.COMMITMENTS)
    bump(partnership, *before, "tier_score", "tier")
    after = {field: getattr(partnership, field) for field in before}
    changed = {field for field in before if before[field] != after[field]}
    record(
        "edit",
        partnership,
        partnership,
        by=by,
        on=on,
        before={field: before[field] for field in changed},
        after={field: after[field] for field in changed},
    )
    check_own_conditions(partnership, by=by, on=on)
    push_standing(partnership)
    return partnership


def _promises_more(partnership, before):
    """Another currency says nothing of more or less: it counts as a new promise."""
    value, was = partnership.value, before.get("value", partnership.value)
    if partnership.currency != before.get("currency", partnership.currency):
        return value is not None
    return value is not None and (was is None or value > was)


@transaction.atomic
def set_term(partnership, *, version, starts_on, ends_on, by, on, notice_days=0, extension_days=0):
    """This function will give the current term its dates, or begin the first one.

    Raises StaleVersion, and Frozen where a later end would be a new promise.
    """
    partnership = lock_partnership(partnership, version=version)
    term = partnership.terms.order_by("-number").first()
    before = None if term is None else {"starts_on": term.starts_on, "ends_on": term.ends_on}
    if before is None or ends_on > before["ends_on"]:
        refuse_frozen(partnership, Freeze.COMMITMENTS)
    refuse_days(starts_on, ends_on, on=on, past=partnership.taken_over_on is not None)
    follow = _gates_that_follow(partnership)
    term = term or Term(partnership=partnership)
    term.starts_on, term.ends_on = starts_on, ends_on
    term.notice_days, term.extension_days = notice_days, extension_days
    term.save()
    bump(partnership)
    for gate, row in follow:
        gate.target_on = target_day(partnership, row)
        bump(gate, "target_on")
    record(
        "set_term",
        partnership,
        partnership,
        by=by,
        on=on,
        visibility=Visibility.SHARED,
        before=before,
        after={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "notice_days": notice_days,
            "extension_days": extension_days,
        },
    )
    push_standing(partnership)
    return term


def _gates_that_follow(partnership):
    """Return the open gates, each with its row of the profile, whose target day is still counted from the term."""
    rows = {row.gate: row for row in partnership.profile_version.gates.filter(days__isnull=True)}
    gates = Gate.objects.select_for_update().filter(
        partnership=partnership, state=GateState.OPEN, number__in=rows
    )
    pairs = [(gate, rows[gate.number]) for gate in gates.order_by("number")]
    return [pair for pair in pairs if pair[0].target_on == target_day(partnership, pair[1])]


@transaction.atomic
def relate_parties(partnership, *, by, on):
    """This function will begin the lead body's relationship with every party that it has none with."""
    for party in partnership.parties.exclude(role=PartyRole.LEAD_BODY).select_related(
        "organisation"
    ):
        organisations.relate(partnership.lead_body, party.organisation, by=by, on=on)
