"""A real worker, a real Redis and a real line to a mail server, and what is left when they are shot."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
import redis
from celery import Celery
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from config.celery import app
from deploy import redis_server
from deploy.postgres import free_port
from notices.models import Delivery, DeliveryState
from tests.factories import a_partnership
from tests.reminders.people import a_delivery

PATIENCE = 40


@pytest.fixture
def ring():
    """Ring the doorbell the way the clock does: a message, and nobody's word that it was heard."""
    bell = Celery("bell", broker=django_settings.CELERY_BROKER_URL)
    bell.conf.broker_transport_options = app.conf.broker_transport_options

    def rung():
        bell.send_task("reminders.tasks.tick", expires=60)

    yield rung
    bell.close()


def a_worker(server, tmp_path, *more, **variables):
    """Run a worker of our own on the test's database, Redis and mail server."""
    alone = ["--concurrency", "1", "--without-gossip", "--without-mingle", *more]
    return celery(server, tmp_path, "worker", *alone, **variables)


def a_clock(server, tmp_path, **variables):
    """Run a beat of our own."""
    return celery(server, tmp_path, "beat", "--scheduler", "celery.beat:Scheduler", **variables)


@contextlib.contextmanager
def celery(server, tmp_path, *arguments, **variables):
    log = tmp_path / f"{arguments[0]}-{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", *arguments, "--loglevel", "INFO"],
            env={**environment(server), **variables},
            cwd=django_settings.BASE_DIR,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def environment(server):
    facts = connection.settings_dict
    host = quote(str(facts["HOST"]), safe="")
    at = f"?host={host}" if facts["HOST"].startswith("/") else ""
    server_at = "" if at else f":{quote(facts['PASSWORD'])}@{facts['HOST']}:{facts['PORT']}"
    user = f"{facts['USER']}{server_at or '@'}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.reminders.worker_settings",
        "DATABASE_URL": f"postgres://{user}/{quote(facts['NAME'])}{at}",
        "REDIS_URL": django_settings.REDIS_URL,
        "SECRET_KEY": django_settings.SECRET_KEY,
        "BASE_URL": django_settings.BASE_URL,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_SECURITY": "none",
        "EMAIL_TIMEOUT": "10",
    }


def kill(worker):
    """Shoot the worker and its children, and leave nothing of them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_until(true, *, ring=None, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if ring is not None:
            ring()
        if true():
            return
        time.sleep(0.3)
    raise AssertionError(f"not true within {patience} s; deliveries: {states()}")


def states():
    rows = Delivery.objects.order_by("id").values_list("state", "attempts", "error")
    return list(rows)


def all_accepted():
    return not Delivery.objects.exclude(state=DeliveryState.ACCEPTED).exists()


def some_deliveries(count):
    partnership = a_partnership()
    return [a_delivery(partnership, due_at=timezone.now()) for _number in range(count)]


@pytest.fixture
def broker():
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_a_worker_is_shot_and_redis_forgets(server, broker, ring, tmp_path):
    deliveries = some_deliveries(12)
    server.answers["end"] = 0.3
    with a_worker(server, tmp_path) as first:
        ring()
        wait_until(lambda: len(server.mails) >= 3)
        kill(first)
    broker.flushdb()
    held = Delivery.objects.filter(state=DeliveryState.SENDING)
    assert held.exists()
    # The two minutes of the lease, gone by.
    held.update(lease_until=timezone.now())
    server.answers.clear()

    with a_worker(server, tmp_path):
        wait_until(all_accepted, ring=ring)

    ids = [mail["Message-ID"] for mail in server.parsed()]
    assert set(ids) == {delivery.message_id for delivery in deliveries}
    assert len(ids) <= len(deliveries) + 1


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_repeat_nothing(server, broker, ring, tmp_path):
    deliveries = some_deliveries(300)
    with (
        a_worker(server, tmp_path, "-n", "one@test"),
        a_worker(server, tmp_path, "-n", "two@test"),
    ):
        wait_until(all_accepted, ring=ring)

    ids = [mail["Message-ID"] for mail in server.parsed()]
    assert sorted(ids) == sorted(delivery.message_id for delivery in deliveries)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_workers_are_shot_again_and_again(server, broker, ring, tmp_path):
    deliveries = some_deliveries(150)
    server.answers["end"] = 0.05
    kills = 0
    while not all_accepted() and kills < 12:
        with a_worker(server, tmp_path) as worker:
            before = len(server.mails)
            wait_until(
                lambda before=before: len(server.mails) > before or all_accepted(), ring=ring
            )
            time.sleep(0.6)
            kill(worker)
        kills += 1
        Delivery.objects.filter(state=DeliveryState.SENDING).update(lease_until=timezone.now())
    with a_worker(server, tmp_path):
        wait_until(all_accepted, ring=ring)

    ids = [mail["Message-ID"] for mail in server.parsed()]
    assert set(ids) == {delivery.message_id for delivery in deliveries}
    assert len(ids) <= len(deliveries) + kills


@pytest.fixture
def own_redis(tmp_path):
    """A Redis that can be away: start and stop it at will, always at one address."""
    port, started = free_port(), []

    class OwnRedis:
        url = f"redis://127.0.0.1:{port}/0"

        def start(self):
            command = [redis_server.find_binary(), "--port", str(port), "--bind", "127.0.0.1"]
            command += ["--save", "", "--dir", str(tmp_path)]
            started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))

        def stop(self):
            while started:
                server = started.pop()
                server.kill()
                server.wait()

    yield (own := OwnRedis())
    own.stop()


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_worker_and_clock_come_back_when_redis_does(server, own_redis, tmp_path):
    some_deliveries(3)
    often = {"REDIS_URL": own_redis.url, "DEMO": "true"}
    with a_worker(server, tmp_path, **often), a_clock(server, tmp_path, **often):
        time.sleep(5)
        own_redis.start()
        wait_until(all_accepted, patience=60)
        own_redis.stop()
        some_deliveries(3)
        time.sleep(5)
        own_redis.start()

        wait_until(all_accepted, patience=90)

    assert len(server.mails) == 6
