"""Sending what was claimed: one mail to one person at a time, outside any transaction."""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from notices import texts
from notices.models import Delivery, DeliveryState
from reminders import queries
from reminders.operations import claims

logger = logging.getLogger(__name__)

# How long an answer about somebody's rights is good for before it is asked again.
STALE_AFTER = timedelta(seconds=5)
RENEW_BEFORE = timedelta(seconds=90)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=24)
GIVE_UP_AFTER, FEWEST_TRIES = timedelta(hours=72), 3
# A mail that brings its worker down each time is claimed, but never refused by anybody.
MOST_TRIES = 20
MAX_ERROR = 500

Tally = Counter[str]


class ServerAway(Exception):
    """There is no mail server that wants to talk to us; nothing was tried yet."""


class LineBroken(Exception):
    """The line broke in the middle of a mail, which may or may not have arrived."""


class Deferred(Exception):
    """The mail server asks to try this mail again later."""


class Refused(Exception):
    """The mail server will never take this mail."""


def send(
    deliveries: list[Delivery], *, on: date, now: Callable[[], datetime], until: datetime
) -> Tally:
    """Send claimed deliveries, ask before each whether its recipient may still be told, and write down how it ended.

    When the server is away or `until` has come, the rest are let go of untried.
    """
    tally: Tally = Counter()
    against, asked_at = queries.reasons_against(deliveries, on=on), now()
    connection = mail.get_connection()
    for index, delivery in enumerate(deliveries):
        moment = now()
        if moment >= until or tally["away"] or tally["broken"]:
            claims.put_back(deliveries[index:])
            break
        if moment - asked_at > STALE_AFTER:
            against, asked_at = queries.reasons_against(deliveries[index:], on=on), moment
        if _still_held(delivery, moment):
            reason = against.get(delivery.pk, "")
            tally[_send_or_cancel(delivery, reason, connection, now=now)] += 1
    _close(connection)
    return tally


def _still_held(delivery: Delivery, moment: datetime) -> bool:
    if delivery.lease_until is not None and delivery.lease_until - moment >= RENEW_BEFORE:
        return True
    return claims.renew(delivery, now=moment)


def _send_or_cancel(
    delivery: Delivery, reason: str, connection: BaseEmailBackend, *, now: Callable[[], datetime]
) -> str:
    if reason:
        return _cancel(delivery, reason)
    if delivery.attempts > MOST_TRIES:
        return _fail(delivery, f"{MOST_TRIES} workers were lost over it: {delivery.error}")
    try:
        link = queries.link_of(delivery.notice)
        if not link:
            return _cancel(delivery, "its link is no longer valid")
        _hand_over(message_of(delivery, link), connection)
    except ServerAway as error:
        logger.warning("the mail server is away: %s", error)
        claims.put_back([delivery])
        return "away"
    except Refused as error:
        return _fail(delivery, str(error))
    except LineBroken as error:
        return _try_later(delivery, error, now=now(), outcome="broken")
    except Deferred as error:
        return _try_later(delivery, error, now=now(), outcome="later")
    except Exception as error:  # one mail that cannot be written must not stop the others
        logger.exception("mail could not be made: %s", delivery.message_id)
        return _try_later(delivery, error, now=now(), outcome="later")
    claims.finish(delivery, DeliveryState.ACCEPTED, accepted_at=now(), error="")
    return "accepted"


def _cancel(delivery: Delivery, reason: str) -> str:
    claims.finish(delivery, DeliveryState.CANCELLED, error=reason)
    return "cancelled"


def _try_later(delivery: Delivery, error: Exception, *, now: datetime, outcome: str) -> str:
    """Put a mail off for twice as long each time; give it up after three days and some tries."""
    words = str(error) or type(error).__name__
    end = delivery.due_at + GIVE_UP_AFTER
    if now >= end and delivery.attempts >= FEWEST_TRIES:
        _fail(delivery, words)
        return outcome if outcome == "broken" else "failed"
    pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 10), LONGEST_PAUSE)
    next_try = min(now + pause, end) if now < end else now + pause
    claims.finish(delivery, DeliveryState.DUE, error=words[:MAX_ERROR], next_try_at=next_try)
    return outcome


def _fail(delivery: Delivery, words: str) -> str:
    logger.warning("mail given up: %s", delivery.message_id)
    claims.finish(delivery, DeliveryState.FAILED, error=words[:MAX_ERROR])
    return "failed"


def message_of(delivery: Delivery, link: str) -> mail.EmailMultiAlternatives:
    """Return the mail of a delivery: the same id at every attempt, one thread for one thing."""
    notice = delivery.notice
    words = texts.mail_of(notice, url=link)
    headers = {
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if thread := notice.subject_id or notice.partnership_key:
        headers["References"] = headers["In-Reply-To"] = f"<o.{thread}@{settings.MAIL_DOMAIN}>"
    message = mail.EmailMultiAlternatives(
        subject=words.subject, body=words.text, to=[notice.mail_address], headers=headers
    )
    message.attach_alternative(words.html, "text/html")
    return message


def _hand_over(message: mail.EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Give one mail to the server and translate its answer into ours; after a failure the line is opened anew."""
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise ServerAway(str(error) or type(error).__name__) from error
    try:
        connection.send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        raise _meaning_of(error) from error


def _meaning_of(error: Exception) -> Exception:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _answer(*next(iter(error.recipients.values())))
        case smtplib.SMTPDataError():
            return _answer(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Refused(str(error))
        case smtplib.SMTPResponseException() if 400 <= error.smtp_code < 500:
            return _answer(error.smtp_code, error.smtp_error)
        case _:
            # A broken line; or not this mail but our sender or sign-in is refused, which somebody has to mend.
            return LineBroken(str(error) or type(error).__name__)


def _answer(code: int, words: bytes | str) -> Exception:
    text = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    if code == 421:
        return LineBroken(text)
    return Refused(text) if code >= 500 else Deferred(text)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.debug("the line to the mail server was gone already")
