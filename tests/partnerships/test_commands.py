from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from organisations.models import OrganisationUserObjectPermission, PublicBody
from partnerships.models import PartnershipUserObjectPermission, ProfileVersion
from tests.factories import a_partnership

pytestmark = pytest.mark.django_db


def told(*words, **options):
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err, **options)
    return out.getvalue()


def test_permissions_equal_memberships_after_every_verb():
    a_partnership()

    assert told("permissions", "verify") == "Permissions equal memberships.\n"


def test_permissions_are_found_to_differ_and_repaired():
    a_partnership()
    PartnershipUserObjectPermission.objects.filter(permission__codename="lead_partnership").delete()
    OrganisationUserObjectPermission.objects.all().delete()

    with pytest.raises(CommandError, match="3 rows differ"):
        told("permissions", "verify")

    assert told("permissions", "repair") == "Repaired: 3 rows.\n"
    assert told("permissions", "verify") == "Permissions equal memberships.\n"


def test_permission_row_that_nobody_granted_is_taken_away():
    partnership = a_partnership()
    row = PartnershipUserObjectPermission.objects.filter(content_object=partnership).first()
    organisation = OrganisationUserObjectPermission.objects.first()
    stranger = User.objects.create_user("stranger@people.example")
    for granted in (row, organisation):
        granted.pk, granted.user = None, stranger
        granted.save()

    assert told("permissions", "repair") == "Repaired: 2 rows.\n"
    assert not PartnershipUserObjectPermission.objects.filter(user=stranger).exists()


def test_content_is_loaded_once():
    first, second = told("load_content"), told("load_content")

    assert first.splitlines() == [
        "Published profile Light 1.",
        "Published profile Standard 1.",
        "Published profile Full 1.",
    ]
    assert (second, ProfileVersion.objects.count()) == ("", 3)


def test_body_is_set_up_with_its_administrator():
    out = told("setup_body", "City of Aldermoor", prefix="ALD", admin="Ada@City.example")

    body, admin = PublicBody.objects.get(prefix="ALD"), User.objects.get()
    password = out.splitlines()[-1].split(": ")[1]
    assert (admin.email, admin.is_staff, admin.check_password(password)) == (
        "ada@city.example",
        True,
        True,
    )
    assert [row.role for row in body.organisation.memberships.all()] == ["administrator"]


def test_body_whose_prefix_is_taken_changes_nothing():
    told("setup_body", "City of Aldermoor", prefix="ALD", admin="ada@city.example")

    with pytest.raises(CommandError, match="Prefix of references already exists"):
        told("setup_body", "Alder Harbour", prefix="ALD", admin="ben@harbour.example")

    assert (PublicBody.objects.count(), User.objects.count()) == (1, 1)
