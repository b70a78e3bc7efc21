"""Holiday calendars in the administration."""

import datetime

import holidays
import rules
from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.template.defaultfilters import date as day_text
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from organisations import operations, queries
from organisations.doors import AdminForm, BodyAdmin, doer
from organisations.models import HolidayCalendar
from ui import fields

WEEKDAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)


class CalendarForm(AdminForm):
    """A new calendar, or one more day in it."""

    name = fields.LineField(label=_("Name"), max_length=120)
    country = fields.LineField(
        label=_("Country"),
        max_length=2,
        required=False,
        help_text=_("Two letters; its public holidays count as well."),
    )
    region = fields.LineField(
        label=_("Region"),
        max_length=10,
        required=False,
        help_text=_("Code of the region inside the country, such as ENG."),
    )
    weekend = forms.MultipleChoiceField(
        label=_("Days off each week"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["weekend"] = list(self.instance.weekend)

    def clean_weekend(self):
        return "".join(sorted(self.cleaned_data["weekend"]))

    def clean(self):
        """Refuse a country or region that the tables of public holidays do not know."""
        super().clean()
        country, region = self.cleaned_data.get("country"), self.cleaned_data.get("region")
        known = holidays.list_supported_countries()
        if country and country not in known:
            self.add_error("country", _("No public holidays are known for these two letters."))
        elif region and region not in known.get(country, ()):
            self.add_error("region", _("This country has no such region."))
        return self.cleaned_data


class HolidayForm(AdminForm):
    """One day at a time: off, or worked after all; and days that are taken back."""

    day = fields.DateField(label=_("Day"), required=False)
    title = fields.LineField(label=_("What for"), max_length=120, required=False)
    is_worked = forms.BooleanField(label=_("The body works on this day after all"), required=False)
    dropped = forms.TypedMultipleChoiceField(
        label=_("Take back"),
        required=False,
        coerce=datetime.date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.instance.holidays.order_by("day")
        self.fields["dropped"].choices = [(row.day.isoformat(), words_of(row)) for row in rows]
        if not rows:
            self.fields["dropped"].widget = forms.MultipleHiddenInput()

    def clean(self):
        super().clean()
        if self.cleaned_data.get("day") and not self.cleaned_data.get("title"):
            self.add_error("title", _("Say what the day is for."))
        if self.cleaned_data.get("title") and not self.cleaned_data.get("day"):
            self.add_error("day", _("Choose the day."))
        return self.cleaned_data


def words_of(holiday):
    """Return a holiday as one line."""
    day = day_text(holiday.day, "D j M Y")
    if holiday.is_off:
        return f"{day}: {holiday.name}"
    return _("%(day)s: %(name)s (worked)") % {"day": day, "name": holiday.name}


@admin.register(HolidayCalendar)
class HolidayCalendarAdmin(BodyAdmin):
    icon, place, add_words = "calendar", 60, _("Add a calendar")
    about = _("The days on which a body does not work; due days and reminders count by them.")
    form = CalendarForm
    new_fields = ("name", "country", "region", "weekend")
    edit_fields = ("day", "title", "is_worked", "dropped")
    facts = ("name", "country", "region", "days_off", "used_by", "holiday_list")
    list_display = ("name", "country", "region", "days_off", "own_days")
    search_fields = ("name",)
    ordering = ("name", "pk")

    def rows_for(self, viewer):
        rows = queries.calendars_visible_to(viewer).prefetch_related("holidays")
        bodies = queries.bodies_administered_by(viewer).select_related("organisation")
        return rows.prefetch_related(Prefetch("bodies", bodies, to_attr="own_bodies"))

    def may_add(self, viewer):
        return rules.has_perm("organisations.add_calendar", viewer)

    def may_change(self, viewer, row):
        return rules.has_perm("organisations.keep_calendar", viewer, row)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = HolidayForm
        return super().get_form(request, obj, change=change, **kwargs)

    def add(self, request, form):
        return operations.create_calendar(**form.cleaned_data, **doer(request))

    def change(self, request, row, form):
        given = form.cleaned_data
        for day in given["dropped"]:
            operations.drop_holiday(row, day=day, **doer(request))
        if given["day"]:
            operations.set_holiday(
                row,
                day=given["day"],
                name=given["title"],
                is_off=not given["is_worked"],
                **doer(request),
            )

    @admin.display(description=_("days off each week"))
    def days_off(self, row):
        return ", ".join(str(name) for digit, name in WEEKDAYS if digit in row.weekend)

    @admin.display(description=_("own days"))
    def own_days(self, row):
        return len(row.holidays.all())

    @admin.display(description=_("counted by"))
    def used_by(self, row):
        return ", ".join(str(body) for body in row.own_bodies)

    @admin.display(description=_("own days"))
    def holiday_list(self, row):
        days = sorted(row.holidays.all(), key=lambda one: one.day)
        return format_html_join("", "<div>{}</div>", ((words_of(one),) for one in days))
