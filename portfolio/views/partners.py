"""The directory of partners and the page of one."""

import rules
from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import View

from benefits import queries as benefits
from desk.doors import answer_list
from organisations import queries as organisations
from partnerships.doors import SignedIn
from portfolio import queries
from portfolio.lists import PartnerList, PartnershipsWithPartner, stage_symbols
from portfolio.views.partnerships import answered_for, may_export

MOST_WISHES = 25


class Partners(SignedIn, View):
    """The organisations that the reader's bodies have a relationship with."""

    permission = "organisations.read_directory"

    def get(self, request, *args, **kwargs):
        may_export(request)
        listing = PartnerList(request, queries.partners_of(self.viewer))
        found = queries.unrelated_by_number(self.viewer, listing.q) if listing.q else []
        context = {
            "found": found,
            "can_add": rules.has_perm("portfolio.add_partner", self.viewer),
            "bodies": acting_bodies(self.viewer) if found else (),
        }
        return answer_list(listing, "portfolio/partners.html", context)


def acting_bodies(viewer):
    """Return the public bodies for which `viewer` brings partners in."""
    acting = viewer.bodies_as("owner", "lead")
    return list(
        organisations.bodies_of(viewer)
        .filter(organisation__in=acting)
        .order_by("organisation__name")
    )


class WithPartner(SignedIn):
    """A page of one partner: known only to the bodies that have a relationship with it."""

    permission = "organisations.read_directory"

    def load(self):
        own = organisations.relationships_visible_to(self.viewer)
        self.relationships = list(
            own.filter(organisation__public_id=self.kwargs["public_id"])
            .select_related("body__organisation", "organisation__parent")
            .prefetch_related("contacts")
            .order_by("since", "id")
        )
        if not self.relationships:
            raise Http404
        self.partner = self.relationships[0].organisation


class Partner(WithPartner, View):
    """Everything that the reader's bodies have with one partner."""

    def get(self, request, *args, **kwargs):
        may_export(request)
        rows = queries.partnerships_with(self.viewer, self.partner)
        if request.GET.get("format"):
            rows = answered_for(self.viewer, rows)
        listing = PartnershipsWithPartner(
            request, rows, many_bodies=len(self.viewer.body_ids) > 1, hide_partners=True
        )
        return answer_list(listing, "portfolio/partner.html", self.context())

    def context(self):
        """Return what stands around the list."""
        tells = self.viewer.bodies_as("owner", "lead", "auditor")
        told = [one for one in self.relationships if one.body.organisation_id in tells]
        return {
            "partner": self.partner,
            "relationships": [self.shown(one) for one in self.relationships],
            "contacts": [
                (one, contact) for one in self.relationships for contact in one.contacts.all()
            ],
            "own_contacts": list(self.partner.people.filter(relationship=None).order_by("name")),
            "identifiers": list(self.partner.identifiers.order_by("scheme", "id")),
            "addresses": list(self.partner.addresses.order_by("id")),
            "parent_is_known": self.parent_is_known,
            "history": queries.history_of(told) if told else [],
            "wishes": list(benefits.wishes_shared_by(self.partner, self.viewer)[:MOST_WISHES]),
            "tells_history": bool(told),
            "can_create": rules.has_perm("partnerships.create", self.viewer),
            "symbols": stage_symbols(),
        }

    def shown(self, relationship):
        """Return a relationship with whether the reader keeps it."""
        keeps = rules.has_perm("organisations.keep_relationship", self.viewer, relationship)
        return {"row": relationship, "can_keep": keeps}

    @cached_property
    def parent_is_known(self):
        parent = self.partner.parent
        own = organisations.relationships_visible_to(self.viewer)
        return parent is not None and own.filter(organisation=parent).exists()
