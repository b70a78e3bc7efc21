"""Who is invited where, who may invite whom, and the link that lets somebody in."""

from base64 import urlsafe_b64encode
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.viewer import Viewer
from notices.models import Notice
from organisations import queries as organisations
from organisations.models import Kind, Organisation, Role
from partnerships.models import (
    APPROVER,
    Freeze,
    Invitation,
    InvitationState,
    Partnership,
    Party,
    Side,
)
from partnerships.queries.people import place_of
from partnerships.queries.visibility import public_partnerships, viewer_for

SALT = "partnerships.invitation"
# The most modest first: what is offered first is what is meant most often.
FROM_OWNERS = (Role.STAFF, Role.LEAD, Role.AUDITOR, Role.OWNER, APPROVER)
FROM_ADMINISTRATORS = (*FROM_OWNERS, Role.ADMINISTRATOR)
FROM_COMPANIES = (Role.PARTNER_STAFF, Role.PARTNER_ADMIN)


# ── The link ────────────────────────────────────────────────────────────────────────────────────


def token_of(invitation: Invitation, *, key: str | None = None) -> str:
    """This function will return the secret of the current mail of an invitation; nothing stores it."""
    told = f"{invitation.public_id}:{invitation.sendings}"
    secret = salted_hmac(SALT, told, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(secret).decode().rstrip("=")


def fingerprint(token: str) -> str:
    """This function will return what a row keeps of a token."""
    return sha256(token.encode()).hexdigest()


def invitation_with(token: str) -> Invitation | None:
    """This function will return the invitation whose current link carries this token, in whatever state."""
    rows = Invitation.objects.select_related(
        "organisation", "partnership__lead_body__organisation", "body__organisation", "invited_by"
    )
    return rows.filter(token_hash=fingerprint(token)).first()


def invitation_link(notice: Notice) -> str:
    """This function will return the path in the mail of an invitation; empty when a later mail took its place."""
    invitation = Invitation.objects.filter(public_id=notice.subject_id).first()
    if invitation is None or notice.key != notice_key(invitation):
        return ""
    # Whoever was invited before the key was changed gets the link that the row knows.
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = token_of(invitation, key=key)
        if fingerprint(token) == invitation.token_hash:
            return reverse("desk:invitation", kwargs={"token": token})
    return ""


def notice_key(invitation: Invitation) -> str:
    """This function will return the key of the current mail of an invitation."""
    return f"invitation:{invitation.public_id}:{invitation.sendings}"


# ── What it is worth ────────────────────────────────────────────────────────────────────────────


def state_of(invitation: Invitation, *, now: datetime) -> InvitationState:
    """This function will return how an invitation stands, whoever made it."""
    if invitation.used_at is not None:
        return InvitationState.USED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.OPEN


def worth_of(invitation: Invitation, *, on: date, now: datetime) -> InvitationState:
    """This function will return what an invitation is worth: nothing without the right to invite behind it."""
    state = state_of(invitation, now=now)
    if state == InvitationState.OPEN and not still_backed(invitation, on=on):
        return InvitationState.LAPSED
    return state


def still_backed(invitation: Invitation, *, on: date) -> bool:
    """This function will tell whether its inviter could still invite like this on the day `on`."""
    viewer = viewer_for(invitation.invited_by, on=on)
    roles = roles_to_invite(viewer, invitation.organisation, partnership=invitation.partnership)
    return invitation.role in roles


def is_held(invitation: Invitation) -> bool:
    """This function will tell whether nobody joins by an invitation of the public side for now: its state forbids it."""
    partnership = invitation.partnership
    if partnership is None or invitation.body_id is None:
        return False
    return partnership.is_frozen(Freeze.SHARING)


# ── Who may invite ──────────────────────────────────────────────────────────────────────────────


def roles_to_invite(
    viewer: Viewer, organisation: Organisation, *, partnership: Partnership | None = None
) -> tuple[str, ...]:
    """This function will return the roles to which `viewer` may invite into an organisation, most modest first.

    With a partnership, those that go with a place in it.
    """
    # Whoever looks as a company is offered what it is offered in a partnership; nothing is sent meanwhile.
    is_shown = partnership is not None and viewer.view_as_party_id is not None
    if not viewer.may_write and not is_shown:
        return ()
    if partnership is not None:
        return _roles_across(viewer, organisation, partnership)
    if organisation.kind == Kind.PUBLIC_BODY:
        return _roles_within(viewer, organisation)
    keeps = viewer.is_operator or viewer.has_role(organisation.pk, Role.PARTNER_ADMIN)
    return FROM_COMPANIES if keeps else ()


def _roles_within(viewer, organisation):
    if not hasattr(organisation, "public_body"):
        return (Role.STAFF,) if viewer.is_operator else ()
    if viewer.is_operator or viewer.has_role(organisation.pk, Role.ADMINISTRATOR):
        return FROM_ADMINISTRATORS
    return FROM_OWNERS if viewer.has_role(organisation.pk, Role.OWNER) else ()


def _roles_across(viewer, organisation, partnership):
    there = Party.objects.filter(
        partnership=partnership,
        organisation=organisation,
        side=Side.PARTNER,
        shared_at__isnull=False,
    )
    if partnership.is_closed or not there.exists():
        return ()
    place = place_of(viewer, partnership)
    if place.side == Side.PUBLIC:
        if not place.has(Role.OWNER, Role.LEAD):
            return ()
        return (
            FROM_COMPANIES
            if may_begin(organisation, partnership, on=viewer.on)
            else (Role.PARTNER_STAFF,)
        )
    is_own = viewer.has_role(organisation.pk, Role.PARTNER_ADMIN)
    return (Role.PARTNER_STAFF,) if is_own and place.side == Side.PARTNER else ()


def may_begin(organisation: Organisation, partnership: Partnership, *, on: date) -> bool:
    """This function will tell whether the public side may bring in a company's administrator by this partnership.

    Only while the company has nobody to ask, and works here with this one body: an administrator reads what every
    other body shared with the company.
    """
    if organisations.people_with_role(organisation, Role.PARTNER_ADMIN, on=on):
        return False
    elsewhere = Party.objects.filter(
        organisation=organisation, side=Side.PARTNER, shared_at__isnull=False
    ).exclude(partnership__lead_body=partnership.lead_body_id)
    return not elsewhere.exists()


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────


def invitations_visible_to(viewer: Viewer) -> models.QuerySet[Invitation]:
    """This function will return the invitations that `viewer` may know of.

    Whoever answers for an organisation sees every one into it; the public side of a partnership its own ones.
    """
    if not viewer.may_write:
        return Invitation.objects.none()
    own = viewer.bodies_as(Role.OWNER, Role.ADMINISTRATOR, Role.AUDITOR)
    own |= viewer.companies_as(Role.PARTNER_ADMIN)
    across = Q(partnership__in=public_partnerships(viewer), body=F("partnership__lead_body"))
    return Invitation.objects.filter(Q(organisation__in=own) | across)


def open_invitations(rows: models.QuerySet[Invitation]) -> models.QuerySet[Invitation]:
    """This function will narrow invitations to those that wait or ran out, with what their rows name, latest first."""
    waiting = rows.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.select_related("organisation", "partnership", "invited_by").order_by(
        "-invited_at", "-id"
    )


def open_invitation(organisation: Organisation, *, address: str, role: str) -> Invitation | None:
    """This function will return the open invitation of an address to a role in a whole organisation."""
    rows = Invitation.objects.filter(
        organisation=organisation, address=address, role=role, partnership=None
    )
    return open_invitations(rows).first()


def invitations_made_by(user, organisation: Organisation) -> models.QuerySet[Invitation]:
    """This function will return the open invitations that `user` made on behalf of an organisation."""
    on_behalf = Q(organisation=organisation) | Q(body__organisation=organisation)
    return open_invitations(Invitation.objects.filter(on_behalf, invited_by=user))
