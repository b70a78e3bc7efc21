import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benefits.models.benefit import Benefit
from organisations.models import Organisation, PublicBody
from partnerships.models import Record


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class StrategicGoal(models.Model):
    """Something that a public body has set itself, and that partnerships may serve."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        related_name="strategic_goals",
        verbose_name=_("public body"),
        editable=False,
    )
    title = models.CharField(_("goal"), max_length=200)
    description = models.TextField(_("what it means"), blank=True)
    source = models.CharField(
        _("where it stands"), max_length=200, blank=True, help_text=_("Plan, page, resolution.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    retired_on = models.DateField(_("given up"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("strategic goal")
        verbose_name_plural = _("strategic goals")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "title"],
                condition=Q(retired_on__isnull=True),
                name="one_live_goal_a_title",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="goal_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.title


class GoalLink(Record):
    """A partnership, or one of its public benefits, serves a strategic goal of the lead body."""

    goal = models.ForeignKey(
        StrategicGoal, models.PROTECT, related_name="links", verbose_name=_("goal")
    )
    benefit = models.ForeignKey(
        Benefit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goal_links",
        verbose_name=_("benefit"),
    )
    how = models.CharField(_("how it serves it"), max_length=300, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_on = models.DateField(_("linked"))
    unlinked_on = models.DateField(_("taken off"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to a goal")
        verbose_name_plural = _("links to goals")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "goal", "benefit"],
                condition=Q(unlinked_on__isnull=True),
                name="one_live_link_a_goal",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.partnership} · {self.goal}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Wish(models.Model):
    """What a company wants from public partners, over all of them.

    The company's own until it shares it with the bodies that it works with.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="wishes",
        verbose_name=_("company"),
        editable=False,
    )
    type_key = models.SlugField(_("kind"), max_length=40)
    type_label = models.CharField(_("kind"), max_length=120)
    statement = models.CharField(_("what we want"), max_length=400)
    recorded_on = models.DateField(_("recorded"))
    shared_on = models.DateField(_("shared"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        indexes = [models.Index(fields=["organisation", "recorded_on"], name="wish_by_company")]

    def __str__(self):
        return self.statement
