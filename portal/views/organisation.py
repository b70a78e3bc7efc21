"""Our organisation: what is publicly known of it, who belongs to it, what it takes part in."""

from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView

from partnerships.doors import SignedIn
from partnerships.models import SHORT_STAGES
from portal import queries

PARTNERSHIPS_SHOWN = 10


class Organisations(SignedIn, TemplateView):
    """Where the reader has several companies, the way to each."""

    template_name = "portal/organisations.html"

    def load(self):
        self.companies = list(queries.companies_of(self.viewer))

    def allowed(self):
        return self.viewer.is_partner

    def get(self, request, *args, **kwargs):
        if len(self.companies) == 1:
            return redirect("portal:organisation", public_id=self.companies[0].public_id)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(companies=self.companies, **kwargs)


class Organisation(SignedIn, TemplateView):
    """One of the reader's own companies."""

    template_name = "portal/organisation.html"

    def load(self):
        own = queries.companies_of(self.viewer).select_related("parent")
        self.company = own.filter(public_id=self.kwargs["public_id"]).first()
        if self.company is None:
            raise Http404

    def get_context_data(self, **kwargs):
        shared = queries.shared_with(self.company, self.viewer)
        rows = list(shared[: PARTNERSHIPS_SHOWN + 1])
        people = {}
        for membership in queries.people_of(self.company, self.viewer):
            people.setdefault(membership.user, []).append(membership.get_role_display())
        return super().get_context_data(
            company=self.company,
            several=len(self.viewer.company_ids) > 1,
            identifiers=list(self.company.identifiers.order_by("scheme", "id")),
            addresses=list(self.company.addresses.order_by("id")),
            people=list(people.items()),
            may_see_people=self.viewer.view_as_party_id is None,
            is_admin=self.company.id in self.viewer.companies_as("partner_admin"),
            partnerships=[
                (one, SHORT_STAGES.get(one.stage, one.get_stage_display()))
                for one in rows[:PARTNERSHIPS_SHOWN]
            ],
            more=len(rows) > PARTNERSHIPS_SHOWN,
            leads=queries.leads_to_ask(shared, self.viewer),
            operators=queries.operators(),
            **kwargs,
        )
