from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.models import Record, Term


class CostKind(models.TextChoices):
    MEETINGS = "meetings", _("Meetings and preparation")
    REPORTING = "reporting", _("Reporting and figures")
    COORDINATION = "coordination", _("Coordination")
    TRAVEL = "travel", _("Travel")
    ADVICE = "advice", _("Legal and other advice")
    SYSTEMS = "systems", _("Systems and data")
    OTHER = "other", _("Other")


class Cost(Record):
    """What running the partnership costs one party, in hours and money; its own side's unless shared."""

    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("term")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind.choices)
    spent_on = models.DateField(_("day"), help_text=_("The last day of what is summed up."))
    hours = models.DecimalField(_("hours"), max_digits=9, decimal_places=2, null=True, blank=True)
    money = models.DecimalField(_("money"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    recorded_on = models.DateField(_("recorded"))
    shared_on = models.DateField(_("shared"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0) | Q(money__gt=0), name="cost_is_hours_or_money"
            ),
            models.CheckConstraint(
                condition=Q(money__isnull=True) | Q(money__gte=0, currency__regex="^[A-Z]{3}$"),
                name="cost_money_has_a_currency",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "spent_on"], name="cost_by_day")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.spent_on.isoformat()}"

    def get_absolute_url(self):
        return reverse("benefits:costs", kwargs={"reference": self.partnership.reference})
