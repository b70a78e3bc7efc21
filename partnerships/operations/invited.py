"""What is written down and said about invitations."""

from django.utils import timezone
from django.utils.formats import date_format

from audit import operations as audit
from notices import operations as notices
from organisations import queries as belonging
from organisations.models import STRONG_ROLES, Role
from partnerships import queries
from partnerships.models import Party, Visibility
from partnerships.operations.telling import tell

KIND = "partnerships.invitation"


def note(verb, invitation, *, by, on, **values):
    """This function will write the audit entry; an address would stay in the log for ever, so it names the place only."""
    across = invitation.partnership is not None
    audit.record(
        f"partnerships.{verb}",
        invitation,
        by=by,
        on=on,
        after={
            "organisation": invitation.organisation.public_id,
            "role": invitation.member_role or invitation.role,
            **values,
        },
        body=invitation.partnership.lead_body if across else invitation.body,
        partnership=invitation.partnership,
        party=_party_of(invitation) if across else None,
        visibility=_who_reads(verb, invitation),
    )


def _who_reads(verb, invitation):
    """Whom a company asks itself is its own; who came to join is there for both sides to see."""
    if invitation.partnership is None:
        return Visibility.INTERNAL
    if verb == "accept_invitation":
        return Visibility.SHARED
    return Visibility.OWN_SIDE if invitation.body is None else Visibility.INTERNAL


def _party_of(invitation):
    return Party.objects.filter(
        partnership=invitation.partnership, organisation=invitation.organisation
    ).first()


def send(invitation, *, on):
    """This function will queue the mail of an invitation; its link is made when the mail goes out."""
    partnership = invitation.partnership
    last = timezone.localtime(invitation.expires_at).date()
    notices.post_to_address(
        KIND,
        address=invitation.address,
        key=queries.notice_key(invitation),
        on=on,
        context={
            "who": invitation.invited_by.get_full_name(),
            "name": invitation.name,
            "organisation": invitation.organisation,
            "body": invitation.body or "",
            "role": invitation.role,
            "place": invitation.member_role,
            "title": partnership.title if partnership else "",
            "reference": partnership.reference if partnership else "",
            "message": invitation.message,
            "until": date_format(last, "j F Y"),
        },
        subject=invitation,
        body=invitation.body,
        partnership=partnership,
    )


def tell_company(invitation, *, on):
    """This function will let a company's administrators hear of whom a public body invites into it."""
    if invitation.partnership is None or invitation.body is None:
        return
    tell(
        "invited_by_body",
        invitation.partnership,
        to=belonging.people_with_role(invitation.organisation, Role.PARTNER_ADMIN, on=on),
        key=f"invited:{invitation.public_id}",
        on=on,
        by=invitation.invited_by,
        url=invitation.get_absolute_url(),
        subject=invitation,
        who=invitation.invited_by.get_full_name(),
        organisation=invitation.organisation,
        address=invitation.address,
    )


def tell_owners(invitation, *, on):
    """This function will tell a body's owners who is invited to everything of it, so that nobody does so unseen."""
    if invitation.role not in STRONG_ROLES:
        return
    owners = belonging.people_with_role(invitation.organisation, Role.OWNER, on=on)
    notices.post(
        "partnerships.role_invited",
        to=[user for user in owners if user != invitation.invited_by],
        key=f"role_invited:{invitation.public_id}",
        on=on,
        url=invitation.get_absolute_url(),
        context={
            "who": invitation.invited_by.get_full_name(),
            "address": invitation.address,
            "role": invitation.get_role_display(),
            "organisation": str(invitation.organisation),
        },
        subject=invitation,
        body=invitation.body,
    )


def tell_accepted(invitation, user, *, on):
    """This function will tell whoever invited, and the administrators of the place, that somebody has joined."""
    admins = belonging.people_with_role(
        invitation.organisation, Role.PARTNER_ADMIN, Role.ADMINISTRATOR, on=on
    )
    told = {one for one in {invitation.invited_by, *admins} if one != user}
    notices.post(
        "partnerships.invitation_accepted",
        to=told,
        key=f"invitation_accepted:{invitation.public_id}",
        on=on,
        url=invitation.get_absolute_url(),
        context={
            "who": user.get_full_name(),
            "organisation": str(invitation.organisation),
            "role": invitation.place_words,
            "title": invitation.partnership.title if invitation.partnership else "",
        },
        subject=invitation,
        body=invitation.body,
    )
