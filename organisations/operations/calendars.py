"""The verbs of holiday calendars."""

from django.db import transaction

from audit import operations as audit
from organisations.models import Holiday, HolidayCalendar


@transaction.atomic
def create_calendar(*, name, by, on, country="", region="", weekend="67"):
    """This function will make a calendar on which public bodies can count their working days."""
    calendar = HolidayCalendar(name=name, country=country, region=region, weekend=weekend)
    calendar.full_clean()
    calendar.save()
    audit.record(
        "organisations.create_calendar",
        calendar,
        by=by,
        on=on,
        after={"name": name, "country": country},
    )
    return calendar


@transaction.atomic
def set_holiday(calendar, *, day, name, by, on, is_off=True):
    """This function will mark `day` as off, or as worked after all; a second call for the day replaces the first."""
    holiday, _is_new = Holiday.objects.update_or_create(
        calendar=calendar, day=day, defaults={"name": name, "is_off": is_off}
    )
    audit.record(
        "organisations.set_holiday",
        calendar,
        by=by,
        on=on,
        after={"day": day, "name": name, "off": is_off},
    )
    return holiday


@transaction.atomic
def drop_holiday(calendar, *, day, by, on):
    """This function will take back what `set_holiday` said about `day`."""
    dropped, _rows = Holiday.objects.filter(calendar=calendar, day=day).delete()
    if dropped:
        audit.record("organisations.drop_holiday", calendar, by=by, on=on, before={"day": day})
