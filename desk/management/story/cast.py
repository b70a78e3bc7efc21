"""Puts the people, bodies and companies of the demo on the stage."""

import datetime
from dataclasses import dataclass, field

from accounts import operations as accounts
from organisations import operations as organisations
from organisations.models import Kind

PASSWORD = "partners-in-demo"  # noqa: S105 - the demo's own, printed when it starts


@dataclass
class Cast:
    """Everybody by key: bodies and companies as organisations know them, people as `city.lead`."""

    bodies: dict = field(default_factory=dict)
    companies: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)


def assemble(content, *, on):
    """This function will make everybody of `cast.yaml` and return the Cast."""
    cast = Cast()
    _account(cast, "operator", content["operator"], on=on, is_operator=True, is_staff=True)
    for key, facts in content["bodies"].items():
        cast.bodies[key] = _body(facts, on=on)
        _people(cast, key, cast.bodies[key].organisation, facts["people"], on=on)
        approver = _account(cast, f"{key}.approver", facts["approver"], on=on)
        organisations.seat_approver(cast.bodies[key], approver, by=None, on=on)
    for key, facts in content["companies"].items():
        cast.companies[key] = organisations.create_organisation(
            name=facts["name"],
            legal_name=facts["legal_name"],
            kind=Kind.COMPANY,
            country="GB",
            identifiers=[facts["identifier"]],
            addresses=[facts["address"]],
            by=None,
            on=on,
        )
        _people(cast, key, cast.companies[key], facts["people"], on=on)
    return cast


def _body(facts, *, on):
    calendar = organisations.create_calendar(
        name=facts["name"], country=facts["country"], region=facts["region"], by=None, on=on
    )
    for holiday in facts.get("holidays", []):
        day = datetime.date(on.year + 2, holiday["month"], holiday["day"])
        organisations.set_holiday(calendar, day=day, name=holiday["name"], by=None, on=on)
    organisation = organisations.create_organisation(
        name=facts["name"],
        kind=Kind.PUBLIC_BODY,
        country="GB",
        identifiers=[facts["identifier"]],
        addresses=[facts["address"]],
        by=None,
        on=on,
    )
    return organisations.found_body(
        name=facts["name"],
        organisation=organisation,
        prefix=facts["prefix"],
        calendar=calendar,
        by=None,
        on=on,
    )


def _people(cast, key, organisation, people, *, on):
    for name, facts in people.items():
        user = _account(
            cast, f"{key}.{name}", facts, on=on, is_staff=facts["role"] == "administrator"
        )
        organisations.grant_membership(user, organisation, facts["role"], by=None, on=on)
        organisations.record_person(
            organisation,
            name=facts["name"],
            email=facts["email"],
            job_title=facts["title"],
            user=user,
            by=None,
            on=on,
        )


def _account(cast, key, facts, *, on, **rights):
    user = accounts.create_user(
        email=facts["email"], name=facts["name"], password=PASSWORD, by=None, on=on, **rights
    )
    cast.people[key], cast.titles[key] = user, facts.get("title", "")
    return user
