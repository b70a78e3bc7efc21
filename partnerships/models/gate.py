import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from partnerships.models.lifecycle import GateNumber, SideState, Stage
from partnerships.models.people import Member
from partnerships.models.profile import Mode
from partnerships.models.record import Record


class GateState(models.TextChoices):
    OPEN = "open", _("Not decided")
    ASKED = "asked", _("Decision asked")
    PASSED = "passed", _("Passed")
    TAKEN_OVER = "taken_over", _("Taken over")


class ConditionState(models.TextChoices):
    OPEN = "open", _("Missing")
    MET = "met", _("Met")
    OVERRIDDEN = "overridden", _("Overridden")
    LEFT_OUT = "left_out", _("Left out")
    TAKEN_OVER = "taken_over", _("Taken over")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Gate(Record):
    """One of the seven decisions in a partnership's life."""

    number = models.PositiveSmallIntegerField(_("gate"), choices=GateNumber.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=GateState.choices, default=GateState.OPEN
    )
    target_on = models.DateField(_("target day"), null=True, blank=True)
    passed_on = models.DateField(_("passed"), null=True, blank=True)

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_gate_a_number"),
            models.CheckConstraint(
                condition=Q(state=GateState.PASSED, passed_on__isnull=False)
                | (~Q(state=GateState.PASSED) & Q(passed_on__isnull=True)),
                name="passed_gate_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["body", "target_on"], name="gate_by_target")]

    def __str__(self):
        return f"G{self.number} {self.get_number_display()}"

    def get_absolute_url(self):
        return reverse(
            "partnerships:gate",
            kwargs={"reference": self.partnership.reference, "number": self.number},
        )

    @property
    def is_behind(self):
        return self.state in {GateState.PASSED, GateState.TAKEN_OVER}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GateCondition(Record):
    """What one gate checks in one partnership, copied from its profile."""

    gate = models.ForeignKey(
        Gate, models.PROTECT, related_name="conditions", verbose_name=_("gate")
    )
    key = models.SlugField(_("key"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    mode = models.CharField(_("asked"), max_length=12, choices=Mode.choices)
    label = models.CharField(_("condition"), max_length=200)
    explanation = models.CharField(_("what is checked"), max_length=400, blank=True)
    package = models.CharField(_("kept by"), max_length=40)
    state = models.CharField(
        _("state"), max_length=10, choices=ConditionState.choices, default=ConditionState.OPEN
    )
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    settled_on = models.DateField(_("on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        verbose_name = _("gate condition")
        verbose_name_plural = _("gate conditions")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="one_condition_a_key"),
            models.CheckConstraint(
                condition=~Q(state__in=[ConditionState.OVERRIDDEN, ConditionState.LEFT_OUT])
                | ~Q(reason=""),
                name="left_out_condition_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                name="condition_by_end",
                condition=Q(state=ConditionState.MET),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_settled(self):
        return self.state != ConditionState.OPEN

    @property
    def is_missing(self):
        """Tell whether the gate cannot be decided before this is dealt with."""
        return self.state == ConditionState.OPEN and self.mode != Mode.NOT_ASKED


class StageChange(Record):
    """A move from one stage or state to another, as it happened; never changed."""

    number = models.PositiveIntegerField(_("number"))
    from_stage = models.CharField(_("from"), max_length=10, choices=Stage.choices)
    to_stage = models.CharField(_("to"), max_length=10, choices=Stage.choices)
    from_state = models.CharField(
        _("from state"), max_length=10, choices=SideState.choices, blank=True
    )
    to_state = models.CharField(_("to state"), max_length=10, choices=SideState.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    on = models.DateField(_("on"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.JSONField(_("what the gate showed"), default=dict, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    reviewer = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"], name="one_stage_change_a_number"
            )
        ]

    def __str__(self):
        return f"{self.from_stage} → {self.to_stage}"
