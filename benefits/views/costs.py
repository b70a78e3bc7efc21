"""What running the partnership costs: the own side's list, and what the other side chose to show."""

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from benefits import operations, queries
from benefits.forms import contributions
from benefits.forms import costs as forms
from benefits.models import CostKind
from benefits.queries.sharing import sight_of
from benefits.views.contributions import OfContributions
from partnerships.doors import OneCall
from partnerships.models import Freeze, PartyRole, Side

PAGE = 25


class OfCosts(OfContributions):
    """What the pages of costs share: to those who only read they are not there at all."""

    permission = "benefits.write_costs"

    def load(self):
        super().load()
        if not self.may("benefits.read_costs"):
            raise Http404

    @property
    def address(self):
        return self.address_of("costs")

    def get_success_url(self):
        return self.address

    def reader_names(self):
        """This function will return the organisations that see what the own side shares."""
        readers = self.people.readers_of_costs(self.party)
        return ", ".join(str(party.organisation) for party in readers)

    def get_context_data(self, **kwargs):
        other = Side.PARTNER if self.place.side == Side.PUBLIC else Side.PUBLIC
        context = {
            "contributions_address": self.address_of("contributions"),
            "costs_address": self.address,
            "theirs_url": self.address,
            "back": self.address,
            "part": "costs",
            "other_names": self.reader_names() or str(other.label),
            "reads_theirs": self.party.role != PartyRole.CANDIDATE,
            "own_side": self.place.side,
        }
        return super().get_context_data(**{**context, **kwargs})


class CostsView(OfCosts, TemplateView):
    """Sums of each kind, then every entry."""

    permission = "benefits.read_costs"
    template_name = "benefits/costs.html"

    @cached_property
    def costs(self):
        return queries.costs_visible_to(self.viewer, self.partnership)

    def page(self):
        """This function will return the entries of the page that is asked for."""
        number = self.request.GET.get("page", "1")
        pages = Paginator(self.costs, PAGE)
        is_number = number.isascii() and number.isdigit() and len(number) < 7
        if not is_number or not 1 <= int(number) <= pages.num_pages:
            raise Http404
        page = pages.page(int(number))
        for row in page.object_list:
            row.is_own = row.owning_party.side == self.place.side
            row.who = self.people.user(row.recorded_by, row.owning_party.side)
        return page

    def sums(self):
        """This function will return, for each side that shows any, its rows of kind, hours and money."""
        found = queries.sums_of(self.costs)
        sides = {}
        for row in found["hours"]:
            line = sides.setdefault(row["owning_party__side"], {}).setdefault(
                row["kind"], [None, []]
            )
            line[0] = row["total"]
        for row in found["money"]:
            line = sides.setdefault(row["owning_party__side"], {}).setdefault(
                row["kind"], [None, []]
            )
            line[1].append((row["total"], row["currency"]))
        labels = dict(CostKind.choices)
        sight = sight_of(found["counts"], side=self.place.side)
        return [
            {
                "side": side,
                "names": self.people.side(side),
                "is_own": side == self.place.side,
                "sight": sight[side],
                "rows": [
                    {
                        "label": labels[kind],
                        "hours": sides[side][kind][0],
                        "money": sides[side][kind][1],
                    }
                    for kind in CostKind.values
                    if kind in sides[side]
                ],
            }
            for side in sorted(sides, key=lambda side: side != self.place.side)
        ]

    def get_context_data(self, **kwargs):
        page = self.page()
        may_write = self.may("benefits.write_costs") and not self.partnership.is_closed
        may_share = may_write and not self.partnership.is_frozen(Freeze.SHARING)
        context = {
            "page": page,
            "sums": self.sums(),
            "may_write": may_write,
            "may_share": may_share,
            "has_private": may_share
            and any(row.is_own and row.shared_on is None for row in page.object_list),
        }
        return super().get_context_data(**{**context, **kwargs})


class CostAddView(OfCosts, OneCall, FormView):
    """Write down what was spent."""

    template_name = "benefits/cost_form.html"
    form_class = forms.CostForm

    def get_initial(self):
        usual = self.partnership.currency or self.partnership.lead_body.currency
        return {"spent_on": self.viewer.on, "currency": usual}

    def perform(self, form):
        cost = operations.record_cost(
            self.partnership,
            party=self.party,
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )
        messages.success(self.request, _("Written down. Only your side sees it."))
        return cost


class OfCost(OfCosts):
    """A page about one cost of the own side; one of the other side can be read and not touched."""

    permission = "benefits.keep_cost"

    def load(self):
        super().load()
        rows = queries.costs_visible_to(self.viewer, self.partnership)
        self.cost = rows.filter(public_id=self.kwargs["public_id"]).first()
        if self.cost is None:
            raise Http404
        self.cost.partnership = self.partnership

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.cost)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"cost": self.cost, **kwargs})


class CostChangeView(OfCost, OneCall, FormView):
    """Put a cost right."""

    template_name = "benefits/cost_form.html"
    form_class = forms.CostChangeForm

    def get_initial(self):
        return forms.CostChangeForm.initial_of(self.cost)

    def perform(self, form):
        cost = operations.change_cost(
            self.cost,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )
        messages.success(self.request, _("Saved."))
        return cost

    def is_done_already(self, form, current):
        return all(getattr(current, name) == value for name, value in form.facts().items())


class CostStepView(OfCost, OneCall, FormView):
    """A page that asks once before something happens to a cost."""

    form_class = contributions.ConfirmForm

    def get_initial(self):
        return {"version": self.cost.version}


class CostShareView(CostStepView):
    """Show one cost to the other side."""

    template_name = "benefits/cost_share.html"

    def perform(self, form):
        version = form.cleaned_data["version"]
        operations.share_cost(self.cost, version=version, by=self.viewer.user, on=self.viewer.on)
        messages.success(self.request, _("The other side sees it now."))

    def is_done_already(self, form, current):
        return current.shared_on is not None


class CostWithdrawView(CostStepView):
    """Take a cost off the list."""

    template_name = "benefits/cost_withdraw.html"

    def perform(self, form):
        version = form.cleaned_data["version"]
        operations.withdraw_cost(self.cost, version=version, by=self.viewer.user, on=self.viewer.on)
        messages.success(self.request, _("Taken off the list."))

    def is_done_already(self, form, current):
        return current.withdrawn_on is not None


class CostsShareView(OfCosts, OneCall, FormView):
    """Show every cost of the own side to the other."""

    template_name = "benefits/cost_share.html"
    form_class = forms.ShareAllForm

    def perform(self, form):
        count = operations.share_costs(
            self.partnership, party=self.party, by=self.viewer.user, on=self.viewer.on
        )
        words = ngettext(
            "The other side sees %(count)s more cost now.",
            "The other side sees %(count)s more costs now.",
            count,
        )
        messages.success(self.request, words % {"count": count})
