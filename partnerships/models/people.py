import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.people import LiveQuerySet
from partnerships.models.lifecycle import Side
from partnerships.models.partnership import Party
from partnerships.models.profile import SeatKind
from partnerships.models.record import Record


class MemberRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    EVALUATOR = "evaluator", _("Evaluator")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")
    NONE = "none", _("Named only")


class PartnerRole(models.TextChoices):
    """What somebody of a company is in one partnership, by the right that reaches furthest."""

    ADMIN = "partner_admin", _("Administrator")
    CONTRIBUTOR = "partner_contributor", _("Contributor")
    VIEWER = "partner_viewer", _("Viewer")


class Member(Record):
    """A person of a party, with or without an account; on one side only."""

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="members", verbose_name=_("party")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnership_members",
        verbose_name=_("account"),
    )
    # Of people without an account only: whoever can sign in keeps name and address in one place, the account.
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    role = models.CharField(
        _("role"), max_length=12, choices=MemberRole.choices, default=MemberRole.NONE
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partnership"],
                condition=Q(revoked_at__isnull=True),
                name="one_live_member_a_user",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="member_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(role=MemberRole.NONE),
                name="rights_need_an_account",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="", email="")
                | (Q(user__isnull=True) & ~Q(name="")),
                name="member_has_one_name",
            ),
        ]

    def __str__(self):
        return str(self.user) if self.user_id else self.name

    @property
    def address(self):
        """Return the e-mail address of the account, or the one noted here."""
        return self.user.email if self.user_id else self.email


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["member"]
)
class Seat(Record):
    """A place that gives exactly one right to the member who holds it."""

    kind = models.CharField(_("seat"), max_length=10, choices=SeatKind.choices)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("holder"),
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "side", "kind"], name="one_seat_a_side")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.get_side_display()}"


class Recusal(Record):
    """Somebody who steps aside: an explicit no that beats every grant."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals", verbose_name=_("user")
    )
    reason = models.TextField(_("reason"))
    since = models.DateField(_("since"))
    lifted_on = models.DateField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partnership"],
                condition=Q(lifted_on__isnull=True),
                name="one_open_recusal_a_user",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.partnership}"
