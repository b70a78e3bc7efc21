"""Who may give an answer on a day: whoever holds the seat or is in the pool, or somebody in their place."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import User
from organisations import queries as organisations
from organisations.models import SecondApprover
from partnerships.models import AskKind, Member, Recusal, Seat, SeatKind
from partnerships.queries.people import still_there


@dataclass(frozen=True)
class AskedPlace:
    """Whose answer is asked: a seat's, or the pool's."""

    kind: str
    seat: str = ""
    side: str = ""

    @classmethod
    def of(cls, row):
        """This function will return the place that an ask, or a decider of a profile, names."""
        return cls(row.kind, row.seat, row.side)


@dataclass(frozen=True)
class Answerer:
    """Somebody who may answer: in their own right, or in the place of `instead_of`.

    `until` is the last day of the absence: the deputy's last one, or that of somebody who is away themselves.
    """

    user: User
    instead_of: User | None = None
    until: date | None = None

    @property
    def is_away(self):
        return self.instead_of is None and self.until is not None


class Answerers:
    """Who may answer what in one partnership on one day; asks the database once for each kind of fact.

    What counts is computed from live rows each time: a place in a partnership, a seat in the pool, a role in the
    organisation, an account. Nothing is passed on twice: a deputy's deputy is nobody here.
    """

    def __init__(self, partnership, body, places, *, on):
        self.partnership, self.body, self.on = partnership, body, on
        # All that are asked together: nobody answers for two of them.
        self.places = places

    def of(self, place, *, submitter, voices=frozenset()):
        """This function will return who may answer for `place`, in their own right first.

        `voices` are the ids of those who have been heard by then, in person or in their name.
        """
        own = self._own(place)
        is_signing = place.seat == SeatKind.SIGNATORY
        found = [
            Answerer(user, until=self._away_until(user, place))
            for user in own
            if user.pk not in voices and (is_signing or user != submitter)
        ]
        if is_signing:
            # A signature is given in person: docs/decisions/0009-deputies.md.
            return found
        barred = {submitter.pk, *voices}
        barred |= {user.pk for one in self.places for user in self._own(one)}
        covered = [user for user in own if user != submitter and user.pk not in voices]
        for user in covered:
            for other, until in self._instead_of(user, place, submitter):
                if other.pk not in barred and other.pk not in self._aside:
                    barred.add(other.pk)
                    found.append(Answerer(other, instead_of=user, until=until))
        return found

    def _own(self, place):
        """Return the active users whose own the answer is."""
        if place.kind == AskKind.POOL:
            return [seat.user for seat in self._pool]
        return [user for user in [self._holders.get((place.seat, place.side))] if user]

    def _instead_of(self, user, place, submitter):
        """Yield who answers for `user`; nobody whom the submitter chose for them."""
        absence = self._absence_of(user, place)
        if absence is not None and absence.stands_in and absence.entered_by_id != submitter.pk:
            yield absence.deputy, absence.ends_on
        if place.kind == AskKind.POOL:
            for row in self._lent.get(user.pk, ()):
                if row.entered_by_id != submitter.pk:
                    yield row.to, row.ends_on

    def _away_until(self, user, place):
        absence = self._absence_of(user, place)
        return absence.ends_on if absence is not None else None

    def _absence_of(self, user, place):
        if place.kind == AskKind.POOL:
            organisation = self.body.organisation_id
        else:
            organisation = self._organisations.get((place.seat, place.side))
        return self._absences.get((user.pk, organisation))

    @property
    def _recused(self):
        return Recusal.objects.filter(partnership=self.partnership, lifted_on__isnull=True)

    @cached_property
    def _aside(self):
        return set(self._recused.values_list("user", flat=True))

    @cached_property
    def _seats(self):
        members = still_there(Member.objects.live(on=self.on), on=self.on)
        rows = Seat.objects.filter(partnership=self.partnership, member__in=members.values("pk"))
        return list(rows.select_related("member__user", "member__party"))

    @cached_property
    def _holders(self):
        return {(seat.kind, seat.side): seat.member.user for seat in self._seats}

    @cached_property
    def _organisations(self):
        return {(seat.kind, seat.side): seat.member.party.organisation_id for seat in self._seats}

    @cached_property
    def _pool(self):
        rows = SecondApprover.objects.live(on=self.on).filter(body=self.body, user__is_active=True)
        rows = rows.exclude(user__in=self._recused.values("user")).select_related("user")
        return list(rows.order_by("id"))

    @cached_property
    def _absences(self):
        users = {user.pk for place in self.places for user in self._own(place)}
        return organisations.absences_on(self.on, users=users)

    @cached_property
    def _lent(self):
        found: dict[int, list] = {}
        rows = organisations.lent_on(self.on).filter(seat__body=self.body).select_related("to")
        for row in rows.order_by("id"):
            found.setdefault(row.holder_id, []).append(row)
        return found


def answerers_of(approval, *, on, asks=None):
    """This function will return [(ask, its Answerers)] of an approval; of an ask that is answered, nobody any more.

    `asks`, where a page has them already, are all of the approval's.
    """
    asks = list(approval.asks.order_by("number")) if asks is None else asks
    voices = {user for ask in asks for user in (ask.answered_by_id, ask.answered_for_id) if user}
    places = [AskedPlace.of(ask) for ask in asks]
    room = Answerers(approval.partnership, approval.body, places, on=on)
    return [
        (
            ask,
            []
            if ask.answer
            else room.of(AskedPlace.of(ask), submitter=approval.submitter, voices=voices),
        )
        for ask in asks
    ]


def answerers_at(gate, partnership, *, submitter, on):
    """This function will return [(decider, its Answerers)] of a gate, were `submitter` to ask for its decision."""
    rows = partnership.profile_version.deciders.filter(gate=gate.number).exclude(
        kind=AskKind.ITSELF
    )
    deciders = list(rows.order_by("id"))
    places = [AskedPlace.of(row) for row in deciders]
    room = Answerers(partnership, partnership.lead_body, places, on=on)
    return [(row, room.of(AskedPlace.of(row), submitter=submitter)) for row in deciders]


def second_persons(partnership, *, submitter, on):
    """This function will return the Answerers of the pool, were `submitter` to ask for a second person."""
    place = AskedPlace(AskKind.POOL)
    room = Answerers(partnership, partnership.lead_body, [place], on=on)
    return room.of(place, submitter=submitter)


def people_asked(ask, *, on):
    """This function will return the active users who may give the answer `ask`, those in whose own right it is first."""
    found = dict(answerers_of(ask.approval, on=on))
    return list(dict.fromkeys(one.user for one in found.get(ask, ())))
