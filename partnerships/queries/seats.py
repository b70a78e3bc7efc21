"""Seats: which of them a partnership asks for now, who holds them, and who held them before."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from audit import queries as audit
from partnerships.models import (
    GATE_AHEAD,
    AskKind,
    Member,
    Mode,
    PartyRole,
    Seat,
    SeatKind,
    Side,
)
from partnerships.queries.people import parties_visible_to
from partnerships.queries.visibility import (
    partner_partnerships,
    public_partnerships,
    within,
)

# Seats that a gate's conditions ask for, beside those that decide it.
CONDITION_SEATS = {
    "sponsor_named": (SeatKind.SPONSOR, Side.PUBLIC),
    "panel_seated": (SeatKind.CHAIR, Side.PUBLIC),
}


# ── What is asked ───────────────────────────────────────────────────────────────────────────────


def seats_asked(partnership):
    """This function will return the (kind, side) of the seats that a partnership needs where it stands.

    A seat is needed from the first gate whose profile asks for it to the last one. The partner's seats are needed
    once there is a partner.
    """
    ahead = GATE_AHEAD.get(partnership.stage)
    if ahead is None:
        return set()
    gates = _gates_that_ask(partnership.profile_version)
    asked = {seat for seat, at in gates.items() if min(at) <= ahead <= max(at)}
    if any(side == Side.PARTNER for _kind, side in asked):
        partners = partnership.parties.filter(side=Side.PARTNER).exclude(role=PartyRole.CANDIDATE)
        if not partners.exists():
            asked = {seat for seat in asked if seat[1] == Side.PUBLIC}
    return asked


def _gates_that_ask(version):
    gates = defaultdict(set)
    for row in version.deciders.filter(kind=AskKind.SEAT):
        gates[row.seat, row.side].add(row.gate)
    conditions = version.conditions.filter(key__in=list(CONDITION_SEATS))
    for row in conditions.exclude(mode=Mode.NOT_ASKED):
        gates[CONDITION_SEATS[row.key]].add(row.gate)
    return gates


def vacant_seats(partnership):
    """This function will return the needed seats that nobody holds, as "kind side" in their usual order."""
    asked = seats_asked(partnership)
    if not asked:
        return []
    held = Seat.objects.filter(
        partnership=partnership, member__isnull=False, member__revoked_at__isnull=True
    )
    vacant = asked - set(held.values_list("kind", "side"))
    return [f"{kind} {side}" for side in Side for kind in SeatKind if (kind, side) in vacant]


@dataclass(frozen=True)
class Vacancy:
    """One seat that is needed and vacant."""

    kind: SeatKind
    side: Side

    @classmethod
    def read(cls, text):
        kind, side = text.split()
        return cls(SeatKind(kind), Side(side))

    @property
    def words(self):
        return f"{self.kind.label}, {self.side.label}".lower()


def vacancies_in(standing, *, side=""):
    """This function will return the Vacancies that a partnership's standing keeps, of one side or of both."""
    found = [Vacancy.read(text) for text in standing.vacant_seats]
    return [one for one in found if side in {"", one.side}]


def with_vacancies(viewer):
    """This function will return the running partnerships of the public side in which a needed seat is vacant."""
    rows = public_partnerships(viewer).exclude(standing__vacant_seats=[])
    return _running(rows)


def with_vacancies_of_partner(viewer):
    """This function will return the running shared partnerships in which a needed seat of the partner is vacant."""
    partners = [f"{kind} {Side.PARTNER}" for kind in SeatKind]
    rows = partner_partnerships(viewer).filter(standing__vacant_seats__overlap=partners)
    return _running(rows)


def _running(rows):
    rows = rows.filter(side_state="").select_related("standing", "lead_body__organisation")
    return rows.order_by("title", "id")


# ── Who holds them, who held them ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Held:
    """One time in which somebody held a seat."""

    who: str
    since: datetime.date
    until: datetime.date | None = None


@dataclass
class SeatTale:
    """Since when a seat's holder holds it, and who held it before, the latest first."""

    since: datetime.date | None = None
    earlier: list = field(default_factory=list)


def seat_tales(viewer, partnership, seats, *, unknown):
    """This function will return {id of the seat: SeatTale} for seats of a visible `partnership`.

    The audit entries keep the public ids of members; `unknown` is what to call a member that `viewer` may not see.
    """
    entries = audit.entries_of_partnership(partnership.public_id).filter(
        verb="partnerships.name_seat"
    )
    named = defaultdict(list)
    for entry in entries.order_by("id"):
        named[entry.object_id].append((entry.on, (entry.after or {}).get("member")))
    keys = {key for rows in named.values() for _on, key in rows if key}
    members = _members(viewer, partnership, keys)
    return {
        seat.pk: _tale(named.get(str(seat.public_id), []), seat, members, unknown) for seat in seats
    }


def _members(viewer, partnership, keys):
    if not keys:
        return {}
    rows = Member.objects.filter(
        partnership=partnership,
        public_id__in=keys,
        party__in=parties_visible_to(viewer, partnership).order_by(),
    )
    rows = within(rows, viewer).select_related("user")
    return {str(row.public_id): row for row in rows}


def _tale(rows, seat, members, unknown):
    changes = [
        row for number, row in enumerate(rows) if not number or rows[number - 1][1] != row[1]
    ]
    tale = SeatTale()
    for (since, key), after in zip(changes, [*changes, None][1:], strict=True):
        if key is None:
            continue
        if after is None and seat.member_id is not None:
            tale.since = since
            continue
        until = after[0] if after else None
        tale.earlier.insert(0, Held(str(members.get(key, unknown)), since, until))
    return tale
