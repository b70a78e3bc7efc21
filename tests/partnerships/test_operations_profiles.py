import pytest
from django.db import connection

from audit.models import Entry
from partnerships import operations, queries
from partnerships.models import AskKind, Mode, ProfileVersion
from tests.factories import DAY, a_body, a_partnership, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped():
    operations.load_shipped_profiles(by=None, on=DAY)
    return ProfileVersion.objects.get(profile="light", body=None)


def test_loading_the_shipped_profiles_twice_changes_nothing():
    first = operations.load_shipped_profiles(by=None, on=DAY)
    second = operations.load_shipped_profiles(by=None, on=DAY)

    assert ([str(version) for version in first], second) == (
        ["Light 1", "Standard 1", "Full 1"],
        [],
    )


@pytest.mark.parametrize(("profile", "required"), [("light", 31), ("standard", 43), ("full", 49)])
def test_shipped_profile_asks_as_the_table_says(profile, required):
    """domain.md A.1b"""
    operations.load_shipped_profiles(by=None, on=DAY)
    version = ProfileVersion.objects.get(profile=profile)

    assert version.conditions.count() == 51
    assert version.conditions.filter(mode=Mode.REQUIRED).count() == required


def test_no_shipped_gate_needs_a_person_that_its_profile_does_not_have(shipped):
    """Light can be met with two people on the public side and one on the company's."""
    deciders = {(row.gate, row.kind, row.seat, row.side) for row in shipped.deciders.all()}

    assert deciders == {
        *((gate, AskKind.POOL, "", "") for gate in (1, 2, 3, 6, 7)),
        (4, AskKind.SEAT, "signatory", "public"),
        (4, AskKind.SEAT, "signatory", "partner"),
        (5, AskKind.ITSELF, "", ""),
    }


def test_body_edits_its_own_copy_and_running_partnerships_keep_theirs(shipped):
    body = a_body()
    before = a_partnership(body, profile="light")
    owner = staff(body, "owner")
    copy = operations.copy_profile(shipped, body=body, by=owner, on=DAY, note="Risks later")

    operations.edit_profile(
        copy, modes={"first_risks": "recommended"}, days={1: 10}, note="Milder", by=owner, on=DAY
    )
    operations.publish_profile(copy, by=owner, on=DAY)

    after = a_partnership(body, profile="light")
    modes = [
        partnership.gatecondition_set.get(key="first_risks").mode for partnership in (before, after)
    ]
    assert modes == ["required", "recommended"]
    assert str(after.profile_version) == "Light 2"
    assert after.profile_version.body == body
    assert queries.current_profile("light", body=a_body()) == shipped


def test_edit_keeps_what_was_asked_before_in_the_log(shipped):
    copy = operations.copy_profile(shipped, body=None, by=None, on=DAY)

    operations.edit_profile(copy, modes={"first_risks": "not_asked"}, by=None, on=DAY)

    entry = Entry.objects.get(verb="partnerships.edit_profile")
    assert (entry.before["modes"], entry.after["modes"]) == (
        {"first_risks": "required"},
        {"first_risks": "not_asked"},
    )
    assert str(copy) == "Light 2"


def test_published_version_is_never_changed(shipped):
    with pytest.raises(operations.ProfileRefused):
        operations.edit_profile(shipped, note="Quietly", by=None, on=DAY)
    with pytest.raises(operations.ProfileRefused):
        operations.publish_profile(shipped, by=None, on=DAY)


def test_version_whose_gate_nobody_decides_is_not_published(shipped):
    copy = operations.copy_profile(shipped, body=None, by=None, on=DAY)
    copy.deciders.filter(gate=3).delete()

    with pytest.raises(operations.ProfileRefused) as refusal:
        operations.publish_profile(copy, by=None, on=DAY)

    assert refusal.value.messages == ["Say who decides at gate 3."]
    assert connection.in_atomic_block
