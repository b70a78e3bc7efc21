"""One box for everything that the reader may know of."""

import rules
from django.core.exceptions import BadRequest
from django.urls import reverse
from django.views.generic import TemplateView

from desk import queries
from partnerships.doors import SignedIn
from ui.lists import SEARCH_LIMIT, WORD_LIMIT

MOST = 10


class Search(SignedIn, TemplateView):
    """Partnerships and organisations in which every word stands, the first few of each."""

    template_name = "desk/search.html"
    http_method_names = ["get", "head", "options"]

    def load(self):
        self.q = self.request.GET.get("q", "").strip()
        if len(self.q) > SEARCH_LIMIT or "\x00" in self.q:
            raise BadRequest("the words to search for are too many")
        self.words = self.q.split()[:WORD_LIMIT]

    def get_context_data(self, **kwargs):
        context = {"q": self.q, **(self._found() if self.words else {})}
        return super().get_context_data(**{**context, **kwargs})

    def _found(self):
        partnerships = list(queries.partnerships_found(self.viewer, self.words)[: MOST + 1])
        organisations = list(
            queries.organisations_found(self.viewer, self.words, number=self.q)[: MOST + 1]
        )
        beyond = None
        if not organisations:
            beyond = queries.organisation_beyond(self.viewer, number=self.q)
        return {
            "partnerships": partnerships[:MOST],
            "more_partnerships": len(partnerships) > MOST,
            "organisations": [self._linked(one) for one in organisations[:MOST]],
            "more_organisations": len(organisations) > MOST,
            "beyond": beyond,
            "nothing": not partnerships and not organisations and beyond is None,
        }

    def _linked(self, organisation):
        """Staff open a partner's page, a company its own; nobody is sent where nothing is for them."""
        if organisation.pk in self.viewer.company_ids:
            return {
                "organisation": organisation,
                "url": reverse("portal:organisation", args=[organisation.public_id]),
            }
        reads = rules.has_perm("organisations.read_directory", self.viewer)
        is_own = organisation.pk in self.viewer.body_ids
        url = organisation.get_absolute_url() if reads and not is_own else ""
        return {"organisation": organisation, "url": url}
