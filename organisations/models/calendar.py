import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class HolidayCalendar(models.Model):
    """The days on which a public body does not work."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        help_text=_("Two letters; its public holidays count as well."),
    )
    region = models.CharField(
        _("region"),
        max_length=10,
        blank=True,
        help_text=_("Code of the region inside the country, such as ENG."),
    )
    weekend = models.CharField(
        _("days off each week"),
        max_length=7,
        default="67",
        help_text=_("Digits of the days off: 1 is Monday, 7 is Sunday."),
    )

    class Meta:
        verbose_name = _("holiday calendar")
        verbose_name_plural = _("holiday calendars")

    def __str__(self):
        return self.name


class Holiday(models.Model):
    """One more day off, or a public holiday on which the body works after all."""

    calendar = models.ForeignKey(
        HolidayCalendar, models.CASCADE, related_name="holidays", verbose_name=_("calendar")
    )
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    is_off = models.BooleanField(_("day off"), default=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="one_holiday_a_day")
        ]

    def __str__(self):
        return f"{self.day.isoformat()} {self.name}"
