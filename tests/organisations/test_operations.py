import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.models import Entry
from organisations import operations
from organisations.models import Membership, Organisation, Relationship, Role
from organisations.operations import MembershipRefused, StaleOrganisation
from tests.factories import DAY, a_body, a_company, a_user, an_approver, company_user, staff

pytestmark = pytest.mark.django_db

LEI = "5493001KJTIIGC8Y1R12"


def test_organisation_is_recorded_with_its_facts_and_an_entry():
    body = a_body()

    organisation = operations.create_organisation(
        name="Meridian Mobility",
        kind="company",
        country="GB",
        identifiers=[{"scheme": "XI-LEI", "value": LEI.lower()}],
        addresses=[{"street": "1 Quay", "locality": "Aldermoor"}],
        body=body,
        by=None,
        on=DAY,
    )

    assert [str(identifier) for identifier in organisation.identifiers.all()] == [f"XI-LEI {LEI}"]
    assert [str(address) for address in organisation.addresses.all()] == ["1 Quay, Aldermoor"]
    assert list(organisation.relationships.values_list("body", flat=True)) == [body.pk]
    entry = Entry.objects.get(verb="organisations.create", object_id=str(organisation.public_id))
    assert entry.after["name"] == "Meridian Mobility"


def test_organisation_posted_twice_is_one_record():
    first = a_company()

    second = operations.create_organisation(
        public_id=first.public_id, name="Typed again", kind="company", by=None, on=DAY
    )

    assert second == first
    assert Organisation.objects.filter(kind="company").count() == 1


def test_identifier_of_another_organisation_is_refused_and_nothing_is_kept():
    a_company(identifiers=[{"scheme": "GB-COH", "value": "07654321"}])

    with pytest.raises(operations.IdentifierTaken):
        a_company("Impostor", identifiers=[{"scheme": "GB-COH", "value": "07654321"}])

    assert not Organisation.objects.filter(name="Impostor").exists()


def test_identifier_with_a_wrong_check_digit_is_refused():
    with pytest.raises(ValidationError) as refusal:
        a_company(identifiers=[{"scheme": "XI-LEI", "value": "5493001KJTIIGC8Y1R13"}])

    assert refusal.value.message_dict == {
        "value": ["“5493001KJTIIGC8Y1R13” is not a number of XI-LEI. Check it for a slip."]
    }


def test_editing_changes_the_version_and_keeps_both_values_in_the_log():
    company = a_company("Meridian")

    edited = operations.edit_organisation(
        company, version=1, name="Meridian Mobility", by=None, on=DAY
    )

    entry = Entry.objects.get(verb="organisations.edit")
    assert (edited.version, entry.before, entry.after) == (
        2,
        {"name": "Meridian"},
        {"name": "Meridian Mobility"},
    )


def test_editing_an_old_version_is_refused():
    company = a_company("Meridian")
    operations.edit_organisation(company, version=1, name="Meridian Mobility", by=None, on=DAY)

    with pytest.raises(StaleOrganisation):
        operations.edit_organisation(company, version=1, name="Mine", by=None, on=DAY)

    company.refresh_from_db()
    assert company.name == "Meridian Mobility"


def test_relating_twice_is_one_relationship():
    body, company = a_body(), a_company()

    first = operations.relate(body, company, by=None, on=DAY)
    second = operations.relate(body, company, by=None, on=DAY, note="again")

    assert first == second
    assert Relationship.objects.get().note == ""


def test_note_of_a_relationship_is_kept_with_what_it_was():
    body = a_body()
    relationship = operations.relate(body, a_company(), by=None, on=DAY, note="old")

    operations.note_relationship(relationship, note="new", by=None, on=DAY)

    entry = Entry.objects.get(verb="organisations.note_relationship")
    assert (entry.before, entry.after) == ({"note": "old"}, {"note": "new"})
    assert entry.body_key == body.public_id


def test_person_is_recorded_for_a_body_or_for_the_company_itself():
    body, company = a_body(), a_company()
    relationship = operations.relate(body, company, by=None, on=DAY)

    contact = operations.record_person(
        company, name="Dana Whitlock", relationship=relationship, by=None, on=DAY
    )
    own = operations.record_person(company, name="Marc Lindqvist", by=None, on=DAY)

    assert list(relationship.contacts.all()) == [contact]
    assert own.relationship is None


def test_role_of_another_kind_of_organisation_is_refused():
    company, user = a_company(), a_user()

    with pytest.raises(MembershipRefused):
        operations.grant_membership(user, company, Role.OWNER, by=None, on=DAY)

    assert not Membership.objects.exists()


def test_public_body_without_partnerships_here_has_staff_only():
    ministry = operations.create_organisation(name="Ministry", kind="public_body", by=None, on=DAY)
    user = a_user()

    operations.grant_membership(user, ministry, Role.STAFF, by=None, on=DAY)
    with pytest.raises(MembershipRefused):
        operations.grant_membership(user, ministry, Role.LEAD, by=None, on=DAY)

    assert [row.role for row in Membership.objects.filter(user=user)] == ["staff"]


def test_granting_twice_is_one_membership_and_one_entry():
    body, user = a_body(), a_user()

    first = operations.grant_membership(user, body.organisation, Role.LEAD, by=None, on=DAY)
    second = operations.grant_membership(user, body.organisation, Role.LEAD, by=None, on=DAY)

    assert first == second
    assert Entry.objects.filter(verb="organisations.grant_membership").count() == 1


def test_permissions_follow_the_memberships():
    body = a_body()
    owner = staff(body, "owner")

    assert owner.has_perm("organisations.own_portfolio", body.organisation)

    operations.revoke_membership(owner.memberships.get(), by=None, on=DAY)

    owner = type(owner).objects.get(pk=owner.pk)
    assert not owner.has_perm("organisations.own_portfolio", body.organisation)


def test_revoking_twice_writes_one_entry():
    user = staff(a_body(), "lead")
    membership = user.memberships.get()

    operations.revoke_membership(membership, by=None, on=DAY)
    operations.revoke_membership(membership, by=None, on=DAY)

    assert Entry.objects.filter(verb="organisations.revoke_membership").count() == 1
    assert not Membership.objects.live(on=DAY).exists()


def test_membership_counts_from_its_first_to_its_last_day():
    user, body = a_user(), a_body()
    last = DAY + datetime.timedelta(days=10)
    operations.grant_membership(user, body.organisation, Role.STAFF, by=None, on=DAY, valid_to=last)

    day = datetime.timedelta(days=1)
    counts = {
        on: Membership.objects.live(on=on).count() for on in (DAY - day, DAY, last, last + day)
    }

    assert counts == {DAY - day: 0, DAY: 1, last: 1, last + day: 0}


def test_approver_is_seated_once_and_taken_out_once():
    body = a_body()
    approver = an_approver(body)
    seat = operations.seat_approver(body, approver, by=None, on=DAY)

    operations.unseat_approver(seat, by=None, on=DAY)
    operations.unseat_approver(seat, by=None, on=DAY)

    verbs = Entry.objects.filter(verb__endswith="seat_approver").values_list("verb", flat=True)
    assert list(verbs) == ["organisations.seat_approver", "organisations.unseat_approver"]


def test_holiday_is_dropped_once():
    calendar = operations.create_calendar(name="Office", by=None, on=DAY)
    operations.set_holiday(calendar, day=DAY, name="Fair", by=None, on=DAY)

    operations.drop_holiday(calendar, day=DAY, by=None, on=DAY)
    operations.drop_holiday(calendar, day=DAY, by=None, on=DAY)

    assert Entry.objects.filter(verb="organisations.drop_holiday").count() == 1


def test_prefix_of_a_body_is_capital_letters_and_its_own():
    a_body(prefix="ALD")

    with pytest.raises(IntegrityError), transaction.atomic():
        from_sql = a_body(prefix="XYZ")
        type(from_sql).objects.filter(pk=from_sql.pk).update(prefix="ALD")


def test_company_user_never_gets_a_permission_on_a_body():
    body = a_body()
    admin = company_user(a_company(body=body), "partner_admin")

    assert not admin.has_perm("organisations.administer", body.organisation)


def test_nobody_gives_themselves_a_role_or_a_place_in_the_pool():
    body = a_body()
    administrator = staff(body, "administrator")

    with pytest.raises(MembershipRefused):
        operations.grant_membership(
            administrator, body.organisation, Role.OWNER, by=administrator, on=DAY
        )
    with pytest.raises(MembershipRefused):
        operations.seat_approver(body, administrator, by=administrator, on=DAY)

    assert [row.role for row in administrator.memberships.all()] == ["administrator"]
    assert not body.second_approvers.exists()
