import datetime
import logging
from collections import Counter

import pytest
from django.utils import timezone

from notices import operations as notices
from notices.models import Delivery, DeliveryState
from organisations.operations import revoke_membership
from partnerships import operations as partnerships
from reminders import operations
from reminders.operations import sending
from tests.factories import (
    a_body,
    a_company,
    a_member,
    a_partnership,
    an_approver,
    ask_decision,
    company_user,
    lead_of,
    party_of,
    share_in,
    shared_partnership,
    staff,
)
from tests.reminders.people import NOW, ON, a_delivery

pytestmark = pytest.mark.django_db
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


def tick(*, now=NOW, on=ON, **facts):
    return operations.tick(on=on, now=now, **facts)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


# ── The mail ────────────────────────────────────────────────────────────────────────────────────


def test_tick_sends_one_mail_to_one_person(server, settings):
    settings.MAIL_DOMAIN, settings.BASE_URL = "city.example", "https://city.example"
    partnership = a_partnership(title="Clean Bus Depot")
    delivery = a_delivery(partnership)

    assert tick() == Counter(accepted=1)

    (mail,) = server.parsed()
    lead = lead_of(partnership)
    thread = f"<o.{partnership.public_id}@city.example>"
    assert mail["To"] == lead.email
    assert mail["Subject"] == "Clean Bus Depot is spoken of"
    assert mail["Message-ID"] == delivery.message_id
    assert (mail["References"], mail["In-Reply-To"]) == (thread, thread)
    assert (mail["Auto-Submitted"], mail["From"]) == ("auto-generated", settings.DEFAULT_FROM_EMAIL)
    text = mail.get_body(["plain"]).get_content()
    assert f"https://city.example/partnerships/{partnership.reference}/" in text
    assert '<a href="https://city.example/' in mail.get_body(["html"]).get_content()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until, delivery.error) == ("accepted", None, "")
    assert NOW <= delivery.accepted_at < NOW + MINUTE


def test_tick_sends_nothing_twice(server):
    a_delivery(a_partnership())

    assert [tick(), tick(now=NOW + HOUR)] == [Counter(accepted=1), Counter()]
    assert len(server.mails) == 1


def test_tick_sends_batch_by_batch_until_none_is_left(server):
    partnership = a_partnership()
    for _number in range(5):
        a_delivery(partnership)

    assert tick(limit=2) == Counter(accepted=5)


def test_tick_threads_mails_about_one_thing(server):
    partnership, other = a_partnership(), a_partnership()
    for about in (partnership, partnership, other):
        a_delivery(about)

    tick()

    threads = [mail["References"] for mail in server.parsed()]
    assert [threads[0] == threads[1], threads[0] == threads[2]] == [True, False]


def test_tick_folds_no_second_header_into_a_subject(server):
    a_delivery(a_partnership(title="Depot\nBcc: everybody@city.example"))

    tick()

    (mail,) = server.parsed()
    assert (mail["Subject"], mail["Bcc"]) == (
        "Depot Bcc: everybody@city.example is spoken of",
        None,
    )


def test_tick_goes_on_after_a_notice_without_words(server, caplog):
    partnership = a_partnership()
    wordless = a_delivery(partnership, due_at=NOW - MINUTE, kind="partnerships.unheard_of")
    a_delivery(partnership)

    with caplog.at_level(logging.CRITICAL, logger="reminders"):
        assert tick() == Counter(later=1, accepted=1)

    assert state_of(wordless) == DeliveryState.DUE


def test_tick_writes_files_where_there_is_no_mail_server(settings, words, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    delivery = a_delivery(a_partnership())

    assert tick() == Counter(accepted=1)

    (file,) = tmp_path.iterdir()
    assert delivery.message_id in file.read_text()


# ── Who may still be told ───────────────────────────────────────────────────────────────────────


def test_tick_tells_nothing_to_somebody_who_was_removed(server):
    body = a_body()
    partnership, member = a_partnership(body), staff(body)
    place = a_member(partnership, member, "contributor")
    delivery = a_delivery(partnership, member)
    partnerships.remove_member(place, by=lead_of(partnership), on=ON)

    assert tick() == Counter(cancelled=1)
    assert state_of(delivery) == DeliveryState.CANCELLED
    assert delivery.error == "The recipient may not see what it is about any more."
    assert server.mails == []


def test_tick_tells_nothing_to_somebody_who_left_the_body(server):
    partnership = a_partnership()
    lead = lead_of(partnership)
    a_delivery(partnership, lead)
    revoke_membership(lead.memberships.get(), by=None, on=ON)

    assert tick() == Counter(cancelled=1)


def test_tick_tells_nothing_to_somebody_who_stepped_aside(server):
    partnership = a_partnership()
    lead = lead_of(partnership)
    a_delivery(partnership, lead)
    partnerships.recuse(partnership, user=lead, reason="My brother works there.", by=lead, on=ON)

    assert tick() == Counter(cancelled=1)


def test_tick_tells_nothing_to_a_closed_account(server):
    partnership = a_partnership()
    lead = lead_of(partnership)
    delivery = a_delivery(partnership, lead)
    lead.is_active = False
    lead.save()

    assert tick() == Counter(cancelled=1)
    assert state_of(delivery) == DeliveryState.CANCELLED
    assert delivery.error == "The recipient's account is closed."


def test_tick_tells_nothing_that_was_settled_while_it_was_being_sent(server):
    partnership = a_partnership()
    delivery = a_delivery(partnership, key="done")
    operations.claim(limit=1, now=NOW)
    notices.settle("done", on=ON)

    assert tick(now=NOW + 3 * MINUTE) == Counter(cancelled=1)
    assert state_of(delivery) == DeliveryState.CANCELLED
    assert delivery.error == "It was settled before the mail went out."


def test_tick_tells_a_company_only_once_it_is_shared_in(server):
    company = a_company()
    partnership = a_partnership(partner=company)
    admin = company_user(company, "partner_admin")
    a_delivery(partnership, admin)

    assert tick() == Counter(cancelled=1)
    share_in(partnership, company)
    a_delivery(partnership, admin)
    assert tick() == Counter(accepted=1)
    assert party_of(partnership, company).is_shared_in


def test_tick_tells_a_second_approver_of_the_approval_and_of_nothing_else(server):
    body = a_body()
    partnership = a_partnership(body)
    approver = an_approver(body)
    approval = ask_decision(partnership)
    Delivery.objects.all().delete()
    asked = a_delivery(partnership, approver, subject=approval)
    other = a_delivery(partnership, approver)

    tick()

    seen = approval.asks.filter(kind="pool").exists()
    assert state_of(asked) == (DeliveryState.ACCEPTED if seen else DeliveryState.CANCELLED)
    assert state_of(other) == DeliveryState.CANCELLED


def test_tick_tells_what_is_about_no_partnership(server):
    lead = lead_of(a_partnership())
    notices.post(
        "partnerships.spoken", to=[lead], key="k", on=ON, url="/account/", context={"title": "You"}
    )
    Delivery.objects.update(due_at=NOW)

    assert tick() == Counter(accepted=1)


def test_send_asks_again_when_the_answer_is_old(server, monkeypatch):
    partnership = a_partnership()
    first, second = a_delivery(partnership), a_delivery(partnership, key="done")
    claimed = operations.claim(limit=2, now=NOW)
    moments = iter([NOW, NOW, NOW, NOW + 10 * MINUTE / 60])

    def now():
        moment = next(moments, NOW + 10 * MINUTE / 60)
        if moment > NOW:
            notices.settle("done", on=ON)
        return moment

    operations.send(claimed, on=ON, now=now, until=NOW + HOUR)

    assert [state_of(first), state_of(second)] == ["accepted", "cancelled"]


def test_reasons_against_asks_the_same_number_of_questions_for_many(
    server, django_assert_max_num_queries
):
    partnership = shared_partnership()
    deliveries = [a_delivery(partnership) for _number in range(20)]

    with django_assert_max_num_queries(4):
        assert sending.queries.reasons_against(deliveries, on=ON) == {}


# ── When it does not go well ────────────────────────────────────────────────────────────────────


def test_tick_waits_for_a_server_that_is_away_without_counting(server, settings):
    partnership = a_partnership()
    for _number in range(3):
        a_delivery(partnership)
    settings.EMAIL_PORT = 1

    assert tick() == Counter(away=1)
    assert set(Delivery.objects.values_list("state", "attempts", "next_try_at")) == {
        ("due", 0, None)
    }
    settings.EMAIL_PORT = server.port
    assert tick(now=NOW + MINUTE) == Counter(accepted=3)


@pytest.mark.parametrize("answer", ["554 go away", "421 busy", "drop"])
def test_tick_takes_a_server_that_sends_us_off_for_away(server, answer):
    a_delivery(a_partnership())
    server.answers["connect"] = answer

    assert tick() == Counter(away=1)
    assert Delivery.objects.get().attempts == 0


@pytest.mark.parametrize("stage", ["rcpt", "end"])
def test_tick_gives_up_what_the_server_will_never_take(server, stage):
    partnership = a_partnership()
    delivery = a_delivery(partnership, due_at=NOW - MINUTE)
    server.answers[stage, lead_of(partnership).email] = "550 5.1.1 no such person"

    assert tick() == Counter(failed=1)

    assert (state_of(delivery), delivery.error) == ("failed", "550 5.1.1 no such person")
    assert tick(now=NOW + HOUR) == Counter()


@pytest.mark.parametrize(
    ("stage", "answer", "outcome"),
    [
        ("rcpt", "451 4.7.1 greylisted", "later"),
        ("end", "452 full", "later"),
        ("mail", "451 slowly", "later"),
        ("rcpt", "421 closing", "broken"),
        ("mail", "550 your sender is refused", "broken"),
        ("end", "drop", "broken"),
        ("end", 1.5, "broken"),
    ],
)
def test_tick_tries_again_later_with_the_same_id(server, stage, answer, outcome):
    delivery = a_delivery(a_partnership())
    server.answers[stage] = answer

    assert tick() == Counter({outcome: 1})

    assert (state_of(delivery), delivery.attempts, bool(delivery.error)) == ("due", 1, True)
    pause = delivery.next_try_at - NOW
    assert 5 * MINUTE <= pause < 6 * MINUTE
    server.answers.clear()
    assert tick(now=NOW + 6 * MINUTE) == Counter(accepted=1)
    assert {mail["Message-ID"] for mail in server.parsed()} == {delivery.message_id}


def test_tick_lets_go_of_the_rest_when_the_line_breaks(server):
    partnership = a_partnership()
    first = a_delivery(partnership, due_at=NOW - MINUTE)
    others = [a_delivery(partnership) for _number in range(3)]
    server.answers["end"] = "drop"

    assert tick() == Counter(broken=1)

    assert (state_of(first), first.attempts) == ("due", 1)
    assert {(state_of(other), other.attempts) for other in others} == {("due", 0)}


def test_tick_sends_the_others_after_one_refusal(server):
    partnership, other = a_partnership(), a_partnership()
    a_delivery(partnership, due_at=NOW - MINUTE)
    a_delivery(other)
    server.answers["rcpt", lead_of(partnership).email] = "550 no"

    assert tick() == Counter(failed=1, accepted=1)


def test_tick_pauses_twice_as_long_each_time_and_gives_up_after_three_days(server):
    delivery = a_delivery(a_partnership())
    server.answers["rcpt"] = "451 later"
    now, pauses = NOW, []

    while state_of(delivery) == DeliveryState.DUE:
        tick(now=now)
        delivery.refresh_from_db()
        if delivery.state == DeliveryState.DUE:
            pauses.append(round((delivery.next_try_at - now) / MINUTE))
            now = delivery.next_try_at

    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 325]
    assert (delivery.state, now.replace(microsecond=0)) == ("failed", NOW + 72 * HOUR)


def test_tick_tries_three_times_even_after_three_days_of_standing_still(server):
    delivery = a_delivery(a_partnership(), due_at=NOW - 100 * HOUR)
    server.answers["rcpt"] = "451 later"

    states = []
    for number in range(3):
        tick(now=NOW + number * HOUR)
        states.append(state_of(delivery))

    assert states == ["due", "due", "failed"]


def test_tick_gives_up_what_lost_a_worker_twenty_times(server):
    delivery = a_delivery(a_partnership())
    Delivery.objects.update(state="sending", attempts=20, lease_until=NOW - MINUTE)

    assert tick() == Counter(failed=1)
    assert (state_of(delivery), server.mails) == ("failed", [])


def test_tick_sends_again_under_the_same_id_what_a_lost_worker_held(server):
    delivery = a_delivery(a_partnership())
    operations.claim(limit=1, now=NOW)

    assert [tick(now=NOW + MINUTE), tick(now=NOW + 3 * MINUTE)] == [Counter(), Counter(accepted=1)]
    assert [mail["Message-ID"] for mail in server.parsed()] == [delivery.message_id]


def test_send_leaves_alone_what_another_worker_holds_by_now(server):
    a_delivery(a_partnership())
    lost = operations.claim(limit=1, now=NOW)
    operations.claim(limit=1, now=NOW + 3 * MINUTE)

    tally = operations.send(lost, on=ON, now=lambda: NOW + 3 * MINUTE, until=NOW + HOUR)

    assert (tally, server.mails) == (Counter(), [])


def test_send_lengthens_the_lease_before_it_runs_out(server):
    a_delivery(a_partnership())
    claimed = operations.claim(limit=1, now=NOW, lease=MINUTE)
    seen = []
    server.answers["rcpt"] = "451 later"

    def now():
        seen.append(Delivery.objects.get().lease_until)
        return NOW

    operations.send(claimed, on=ON, now=now, until=NOW + HOUR)

    assert seen == [NOW + MINUTE, NOW + MINUTE, NOW + 2 * MINUTE]


def test_send_ends_with_the_round(server):
    a_delivery(a_partnership())
    claimed = operations.claim(limit=1, now=NOW)

    tally = operations.send(claimed, on=ON, now=lambda: NOW, until=NOW)

    assert (tally, Delivery.objects.get().state) == (Counter(), "due")


def test_tick_goes_by_the_day_it_is_told(server):
    partnership = a_partnership()
    lead = lead_of(partnership)
    lead.memberships.update(valid_to=ON)
    a_delivery(partnership, lead)
    a_delivery(partnership, lead)

    assert tick(on=ON, limit=1) == Counter(accepted=2)
    a_delivery(partnership, lead)
    assert tick(on=ON + datetime.timedelta(days=1)) == Counter(cancelled=1)


def test_clock_is_the_databases():
    before = timezone.now() - HOUR

    assert before < sending.queries.clock() < before + 2 * HOUR
