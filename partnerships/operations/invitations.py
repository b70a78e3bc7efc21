"""The verbs of invitations: made, sent again, withdrawn, accepted once."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import operations as accounts
from accounts import queries as users
from accounts.addresses import folded
from accounts.models import User
from notices import operations as notices
from notices.models import Notice
from organisations import operations as organisations
from organisations.models import Membership, Organisation, Role, SecondApprover
from partnerships import queries
from partnerships.models import (
    APPROVER,
    Freeze,
    Invitation,
    InvitationState,
    Member,
    MemberRole,
    Party,
)
from partnerships.operations.invited import (
    KIND,
    note,
    send,
    tell_accepted,
    tell_company,
    tell_owners,
)
from partnerships.operations.locking import lock_partnership, refuse_frozen
from partnerships.operations.people import add_member
from partnerships.operations.refusals import InvitationOver, InvitationRefused

LASTS = timedelta(days=14)
MOST_OPEN = 50
MOST_A_DAY = 20

# ── Inviting ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def invite(
    organisation,
    *,
    address,
    role,
    by,
    on: date,
    now: datetime,
    partnership=None,
    member_role: str = "",
    name: str = "",
    message: str = "",
    public_id=None,
) -> Invitation:
    """This function will ask the reader of `address` to join an organisation, and with `partnership` also that one.

    Raises InvitationRefused when `by` may not invite to this, somebody is there already, or too many are open; and
    Frozen. Whether an account has this address makes no difference to the answer.
    """
    partnership = lock_partnership(partnership) if partnership is not None else None
    organisation = _lock(organisation, by)
    if public_id and (there := Invitation.objects.filter(public_id=public_id).first()):
        if there.invited_by_id != by.pk or there.organisation_id != organisation.pk:
            raise InvitationRefused(_("This form has been used already. Begin a new one."))
        return there
    viewer = queries.viewer_for(by, on=on)
    _refuse_role(viewer, organisation, role, partnership)
    invitation = Invitation(
        organisation=organisation,
        role=role,
        partnership=partnership,
        member_role=member_role,
        body=_inviting_body(viewer, organisation, partnership),
        address=folded(address),
        name=name,
        message=message,
        invited_by=by,
        invited_on=on,
        invited_at=now,
        expires_at=now + LASTS,
        **({"public_id": public_id} if public_id else {}),
    )
    if partnership is not None and invitation.body is not None:
        refuse_frozen(partnership, Freeze.SHARING)
    _refuse_person(invitation, on=on, now=now)
    _refuse_many(invitation, on=on, now=now)
    _keep(invitation)
    note("invite", invitation, by=by, on=on)
    send(invitation, on=on)
    tell_company(invitation, on=on)
    tell_owners(invitation, on=on)
    return invitation


def _lock(organisation, by):
    """Lock what decides: the place, so that two do not begin it at once, and whose invitations are counted."""
    row = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related(
        "public_body"
    )
    organisation = row.get(pk=organisation.pk)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return organisation


def _refuse_role(viewer, organisation, role, partnership):
    if role in (offered := queries.roles_to_invite(viewer, organisation, partnership=partnership)):
        return
    if offered and role == Role.PARTNER_ADMIN:
        words = _(
            "%(organisation)s names its own administrators: it has one already, or works here with another public "
            "body too. Invite into the partnership instead."
        )
        raise InvitationRefused({"role": words % {"organisation": organisation}})
    raise InvitationRefused(_("You may not invite anybody to this."))


def _inviting_body(viewer, organisation, partnership):
    if partnership is None:
        return getattr(organisation, "public_body", None)
    own = viewer.has_role(organisation.pk, Role.PARTNER_ADMIN)
    return None if own else partnership.lead_body


def _refuse_person(invitation, *, on, now):
    address, organisation = invitation.address, invitation.organisation
    if address == invitation.invited_by.email:
        raise InvitationRefused(
            {"address": _("This is your own address. Somebody else gives you a role.")}
        )
    if _is_there(invitation, on=on):
        words = _("Whoever has this address has this place already.")
        raise InvitationRefused({"address": words})
    before = Invitation.objects.filter(
        organisation=organisation,
        address=address,
        partnership=invitation.partnership,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
    ).first()
    if before is None:
        return
    if before.expires_at > now:
        words = _("An invitation to this address is open already. Send it again or withdraw it.")
        raise InvitationRefused({"address": words})
    _withdraw(before, by=invitation.invited_by, on=on, now=now)


def _is_there(invitation, *, on):
    """Tell whether what is offered is held already; whoever may invite there may know that."""
    held = {"user__email": invitation.address, "user__is_active": True}
    if invitation.member_role:
        places = Member.objects.live(on=on).filter(partnership=invitation.partnership, **held)
    elif invitation.role == APPROVER:
        places = SecondApprover.objects.live(on=on).filter(body=invitation.body, **held)
    else:
        places = Membership.objects.live(on=on).filter(
            organisation=invitation.organisation, role=invitation.role, **held
        )
    return places.exists()


def _refuse_many(invitation, *, on, now):
    by = invitation.invited_by
    waiting = Invitation.objects.filter(
        invited_by=by, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )
    if waiting.count() >= MOST_OPEN:
        words = _(
            "You have %(number)s open invitations. Withdraw some, or wait until they are used."
        )
        raise InvitationRefused(words % {"number": MOST_OPEN})
    _refuse_often(invitation, on=on)


def _refuse_often(invitation, *, on):
    """Nobody's mailbox is filled from here, by sending again or by inviting anew."""
    same = Invitation.objects.filter(
        organisation=invitation.organisation, address=invitation.address
    ).values_list("public_id", flat=True)
    sent = Notice.objects.filter(
        kind=KIND,
        address=invitation.address,
        posted_on=on,
        subject_id__in=[str(public_id) for public_id in same],
    )
    if sent.count() >= MOST_A_DAY:
        words = ngettext(
            "This address was written to %(number)s time today. Try again tomorrow.",
            "This address was written to %(number)s times today. Try again tomorrow.",
            MOST_A_DAY,
        )
        raise InvitationRefused(words % {"number": MOST_A_DAY})


def _keep(invitation):
    invitation.token_hash = queries.fingerprint(queries.token_of(invitation))
    try:
        invitation.full_clean(exclude=["public_id"])
    except ValidationError as refusal:
        raise InvitationRefused(refusal.message_dict) from refusal
    invitation.save()


# ── Sending again, withdrawing ──────────────────────────────────────────────────────────────────


@transaction.atomic
def resend_invitation(invitation, *, by, on: date, now: datetime) -> Invitation:
    """This function will send an open invitation again, with a new link that works for as long as the first one did.

    The link before it stops working. Whoever sends it stands behind it from now on. Raises InvitationRefused, and
    Frozen.
    """
    partnership = invitation.partnership
    partnership = lock_partnership(partnership) if partnership is not None else None
    organisation = _lock(invitation.organisation, by)
    invitation = _locked(invitation)
    if not invitation.is_open:
        raise InvitationOver(queries.state_of(invitation, now=now))
    viewer = queries.viewer_for(by, on=on)
    _refuse_role(viewer, organisation, invitation.role, partnership)
    if partnership is not None and invitation.body is not None:
        refuse_frozen(partnership, Freeze.SHARING)
    _refuse_often(invitation, on=on)
    notices.settle(queries.notice_key(invitation), on=on)
    invitation.invited_by = by
    invitation.body = _inviting_body(viewer, organisation, partnership)
    invitation.sendings += 1
    invitation.expires_at = now + LASTS
    invitation.token_hash = queries.fingerprint(queries.token_of(invitation))
    invitation.save(update_fields=["invited_by", "body", "sendings", "expires_at", "token_hash"])
    note("resend_invitation", invitation, by=by, on=on)
    send(invitation, on=on)
    return invitation


def _locked(invitation):
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "organisation", "partnership__lead_body__organisation", "body__organisation", "invited_by"
    )
    return rows.get(pk=invitation.pk)


@transaction.atomic
def withdraw_invitation(invitation, *, by, on: date, now: datetime) -> Invitation:
    """This function will take an invitation back: its link opens nothing from now on. Twice is once.

    Raises InvitationOver when it was used.
    """
    invitation = _locked(invitation)
    if invitation.used_at is not None:
        raise InvitationOver(InvitationState.USED)
    if invitation.withdrawn_at is None:
        _withdraw(invitation, by=by, on=on, now=now)
    return invitation


def _withdraw(invitation, *, by, on, now):
    invitation.withdrawn_at, invitation.withdrawn_by = now, by
    invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
    note("withdraw_invitation", invitation, by=by, on=on)
    notices.settle(queries.notice_key(invitation), on=on)


# ── Accepting ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def accept_invitation(invitation, *, by, on: date, now: datetime) -> Invitation:
    """This function will let the signed-in `by` join by an invitation to their own address, once.

    Raises InvitationOver when it is used, withdrawn, run out or not backed any more, InvitationRefused when it was
    sent to somebody else, and Frozen while nothing new is shown to a company.
    """
    if by.email != invitation.address:
        raise InvitationRefused(_("This invitation was sent to another address than yours."))
    return _accept(invitation, lambda: by, on=on, now=now)


@transaction.atomic
def accept_with_new_account(
    invitation, *, typed_address: str, name: str, password: str, on: date, now: datetime
) -> Invitation:
    """This function will make an account for the address of an invitation and let it join, once and as a whole.

    The link proves the address, and typing it that it was not opened by a machine or for somebody else. Raises
    InvitationOver, InvitationRefused, Frozen, and AccountRefused when a value does not fit.
    """
    if folded(typed_address) != invitation.address:
        words = _("This is not the address to which the invitation was sent.")
        raise InvitationRefused({"address": words})

    def newcomer():
        if users.users_with_address(invitation.address).exists():
            words = _("There is an account with this address. Sign in with it to join.")
            raise InvitationRefused(words)
        return accounts.create_user(
            email=invitation.address, name=name, password=password, by=None, on=on
        )

    return _accept(invitation, newcomer, on=on, now=now)


def _accept(invitation, who, *, on, now):
    seen = invitation.token_hash
    partnership = invitation.partnership
    partnership = lock_partnership(partnership) if partnership is not None else None
    _lock(invitation.organisation, invitation.invited_by)
    invitation = _locked(invitation)
    if invitation.token_hash != seen:
        raise InvitationOver(InvitationState.WITHDRAWN)
    if (worth := queries.worth_of(invitation, on=on, now=now)) != InvitationState.OPEN:
        raise InvitationOver(worth)
    if partnership is not None and invitation.body is not None:
        refuse_frozen(partnership, Freeze.SHARING)
    user = who()
    _consume(invitation, user, now=now)
    _let_in(invitation, user, partnership, on=on)
    note("accept_invitation", invitation, by=user, on=on, user=user.public_id)
    notices.settle(queries.notice_key(invitation), on=on)
    tell_accepted(invitation, user, on=on)
    return invitation


def _consume(invitation, user, *, now):
    """One conditional UPDATE decides who was first, whatever anybody read before."""
    still_good = Invitation.objects.filter(
        pk=invitation.pk,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now,
        token_hash=invitation.token_hash,
    )
    if not still_good.update(used_at=now, used_by=user):
        raise InvitationOver(InvitationState.USED)
    invitation.used_at, invitation.used_by = now, user


def _let_in(invitation, user, partnership, *, on):
    given = {"by": invitation.invited_by, "on": on}
    organisation = invitation.organisation
    if partnership is not None:
        _refuse_both_sides(partnership, user, on=on)
    if invitation.role == APPROVER:
        organisations.seat_approver(organisation.public_body, user, **given)
        return
    belongs = Membership.objects.live(on=on).filter(user=user, organisation=organisation)
    # Whoever is of the company already keeps the role there: the place in the partnership is what is new.
    if not (invitation.member_role and belongs.exists()):
        organisations.grant_membership(user, organisation, invitation.role, **given)
    if invitation.member_role:
        party = Party.objects.get(partnership=partnership, organisation=organisation)
        role = MemberRole(invitation.member_role)
        add_member(partnership, party=party, user=user, role=role, **given)


def _refuse_both_sides(partnership, user, *, on):
    body = partnership.lead_body
    if Membership.objects.live(on=on).filter(user=user, organisation=body.organisation_id).exists():
        words = _("You work for %(body)s. Nobody stands on both sides of a partnership.")
        raise InvitationRefused(words % {"body": body})


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def withdraw_invitations_of(user, organisation, *, by, on: date, now: datetime) -> int:
    """This function will take back what somebody who leaves an organisation has invited to on its behalf."""
    rows = list(queries.invitations_made_by(user, organisation))
    for row in rows:
        withdraw_invitation(row, by=by, on=on, now=now)
    return len(rows)
