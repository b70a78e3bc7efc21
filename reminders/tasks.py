"""The doorbells. What is due stands in PostgreSQL; a task only says that it is time to look."""

from celery import shared_task
from django.utils import timezone

from audit.context import door
from partnerships import operations as partnerships
from reminders import operations, queries


@shared_task
def tick():
    with door():
        operations.tick(on=timezone.localdate(), now=queries.clock())


@shared_task
def reopen_expired_conditions():
    with door():
        partnerships.reopen_expired_conditions(on=timezone.localdate())


@shared_task
def tell_deputies():
    with door():
        operations.tell_deputies(on=timezone.localdate())
