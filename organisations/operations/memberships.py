"""The verbs of who belongs where."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import operations as audit
from notices import operations as notices
from organisations.models import (
    BODY_ROLES,
    COMPANY_ROLES,
    STRONG_ROLES,
    Kind,
    Membership,
    PublicBody,
    Role,
    SecondApprover,
)
from organisations.operations.leaving import end_duties
from organisations.operations.projection import project_organisation
from organisations.queries import people_with_role


class MembershipRefused(ValidationError):
    """This role does not exist in this kind of organisation."""


def _body_of(organisation):
    return PublicBody.objects.filter(organisation=organisation).first()


def _refuse_oneself(user, *, by):
    """An administrator hands out rights and holds none of them by own hand."""
    if by is not None and by == user:
        raise MembershipRefused(_("Somebody else gives you a role."))


def _roles_of(organisation, body):
    if organisation.kind != Kind.PUBLIC_BODY:
        return COMPANY_ROLES
    # A public body that runs no partnerships here has people in the partnerships of others, and nothing to own.
    return BODY_ROLES if body else {Role.STAFF}


@transaction.atomic
def grant_membership(user, organisation, role, *, by, on, valid_to=None):
    """This function will give `user` a role in a whole organisation; the same grant twice is one membership.

    Raises MembershipRefused when the role is not one of this kind of organisation.
    """
    _refuse_oneself(user, by=by)
    body = _body_of(organisation)
    if role not in _roles_of(organisation, body):
        raise MembershipRefused({"role": _("This role does not exist in this organisation.")})
    membership, is_new = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        revoked_at=None,
        defaults={"valid_from": on, "valid_to": valid_to, "granted_by": by},
    )
    if is_new:
        audit.record(
            "organisations.grant_membership",
            membership,
            by=by,
            on=on,
            body=body,
            after={"user": user.public_id, "organisation": organisation.public_id, "role": role},
        )
        project_organisation(organisation, on=on)
        if by is not None and role in STRONG_ROLES:
            _tell_owners(membership, body, by=by, on=on)
    return membership


def _tell_owners(membership, body, *, by, on):
    """Nobody reaches everything of a body unseen, not by the hand of its administrator either."""
    organisation, user = membership.organisation, membership.user
    owners = people_with_role(organisation, Role.OWNER, on=on)
    notices.post(
        "organisations.role_granted",
        to=[owner for owner in owners if owner not in {by, user}],
        key=f"role_granted:{membership.public_id}",
        on=on,
        url=reverse("desk:people", kwargs={"public_id": organisation.public_id}),
        context={
            "who": by.get_full_name(),
            "person": user.get_full_name(),
            "role": membership.get_role_display(),
            "organisation": str(organisation),
        },
        subject=membership,
        body=body,
    )


@transaction.atomic
def revoke_membership(membership, *, by, on, reason=""):
    """This function will end a membership at once, effective with the next request of its holder."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.revoked_at is None:
        membership.revoked_at = timezone.now()
        membership.save(update_fields=["revoked_at"])
        audit.record(
            "organisations.revoke_membership",
            membership,
            by=by,
            on=on,
            body=_body_of(membership.organisation),
            before={"user": membership.user.public_id, "role": membership.role},
            reason=reason,
        )
        project_organisation(membership.organisation, on=on)
        end_duties(membership.user, membership.organisation, by=by, on=on)
    return membership


@transaction.atomic
def seat_approver(body, user, *, by, on, valid_to=None):
    """This function will add `user` to the people whom `body` may ask as the second person.

    Raises MembershipRefused when the actor means themselves.
    """
    _refuse_oneself(user, by=by)
    seat, is_new = SecondApprover.objects.get_or_create(
        body=body, user=user, revoked_at=None, defaults={"valid_from": on, "valid_to": valid_to}
    )
    if is_new:
        audit.record(
            "organisations.seat_approver",
            seat,
            by=by,
            on=on,
            body=body,
            after={"user": user.public_id},
        )
    return seat


@transaction.atomic
def unseat_approver(seat, *, by, on):
    """This function will take somebody out of the pool of second approvers.

    Raises MembershipRefused when the actor means themselves: whoever is asked does not choose by whom they are replaced.
    """
    if by is not None and by == seat.user:
        raise MembershipRefused(_("Somebody else takes you out of the pool."))
    seat = SecondApprover.objects.select_for_update().get(pk=seat.pk)
    if seat.revoked_at is None:
        seat.revoked_at = timezone.now()
        seat.save(update_fields=["revoked_at"])
        audit.record(
            "organisations.unseat_approver",
            seat,
            by=by,
            on=on,
            body=seat.body,
            before={"user": seat.user.public_id},
        )
        end_duties(seat.user, seat.body.organisation, by=by, on=on)
    return seat
