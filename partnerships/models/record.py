import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import PublicBody
from partnerships.models.lifecycle import Visibility
from partnerships.models.partnership import Partnership, Party


class Record(models.Model):
    """What every row of a partnership carries, so that one rule decides who sees it."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="+", editable=False)
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        related_name="%(class)s_set",
        verbose_name=_("partnership"),
        editable=False,
    )
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    owning_party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        editable=False,
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True
