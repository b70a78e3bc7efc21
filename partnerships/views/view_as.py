"""Looking at a partnership as its partner does: to read only, and written down."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from partnerships import operations
from partnerships.doors import InPartnership, SignedIn
from partnerships.middleware import SESSION_KEY
from partnerships.models import Party, Side
from partnerships.queries import parties_visible_to


class ViewAsView(InPartnership, View):
    """Begins to look as one party, once it is shared in."""

    permission = "partnerships.view_as_partner"
    http_method_names = ["post"]

    def load(self):
        super().load()
        known = parties_visible_to(self.viewer, self.partnership)
        self.party = known.filter(public_id=self.kwargs["party"], side=Side.PARTNER).first()
        if self.party is None:
            raise Http404

    def allowed(self):
        return super().allowed() and self.party.is_shared_in

    def post(self, request, *args, **kwargs):
        operations.start_view_as(self.party, by=self.viewer.user, on=self.viewer.on)
        request.session[SESSION_KEY] = str(self.party.public_id)
        return redirect(self.partnership)


class StopViewAsView(SignedIn, View):
    """Goes back to one's own view, to the partnership that was looked at."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        party_id = request.session.pop(SESSION_KEY, None)
        party = Party.objects.select_related("partnership").filter(public_id=party_id).first()
        return redirect(party.partnership if party else reverse("portfolio:dashboard"))
