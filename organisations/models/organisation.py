import uuid

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models.calendar import HolidayCalendar


class Kind(models.TextChoices):
    PUBLIC_BODY = "public_body", _("Public body")
    COMPANY = "company", _("Company")
    OTHER = "other", _("Other organisation")


class OrganisationQuerySet(models.QuerySet):
    def companies(self):
        return self.filter(kind=Kind.COMPANY)

    def with_identifier(self, *, scheme, value):
        return self.filter(identifiers__scheme=scheme, identifiers__value=value)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Organisation(models.Model):
    """A legal person, held once for all public bodies and with public facts only."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=250)
    legal_name = models.CharField(_("legal name"), max_length=250, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, such as GB.")
    )
    website = models.URLField(_("website"), blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent"),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        permissions = [
            ("own_portfolio", _("Owns the portfolio of this body")),
            ("lead_partnerships", _("Leads partnerships of this body")),
            ("audit_portfolio", _("Reads everything of this body")),
            ("administer", _("Administers this body or company")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="organisation_is_not_its_own_parent",
            ),
        ]
        indexes = [
            models.Index(Lower("name"), name="organisation_by_name"),
            GinIndex(
                fields=["name"], opclasses=["gin_trgm_ops"], name="organisation_name_trigrams"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("portfolio:partner", kwargs={"public_id": self.public_id})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Identifier(models.Model):
    """A number under which a register knows an organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="identifiers", verbose_name=_("organisation")
    )
    scheme = models.CharField(
        _("scheme"), max_length=40, help_text=_("Code of the register, such as GB-COH or XI-LEI.")
    )
    value = models.CharField(_("number"), max_length=100)
    uri = models.URLField(_("address in the register"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], name="one_organisation_an_identifier"
            )
        ]

    def __str__(self):
        return f"{self.scheme} {self.value}"


class Address(models.Model):
    """Where an organisation can be found."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="addresses", verbose_name=_("organisation")
    )
    street = models.CharField(_("street"), max_length=250, blank=True)
    locality = models.CharField(_("town"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country_name = models.CharField(_("country"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        parts = [self.street, self.locality, self.region, self.postcode, self.country_name]
        return ", ".join(part for part in parts if part)


class PublicBody(models.Model):
    """The row that makes an organisation a tenant: a body that runs partnerships here."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="public_body", verbose_name=_("organisation")
    )
    prefix = models.CharField(_("prefix of references"), max_length=8, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    currency = models.CharField(_("currency"), max_length=3, default="GBP")
    calendar = models.ForeignKey(
        HolidayCalendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name=_("calendar"),
    )

    class Meta:
        verbose_name = _("public body")
        verbose_name_plural = _("public bodies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(prefix__regex="^[A-Z]{2,8}$"), name="prefix_is_capital_letters"
            ),
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def public_id(self):
        return self.organisation.public_id
