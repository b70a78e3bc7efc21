from django.db import models
from guardian.models import UserObjectPermissionBase

from organisations.models.organisation import Organisation


class OrganisationUserObjectPermission(UserObjectPermissionBase):
    """Projection of memberships for `has_perm`; written by one operation only, never the truth."""

    content_object = models.ForeignKey(Organisation, models.CASCADE, related_name="permission_rows")
