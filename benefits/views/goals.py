"""Strategic goals of the body, and which of them a partnership serves."""

import rules
from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from benefits import operations, queries
from benefits.forms import goals as forms
from benefits.models import LIVE
from benefits.views.benefits import OfBenefits
from organisations.queries import bodies_of
from partnerships.doors import OneCall, SignedIn
from partnerships.models import Side


class OfGoals(SignedIn):
    """What the pages of goals share: writing is for those who keep them."""

    permission = "benefits.keep_goals"
    conflict_template = "benefits/goal_conflict.html"

    @property
    def address(self):
        return reverse("benefits:goals")

    @cached_property
    def bodies(self):
        """The bodies for which the reader keeps goals."""
        kept = self.viewer.bodies_as("owner", "administrator")
        return bodies_of(self.viewer).filter(organisation__in=kept).order_by("organisation__name")

    def get_success_url(self):
        return self.address

    def get_context_data(self, **kwargs):
        context = {"goals_address": self.address, "back": self.address}
        return super().get_context_data(**{**context, **kwargs})


class GoalsView(OfGoals, TemplateView):
    """Every goal with the partnerships that serve it."""

    permission = "benefits.read_goals"
    template_name = "benefits/goals.html"

    def get_context_data(self, **kwargs):
        goals = list(queries.goals_read_by(self.viewer))
        serving = queries.partnerships_by_goal(self.viewer, goals)
        for goal in goals:
            goal.served_by = serving.get(goal.pk, [])
        context = {
            "live": [goal for goal in goals if goal.retired_on is None],
            "retired": [goal for goal in goals if goal.retired_on is not None],
            "shows_body": len({goal.body_id for goal in goals}) > 1,
            "may_add": rules.has_perm("benefits.keep_goals", self.viewer),
        }
        return super().get_context_data(**{**context, **kwargs})


class GoalAddView(OfGoals, OneCall, FormView):
    """Write a goal down."""

    template_name = "benefits/goal_form.html"
    form_class = forms.GoalForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "bodies": self.bodies}

    def perform(self, form):
        return operations.add_goal(
            form.chosen_body,
            public_id=form.cleaned_data["record_id"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def get_success_url(self):
        messages.success(self.request, _("Added: %(goal)s") % {"goal": self.result})
        return self.address


class OfGoal(OfGoals):
    """A page about one goal."""

    def load(self):
        self.goal = (
            queries.goals_visible_to(self.viewer).filter(public_id=self.kwargs["public_id"]).first()
        )
        if self.goal is None:
            raise Http404

    def allowed(self):
        return rules.has_perm(self.permission, self.viewer, self.goal.body)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"goal": self.goal, **kwargs})


class GoalChangeView(OfGoal, OneCall, FormView):
    """Change what a goal says."""

    template_name = "benefits/goal_form.html"
    form_class = forms.GoalChangeForm

    def get_initial(self):
        return forms.GoalChangeForm.initial_of(self.goal)

    def perform(self, form):
        return operations.change_goal(
            self.goal,
            version=form.cleaned_data["version"],
            by=self.viewer.user,
            on=self.viewer.on,
            **form.facts(),
        )

    def is_done_already(self, form, current):
        return all(getattr(current, name) == value for name, value in form.facts().items())

    def get_success_url(self):
        messages.success(self.request, _("Saved."))
        return self.address


class GoalRetireView(OfGoal, OneCall, FormView):
    """Give a goal up."""

    template_name = "benefits/goal_retire.html"
    form_class = forms.StepForm

    def get_initial(self):
        return {"version": self.goal.version}

    def perform(self, form):
        return operations.retire_goal(
            self.goal, by=self.viewer.user, on=self.viewer.on, **form.cleaned_data
        )

    def is_done_already(self, form, current):
        return current.retired_on is not None

    def get_success_url(self):
        messages.success(self.request, _("Given up: %(goal)s") % {"goal": self.goal})
        return self.address

    def get_context_data(self, **kwargs):
        serving = queries.partnerships_by_goal(self.viewer, [self.goal])
        context = {"served_by": serving.get(self.goal.pk, [])}
        return super().get_context_data(**{**context, **kwargs})


class GoalLinksView(OfBenefits, OneCall, FormView):
    """Which goals a partnership serves; only the public side knows."""

    permission = "benefits.link_goals"
    template_name = "benefits/goal_links.html"
    form_class = forms.LinkForm

    def load(self):
        super().load()
        # A company does not learn that there is such a page.
        if self.place.side != Side.PUBLIC:
            raise Http404

    @cached_property
    def goals(self):
        return queries.goals_offered(self.partnership, on=self.viewer.on)

    @cached_property
    def benefits(self):
        rows = queries.benefits_visible_to(self.viewer).filter(partnership=self.partnership)
        return rows.filter(owning_party__side=Side.PUBLIC, state__in=LIVE).order_by("number", "id")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "goals": self.goals, "benefits": self.benefits}

    def get_initial(self):
        asked = self.request.GET.get("benefit", "")
        known = {str(row.public_id) for row in self.benefits} if asked else set()
        return {"benefit": asked} if asked in known else {}

    def perform(self, form):
        facts = dict(form.cleaned_data)
        return operations.link_goal(
            self.partnership,
            facts.pop("goal"),
            public_id=facts.pop("record_id"),
            by=self.viewer.user,
            on=self.viewer.on,
            **facts,
        )

    def get_success_url(self):
        messages.success(self.request, _("Linked: %(goal)s") % {"goal": self.result.goal})
        return self.address_of("goal-links")

    def get_context_data(self, **kwargs):
        links = queries.goal_links_visible_to(self.viewer).filter(partnership=self.partnership)
        context = {
            "links": list(links),
            "has_goals": self.goals.exists(),
            "keeps_goals": rules.has_perm(
                "benefits.keep_goals", self.viewer, self.partnership.lead_body
            ),
            "hide_form": self.partnership.is_closed,
        }
        return super().get_context_data(**{**context, **kwargs})


class GoalUnlinkView(OfBenefits, OneCall, FormView):
    """Take a link to a goal off."""

    permission = "benefits.link_goals"
    template_name = "benefits/goal_unlink.html"
    form_class = forms.PlainForm

    def load(self):
        super().load()
        links = queries.goal_links_visible_to(self.viewer).filter(partnership=self.partnership)
        self.link = links.filter(public_id=self.kwargs["public_id"]).first()
        if self.link is None or self.place.side != Side.PUBLIC:
            raise Http404

    def perform(self, form):
        return operations.unlink_goal(self.link, by=self.viewer.user, on=self.viewer.on)

    def get_success_url(self):
        messages.success(self.request, _("Taken off: %(goal)s") % {"goal": self.link.goal})
        return self.address_of("goal-links")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{"link": self.link, "back": self.address_of("goal-links"), **kwargs}
        )
