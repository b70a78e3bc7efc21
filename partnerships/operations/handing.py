"""Handing over: what somebody held in partnerships goes to one colleague, and their own places end."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import queries as belonging
from organisations.models import Role
from partnerships import queries
from partnerships.models import (
    Approval,
    ApprovalState,
    Draft,
    GateCondition,
    Member,
    MemberRole,
    Seat,
    Side,
    Visibility,
)
from partnerships.operations.asking import tell_newly_asked
from partnerships.operations.locking import bump, lock_partnership
from partnerships.operations.people import add_member, name_seat, remove_member
from partnerships.operations.projection import project_partnership
from partnerships.operations.refusals import MemberRefused
from partnerships.operations.telling import record, tell


@transaction.atomic
def hand_over(
    user, organisation, *, to, by, on: date, reason: str = "", also: frozenset[int] = frozenset()
) -> queries.Holdings:
    """This function will end every place that `user` has for `organisation`, and give `to` what was held in them.

    Leads, seats of the public side, open conditions and drafts go over; plain places end, and seats of a company fall
    vacant. Whoever has to know who leads or holds a seat is told. A question that is still open keeps the name
    of whoever asked it, since that person may never answer it. `also` are the partnerships in which something else
    is taken over, so that the colleague needs a place there. Returns what was held. Raises MemberRefused when there
    is something to take over and nobody, or nobody suitable, to do so.
    """
    held = queries.holdings_of(user, organisation, on=on)
    is_needed = bool(also) or held.needs_somebody
    _refuse_successor(user, organisation, to, is_needed=is_needed, by=by, on=on)
    # In one order, so that two who leave at once never wait for each other.
    known = {place.pk for place in held.places}
    for place in queries.places_of(user, organisation, on=on).order_by("partnership_id"):
        partnership = lock_partnership(place.partnership)
        # What a company was not shared in ends too, and is no business of a colleague's.
        if place.pk in known:
            needs_place = partnership.pk in also
            _tell_keepers(partnership, place, held, to=to, by=by, on=on)
            _hand_over_place(partnership, place, needs_place, to=to, by=by, on=on)
        remove_member(place, by=by, on=on, reason=reason)
    for draft in held.drafts:
        Draft.objects.filter(pk=draft.pk).update(by=to)
    return held


def _refuse_successor(user, organisation, to, *, is_needed, by, on):
    if to is None:
        if is_needed:
            raise MemberRefused({"to": _("Choose who takes over what this person holds.")})
        return
    known = queries.possible_successors(user, organisation, by=by, on=on)
    if not known.filter(pk=to.pk).exists():
        words = _("Choose an active colleague who has not stepped aside from any of it.")
        if to == by:
            words = _(
                "Only an owner takes over what they hand over themselves. Choose a colleague."
            )
        raise MemberRefused({"to": words})


def _tell_keepers(partnership, place, held, *, to, by, on):
    """Nobody comes to lead or to sit by a hand-over unseen: the owners hear of it, of a company's seats the leads."""
    what = [seat.get_kind_display() for seat in held.seats if seat.member_id == place.pk]
    if queries.leads_on(place):
        what.insert(0, place.get_role_display())
    if not what:
        return
    is_public = place.party.side == Side.PUBLIC
    organisation = partnership.lead_body.organisation
    owners = belonging.people_with_role(organisation, Role.OWNER, on=on)
    told = owners if is_public else queries.leads_of(partnership, on=on)
    tell(
        "holder_left",
        partnership,
        to=[one for one in told if one not in {place.user, to}],
        key=f"holder_left:{place.public_id}",
        on=on,
        by=by,
        url=reverse("partnerships:people", kwargs={"reference": partnership.reference}),
        who=by.get_full_name() if by else "",
        person=place.user.get_full_name(),
        organisation=place.party.organisation,
        heir=to.get_full_name() if is_public and to else "",
        what=", ".join(what),
    )


def _hand_over_place(partnership, place, needs_place, *, to, by, on):
    seats = [
        one for one in Seat.objects.filter(member=place).order_by("id") if queries.passes_on(one)
    ]
    conditions = list(
        GateCondition.objects.select_for_update(of=("self",)).filter(owner=place).order_by("id")
    )
    leads = queries.leads_on(place)
    if to is None or not (leads or seats or conditions or needs_place):
        return
    successor = _place_for(partnership, place, to=to, leads=leads, by=by, on=on)
    for seat in seats:
        name_seat(partnership, kind=seat.kind, side=seat.side, member=successor, by=by, on=on)
    if seats:
        _pass_on_questions(partnership, seats, to=to, on=on)
    for condition in conditions:
        # The version stays: what somebody was asked about this condition does not change with its owner.
        condition.owner = successor
        condition.save(update_fields=["owner"])


def _pass_on_questions(partnership, seats, *, to, on):
    """Whoever takes a seat is asked what it was asked; nobody answers what they asked for themselves."""
    taken = {(seat.kind, seat.side) for seat in seats}
    waiting = Approval.objects.filter(partnership=partnership, state=ApprovalState.WAITING)
    for approval in waiting.select_related("partnership", "submitter", "body"):
        for ask, answerers in queries.answerers_of(approval, on=on):
            is_left_alone = not ask.answer and not answerers
            if (ask.seat, ask.side) in taken and is_left_alone:
                words = _(
                    "%(name)s asked what the seat “%(seat)s” has to answer. Choose somebody else."
                )
                name = {"name": to.get_full_name(), "seat": ask.get_seat_display()}
                raise MemberRefused({"to": words % name})
        tell_newly_asked(approval, on=on)


def _place_for(partnership, place, *, to, leads, by, on):
    """Return the colleague's place: the one they have, raised to lead where a lead leaves, or a new one like it."""
    there = Member.objects.live(on=on).filter(partnership=partnership, user=to).first()
    if there is None:
        return add_member(partnership, party=place.party, user=to, role=place.role, by=by, on=on)
    if there.party_id != place.party_id:
        words = _("%(name)s has a place for %(organisation)s in “%(title)s”. Choose somebody else.")
        facts = {"name": to.get_full_name(), "organisation": there.party.organisation}
        raise MemberRefused({"to": words % {**facts, "title": partnership.title}})
    if leads and there.role != MemberRole.LEAD:
        _raise_to_lead(partnership, there, by=by, on=on)
    return there


def _raise_to_lead(partnership, member, *, by, on):
    before = member.role
    member.role, member.visibility = MemberRole.LEAD, Visibility.SHARED
    bump(member, "role", "visibility")
    record(
        "raise_member",
        member,
        partnership,
        by=by,
        on=on,
        party=member.party,
        visibility=member.visibility,
        before={"role": before},
        after={"member": member.public_id, "role": member.role},
    )
    project_partnership(partnership, on=on)
