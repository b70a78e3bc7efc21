import time

import pytest
from celery.exceptions import OperationalError

from config.celery import app


def test_no_task_is_lost_with_its_worker():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result is True


def test_task_is_over_before_it_is_handed_out_again():
    waits = [
        app.conf.visibility_timeout,
        app.conf.broker_transport_options["visibility_timeout"],
        app.conf.result_backend_transport_options["visibility_timeout"],
    ]

    assert waits == [900, 900, 900]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < min(waits)


def test_task_is_never_code_that_somebody_sent():
    assert app.conf.accept_content == ["json"]


def test_page_that_rings_does_not_wait_for_a_redis_that_is_away():
    started = time.monotonic()

    with (
        app.connection_for_write("redis://127.0.0.1:1/0") as connection,
        pytest.raises(OperationalError),
    ):
        app.send_task("nobody.listens", connection=connection)

    assert time.monotonic() - started < 5


def test_ticks_that_nobody_took_are_dropped():
    assert all("expires" in tick["options"] for tick in app.conf.beat_schedule.values())
