"""Which days are worked."""

import datetime

import holidays


def days_off(calendar, *, start, end):
    """This function will return the set of days between `start` and `end`, both included, that are not worked."""
    span = [start + datetime.timedelta(days=n) for n in range((end - start).days + 1)]
    off = {day for day in span if str(day.isoweekday()) in (calendar.weekend if calendar else "67")}
    if calendar is None:
        return off
    if calendar.country:
        years = range(start.year, end.year + 1)
        public = holidays.country_holidays(
            calendar.country, subdiv=calendar.region or None, years=years
        )
        off |= {day for day in span if day in public}
    for holiday in calendar.holidays.filter(day__range=(start, end)):
        (off.add if holiday.is_off else off.discard)(holiday.day)
    return off


def working_day_after(day, *, days, calendar):
    """This function will return the day that lies `days` working days after `day` (domain.md C.13)."""
    end = day + datetime.timedelta(days=days * 2 + 30)
    off = days_off(calendar, start=day, end=end)
    for _step in range(days):
        day += datetime.timedelta(days=1)
        while day in off:
            day += datetime.timedelta(days=1)
    return day


def previous_working_day(day, *, calendar):
    """This function will return `day` itself when it is worked, else the last worked day before it."""
    off = days_off(calendar, start=day - datetime.timedelta(days=30), end=day)
    while day in off:
        day -= datetime.timedelta(days=1)
    return day
