"""The verbs of organisations and relationships."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit import operations as audit
from organisations.models import (
    Address,
    Identifier,
    Kind,
    Organisation,
    Person,
    PublicBody,
    Relationship,
)
from organisations.registers import checked_number

USED = _("This form has been used already. Begin a new one.")


class IdentifierTaken(ValidationError):
    """Another organisation is registered under this identifier."""


class StaleOrganisation(ValidationError):
    """Somebody else changed the organisation since the user saw it."""


@transaction.atomic
def create_organisation(
    *,
    name,
    kind,
    by,
    on,
    public_id=None,
    identifiers=(),
    addresses=(),
    body=None,
    visibility="internal",
    **facts,
):
    """This function will record an organisation with its public facts, and relate it to `body` where one is given.

    `identifiers` are dicts of scheme, value and optionally uri; `addresses` dicts of Address fields. With a
    `public_id` that is there already the first record is returned. Raises IdentifierTaken.
    """
    if public_id and (there := Organisation.objects.filter(public_id=public_id).first()):
        # An id of somebody else's organisation is no second post of this form.
        if body is not None and not there.relationships.filter(body=body).exists():
            raise ValidationError(USED)
        return there
    organisation = Organisation(
        name=name, kind=kind, **({"public_id": public_id} if public_id else {}), **facts
    )
    organisation.full_clean(exclude=["public_id"])
    organisation.save()
    for identifier in identifiers:
        _add_identifier(organisation, **identifier)
    for address in addresses:
        Address.objects.create(organisation=organisation, **address)
    audit.record(
        "organisations.create",
        organisation,
        by=by,
        on=on,
        body=body,
        visibility=visibility,
        after={
            "name": name,
            "kind": kind,
            "identifiers": [f"{i['scheme']} {i['value']}" for i in identifiers],
        },
    )
    if body is not None:
        relate(body, organisation, by=by, on=on)
    return organisation


def _add_identifier(organisation, *, scheme, value, uri=""):
    number = checked_number(scheme, value)
    try:
        with transaction.atomic():
            return Identifier.objects.create(
                organisation=organisation, scheme=scheme, value=number, uri=uri
            )
    except IntegrityError as refusal:
        raise IdentifierTaken(
            {
                "value": _("%(scheme)s %(value)s is already registered.")
                % {"scheme": scheme, "value": number}
            }
        ) from refusal


@transaction.atomic
def add_identifier(organisation, *, scheme, value, by, on, uri=""):
    """This function will record one more number of an organisation; the same one twice is one. Raises IdentifierTaken."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    number = checked_number(scheme, value)
    if there := organisation.identifiers.filter(scheme=scheme, value=number).first():
        return there
    identifier = _add_identifier(organisation, scheme=scheme, value=number, uri=uri)
    audit.record(
        "organisations.add_identifier",
        organisation,
        by=by,
        on=on,
        after={"identifier": str(identifier)},
    )
    return identifier


EDITABLE = ("name", "legal_name", "country", "website", "parent")


@transaction.atomic
def edit_organisation(organisation, *, version, by, on, **changes):
    """This function will change public facts of an organisation. Raises StaleOrganisation on an old `version`."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.version != version:
        raise StaleOrganisation(_("Somebody changed this organisation in the meantime."))
    before = {field: getattr(organisation, field) for field in EDITABLE if field in changes}
    for field in before:
        setattr(organisation, field, changes[field])
    organisation.full_clean()
    organisation.version += 1
    organisation.save()
    after = {field: getattr(organisation, field) for field in before}
    audit.record("organisations.edit", organisation, by=by, on=on, before=before, after=after)
    return organisation


@transaction.atomic
def found_body(*, name, prefix, by, on, organisation=None, identifiers=(), **settings):
    """This function will make an organisation a tenant of this installation: a public body with its own prefix."""
    organisation = organisation or create_organisation(
        name=name, kind=Kind.PUBLIC_BODY, by=by, on=on, identifiers=identifiers
    )
    body = PublicBody(organisation=organisation, prefix=prefix, **settings)
    body.full_clean()
    body.save()
    audit.record(
        "organisations.found_body", organisation, by=by, on=on, body=body, after={"prefix": prefix}
    )
    return body


@transaction.atomic
def relate(body, organisation, *, by, on, note=""):
    """This function will return the relationship of `body` with `organisation`, beginning it where there is none."""
    relationship, is_new = Relationship.objects.get_or_create(
        body=body, organisation=organisation, defaults={"since": on, "note": note}
    )
    if is_new:
        audit.record("organisations.relate", relationship, by=by, on=on, body=body)
    return relationship


@transaction.atomic
def note_relationship(relationship, *, note, by, on, version=None):
    """This function will change what the body notes about this relationship; no other body sees it.

    With the `version` that the user saw, an old one raises StaleOrganisation.
    """
    relationship = Relationship.objects.select_for_update().get(pk=relationship.pk)
    if version not in {None, relationship.version}:
        raise StaleOrganisation(_("Somebody changed this note in the meantime."))
    before = {"note": relationship.note}
    relationship.note = note
    relationship.version += 1
    relationship.save()
    audit.record(
        "organisations.note_relationship",
        relationship,
        by=by,
        on=on,
        body=relationship.body,
        before=before,
        after={"note": note},
    )
    return relationship


@transaction.atomic
def record_person(organisation, *, name, by, on, relationship=None, public_id=None, **facts):
    """This function will record somebody to talk to: a body's own contact when a relationship is given.

    The same `public_id` twice is one person.
    """
    if public_id and (there := Person.objects.filter(public_id=public_id).first()):
        if (there.organisation, there.relationship) != (organisation, relationship):
            raise ValidationError(USED)
        return there
    person = Person(organisation=organisation, relationship=relationship, name=name, **facts)
    if public_id:
        person.public_id = public_id
    person.full_clean()
    person.save()
    audit.record(
        "organisations.record_person",
        person,
        by=by,
        on=on,
        body=relationship.body if relationship else None,
        after={"organisation": organisation.public_id},
    )
    return person
