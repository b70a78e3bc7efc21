"""Puts the Viewer on every request."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import SimpleLazyObject

from partnerships.models import Party
from partnerships.queries import public_partnerships, viewer_for

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SESSION_KEY = "view_as_party"


class ViewerMiddleware:
    """Sets `request.viewer`, lazily; while somebody views as a partner every write but leaving is refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """This function will refuse unsafe methods while the viewer looks as a partner."""
        if request.method in SAFE_METHODS or SESSION_KEY not in request.session:
            return
        if request.resolver_match.view_name not in {"partnerships:view-as-stop", "account_logout"}:
            raise PermissionDenied


def viewer_of(request):
    """This function will return the Viewer of a request, as the partner that its session looks as, if it does."""
    party_id = request.session.get(SESSION_KEY) if request.user.is_authenticated else None
    if party_id is None:
        return viewer_for(request.user)
    own = viewer_for(request.user)
    party = Party.objects.filter(
        public_id=party_id, partnership__in=public_partnerships(own)
    ).first()
    if party is None:
        request.session.pop(SESSION_KEY)
        return own
    return viewer_for(request.user, view_as=party)
