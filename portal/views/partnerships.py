"""Our partnerships, over all public bodies."""

import rules
from django.core.exceptions import PermissionDenied
from django.views.generic import View

from desk.doors import answer_list
from partnerships.doors import SignedIn
from portal import queries
from portal.lists import SharedPartnershipList


class SharedPartnerships(SignedIn, View):
    """The partnerships that were shared with the reader's companies."""

    def allowed(self):
        return self.viewer.is_partner

    def get(self, request, *args, **kwargs):
        rows = queries.shared_partnerships(self.viewer)
        if request.GET.get("format"):
            if not rules.has_perm("portal.export", self.viewer):
                raise PermissionDenied
            rows = queries.answered_for(self.viewer, rows)
        return answer_list(SharedPartnershipList(request, rows), "portal/partnerships.html")
