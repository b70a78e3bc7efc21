"""The verbs of parties, members, seats and recusals."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import operations as organisations
from organisations.models import Membership, Role
from partnerships import queries
from partnerships.models import (
    Freeze,
    Member,
    MemberRole,
    Party,
    PartyRole,
    Recusal,
    Seat,
    Side,
    Visibility,
)
from partnerships.operations.conditions import check_own_conditions
from partnerships.operations.locking import bump, lock_partnership, refuse_frozen
from partnerships.operations.projection import project_partnership
from partnerships.operations.refusals import MemberRefused
from partnerships.operations.standing import push_standing
from partnerships.operations.telling import record, tell


@transaction.atomic
def add_party(partnership, organisation, *, role, side, by, on, version=None):
    """This function will add an organisation to a partnership and relate the lead body to it; twice is one party."""
    partnership = lock_partnership(partnership, version=version)
    if (
        there := Party.objects.filter(partnership=partnership, organisation=organisation).first()
    ) is not None:
        return there
    party = Party.objects.create(
        partnership=partnership, organisation=organisation, role=role, side=side
    )
    if organisation.pk != partnership.lead_body.organisation_id:
        organisations.relate(partnership.lead_body, organisation, by=by, on=on)
    record(
        "add_party",
        party,
        partnership,
        by=by,
        on=on,
        after={"organisation": organisation.public_id, "role": role},
    )
    push_standing(partnership)
    return party


@transaction.atomic
def share_in(party, *, by, on):
    """This function will let a party see the partnership from now on, and tell its people. Cannot be taken back.

    Raises Frozen.
    """
    partnership = lock_partnership(party.partnership)
    party = Party.objects.select_for_update().get(pk=party.pk)
    if party.is_shared_in or party.role == PartyRole.LEAD_BODY:
        return party
    refuse_frozen(partnership, Freeze.SHARING)
    party.shared_at, party.shared_on, party.shared_by = timezone.now(), on, by
    party.save(update_fields=["shared_at", "shared_on", "shared_by"])
    record(
        "share_in",
        party,
        partnership,
        by=by,
        on=on,
        party=party,
        visibility=Visibility.SHARED,
        after={"organisation": party.organisation.public_id},
    )
    tell(
        "shared_in",
        partnership,
        to=queries.partner_users(partnership, on=on, party=party),
        key=f"shared_in:{party.public_id}",
        on=on,
        by=by,
    )
    return party


@transaction.atomic
def add_member(
    partnership,
    *,
    party,
    by,
    on,
    role=MemberRole.NONE,
    user=None,
    name="",
    email="",
    job_title="",
    visibility=None,
    public_id=None,
):
    """This function will add a person to a party of the partnership, with an account (`user`) or by name only.

    Raises MemberRefused when the person has a place already, is on the other side, or does not belong to the party's
    organisation.
    """
    partnership = lock_partnership(partnership)
    if public_id and (there := Member.objects.filter(public_id=public_id).first()):
        if there.party != party:
            raise MemberRefused(_("This form has been used already. Begin a new one."))
        return there
    _refuse_person(partnership, party, user, role, on=on)
    member = Member(
        partnership=partnership,
        body=partnership.lead_body,
        party=party,
        owning_party=party,
        user=user,
        role=role,
        name="" if user else name,
        email="" if user else email,
        job_title=job_title,
        valid_from=on,
        granted_by=by,
        visibility=visibility or _usual_visibility(party, role),
        **({"public_id": public_id} if public_id else {}),
    )
    member.full_clean(exclude=["public_id"])
    member.save()
    _record_place(member, partnership, by=by, on=on)
    if user is not None:
        _let_in(member, partnership, by=by, on=on)
    return member


def _record_place(member, partnership, *, by, on):
    user = member.user.public_id if member.user else None
    record(
        "add_member",
        member,
        partnership,
        by=by,
        on=on,
        party=member.party,
        visibility=member.visibility,
        after={"member": member.public_id, "user": user, "role": member.role},
    )


def _let_in(member, partnership, *, by, on):
    project_partnership(partnership, on=on)
    if member.party.side == Side.PUBLIC or member.party.is_shared_in:
        key = f"member:{member.public_id}"
        tell("member_added", partnership, to=[member.user], key=key, on=on, by=by)


def _refuse_person(partnership, party, user, role, *, on):
    if user is not None:
        _refuse_user(partnership, party, user, on=on)
    elif role != MemberRole.NONE:
        raise MemberRefused({"role": _("Somebody without an account can only be named.")})
    _refuse_role(party, role)


def _usual_visibility(party, role):
    """A company sees who leads and who is named on the other side, not who scores it."""
    if party.side == Side.PUBLIC and role in {MemberRole.EVALUATOR, MemberRole.CONTRIBUTOR}:
        return Visibility.INTERNAL
    return Visibility.SHARED


def _refuse_user(partnership, party, user, *, on):
    if (
        not Membership.objects.live(on=on)
        .filter(user=user, organisation=party.organisation)
        .exists()
    ):
        raise MemberRefused(
            {
                "user": _("%(user)s does not belong to %(organisation)s.")
                % {"user": user, "organisation": party.organisation}
            }
        )
    if Member.objects.filter(partnership=partnership, user=user, revoked_at__isnull=True).exists():
        raise MemberRefused(
            {"user": _("%(user)s has a place in this partnership already.") % {"user": user}}
        )


def _refuse_role(party, role):
    public_only, partner_only = {MemberRole.LEAD, MemberRole.EVALUATOR}, {MemberRole.VIEWER}
    if (party.side == Side.PARTNER and role in public_only) or (
        party.side == Side.PUBLIC and role in partner_only
    ):
        raise MemberRefused({"role": _("This role does not exist on this side.")})


@transaction.atomic
def remove_member(member, *, by, on, reason=""):
    """This function will end a member's place at once; seats that the member held fall vacant.

    Raises MemberRefused for the last lead: name another one first.
    """
    partnership = lock_partnership(member.partnership)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.revoked_at is not None:
        return member
    if (
        member.role == MemberRole.LEAD
        and not _other_leads(member, on=on).exists()
        and not partnership.is_closed
    ):
        raise MemberRefused(_("This is the only lead. Name another lead first."))
    member.revoked_at = timezone.now()
    bump(member, "revoked_at")
    _leave_seats(member, partnership, by=by, on=on)
    record(
        "remove_member",
        member,
        partnership,
        by=by,
        on=on,
        party=member.party,
        visibility=member.visibility,
        reason=reason,
        before={"member": member.public_id, "role": member.role},
    )
    project_partnership(partnership, on=on)
    check_own_conditions(partnership, by=by, on=on)
    push_standing(partnership)
    return member


def _leave_seats(member, partnership, *, by, on):
    for seat in Seat.objects.filter(member=member):
        seat.member = None
        bump(seat, "member")
        _record_seat(seat, partnership, before=member, by=by, on=on)


def _record_seat(seat, partnership, *, before, by, on):
    record(
        "name_seat",
        seat,
        partnership,
        by=by,
        on=on,
        visibility=seat.visibility,
        before={"member": before.public_id if before else None},
        after={
            "seat": seat.kind,
            "side": seat.side,
            "member": seat.member.public_id if seat.member else None,
        },
    )


def _other_leads(member, *, on):
    """Whoever stepped aside leads nothing until somebody lets them back."""
    leads = Member.objects.live(on=on).filter(
        partnership=member.partnership, role=MemberRole.LEAD, party__side=Side.PUBLIC
    )
    aside = Recusal.objects.filter(partnership=member.partnership, lifted_on__isnull=True)
    return leads.exclude(pk=member.pk).exclude(user__in=aside.values("user"))


@transaction.atomic
def name_seat(partnership, *, kind, side, member, by, on, version=None):
    """This function will give a seat to a member of that side, or leave it vacant with `member=None`.

    Raises MemberRefused when the member belongs to the other side or is gone, and StaleVersion.
    """
    partnership = lock_partnership(partnership, version=version)
    seat = Seat.objects.select_for_update(of=("self",)).get(
        partnership=partnership, kind=kind, side=side
    )
    if member is not None and not _may_sit(member, partnership, side):
        raise MemberRefused({"member": _("The holder of this seat is a member of that side.")})
    before, seat.member = seat.member, member
    bump(seat, "member")
    _record_seat(seat, partnership, before=before, by=by, on=on)
    check_own_conditions(partnership, by=by, on=on)
    push_standing(partnership)
    if member is not None and member.user is not None:
        tell(
            "seat_named",
            partnership,
            to=[member.user],
            key=f"seat:{seat.public_id}:{seat.version}",
            on=on,
            by=by,
            seat=seat.get_kind_display(),
        )
    return seat


def _may_sit(member, partnership, side):
    here = member.partnership_id == partnership.pk and member.party.side == side
    return here and member.revoked_at is None


@transaction.atomic
def recuse(partnership, *, user, reason, by, on):
    """This function will have somebody step aside: from now on they see nothing of this partnership."""
    partnership = lock_partnership(partnership)
    if not reason.strip():
        raise MemberRefused({"reason": _("Say what the conflict is.")})
    recusal, is_new = Recusal.objects.get_or_create(
        partnership=partnership,
        user=user,
        lifted_on=None,
        defaults={"body": partnership.lead_body, "reason": reason, "since": on},
    )
    if is_new:
        record("recuse", recusal, partnership, by=by, on=on, after={"user": user.public_id})
        tell(
            "recused",
            partnership,
            to=set(queries.leads_of(partnership, on=on)) - {user},
            key=f"recusal:{recusal.public_id}",
            on=on,
            by=by,
            who=user.get_full_name(),
        )
    return recusal


@transaction.atomic
def lift_recusal(recusal, *, by, on):
    """This function will let somebody back who had stepped aside. Nobody lifts their own recusal."""
    partnership = lock_partnership(recusal.partnership)
    if recusal.user == by:
        raise MemberRefused(_("Somebody else lifts your recusal."))
    recusal.lifted_on = on
    bump(recusal, "lifted_on")
    record(
        "lift_recusal", recusal, partnership, by=by, on=on, after={"user": recusal.user.public_id}
    )
    return recusal


@transaction.atomic
def note_opened(partnership, *, viewer, on):
    """This function will note the first day on which somebody of a side opened the partnership's page here."""
    place = queries.place_of(viewer, partnership)
    side = place.side
    # An auditor looks on: that somebody works here is for those who do to show.
    if not side or not viewer.may_write or place.roles == {Role.AUDITOR}:
        return
    parties = Party.objects.filter(
        partnership=partnership, side=side, organisation__in=viewer.roles, opened_on__isnull=True
    )
    if not parties.exists():
        return
    partnership = lock_partnership(partnership)
    for party in parties:
        party.opened_on = on
        party.save(update_fields=["opened_on"])
        record(
            "open_first",
            party,
            partnership,
            by=viewer.user,
            on=on,
            party=party,
            visibility=Visibility.SHARED,
            after={"opened_on": on},
        )
    check_own_conditions(partnership, by=viewer.user, on=on)
