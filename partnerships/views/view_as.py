"""Looking at a partnership as its partner does: to read only, for half an hour, and written down for both sides."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from partnerships import looking, operations
from partnerships.doors import InPartnership, OneCall, SignedIn
from partnerships.forms.view_as import ViewAsForm
from partnerships.middleware import stop_looking
from partnerships.models import PartnerRole, Side
from partnerships.queries import parties_visible_to


class ViewAsView(InPartnership, OneCall, FormView):
    """Asks as whom, in which role and why; then everything is as that company sees it."""

    permission = "partnerships.view_as_partner"
    template_name = "partnerships/view_as.html"
    form_class = ViewAsForm

    @cached_property
    def shared_in(self):
        """The parties of the other side that were shared in: there is nothing to see as anybody else."""
        known = parties_visible_to(self.viewer, self.partnership)
        return known.filter(side=Side.PARTNER, shared_at__isnull=False)

    def allowed(self):
        return super().allowed() and self.shared_in.exists()

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "parties": self.shared_in, "request": self.request}

    def get_initial(self):
        return {"party": self.shared_in[0].public_id, "role": PartnerRole.ADMIN}

    def get_success_url(self):
        return self.partnership.get_absolute_url()

    def perform(self, form):
        facts = form.cleaned_data
        party = operations.start_view_as(
            facts["party"],
            role=facts["role"],
            reason=facts["reason"],
            by=self.viewer.user,
            on=self.viewer.on,
        )
        looking.begin(self.request.session, party, role=facts["role"])
        return party

    def get_context_data(self, **kwargs):
        context = {
            "crumb": _("View as partner"),
            "minutes": int(looking.LASTS.total_seconds() // 60),
            "back": self.partnership.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class StopViewAsView(SignedIn, View):
    """Goes back to one's own view, to the partnership that was looked at."""

    http_method_names = ["post"]
    is_way_out = True

    def post(self, request, *args, **kwargs):
        party = stop_looking(request)
        return redirect(party.partnership if party else reverse("portfolio:dashboard"))
