from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.models.partnership import Partnership


class Health(models.TextChoices):
    UNKNOWN = "unknown", _("No data yet")
    GREEN = "green", _("On track")
    AMBER = "amber", _("At risk")
    RED = "red", _("Off track")
    COMPLETE = "complete", _("Complete")


class Standing(models.Model):
    """The one row per partnership that lists read; pushed whenever a fact behind it changes."""

    partnership = models.OneToOneField(
        Partnership, models.CASCADE, related_name="standing", primary_key=True
    )
    health = models.CharField(
        _("health"), max_length=10, choices=Health.choices, default=Health.UNKNOWN
    )
    last_update_on = models.DateField(_("last update"), null=True, blank=True)
    gate = models.PositiveSmallIntegerField(_("next gate"), null=True, blank=True)
    missing = models.PositiveSmallIntegerField(_("conditions missing"), default=0)
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    next_due_key = models.CharField(_("what is due"), max_length=40, blank=True)
    open_asks = models.PositiveSmallIntegerField(_("open asks"), default=0)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    partner_names = models.CharField(_("partners"), max_length=1000, blank=True)
    # Needed and held by nobody, as "kind side".
    vacant_seats = ArrayField(
        models.CharField(max_length=24), verbose_name=_("vacant seats"), default=list, blank=True
    )
    search_text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["ends_on"], name="standing_by_end"),
            models.Index(fields=["next_due_on"], name="standing_by_due"),
            models.Index(
                fields=["partnership"],
                condition=~models.Q(vacant_seats=[]),
                name="standing_with_vacancies",
            ),
            GinIndex(
                fields=["search_text"], opclasses=["gin_trgm_ops"], name="standing_search_trigrams"
            ),
        ]

    def __str__(self):
        return str(self.partnership)
