"""The list of partnerships, for staff."""

import rules
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.views.generic import View

from desk.doors import answer_list
from partnerships import queries as partnerships
from partnerships.doors import SignedIn
from portfolio import queries
from portfolio.lists import PartnershipList, stage_symbols


def may_export(request):
    """Refuse a file to whoever may read a list but not take it along; everybody else goes on."""
    if request.GET.get("format") and not rules.has_perm("portfolio.export", request.viewer):
        raise PermissionDenied


def answered_for(viewer, rows):
    """Return the rows of the bodies for whose portfolio `viewer` answers: those that go into files."""
    bodies = viewer.bodies_as("owner", "lead", "auditor")
    return rows.filter(lead_body__organisation__in=bodies)


class Partnerships(SignedIn, View):
    """All partnerships that the reader sees from the public side."""

    def get(self, request, *args, **kwargs):
        viewer = self.viewer
        if viewer.is_partner and not viewer.is_public:
            return redirect("portal:partnerships")
        may_export(request)
        rows = partnerships.listed_for_staff(viewer)
        if request.GET.get("format"):
            rows, counts = answered_for(viewer, rows), {}
        else:
            counts = queries.view_counts(viewer, on=viewer.on)
        listing = PartnershipList(
            request, rows, counts=counts, many_bodies=len(viewer.body_ids) > 1
        )
        if can_create := rules.has_perm("partnerships.create", viewer):
            listing.offer_first_partnership()
        elif viewer.body_ids and not viewer.bodies_as("owner", "lead", "auditor", "staff"):
            listing.explain_administrator()
        context = {"can_create": can_create, "symbols": stage_symbols()}
        return answer_list(listing, "portfolio/partnerships.html", context)
