from django.db import models
from guardian.models import UserObjectPermissionBase

from partnerships.models.partnership import Partnership


class PartnershipUserObjectPermission(UserObjectPermissionBase):
    """Projection of members for `has_perm`; written by one operation only, never the truth."""

    content_object = models.ForeignKey(Partnership, models.CASCADE, related_name="permission_rows")
