"""What each side gave against what it gained, in figures that are stored: sentences, a picture and its table."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits import queries
from benefits.models import BenefitBalance, GivenTotal
from benefits.operations.totals import FIGURES
from benefits.queries.deliveries import with_disputed
from benefits.queries.sharing import sight_of
from partnerships.models import Side
from partnerships.queries import place_of
from ui import charts, formats


@dataclass(frozen=True)
class Row:
    """One side and currency, as the table tells it."""

    names: str
    side: str
    total: GivenTotal


class Given:
    """Both sides of one term for one reader; every figure is read, none is worked out here but a share."""

    def __init__(self, page, term, terms):
        self.viewer, self.partnership, self.people = page.viewer, page.partnership, page.people
        self.term, self.in_term = term, queries.in_term(term, terms)

    @cached_property
    def totals(self):
        """One for each side and currency; what was promised before the first term is told with it."""
        found: dict[tuple[str, str], GivenTotal] = {}
        rows = with_disputed(GivenTotal.objects.filter(self.in_term, partnership=self.partnership))
        for row in rows.order_by("side", "currency", "id"):
            if (total := found.setdefault((row.side, row.currency), row)) is not row:
                for name in (*FIGURES, "disputed"):
                    setattr(total, name, getattr(total, name) + getattr(row, name))
        return list(found.values())

    @cached_property
    def balance(self):
        rows = BenefitBalance.objects.filter(partnership=self.partnership, term=self.term)
        return rows.first()

    @cached_property
    def costs(self):
        """What the reader may see of the costs; None for those to whom costs do not exist."""
        if not queries.may_read_costs(self.viewer, self.partnership):
            return None
        rows = queries.costs_visible_to(self.viewer, self.partnership).filter(self.in_term)
        side = place_of(self.viewer, self.partnership).side
        sums = queries.sums_of(rows)
        return {**sums, "sight": sight_of(sums["counts"], side=side)}

    @property
    def rows(self):
        """The table behind the picture."""
        return [Row(self.people.side(total.side), total.side, total) for total in self.totals]

    @property
    def has_money(self):
        return any(total.currency for total in self.totals)

    def picture(self):
        """This function will return what was received of what was promised: a bar for each side and currency."""
        bars = {Side.PUBLIC: [], Side.PARTNER: []}
        for total in self.totals:
            if not total.currency:
                continue
            bars[total.side].append(
                charts.Bar(
                    label=total.currency,
                    part=total.received,
                    whole=total.promised,
                    most=max(total.promised, total.received),
                    strong=formats.money_text(total.received, total.currency),
                    note=_("of %(promised)s")
                    % {"promised": formats.money_text(total.promised, total.currency)},
                )
            )
        return charts.paired_bars(
            (self.people.side(Side.PUBLIC), bars[Side.PUBLIC]),
            (self.people.side(Side.PARTNER), bars[Side.PARTNER]),
        )

    def finding(self):
        """This function will return the one sentence above the picture."""
        done = sum(total.delivered_count for total in self.totals)
        count = sum(total.count for total in self.totals)
        if not count:
            return _("Nothing is promised yet.")
        if not done:
            return ngettext(
                "%(count)s thing is promised between the sides; it is not delivered in full yet.",
                "%(count)s things are promised between the sides; none is delivered in full yet.",
                count,
            ) % {"count": count}
        if count == 1:
            return _("1 thing is promised between the sides; it is delivered in full.")
        return ngettext(
            "%(count)s things are promised between the sides; %(done)s of them is delivered in full.",
            "%(count)s things are promised between the sides; %(done)s of them are delivered in full.",
            done,
        ) % {"count": count, "done": done}

    def sides(self):
        """This function will return the sentences about each side: what it gave, what it spent, what it gained."""
        return [
            {
                "side": side,
                "names": self.people.side(side),
                "gave": list(self._gave(side)),
                "spent": list(self._spent(side)),
                "sight": self.costs["sight"].get(side) if self.costs else None,
                "gained": self._gained(side),
            }
            for side in (Side.PUBLIC, Side.PARTNER)
        ]

    def _gave(self, side):
        totals = [total for total in self.totals if total.side == side]
        if not any(total.count or total.received for total in totals):
            yield _("It has promised nothing yet.")
        for total in sorted(totals, key=lambda total: not total.currency):
            if total.currency:
                yield from self._gave_money(total)
            elif total.count:
                yield self._gave_more(total)

    def _gave_more(self, total):
        if not total.delivered_count:
            return ngettext(
                "%(count)s contribution is not valued in money and not delivered yet.",
                "%(count)s contributions are not valued in money; none is delivered yet.",
                total.count,
            ) % {"count": total.count}
        if total.count == 1:
            return _("1 contribution is not valued in money; it is delivered.")
        return ngettext(
            "%(count)s contributions are not valued in money; %(done)s of them is delivered.",
            "%(count)s contributions are not valued in money; %(done)s of them are delivered.",
            total.delivered_count,
        ) % {"count": total.count, "done": total.delivered_count}

    def _gave_money(self, total):
        yield _("It promised %(promised)s and the other side received %(received)s.") % {
            "promised": formats.money_text(total.promised, total.currency),
            "received": formats.money_text(total.received, total.currency),
        }
        if total.awaiting:
            disputed = total.disputed
            if total.awaiting > disputed:
                yield _("%(awaiting)s is reported and waits for the receiver.") % {
                    "awaiting": formats.money_text(total.awaiting - disputed, total.currency)
                }
            if disputed:
                yield _("%(disputed)s is disputed.") % {
                    "disputed": formats.money_text(disputed, total.currency)
                }

    def _spent(self, side):
        if self.costs is None:
            return
        hours = [row["total"] for row in self.costs["hours"] if row["owning_party__side"] == side]
        if hours:
            yield _("Running the partnership took it %(hours)s hours.") % {
                "hours": formats.number_text(sum(hours))
            }
        sums: dict[str, Decimal] = {}
        for row in self.costs["money"]:
            if row["owning_party__side"] == side:
                sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + row["total"]
        if sums:
            words = [formats.money_text(total, currency) for currency, total in sums.items()]
            yield _("Running it cost %(money)s.") % {"money": ", ".join(words)}

    def _gained(self, side):
        share = getattr(self.balance, f"{side}_realised", None)
        if share is None:
            return _("What it gains has no figure yet.")
        return _("It gained %(share)s %% of what was agreed that it would.") % {
            "share": formats.number_text(share, 0)
        }
