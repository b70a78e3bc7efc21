"""The staff's home: what needs the reader, how the portfolio stands, what ends, what changed."""

import rules
from dateutil.relativedelta import relativedelta
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from benefits import queries as benefits
from partnerships import queries as partnerships
from partnerships.doors import SignedIn
from partnerships.models import GATE_AHEAD, SHORT_STAGES, GateNumber, SideState, Stage
from portfolio import queries
from portfolio.views import needs
from ui.formats import day_text

ENDS_SHOWN = 8
NEAR = 180  # days in which a day needs no year
CHANGES_SHOWN, CHANGES_BESIDE_FEW = 8, 5
LONG_QUEUE = 5
VACANT_SHOWN = 5
ASKED_READ = 50
DECIDED_AHEAD = relativedelta(months=6)


class Dashboard(SignedIn, TemplateView):
    """The day's page of everybody who works for a public body or answers for one."""

    template_name = "portfolio/dashboard.html"

    def get(self, request, *args, **kwargs):
        if self.viewer.is_partner and not self.viewer.is_public:
            return redirect("portal:home")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        on = self.viewer.on
        waiting = queries.what_needs(self.viewer, on=on)
        asked = benefits.asked_of(self.viewer, most=ASKED_READ)
        rows = [needs.need_row(need, on=on) for need in waiting]
        rows += [needs.ask_row(ask, on=on) for ask in asked]
        groups = needs.grouped(rows, on=on)
        listed, more = needs.shown(groups)
        context = {"on": on, "needs": listed, "needs_more": more, "summary": needs.summary(groups)}
        if self.viewer.is_public:
            context |= self.portfolio(on, queue=len(rows))
            own = sum(need.what == "gate" and need.day < on for need in waiting)
            context["late_elsewhere"] = context["late_count"] > own and context["late_count"]
        context["place"] = self.place(context)
        context["can_create"] = rules.has_perm("partnerships.create", self.viewer)
        context["can_administer"] = rules.has_perm("organisations.enter_admin", self.viewer)
        return super().get_context_data(**context, **kwargs)

    def portfolio(self, on, *, queue):
        """This function will return the part of the page that only people of a body see."""
        stages = partnerships.stage_counts(self.viewer, on=on)
        ends = list(partnerships.ending_partnerships(self.viewer, on=on)[: ENDS_SHOWN + 1])
        vacant = list(queries.vacant_seats(self.viewer)[:VACANT_SHOWN])
        seen = partnerships.public_partnerships(self.viewer)
        return {
            "strip": [stage_cell(stage, stages) for stage in SHORT_STAGES],
            "open_count": sum(stages.get(stage, (0, 0))[0] for stage in SHORT_STAGES),
            "late_count": sum(late for _count, late in stages.values()),
            "has_partnerships": bool(stages),
            "ends": [end_row(one, on=on) for one in ends[:ENDS_SHOWN]],
            "ends_more": len(ends) > ENDS_SHOWN,
            "vacant": [vacant_row(one) for one in vacant],
            "vacant_count": vacant[0].total if vacant else 0,
            "ends_until": on + relativedelta(years=1),
            "changes": partnerships.recent_changes(
                seen, on=on, most=CHANGES_SHOWN if queue >= LONG_QUEUE else CHANGES_BESIDE_FEW
            ),
        }

    def place(self, context):
        """This function will say which of the page's forms this reader gets."""
        if context.get("has_partnerships"):
            return "portfolio"
        if self.viewer.bodies_as("owner", "lead", "auditor", "staff"):
            return "empty"
        return "approver" if self.viewer.approver_body_ids or context["needs"] else "none"


def stage_cell(stage, counts):
    """Return one stage of the strip: how many stand there, and how many of them are late."""
    count, late = counts.get(stage, (0, 0))
    if late:
        note = ngettext("%(count)s gate late", "%(count)s gates late", late) % {"count": late}
    else:
        note = _("on plan") if count else ""
    return {
        "name": SHORT_STAGES[stage],
        "count": count,
        "note": note,
        "tone": "amber" if late else "",
        "url": f"{reverse('portfolio:partnerships')}?stage={stage}",
    }


def vacant_row(partnership):
    """Return one partnership with the seats that are vacant in it."""
    seats = partnerships.vacancies_in(partnership.standing)
    return {"partnership": partnership, "seats": "; ".join(one.words for one in seats)}


def end_row(partnership, *, on):
    """Return one partnership that ends soon: its decision window and where the decision is prepared."""
    ends = partnership.standing.ends_on
    gate = GATE_AHEAD.get(partnership.stage)
    opens = ends - DECIDED_AHEAD
    return {
        "partnership": partnership,
        "ends": ends,
        "is_over": ends < on,
        "opens": opens,
        "decision": decision_words(partnership, opens=opens, on=on),
        "is_late": bool((due := partnership.standing.next_due_on) and due < on),
        "url": reverse(
            "partnerships:gate", kwargs={"reference": partnership.reference, "number": gate}
        ),
    }


def decision_words(partnership, *, opens, on):
    """Return what is to be decided next about an ending, and by when."""
    if partnership.side_state != SideState.NONE:
        return partnership.get_side_state_display()
    gate, due = partnership.standing.gate, partnership.standing.next_due_on
    if gate == GateNumber.DECISION and partnership.stage == Stage.LIVE and opens > on:
        days = (opens - on).days
        return ngettext("Opens in %(days)s day", "Opens in %(days)s days", days) % {"days": days}
    names = {"gate": gate, "name": GateNumber(gate).label}
    if due is None:
        return _("Gate %(gate)s, no day set") % names
    return _("Gate %(gate)s by %(day)s") % {
        **names,
        "day": day_text(due, "full" if (due - on).days > NEAR else "short"),
    }
