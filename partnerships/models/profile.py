import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models import PublicBody
from partnerships.models.lifecycle import GateNumber, Side


class Profile(models.TextChoices):
    LIGHT = "light", _("Light")
    STANDARD = "standard", _("Standard")
    FULL = "full", _("Full")


class Mode(models.TextChoices):
    REQUIRED = "required", _("Required")
    RECOMMENDED = "recommended", _("Recommended")
    NOT_ASKED = "not_asked", _("Not asked")


class SeatKind(models.TextChoices):
    SPONSOR = "sponsor", _("Sponsor")
    SIGNATORY = "signatory", _("Signatory")
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")


class AskKind(models.TextChoices):
    POOL = "pool", _("A second approver")
    SEAT = "seat", _("The holder of a seat")
    ITSELF = "itself", _("Passes by itself")


class ProfileVersion(models.Model):
    """What a partnership is asked for, as it stood on a day; never changed once published."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    profile = models.CharField(_("profile"), max_length=10, choices=Profile.choices)
    number = models.PositiveIntegerField(_("version"))
    body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="profile_versions",
        verbose_name=_("public body"),
        help_text=_("Empty: shipped for every body."),
    )
    published_on = models.DateField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.CharField(_("what changed"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("profile version")
        verbose_name_plural = _("profile versions")
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "number", "body"],
                nulls_distinct=False,
                name="one_number_a_profile_and_body",
            ),
        ]

    def __str__(self):
        return f"{self.get_profile_display()} {self.number}"

    @property
    def is_published(self):
        return self.published_on is not None


class ProfileGate(models.Model):
    """When a gate is meant to be reached, counted in days from the partnership's first day."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="gates", verbose_name=_("version")
    )
    gate = models.PositiveSmallIntegerField(_("gate"), choices=GateNumber.choices)
    days = models.PositiveIntegerField(_("days from the start"), null=True, blank=True)

    class Meta:
        verbose_name = _("gate of a profile")
        verbose_name_plural = _("gates of a profile")
        constraints = [
            models.UniqueConstraint(fields=["version", "gate"], name="one_gate_a_profile")
        ]

    def __str__(self):
        return f"G{self.gate}"


class ProfileDecider(models.Model):
    """One answer that a gate of this profile needs."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="deciders", verbose_name=_("version")
    )
    gate = models.PositiveSmallIntegerField(_("gate"), choices=GateNumber.choices)
    kind = models.CharField(_("who"), max_length=10, choices=AskKind.choices)
    seat = models.CharField(_("seat"), max_length=10, choices=SeatKind.choices, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, blank=True)

    class Meta:
        verbose_name = _("decider")
        verbose_name_plural = _("deciders")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AskKind.SEAT, seat__gt="", side__gt="")
                | (~Q(kind=AskKind.SEAT) & Q(seat="", side="")),
                name="decider_names_a_seat_or_none",
            ),
        ]

    def __str__(self):
        if self.kind == AskKind.SEAT:
            return f"{self.get_seat_display()}, {self.get_side_display()}"
        return self.get_kind_display()


class ProfileCondition(models.Model):
    """One condition of a gate and whether this profile asks for it."""

    version = models.ForeignKey(
        ProfileVersion, models.CASCADE, related_name="conditions", verbose_name=_("version")
    )
    gate = models.PositiveSmallIntegerField(_("gate"), choices=GateNumber.choices)
    key = models.SlugField(_("key"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    mode = models.CharField(_("asked"), max_length=12, choices=Mode.choices)
    label = models.CharField(_("condition"), max_length=200)
    explanation = models.CharField(_("what is checked"), max_length=400, blank=True)
    package = models.CharField(
        _("kept by"), max_length=40, help_text=_("The part of Concordat whose records pass it.")
    )

    class Meta:
        verbose_name = _("condition of a profile")
        verbose_name_plural = _("conditions of a profile")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_condition_a_profile")
        ]

    def __str__(self):
        return self.label
