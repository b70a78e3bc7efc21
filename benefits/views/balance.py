"""Each side's word: that it has seen the balance, and what was promised and what came of it."""

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from benefits import operations, queries
from benefits.forms import benefits as forms
from benefits.views.benefits import SIDES, OfBenefits
from partnerships.doors import OneCall
from partnerships.models import PartyRole


class BalanceView(OfBenefits, OneCall, FormView):
    """What is agreed on both sides and how even it is, to be looked at by both before they sign."""

    template_name = "benefits/balance.html"
    form_class = forms.SeenForm

    def allowed(self):
        if self.request.method == "POST":
            return self.may("benefits.write")
        return super().allowed()

    @cached_property
    def term(self):
        return queries.current_term(self.partnership)

    @cached_property
    def agreed(self):
        rows = queries.agreed_benefits(self.partnership, self.term)
        seen = queries.benefits_visible_to(self.viewer).filter(pk__in=rows.values("pk"))
        return self.here(seen.order_by("number"))

    @cached_property
    def state(self):
        return queries.agreed_state(self.agreed)

    def get_initial(self):
        return {"seen": queries.fingerprint(self.state)}

    def sides(self):
        """This function will return for each side what it gains, what it weighs, and whether it has looked."""
        sights = {
            sight.side: sight
            for sight in queries.sights_visible_to(self.viewer).filter(
                partnership=self.partnership, term=self.term
            )
        }
        return [self._side(side, sights.get(side)) for side in SIDES]

    def _side(self, side, sight):
        rows = [row for row in self.agreed if row.side == side]
        weights = sum(row.weight for row in rows if not row.is_disbenefit)
        for row in rows:
            row.part = (
                queries.percent(100 * row.weight / weights)
                if weights and not row.is_disbenefit
                else ""
            )
        return {
            "side": side,
            "names": self.people.side(side),
            "benefits": rows,
            "money": [(currency, sums[0]) for currency, sums in queries.money_of(rows).items()],
            "sight": sight,
            "is_seen": sight is not None and sight.figures.get("agreed") == self.state,
        }

    def perform(self, form):
        return operations.note_balance_seen(
            self.partnership,
            party=self.party,
            seen=form.cleaned_data["seen"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        messages.success(self.request, _("Noted: your side has seen the balance."))
        return self.address_of("balance")

    def get_context_data(self, **kwargs):
        balance = queries.balance_of(self.agreed, on=self.viewer.on)
        sides = self.sides()
        own = next(one for one in sides if one["side"] == self.place.side)
        has_both = all(any(not row.is_disbenefit for row in one["benefits"]) for one in sides)
        context = {
            "balance": balance,
            **self.told_balance(balance, self.agreed),
            "sides": sides,
            "has_both": has_both,
            "may_note": has_both
            and not own["is_seen"]
            and not self.partnership.is_closed
            and self.may("benefits.write")
            and self.party is not None
            and self.party.role != PartyRole.CANDIDATE,
        }
        return super().get_context_data(**{**context, **kwargs})


class StatementView(OfBenefits, OneCall, FormView):
    """Say what was promised and what came of it; what was said before stands below."""

    permission = "benefits.write"
    template_name = "benefits/statement.html"
    form_class = forms.StatementForm

    def perform(self, form):
        return operations.state_benefits(
            self.partnership,
            party=self.party,
            words=form.cleaned_data["words"],
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=self.viewer.on,
        )

    def get_success_url(self):
        messages.success(self.request, _("Kept, with the figures as they stand today."))
        return self.address_of("benefits")

    def get_context_data(self, **kwargs):
        term = queries.current_term(self.partnership)
        rows = queries.register_of(self.viewer, self.partnership, term)
        agreed = self.here(rows.filter(pk__in=queries.agreed_benefits(self.partnership, term)))
        context = {
            "agreed": agreed,
            "finding": self.balance_words(queries.balance_of(agreed)),
            "party": self.party,
        }
        return super().get_context_data(**{**context, **kwargs})
