import datetime

import pytest
from django.template.loader import render_to_string

from partnerships import operations, queries
from partnerships.models import Partnership, Side, Stage, StageChange, Visibility
from tests import factories

pytestmark = pytest.mark.django_db
DAY = factories.DAY


def day(number):
    return DAY + datetime.timedelta(days=number)


def told(partnership, *, on=None, most=20, **options):
    rows = Partnership.objects.filter(pk=partnership.pk)
    return queries.recent_changes(rows, on=on or day(80), most=most, **options)


def aside(verb, partnership, on, **values):
    partnership = factories.fresh(partnership)
    lead = factories.lead_of(partnership)
    return verb(
        partnership, version=partnership.version, reason="Because.", by=lead, on=on, **values
    )


def test_changes_tell_a_life_from_its_beginning_to_its_close():
    partnership = factories.a_partnership(title="Clean Bus Depot")
    factories.move_to(partnership, Stage.SCOPE, on=day(1))
    factories.pause(partnership, on=day(2))
    aside(operations.resume, partnership, day(3))
    factories.suspend(partnership, on=day(4))
    aside(operations.terminate, partnership, day(5))
    factories.pass_gate(partnership, on=day(6))
    aside(operations.move, partnership, day(7), to=Stage.CLOSED)

    changes = told(partnership)

    assert [change.kind for change in changes] == [
        "closed",
        "gate",
        "terminated",
        "suspended",
        "resumed",
        "paused",
        "moved",
        "begun",
    ]
    assert (changes[-2].stage_before, changes[-2].stage_after) == ("Need", "Scope")
    assert changes[1].gate_name == "close"
    assert {change.title for change in changes} == {"Clean Bus Depot"}
    text = render_to_string("components/changes.html", {"changes": changes})
    for words in ("was closed.", "runs again.", "was paused.", "was suspended.", "was terminated."):
        assert words in text


def test_changes_tell_what_was_taken_over():
    (change,) = told(factories.taken_over(stage=Stage.LIVE))

    assert (change.kind, change.stage_after) == ("taken_over", "Deliver")


def test_changes_tell_a_gate_by_itself_until_the_move_tells_of_it():
    partnership = factories.a_partnership()
    factories.pass_gate(partnership, on=day(1))
    before = [change.kind for change in told(partnership)]
    aside(operations.move, partnership, day(1), to=Stage.SCOPE)

    assert before == ["gate", "begun"]
    assert [change.kind for change in told(partnership)] == ["moved", "begun"]


def test_changes_are_as_many_and_as_old_as_asked():
    partnership = factories.a_partnership()
    factories.move_to(partnership, Stage.SCOPE, on=day(5))

    assert [change.kind for change in told(partnership, most=1)] == ["moved"]
    assert [change.kind for change in told(partnership, days=77)] == ["moved"]
    assert told(partnership, on=day(-1)) == []


def test_changes_tell_the_partner_side_only_what_is_shared():
    partnership = factories.a_partnership()
    StageChange.objects.filter(partnership=partnership).update(visibility=Visibility.INTERNAL)

    assert [change.kind for change in told(partnership)] == ["begun"]
    assert told(partnership, side=Side.PARTNER) == []
