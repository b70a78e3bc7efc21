"""Inviting somebody of a company into one partnership."""

from django.contrib import messages
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from partnerships import operations
from partnerships.doors import InPartnership, OneCall
from partnerships.forms.invitations import InviteIntoPartnershipForm
from partnerships.models import Side
from partnerships.views.people import OfPeople


class InviteView(OfPeople, OneCall, FormView):
    """Ask somebody of a party to join it here, by mail."""

    permission = "partnerships.manage_own_people"
    template_name = "partnerships/people_invite.html"
    form_class = InviteIntoPartnershipForm

    def load(self):
        super().load()
        self.choices = [
            party
            for party in self.parties
            if party.side == Side.PARTNER and self.manages(party) and self.roles_to_invite(party)
        ]
        self.chosen = None
        if "party" in self.request.GET:
            self.chosen = self.party(self.request.GET["party"])
        elif len(self.choices) == 1:
            self.chosen = self.choices[0]

    def allowed(self):
        return super().allowed() and (self.chosen in self.choices or self.chosen is None)

    def get(self, request, *args, **kwargs):
        if self.chosen is None:
            context = {**InPartnership.get_context_data(self, form=None), "choices": self.choices}
            return self.render_to_response({**context, "people_address": self.address})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.chosen is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "roles": self.roles_to_invite(self.chosen)}

    def perform(self, form):
        return operations.invite(
            self.chosen.organisation,
            partnership=self.partnership,
            by=self.viewer.user,
            on=self.viewer.on,
            now=timezone.now(),
            **form.facts(),
        )

    def get_success_url(self):
        words = _("The invitation to %(address)s is on its way.")
        messages.success(self.request, words % {"address": self.result.address})
        return self.address

    def get_context_data(self, **kwargs):
        is_own = self.viewer.has_role(self.chosen.organisation_id, "partner_admin")
        return super().get_context_data(**{"party": self.chosen, "is_own": is_own, **kwargs})
