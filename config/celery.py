"""The worker and the clock. Celery is a doorbell: work that is due stands in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("concordat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# One short list in code. Administrators edit rules, never crontabs; a doubled beat does no harm,
# because each tick takes an advisory lock and is idempotent by unique key.
app.conf.beat_schedule = {}
