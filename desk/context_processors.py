"""What the frame of every signed-in page shows: whose house it is, and what waits for the reader."""

from dataclasses import dataclass
from functools import cached_property

import rules
from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from desk import demo
from notices import queries as notices
from organisations.models import Organisation
from partnerships import queries as partnerships

# The entry of the navigation to which a page belongs: by its own name, else by its package.
NAV_OF_PAGE = {
    "portfolio:dashboard": "dashboard",
    "portfolio:partnerships": "partnerships",
    "portal:home": "home",
    "portal:partnerships": "partnerships",
    "desk:approvals": "approvals",
    "desk:approval": "approvals",
    "desk:approval-withdraw": "approvals",
    "desk:approvers": "approvals",
    "desk:approver-add": "approvals",
    "desk:approver-remove": "approvals",
    "desk:our-people": "people",
    "desk:people": "people",
    "desk:people-invite": "people",
    "desk:person": "people",
    "desk:person-remove": "people",
    "benefits:goals": "goals",
    "benefits:goal": "goals",
    "benefits:goal-add": "goals",
    "benefits:goal-retire": "goals",
    "benefits:wishes": "organisation",
    "benefits:wish": "organisation",
    "benefits:wish-add": "organisation",
    "benefits:wish-share": "organisation",
    "benefits:wish-take-up": "organisation",
    "benefits:wish-withdraw": "organisation",
    "desk:partnership": "partnerships",
    "desk:history": "partnerships",
    "desk:history-entry": "partnerships",
}
NAV_OF_PACKAGE = {
    "benefits": "partnerships",
    "partnerships": "partnerships",
    "portfolio": "partners",
    "portal": "organisation",
}


@dataclass
class Shell:
    """The frame of one page. Asks the database twice at most, and only for what the page shows."""

    request: HttpRequest

    @property
    def viewer(self):
        return self.request.viewer

    @property
    def side(self):
        if self.viewer.is_public:
            return "public"
        return "partner" if self.viewer.is_partner else "none"

    @property
    def hides_partners(self):
        """An administrator or a second approver has no directory to open."""
        return not rules.has_perm("organisations.read_directory", self.viewer)

    @property
    def answers_for_people(self):
        """Owners, administrators and auditors read who works for their body."""
        return self.viewer.may_write and bool(
            self.viewer.bodies_as("owner", "administrator", "auditor")
        )

    @property
    def reads_goals(self):
        """Whoever reads the portfolio of a body, or leads there, reads what the body has set itself."""
        return rules.has_perm("benefits.read_goals", self.viewer)

    @cached_property
    def home_name(self):
        """The bodies or companies of the reader; for somebody who only approves, the bodies that ask."""
        home = self.viewer.body_ids or self.viewer.company_ids or self.viewer.approver_body_ids
        if not home:
            return ""
        names = Organisation.objects.filter(pk__in=home).order_by("name")
        return ", ".join(names.values_list("name", flat=True))

    @cached_property
    def _counts(self):
        """Both figures in one question."""
        if not self.viewer.may_write:
            return {"unread": 0, "waiting": 0}
        user = self.viewer.user
        return (
            User.objects.filter(pk=user.pk)
            .annotate(
                unread=_number_of(notices.unread_of(user)),
                waiting=_number_of(partnerships.approvals_waiting_for(self.viewer)),
            )
            .values("unread", "waiting")
            .get()
        )

    @property
    def unread(self):
        return self._counts["unread"]

    @property
    def waiting(self):
        return self._counts["waiting"]

    @property
    def view_as(self):
        return self.home_name if self.viewer.view_as_party_id is not None else None

    @property
    def strip(self):
        """The tour through the demo on which the reader is, or None."""
        return demo.strip_of(self.request.session)

    @property
    def look(self):
        """In which role and since when the reader looks as a partner."""
        return getattr(self.request, "look", None)

    @property
    def view_as_end(self):
        return reverse("partnerships:view-as-stop")

    @property
    def may_administer(self):
        return rules.has_perm("organisations.enter_admin", self.viewer)

    @property
    def nav(self):
        match = self.request.resolver_match
        if match is None:
            return ""
        entry = NAV_OF_PAGE.get(match.view_name) or NAV_OF_PACKAGE.get(match.namespace, "")
        # A company's people stand under its organisation.
        return "organisation" if entry == "people" and self.side == "partner" else entry


def _number_of(rows):
    """Return the count of `rows` as an expression; a plain count would be a question of its own."""
    counted = rows.order_by().annotate(_one=Value(1)).values("_one").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


def shell(request):
    """This function will return the frame's context, to be filled when a template first asks for it."""
    if getattr(request, "user", None) is None or not hasattr(request, "viewer"):
        return {}
    return {
        "shell": SimpleLazyObject(lambda: Shell(request) if request.viewer.is_signed_in else "")
    }
