import uuid

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.organisation import Organisation, PublicBody


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Relationship(models.Model):
    """What one public body and one other organisation are to each other, over all their partnerships.

    All that a body knows or thinks about a company hangs here, unseen by other bodies.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        PublicBody, models.PROTECT, related_name="relationships", verbose_name=_("public body")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="relationships", verbose_name=_("organisation")
    )
    since = models.DateField(_("since"))
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        constraints = [
            models.UniqueConstraint(fields=["body", "organisation"], name="one_relationship_a_pair")
        ]

    def __str__(self):
        return f"{self.body} · {self.organisation}"
