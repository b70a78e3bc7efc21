"""What benefits come to: pure arithmetic on exact decimals, no database (domain.md C.10).

Shares run from 0 to 1. Nothing is rounded here: a threshold is compared with the unrounded value.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

DIGITS = 50
FLAG_BELOW = Decimal("0.6")
NOTHING, ALL, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True)
class Line:
    """One benefit as the arithmetic sees it. `actual` is the latest confirmed figure; without one it is where it began."""

    target: Decimal | None
    baseline: Decimal | None = None
    actual: Decimal | None = None
    weight: Decimal = ALL
    is_disbenefit: bool = False
    starts_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Balance:
    """Both sides beside each other: what each has come to in percent, and how even that is."""

    public: Decimal | None
    partner: Decimal | None
    public_count: int = 0
    partner_count: int = 0
    public_expected: Decimal | None = None
    partner_expected: Decimal | None = None

    @property
    def ratio(self) -> Decimal | None:
        """The smaller share of the larger one; not yet there where a side counts nothing or both are at zero."""
        if self.public is None or self.partner is None:
            return None
        high = max(self.public, self.partner)
        if not high:
            return None
        with localcontext(prec=DIGITS):
            return min(self.public, self.partner) / high

    @property
    def is_flagged(self) -> bool:
        return self.ratio is not None and self.ratio < FLAG_BELOW

    @property
    def behind(self) -> str:
        """The side that has gained less of what was agreed, or nothing where they are even."""
        if self.public is None or self.partner is None or self.public == self.partner:
            return ""
        return "public" if self.public < self.partner else "partner"


def realised(line: Line) -> Decimal | None:
    """This function will return which share of its way to the target a benefit has come; None where there is no way."""
    baseline = NOTHING if line.baseline is None else line.baseline
    if line.target is None or line.target == baseline:
        return None
    actual = baseline if line.actual is None else line.actual
    with localcontext(prec=DIGITS):
        return min(max((actual - baseline) / (line.target - baseline), NOTHING), ALL)


def expected(line: Line, *, on: date) -> Decimal | None:
    """This function will return which share would be there on the day `on` if a benefit grew evenly until its day."""
    if realised(line) is None or line.starts_on is None or line.due_on is None:
        return None
    if on >= line.due_on:
        return ALL
    days, gone = (line.due_on - line.starts_on).days, (on - line.starts_on).days
    with localcontext(prec=DIGITS):
        return max(Decimal(gone) / Decimal(days), NOTHING) if days > 0 else NOTHING


def counted(lines: Iterable[Line]) -> list[Line]:
    """This function will return the lines that count: negative effects and what has no way to go stay out of the mean."""
    return [line for line in lines if not line.is_disbenefit and realised(line) is not None]


def party_realised(lines: Iterable[Line]) -> Decimal | None:
    """This function will return what a side has come to in percent, by weight; None where nothing counts."""
    return _mean([(realised(line), line.weight) for line in counted(lines)])


def party_expected(lines: Iterable[Line], *, on: date) -> Decimal | None:
    """This function will return what a side would have come to in percent on the day `on`; None where no day is set."""
    return _mean([(expected(line, on=on), line.weight) for line in counted(lines)])


def balance(public: Iterable[Line], partner: Iterable[Line], *, on: date | None = None) -> Balance:
    """This function will put the benefits of both sides beside each other; with `on`, what was expected by then too."""
    public, partner = list(public), list(partner)
    return Balance(
        public=party_realised(public),
        partner=party_realised(partner),
        public_count=len(counted(public)),
        partner_count=len(counted(partner)),
        public_expected=party_expected(public, on=on) if on else None,
        partner_expected=party_expected(partner, on=on) if on else None,
    )


def sums(amounts: Iterable[tuple[str, Decimal | None]]) -> dict[str, Decimal]:
    """This function will add (currency, amount) pairs up, each currency by itself."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        if amount is not None:
            totals[currency] += amount
    return dict(sorted(totals.items()))


def _mean(shares) -> Decimal | None:
    known = [(share, weight) for share, weight in shares if share is not None]
    with localcontext(prec=DIGITS):
        weights = sum((weight for _share, weight in known), NOTHING)
        if not weights:
            return None
        whole = sum((share * weight for share, weight in known), NOTHING)
        # Many rounded shares may add up to a hair more than all there is.
        return min(max(HUNDRED * whole / weights, NOTHING), HUNDRED)
