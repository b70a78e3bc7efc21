import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import PublicBody
from partnerships.models.partnership import Partnership


class Draft(models.Model):
    """A partnership that somebody is still typing; seen by its author only."""

    # The id that the partnership will get, so that a double post makes one record.
    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody, models.CASCADE, related_name="+", verbose_name=_("public body")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="partnership_drafts",
        verbose_name=_("author"),
    )
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self):
        return self.data.get("title") or str(_("Untitled draft"))


class ImportRecord(models.Model):
    """What came in from another system, kept whole; later parts of Concordat draw on it."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody, models.PROTECT, related_name="+", verbose_name=_("public body")
    )
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="import_records", verbose_name=_("partnership")
    )
    standard = models.CharField(_("standard"), max_length=20)
    key = models.CharField(_("id there"), max_length=250, help_text=_("The ocid of an OCDS file."))
    release_ids = models.JSONField(_("releases"), default=list)
    source = models.JSONField(
        _("as it came"), help_text=_("Every release of this process, unchanged.")
    )
    merged = models.JSONField(_("merged"), default=dict)
    imported_on = models.DateField(_("imported"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        constraints = [
            models.UniqueConstraint(fields=["body", "standard", "key"], name="one_import_a_process")
        ]

    def __str__(self):
        return f"{self.standard} {self.key}"
