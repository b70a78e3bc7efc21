import datetime

import pytest

from organisations import operations, queries
from tests.factories import DAY, a_body, a_company, a_user, an_approver, company_user, staff

pytestmark = pytest.mark.django_db


def a_calendar(*days, **facts):
    calendar = operations.create_calendar(name="Office", by=None, on=DAY, **facts)
    for day in days:
        operations.set_holiday(calendar, day=day, name="Closed", by=None, on=DAY)
    return calendar


def test_working_days_follow_the_worked_example():
    """domain.md C.13"""
    calendar = a_calendar(
        datetime.date(2026, 12, 25), datetime.date(2026, 12, 28), datetime.date(2027, 1, 1)
    )
    start = datetime.date(2026, 12, 23)

    after = {n: queries.working_day_after(start, days=n, calendar=calendar) for n in (5, 10)}

    assert after == {5: datetime.date(2027, 1, 4), 10: datetime.date(2027, 1, 11)}
    assert queries.working_day_after(
        datetime.date(2026, 12, 24), days=1, calendar=calendar
    ) == datetime.date(2026, 12, 29)


def test_working_days_count_weekends_off_without_a_calendar():
    friday = datetime.date(2026, 11, 20)

    assert queries.working_day_after(friday, days=1, calendar=None) == datetime.date(2026, 11, 23)


def test_days_off_include_public_holidays_of_the_country():
    calendar = a_calendar(country="GB", region="ENG")

    off = queries.days_off(
        calendar, start=datetime.date(2026, 12, 24), end=datetime.date(2026, 12, 28)
    )

    assert off == {datetime.date(2026, 12, day) for day in (25, 26, 27, 28)}


def test_days_off_leave_out_a_holiday_that_is_worked_after_all():
    calendar = a_calendar(country="GB", region="ENG")
    operations.set_holiday(
        calendar, day=datetime.date(2026, 12, 25), name="Open", is_off=False, by=None, on=DAY
    )

    off = queries.days_off(
        calendar, start=datetime.date(2026, 12, 25), end=datetime.date(2026, 12, 25)
    )

    assert off == set()


def test_previous_working_day_of_a_sunday_is_the_friday():
    sunday = datetime.date(2026, 11, 22)

    assert queries.previous_working_day(sunday, calendar=None) == datetime.date(2026, 11, 20)


def test_organisations_are_found_by_staff_of_bodies_that_work_with_them(viewer_of):
    city, harbour = a_body(name="City"), a_body(name="Harbour")
    meridian = a_company(name="Meridian", body=city)
    rival = a_company(name="Rival", body=harbour)

    found = queries.organisations_visible_to(viewer_of(staff(city, "lead")))

    assert set(found) == {city.organisation, meridian}
    assert rival not in found


def test_organisations_are_not_found_by_nobody(viewer_of):
    a_company(body=a_body())

    assert list(queries.organisations_visible_to(viewer_of(None))) == []


def test_organisations_of_a_company_user_are_their_own(viewer_of):
    city = a_body()
    meridian, _rival = a_company(name="Meridian", body=city), a_company(name="Rival", body=city)

    found = queries.organisations_visible_to(viewer_of(company_user(meridian, "partner_admin")))

    assert list(found) == [meridian]


def test_operator_finds_every_organisation(viewer_of):
    a_company(body=a_body())
    operator = a_user(is_operator=True)

    found = queries.organisations_visible_to(viewer_of(operator))

    assert found.count() == 2


def test_relationships_stay_inside_their_body(viewer_of):
    city, harbour = a_body(name="City"), a_body(name="Harbour")
    meridian = a_company(body=city)
    ours = city.relationships.get(organisation=meridian)
    operations.relate(harbour, meridian, by=None, on=DAY)

    assert list(queries.relationships_visible_to(viewer_of(staff(city, "owner")))) == [ours]
    company = company_user(meridian, "partner_admin")
    assert list(queries.relationships_visible_to(viewer_of(company))) == []


def test_organisation_is_found_by_its_exact_identifier():
    company = a_company(identifiers=[{"scheme": "GB-COH", "value": "07654321"}])

    assert queries.organisation_by_identifier(scheme="GB-COH", value="07654321") == company
    assert queries.organisation_by_identifier(scheme="GB-COH", value="0765432") is None


def test_people_with_role_leave_out_whoever_cannot_sign_in():
    city = a_body()
    owner, gone = staff(city, "owner"), staff(city, "owner")
    gone.is_active = False
    gone.save()

    assert queries.people_with_role(city.organisation, "owner", on=DAY) == [owner]


def test_memberships_are_seen_by_administrators_of_the_organisation_only(viewer_of):
    city = a_body()
    administrator, lead = staff(city, "administrator"), staff(city, "lead")

    seen = queries.memberships_visible_to(viewer_of(administrator))

    assert {row.user for row in seen} == {administrator, lead}
    assert list(queries.memberships_visible_to(viewer_of(lead))) == []
    assert queries.memberships_visible_to(viewer_of(a_user(is_operator=True))).count() == 2


def test_second_approvers_are_the_live_seats_of_the_body():
    city, harbour = a_body(name="City"), a_body(name="Harbour")
    approver = an_approver(city)
    an_approver(harbour)

    assert queries.second_approvers_of(city, on=DAY) == [approver]


def test_bodies_of_a_viewer_are_those_it_works_for(viewer_of):
    city, _harbour = a_body(name="City"), a_body(name="Harbour")

    assert list(queries.bodies_of(viewer_of(staff(city, "staff")))) == [city]
