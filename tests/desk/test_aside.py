"""What the pages of a partnership say while it is paused, suspended or terminated."""

import datetime

import pytest
from django.utils import timezone

from partnerships import operations
from tests import factories as f
from tests.desk.conftest import SECRET

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def in_days(days):
    return today() + datetime.timedelta(days=days)


def text_of(client, user, address):
    client.force_login(user)
    return client.get(address).content.decode()


def test_public_side_reads_why_until_when_and_who_looks_again(client, world):
    f.pause(world.partnership, until=in_days(30), reason="The council votes.")

    text = text_of(client, world.lead, world.front)

    assert "Paused since 3 Mar 2025" in text
    for words in ("The council votes.", "Who looks at it again", "Moves to another stage"):
        assert words in text
    assert "Its day has passed" not in text


@pytest.mark.parametrize("page", ["front", "history"])
@pytest.mark.parametrize("verb", [f.pause, f.suspend], ids=["pause", "suspend"])
def test_company_reads_the_day_and_never_the_reason(client, world, verb, page):
    verb(world.partnership, until=in_days(30), reason=f"{SECRET} reason")
    state = "paused" if verb is f.pause else "suspended"

    text = text_of(client, world.partner, getattr(world, page))

    assert state in text.lower()
    assert SECRET not in text
    assert "Who looks at it again" not in text
    assert "who looks at it again" not in text


def test_company_reads_until_when_it_is_paused(client, world):
    f.pause(world.partnership, until=datetime.date(2090, 5, 1))

    assert "Paused until 1 May 2090" in text_of(client, world.partner, world.front)


def test_pause_whose_day_has_passed_is_shown_as_overdue(client, world):
    f.pause(world.partnership, until=in_days(-1))

    text = text_of(client, world.lead, world.front)

    assert "Paused, its day has passed" in text
    assert "Ines Okafor was to look at it again by" in text


def test_pause_on_its_last_day_is_not_overdue(client, world):
    f.pause(world.partnership, until=today())

    assert "its day has passed" not in text_of(client, world.lead, world.front)


def test_terminated_partnership_says_what_stands_still(client, world):
    row = f.fresh(world.partnership)
    operations.terminate(row, version=row.version, reason="Fraud.", by=world.lead, on=f.DAY)

    text = text_of(client, world.lead, world.front)

    assert "Terminated since 3 Mar 2025" in text
    assert "New or raised promises of either side" in text
    assert "Resume it" not in text


def test_history_keeps_the_reasons_for_the_public_side(client, world):
    f.pause(world.partnership, until=datetime.date(2090, 5, 1), reason="The council votes.")
    row = f.fresh(world.partnership)
    operations.resume(row, version=row.version, reason="It voted.", by=world.lead, on=f.DAY)

    text = text_of(client, world.lead, world.history)

    for words in ("paused the partnership until 1 May 2090", "The council votes.", "It voted."):
        assert words in text


def test_running_partnership_says_nothing_of_it(client, world):
    client.force_login(world.lead)

    answer = client.get(world.front)

    assert answer.context["aside"] is None
    assert answer.context["head"]["aside"] == ""
