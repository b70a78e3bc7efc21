import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.addresses import FoldedEmailField
from organisations.models import COMPANY_ROLES, Organisation, PublicBody, Role
from partnerships.models.partnership import Partnership
from partnerships.models.people import MemberRole

# Of nobody's membership: a seat in the pool of second approvers.
APPROVER = "approver"
INVITED_ROLES = (*Role.choices, (APPROVER, _("Second approver")))
COMPANY = sorted(COMPANY_ROLES)
# What somebody may become in a partnership by an invitation into a company.
PLACES = (MemberRole.CONTRIBUTOR, MemberRole.VIEWER)


class InvitationState(models.TextChoices):
    """How an invitation stands; told from its row and the time, never stored."""

    OPEN = "open", _("Open")
    USED = "used", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Run out")
    # Whoever invited may not do so any more.
    LAPSED = "lapsed", _("No longer valid")


class Invitation(models.Model):
    """Somebody is asked by mail to join an organisation, and with it perhaps one partnership.

    The link is made when the mail is sent; the row knows only the fingerprint of the current one. It is used once,
    withdrawn, or runs out.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=INVITED_ROLES)
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("partnership"),
    )
    member_role = models.CharField(
        _("role in the partnership"), max_length=12, choices=MemberRole.choices, blank=True
    )
    # The public body that invites; a company that invites its own people has none.
    body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("inviting body"),
    )
    address = FoldedEmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_on = models.DateField(_("invited on"))
    invited_at = models.DateTimeField(_("invited at"))
    sendings = models.PositiveSmallIntegerField(_("number of the last mail"), default=1)
    token_hash = models.CharField(_("fingerprint of the link"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used at"), null=True, editable=False)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    # Nobody: the clock, or the leaving of whoever invited.
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address", "partnership"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_open_invitation",
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="invitation_address_folded"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role, _label in INVITED_ROLES]),
                name="invitation_role_known",
            ),
            # Nobody comes into a public body by way of a partnership.
            models.CheckConstraint(
                condition=Q(role__in=COMPANY) | Q(partnership__isnull=True),
                name="invitation_role_fits",
            ),
            # A body invites into a company only where both are: in a partnership.
            models.CheckConstraint(
                condition=~Q(role__in=COMPANY)
                | Q(body__isnull=True)
                | Q(partnership__isnull=False),
                name="invitation_across_needs_a_partnership",
            ),
            models.CheckConstraint(
                condition=Q(member_role="")
                | Q(
                    partnership__isnull=False,
                    role=Role.PARTNER_STAFF,
                    member_role__in=PLACES,
                ),
                name="invitation_place_fits",
            ),
            models.CheckConstraint(
                condition=~Q(partnership__isnull=False, role=Role.PARTNER_STAFF)
                | ~Q(member_role=""),
                name="invitation_into_a_partnership_has_a_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["invited_by"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_by_inviter",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.organisation}"

    def get_absolute_url(self):
        if self.partnership is not None:
            return reverse("partnerships:people", kwargs={"reference": self.partnership.reference})
        return reverse("desk:people", kwargs={"public_id": self.organisation.public_id})

    @property
    def is_open(self):
        """Tell whether it was neither used nor withdrawn; it may have run out."""
        return self.used_at is None and self.withdrawn_at is None

    @property
    def place_words(self):
        """Return what somebody becomes by it, in words."""
        return self.get_member_role_display() if self.member_role else self.get_role_display()
