"""Mails in tests: what was posted goes out when the clock says so, and not before."""

import re

from django.core import mail
from django.utils import timezone

from reminders import operations, queries


def deliver():
    """Let the clock send what is due, and return every mail that went out so far."""
    operations.tick(on=timezone.localdate(), now=queries.clock())
    return mail.outbox


def link_in(message):
    """Return the first address in the text of a mail."""
    return re.search(r"http\S+", message.body)[0]
