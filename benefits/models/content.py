import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import PublicBody


class Gainer(models.TextChoices):
    PUBLIC = "public", _("Public side")
    PARTNER = "partner", _("Partner side")
    BOTH = "both", _("Both sides")


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class Outcome(models.TextChoices):
    ACCESS = "access", _("Access and equity")
    ECONOMIC = "economic", _("Economy")
    REPLICABILITY = "replicability", _("Replicability")
    ENVIRONMENT = "environment", _("Environment")
    ENGAGEMENT = "engagement", _("Engagement")


class BenefitType(models.Model):
    """A kind of benefit to choose from, with the measure that usually fits (domain.md B.3).

    Shipped ones (no body) are the operator's; a body's administrator adds more. A benefit copies what it needs.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="benefit_types",
        verbose_name=_("public body"),
    )
    key = models.SlugField(_("key"), max_length=40)
    gainer = models.CharField(_("who gains"), max_length=10, choices=Gainer.choices)
    label = models.CharField(_("label"), max_length=120)
    measure = models.CharField(_("measure"), max_length=200)
    unit = models.CharField(_("unit"), max_length=60)
    is_money = models.BooleanField(_("counted in money"), default=False)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_on = models.DateField(_("not offered since"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of benefit")
        verbose_name_plural = _("kinds of benefit")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "key"], name="one_benefit_type_a_key", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return self.label
