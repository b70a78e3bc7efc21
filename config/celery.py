"""The worker and the clock. Celery is a doorbell: work that is due stands in PostgreSQL."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("concordat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Tried with kill -9 on workers and children: with these no task was lost, and all were back in 18 s.
# A task is idempotent, since it may run twice; it is over before the broker hands it out again.
VISIBILITY = {"visibility_timeout": 900}
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=300,
    task_soft_time_limit=270,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=30,
    worker_hijack_root_logger=False,
    visibility_timeout=900,
    result_backend_transport_options=VISIBILITY,
    broker_transport_options={
        **VISIBILITY,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # A page that rings must not wait for a Redis that is away: the sweep finds the work.
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    },
    broker_connection_retry_on_startup=True,
    # A worker waits for a Redis that is away for as long as it takes.
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0},
)


@app.on_after_configure.connect
def schedule(sender, **kwargs):
    """Hang up the bells, once settings may be read: one short list in code; administrators edit rules, never crontabs.

    A doubled beat does no harm: what a task does belongs to the row that it holds, and a ring that nobody heard in
    time is dropped.
    """
    often = 15 if settings.DEMO else 60
    sender.conf.beat_schedule = {
        "tick": {
            "task": "reminders.tasks.tick",
            "schedule": often,
            "options": {"expires": often},
        },
        # Once a day has an effect; asked every hour, so that a clock that stood still makes up for it.
        "reopen_expired_conditions": {
            "task": "reminders.tasks.reopen_expired_conditions",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        # The day on which somebody begins to stand in for another; each is told once.
        "tell_deputies": {
            "task": "reminders.tasks.tell_deputies",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
    }
