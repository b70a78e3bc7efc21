"""Puts the Viewer on every request."""

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from partnerships import looking, operations
from partnerships.models import Party, Side
from partnerships.queries import public_partnerships, viewer_for

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WAYS_OUT = {"partnerships:view-as-stop", "account_logout"}


class ViewerMiddleware:
    """Sets `request.viewer`, lazily; while somebody views as a partner every write but leaving is refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """This function will refuse unsafe methods while the viewer looks as a partner, or did a moment ago.

        What was shown on a partner's page must not be done in one's own name because the half hour is over.
        """
        if request.method in SAFE_METHODS or not looking.is_looking(request.session):
            return
        if request.resolver_match.view_name not in WAYS_OUT:
            raise PermissionDenied
        if request.resolver_match.view_name == "account_logout":
            stop_looking(request)


def viewer_of(request):
    """This function will return the Viewer of a request, as the partner that its session looks as, if it does."""
    own = viewer_for(request.user)
    if not request.user.is_authenticated or not looking.is_looking(request.session):
        return own
    look = looking.look_of(request.session)
    party = party_looked_at(look, own)
    if party is None:
        stop_looking(request)
        return own
    if look.is_over:
        stop_looking(request, by_itself=True)
        words = _("You looked as %(partner)s for half an hour. You see it as yourself again.")
        messages.info(request, words % {"partner": party}, fail_silently=True)
        return own
    request.look = look
    return viewer_for(request.user, view_as=party, view_as_role=look.role)


def party_looked_at(look, own):
    """This function will return the party of a Look as long as `own`, the Viewer that one is, may look as it."""
    if look is None:
        return None
    party = (
        Party.objects.filter(public_id=look.party, partnership__in=public_partnerships(own))
        .select_related("organisation", "partnership__lead_body__organisation")
        .filter(side=Side.PARTNER, shared_at__isnull=False)
        .first()
    )
    may_look = party is not None and rules.has_perm(
        "partnerships.view_as_partner", own, party.partnership
    )
    return party if may_look else None


def stop_looking(request, *, by_itself=False):
    """This function will have the session look as itself again, write that down, and return the party looked at."""
    look = looking.look_of(request.session)
    looking.end(request.session)
    known = Party.objects.select_related("organisation", "partnership__lead_body")
    party = known.filter(public_id=look.party).first() if look is not None else None
    if party is not None:
        operations.stop_view_as(
            party, role=look.role, by_itself=by_itself, by=request.user, on=timezone.localdate()
        )
    return party
