"""Organisations and calendars in the administration."""

from django.urls import reverse

from audit.models import Entry
from organisations import operations as organisations
from organisations.models import HolidayCalendar, Organisation
from tests import factories

ORGANISATIONS, CALENDARS = "organisations_organisation", "organisations_holidaycalendar"
FACTS = {"name": "Meridian PLC", "legal_name": "", "country": "GB", "website": ""}


def page(part, name="changelist", *args):
    return reverse(f"admin:{part}_{name}", args=args)


def row_of(thing):
    part = CALENDARS if isinstance(thing, HolidayCalendar) else ORGANISATIONS
    return page(part, "change", getattr(thing, "organisation", thing).public_id)


def listed(client, part, **params):
    return {row.name for row in client.get(page(part), params).context["cl"].result_list}


# ── Organisations ───────────────────────────────────────────────────────────────────────────────


def test_administrator_reads_the_own_body_and_its_partners(world, as_user):
    assert listed(as_user(world.admin), ORGANISATIONS) == {"City of Aldermoor", "Meridian Ltd"}
    assert listed(as_user(world.stranger), ORGANISATIONS) == {
        "Harbour Authority",
        "Meridian Ltd",
        "Rival Ltd",
    }
    assert len(listed(as_user(world.operator), ORGANISATIONS)) == 4


def test_staff_elsewhere_adds_nothing_to_an_administrator(world, as_user):
    organisations.grant_membership(
        world.admin, world.other.organisation, "staff", by=None, on=factories.DAY
    )

    assert listed(as_user(world.admin), ORGANISATIONS) == {"City of Aldermoor", "Meridian Ltd"}


def test_search_by_number_stays_inside_the_body(world, as_user):
    own, foreign = (one.identifiers.get().value for one in (world.shared, world.foreign))
    client = as_user(world.admin)

    assert listed(client, ORGANISATIONS, q=own) == {"Meridian Ltd"}
    assert listed(client, ORGANISATIONS, q=foreign) == set()
    assert listed(client, ORGANISATIONS, kind="public_body") == {"City of Aldermoor"}


def test_administrator_reads_and_does_not_correct(world, as_user):
    client = as_user(world.admin)

    assert client.get(row_of(world.shared)).status_code == 200
    answer = client.post(row_of(world.shared), {**FACTS, "seen_version": 1})

    assert answer.status_code == 403
    assert Organisation.objects.get(pk=world.shared.pk).name == "Meridian Ltd"


def test_organisation_without_a_relationship_is_not_there(world, as_user):
    assert as_user(world.admin).get(row_of(world.foreign)).status_code == 404


def test_notes_of_a_relationship_are_nowhere(world, as_user):
    organisations.note_relationship(
        world.shared.relationships.get(body=world.own),
        note="CANARY-NOTE",
        by=world.lead,
        on=factories.DAY,
    )
    client = as_user(world.admin)

    for address in (row_of(world.shared), page("audit_entry"), page(ORGANISATIONS)):
        assert "CANARY-NOTE" not in client.get(address).content.decode()
    assert "note_relationship" not in client.get(page("audit_entry")).content.decode()


def test_operator_corrects_public_facts(world, as_user):
    answer = as_user(world.operator).post(row_of(world.shared), {**FACTS, "seen_version": 1})

    assert answer.status_code == 302
    organisation = Organisation.objects.get(pk=world.shared.pk)
    assert (organisation.name, organisation.version) == ("Meridian PLC", 2)
    entry = Entry.objects.get(verb="organisations.edit")
    assert (entry.actor_id, entry.after["name"]) == (world.operator.public_id, "Meridian PLC")


def test_bad_or_stale_correction_is_refused_and_kept_on_the_page(world, as_user):
    client = as_user(world.operator)
    wrong = (
        ({"seen_version": 7}, "__all__"),
        ({"seen_version": ""}, "seen_version"),
        ({"name": ""}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"country": "GBR"}, "country"),
    )

    for fields, field in wrong:
        sent = {**FACTS, "legal_name": "Typed before", "seen_version": 1, **fields}
        answer = client.post(row_of(world.shared), sent)
        assert answer.status_code == 422
        assert list(answer.context["adminform"].form.errors) == [field]
        assert "Typed before" in answer.content.decode()
    assert Organisation.objects.get(pk=world.shared.pk).name == "Meridian Ltd"
    assert not Entry.objects.filter(verb="organisations.edit").exists()


# ── Calendars ───────────────────────────────────────────────────────────────────────────────────


def test_administrator_sees_the_calendar_of_the_own_body(world, as_user):
    assert listed(as_user(world.admin), CALENDARS) == {"Aldermoor"}
    assert listed(as_user(world.operator), CALENDARS) == {"Aldermoor", "Harbour"}


def test_calendar_of_another_body_is_not_there(world, as_user):
    client = as_user(world.admin)

    assert client.get(row_of(world.other.calendar)).status_code == 404
    client.post(row_of(world.other.calendar), {"day": "2027-06-21", "title": "Mine"})
    assert world.other.calendar.holidays.count() == 0


def test_administrator_sets_and_takes_back_days(world, as_user):
    client, calendar = as_user(world.admin), world.own.calendar

    client.post(row_of(calendar), {"day": "2027-06-21", "title": "Founders' Day"})
    client.post(row_of(calendar), {"day": "2027-12-27", "title": "Bridge", "is_worked": "on"})
    assert [(one.name, one.is_off) for one in calendar.holidays.order_by("day")] == [
        ("Founders' Day", True),
        ("Bridge", False),
    ]
    shown = client.get(row_of(calendar)).content.decode()
    assert "Mon 27 Dec 2027: Bridge (worked)" in shown
    client.post(row_of(calendar), {"dropped": ["2027-06-21"]})

    assert [one.name for one in calendar.holidays.all()] == ["Bridge"]
    assert list(
        Entry.objects.filter(actor_id=world.admin.public_id)
        .order_by("id")
        .values_list("verb", flat=True)
    ) == ["organisations.set_holiday", "organisations.set_holiday", "organisations.drop_holiday"]


def test_half_a_day_is_refused_at_its_field(world, as_user):
    client = as_user(world.admin)
    wrong = (
        ({"day": "2027-06-21"}, "title"),
        ({"title": "Founders' Day"}, "day"),
        ({"day": "2027-02-30", "title": "Leap"}, "day"),
        ({"dropped": ["2027-06-21"]}, "dropped"),
        ({"dropped": ["soon"]}, "dropped"),
    )

    for fields, field in wrong:
        answer = client.post(row_of(world.own.calendar), fields)
        assert answer.status_code == 422
        assert field in answer.context["adminform"].form.errors
    assert world.own.calendar.holidays.count() == 0


def test_calendar_that_another_body_counts_by_is_read_only(world, as_user):
    world.other.calendar = world.own.calendar
    world.other.save()

    for who, status in ((world.admin, 403), (world.stranger, 403), (world.operator, 302)):
        answer = as_user(who).post(
            row_of(world.own.calendar), {"day": "2027-06-21", "title": "Founders' Day"}
        )
        assert answer.status_code == status
    html = as_user(world.admin).get(row_of(world.own.calendar)).content.decode()
    assert "City of Aldermoor" in html
    assert "Harbour" not in html


def test_operator_adds_a_calendar(world, as_user):
    answer = as_user(world.operator).post(
        page(CALENDARS, "add"),
        {"name": "Scotland", "country": "GB", "region": "SCT", "weekend": ["7", "6"]},
    )

    calendar = HolidayCalendar.objects.get(name="Scotland")
    assert answer["Location"] == row_of(calendar)
    assert (calendar.country, calendar.region, calendar.weekend) == ("GB", "SCT", "67")
    assert as_user(world.admin).post(page(CALENDARS, "add"), {"name": "Mine"}).status_code == 403


def test_calendar_that_cannot_be_counted_by_is_refused(world, as_user):
    client = as_user(world.operator)
    wrong = (
        ({"country": "XX"}, "country"),
        ({"region": "NOWHERE"}, "region"),
        ({"weekend": "9"}, "weekend"),
    )

    for fields, field in wrong:
        sent = {"name": "Far", "country": "GB", "region": "", **fields}
        answer = client.post(page(CALENDARS, "add"), sent)
        assert answer.status_code == 422
        assert list(answer.context["adminform"].form.errors) == [field]
    assert HolidayCalendar.objects.count() == 2
