import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.organisation import Organisation, PublicBody
from organisations.models.relationship import Relationship


class Role(models.TextChoices):
    OWNER = "owner", _("Portfolio owner")
    LEAD = "lead", _("Partnership lead")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    STAFF = "staff", _("Staff")
    PARTNER_ADMIN = "partner_admin", _("Partner administrator")
    PARTNER_STAFF = "partner_staff", _("Partner staff")


BODY_ROLES = frozenset({Role.OWNER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR, Role.STAFF})
# Whoever holds one of these reaches everything of a body.
STRONG_ROLES = frozenset({Role.OWNER, Role.ADMINISTRATOR})
COMPANY_ROLES = frozenset({Role.PARTNER_ADMIN, Role.PARTNER_STAFF})


class LiveQuerySet(models.QuerySet):
    def live(self, *, on):
        """Return the rows that give a right on the day `on`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            valid_from__lte=on,
            revoked_at__isnull=True,
        )


class Person(models.Model):
    """Somebody to talk to at an organisation, with or without an account.

    With a relationship the contact is one body's own; without one it is what the organisation says of itself.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="people", verbose_name=_("organisation")
    )
    relationship = models.ForeignKey(
        Relationship,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("relationship"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.name


class Membership(models.Model):
    """A user's role in a whole public body or company, from a day until it ends or is revoked."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_membership_a_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_by_organisation")]

    def __str__(self):
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"


class SecondApprover(models.Model):
    """A user whom a body may ask as the second person; needs no membership to answer."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody, models.PROTECT, related_name="second_approvers", verbose_name=_("public body")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="approver_seats",
        verbose_name=_("user"),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("second approver")
        verbose_name_plural = _("second approvers")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "user"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_approver_seat",
            ),
            models.UniqueConstraint(fields=["id", "user"], name="approver_seat_with_holder"),
        ]

    def __str__(self):
        return f"{self.user} · {self.body}"
