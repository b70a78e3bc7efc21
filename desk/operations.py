"""The verbs of the desk: writing down that something was taken away, and what draws on several rooms."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import User
from audit import operations as audit
from benefits import operations as benefits
from desk.queries import held_by
from notices import operations as notices
from organisations import operations as organisations
from organisations.models import (
    STRONG_ROLES,
    Kind,
    Membership,
    Organisation,
    Role,
    SecondApprover,
)
from organisations.queries import people_with_role
from partnerships import operations as partnerships


class RemovalRefused(ValidationError):
    """This person cannot be removed by this actor, or not yet."""


@transaction.atomic
def note_export(partnership, *, rows, by, on):
    """This function will write down that `by` took the history of a partnership away as a file of so many rows."""
    return audit.record(
        "desk.export_history",
        partnership,
        by=by,
        on=on,
        body=partnership.lead_body,
        partnership=partnership,
        after={"rows": rows},
    )


@transaction.atomic
def note_list_export(key, *, rows, by, on):
    """This function will write down that `by` took a list away as a file of so many rows; what was searched is not kept."""
    return audit.record("desk.export_list", by, by=by, on=on, after={"list": key, "rows": rows})


@transaction.atomic
def note_download(approval, key, stored, *, by, on):
    """This function will write down that `by` took away the evidence that an approval shows for a condition."""
    return audit.record(
        "desk.download_evidence",
        approval,
        by=by,
        on=on,
        body=approval.body,
        partnership=approval.partnership,
        after={"condition": key, "evidence": stored.public_id},
    )


@transaction.atomic
def change_account(user, *, by, on, **changes):
    """This function will change an account for an administrator, and tell other owners of a new way into their body.

    Raises AccountRefused.
    """
    before = User.objects.get(pk=user.pk).email
    user = accounts.change_account(user, by=by, on=on, **changes)
    if user.email != before:
        _tell_of_way_in(user, "address", by=by, on=on)
    return user


@transaction.atomic
def reset_second_factor(user, *, by, on):
    """This function will take the app off an account, and tell other owners of it; return False when there is none."""
    was_reset = accounts.reset_second_factor(user, by=by, on=on)
    if was_reset:
        _tell_of_way_in(user, "app", by=by, on=on)
    return was_reset


def _tell_of_way_in(user, what, *, by, on):
    """Whoever changes how an owner or administrator signs in could sign in as them: never unseen by the owners."""
    strong = Membership.objects.live(on=on).filter(user=user, role__in=STRONG_ROLES)
    for organisation in Organisation.objects.filter(pk__in=strong.values("organisation")):
        owners = people_with_role(organisation, Role.OWNER, on=on)
        notices.post(
            "desk.way_in_changed",
            to=[one for one in owners if one not in {by, user}],
            key=f"way_in:{organisation.public_id}:{user.public_id}:{timezone.now().timestamp()}",
            on=on,
            url=reverse("desk:people", kwargs={"public_id": organisation.public_id}),
            context={
                "who": by.get_full_name(),
                "person": user.get_full_name(),
                "organisation": str(organisation),
                "what": what,
            },
            subject=strong.filter(organisation=organisation).first(),
            body=getattr(organisation, "public_body", None),
        )


@transaction.atomic
def announce_absence(user, organisation, *, by, on, **facts):
    """This function will note an absence, and tell a deputy who begins today what waits already.

    Raises AbsenceRefused.
    """
    absence = organisations.announce_absence(user, organisation, by=by, on=on, **facts)
    partnerships.tell_deputies(on=on, users=[user])
    return absence


@transaction.atomic
def change_absence(absence, *, by, on, **facts):
    """This function will change an absence, and tell whoever begins to stand in today what waits already.

    Raises StaleAbsence and AbsenceRefused.
    """
    absence = organisations.change_absence(absence, by=by, on=on, **facts)
    partnerships.tell_deputies(on=on, users=[absence.user])
    return absence


@transaction.atomic
def delegate_seat(seat, *, by, on, **facts):
    """This function will lend a seat in a pool, and tell a delegate who begins today what waits already.

    Raises AbsenceRefused.
    """
    delegation = organisations.delegate_seat(seat, by=by, on=on, **facts)
    partnerships.tell_deputies(on=on, users=[seat.user])
    return delegation


@transaction.atomic
def hand_over_and_remove(user, organisation, *, to, by, on, now, reason=""):
    """This function will end everything that somebody has in an organisation, from their next request on.

    What they held goes to the colleague `to`; nobody moves up by it, and invitations that they sent are withdrawn.
    Raises RemovalRefused for oneself, the last administrator and the last owner, and MemberRefused when somebody has to take over.
    """
    if user == by:
        raise RemovalRefused(_("Somebody else removes you."))
    held, owned = held_by(user, organisation, on=on)
    also = frozenset(row.partnership_id for row in owned)
    rest = {"to": to, "by": by, "on": on}
    partnerships.hand_over(user, organisation, reason=reason, also=also, **rest)
    places = [place.partnership_id for place in held.places]
    benefits.hand_over(user, places, organisation=organisation, **rest)
    # After the partnerships' locks, like every verb; two administrators who remove each other meet here.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _refuse_last_administrator(user, organisation, on=on)
    _refuse_last_owner(user, organisation, by=by, on=on)
    partnerships.withdraw_invitations_of(user, organisation, by=by, on=on, now=now)
    for seat in SecondApprover.objects.filter(
        body__organisation=organisation, user=user, revoked_at__isnull=True
    ):
        organisations.unseat_approver(seat, by=by, on=on)
    for row in Membership.objects.filter(
        organisation=organisation, user=user, revoked_at__isnull=True
    ):
        organisations.revoke_membership(row, by=by, on=on, reason=reason)
    _note_removal(user, organisation, to=to, by=by, on=on, reason=reason)
    if to is not None:
        _tell_successor(user, organisation, held, owned, to=to, by=by, on=on)
    return held


def _refuse_last_administrator(user, organisation, *, on):
    role = Role.ADMINISTRATOR if organisation.kind == Kind.PUBLIC_BODY else Role.PARTNER_ADMIN
    keepers = people_with_role(organisation, role, on=on)
    if keepers == [user]:
        raise RemovalRefused(_("This is the last administrator. Invite another one first."))


def _refuse_last_owner(user, organisation, *, by, on):
    """Whoever owns the portfolio is told what administrators do; they must not do without."""
    if by is None or by.is_operator:
        return
    if people_with_role(organisation, Role.OWNER, on=on) == [user]:
        raise RemovalRefused(_("This is the last owner. Invite another one first."))


def _note_removal(user, organisation, *, to, by, on, reason):
    audit.record(
        "desk.remove_person",
        user,
        by=by,
        on=on,
        body=getattr(organisation, "public_body", None),
        after={"organisation": organisation.public_id, "to": to.public_id if to else None},
        reason=reason,
    )


def _tell_successor(user, organisation, held, owned, *, to, by, on):
    is_body = organisation.kind == Kind.PUBLIC_BODY
    notices.post(
        "desk.handed_over",
        to=[to] if to != by else [],
        key=f"handed_over:{user.public_id}:{organisation.public_id}:{on.isoformat()}",
        on=on,
        url=reverse("portfolio:partnerships" if is_body else "portal:partnerships"),
        context={
            "who": by.get_full_name(),
            "person": user.get_full_name(),
            "organisation": str(organisation),
            "leads": str(len(held.leads)),
            "seats": str(len(held.seats_to_pass_on)),
            "conditions": str(len(held.conditions)),
            "approvals": str(len(held.approvals)),
            "drafts": str(len(held.drafts)),
            "promises": str(len(owned)),
        },
        body=getattr(organisation, "public_body", None),
    )
