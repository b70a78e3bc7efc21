"""The first word of authentication backends: no live place, no permission."""

import rules
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied

from accounts.models import User
from partnerships.models import Partnership
from partnerships.queries import partnerships_visible_to, viewer_for


class LiveAccessBackend(BaseBackend):
    """Refuses object permissions to whoever has no live membership or is recused, so that no later backend grants them.

    Answers our own named permissions from the predicates of `rules.py`.
    """

    def get_user(self, user_id):
        """This function will return the user of a session, unless the account was closed."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj, perm, obj=None):
        """This function will answer a named permission on a partnership, or refuse for good with PermissionDenied."""
        if not isinstance(obj, Partnership):
            return False
        viewer = viewer_for(user_obj)
        if not partnerships_visible_to(viewer).filter(pk=obj.pk).exists():
            raise PermissionDenied
        return rules.perm_exists(perm) and rules.has_perm(perm, viewer, obj)
