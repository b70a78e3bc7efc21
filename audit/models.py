import uuid

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One verb that took place. It can never be rewritten, so people stand here as opaque ids."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("recorded"), db_default=Now(), editable=False)
    on = models.DateField(_("day"))
    verb = models.CharField(_("verb"), max_length=80)
    object_kind = models.CharField(_("kind of object"), max_length=80)
    object_id = models.CharField(_("object"), max_length=64)
    object_label = models.CharField(_("name of the object"), max_length=200, blank=True)
    actor_id = models.UUIDField(_("actor"), null=True)
    impersonator_id = models.UUIDField(_("on behalf"), null=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    context_key = models.UUIDField(_("row history"), null=True)
    body_key = models.UUIDField(_("body"), null=True)
    partnership_key = models.UUIDField(_("partnership"), null=True)
    party_key = models.UUIDField(_("party"), null=True)
    visibility = models.CharField(_("visibility"), max_length=16, default="internal")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["partnership_key", "-id"], name="audit_entry_partnership"),
            models.Index(fields=["body_key", "-id"], name="audit_entry_body"),
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_entry_object"),
            models.Index(fields=["actor_id", "-id"], name="audit_entry_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="no_change", operation=pgtrigger.Update | pgtrigger.Delete),
            # A row trigger does not see TRUNCATE.
            pgtrigger.Trigger(
                name="no_truncate",
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'audit entries are never emptied';",
            ),
        ]

    def __str__(self):
        return f"{self.verb} {self.object_kind} {self.object_id}"
