"""Single values of a process, checked as the same field of a page would be, with the pointer of what is wrong."""

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.validators import plain_name
from opendata.queries.packages import Process, day_of
from opendata.queries.refusals import refused

EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)
MOST = Decimal(10) ** 16
CENT = Decimal("0.01")
NO_CURRENCIES = {"XXX", "XTS"}

Step = str | tuple[str, Any]


def read(node: Any, *steps: str) -> Any:
    """Return what stands at the end of some names, or None where one of them is missing."""
    for step in steps:
        if not isinstance(node, dict):
            return None
        node = node.get(step)
    return node


def read_day(
    process: Process, node: Any, base: tuple[Step, ...], *steps: str
) -> datetime.date | None:
    """Return a day, or None. Raise PackageRefused outside the years in which partnerships are kept."""
    text = read(node, *steps)
    if not text:
        return None
    try:
        day = day_of(text)
    except (TypeError, ValueError) as error:
        words = _("“%(day)s” is not a day") % {"day": shorten(str(text), 40)}
        raise refused(process.where(*base, *steps), words) from error
    if not EARLIEST <= day <= LATEST:
        words = _("“%(day)s” does not lie between 1990 and 2100") % {"day": text}
        raise refused(process.where(*base, *steps), words)
    return day


def read_money(
    process: Process, node: Any, base: tuple[Step, ...], *steps: str
) -> tuple[Decimal, str] | None:
    """Return an amount and its currency, or None. Raise PackageRefused for what cannot be an amount of money."""
    value = read(node, *steps)
    amount, currency = read(value, "amount"), read(value, "currency")
    if amount is None:
        return None
    exact = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP) if abs(amount) < MOST else MOST
    if not 0 <= exact < MOST:
        words = _("an amount lies between 0 and 16 digits")
        raise refused(process.where(*base, *steps, "amount"), words)
    if not currency:
        raise refused(process.where(*base, *steps), _("an amount has a currency"))
    if currency in NO_CURRENCIES:
        words = _("“%(code)s” is no currency") % {"code": currency}
        raise refused(process.where(*base, *steps, "currency"), words)
    return exact, currency


def read_name(process: Process, node: Any, base: tuple[Step, ...], *steps: str, limit: int) -> str:
    """Return a text of one line, cut at `limit`, or "". Raise PackageRefused for one that shows as something else."""
    text = " ".join(str(read(node, *steps) or "").split())
    try:
        plain_name(text)
    except ValidationError as error:
        raise refused(process.where(*base, *steps), " ".join(error.messages)) from error
    return shorten(text, limit)


def read_email(process: Process, node: Any, base: tuple[Step, ...], *steps: str) -> str:
    """Return an e-mail address, or "". Raise PackageRefused for a text that is none."""
    text = read_text(node, *steps)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise refused(process.where(*base, *steps), " ".join(error.messages)) from error
    return text


def read_text(node: Any, *steps: str) -> str:
    """Return a text of any length without the space around it, or ""."""
    text = read(node, *steps)
    return text.strip() if isinstance(text, str) else ""


def shorten(text: str, limit: int) -> str:
    """Return the text, with an ellipsis where it had to be cut; the import record keeps it whole."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def first(values: Iterable[Any]) -> Any:
    """Return the first value that is not empty, or the last one looked at."""
    value = None
    for value in values:
        if value:
            return value
    return value
