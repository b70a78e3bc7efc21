import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, PublicBody
from partnerships.models.lifecycle import FREEZES, Side, SideState, Stage
from partnerships.models.profile import ProfileVersion


class LegalRoute(models.TextChoices):
    TENDER = "tender", _("Tender")
    DIRECT = "direct", _("Direct award")
    FRAMEWORK = "framework", _("Call-off from a framework")
    CONCESSION = "concession", _("Concession")
    GRANT = "grant", _("Grant")
    SPONSORSHIP = "sponsorship", _("Sponsorship or gift in kind")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    STATUTE = "statute", _("By statute")


class Tier(models.TextChoices):
    T1 = "T1", _("Tier 1, strategic")
    T2 = "T2", _("Tier 2, significant")
    T3 = "T3", _("Tier 3, light")


def _tier_answer(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(3)]
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Partnership(models.Model):
    """An agreement between a public body and one or more other organisations, and what happens under it."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    lead_body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        related_name="partnerships",
        verbose_name=_("lead body"),
        editable=False,
    )
    title = models.CharField(_("title"), max_length=200)
    need = models.TextField(
        _("need"), blank=True, help_text=_("What is missing today, and for whom.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("Both sides read this."))
    sector = models.CharField(_("sector"), max_length=10, blank=True, help_text=_("COFOG code"))
    profile_version = models.ForeignKey(
        ProfileVersion, models.PROTECT, related_name="partnerships", verbose_name=_("profile")
    )
    profile_reason = models.CharField(
        _("why another profile than the tier's"), max_length=400, blank=True
    )
    tier_value = _tier_answer(_("value"))
    tier_criticality = _tier_answer(_("criticality"))
    tier_risk = _tier_answer(_("risk"))
    tier_substitutability = _tier_answer(_("substitutability"))
    tier_visibility = _tier_answer(_("public visibility"))
    tier_score = models.DecimalField(
        _("tier score"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    tier = models.CharField(_("tier"), max_length=2, choices=Tier.choices, blank=True)
    legal_route = models.CharField(
        _("legal route"), max_length=20, choices=LegalRoute.choices, blank=True
    )
    legal_basis = models.CharField(_("legal basis"), max_length=400, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.NEED)
    side_state = models.CharField(
        _("state"), max_length=10, choices=SideState.choices, blank=True, default=""
    )
    stage_since = models.DateField(_("at this stage since"))
    started_on = models.DateField(_("first day"), help_text=_("When work on it began."))
    taken_over_on = models.DateField(_("taken over"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        permissions = [
            ("lead_partnership", _("Leads this partnership")),
            ("contribute_partnership", _("Works on this partnership")),
            ("evaluate_partnership", _("Evaluates in this partnership")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, currency__regex="^[A-Z]{3}$"),
                name="value_has_a_currency",
            ),
        ]
        indexes = [
            models.Index(fields=["lead_body", "stage"], name="partnership_by_stage"),
            models.Index(F("lead_body"), F("title"), F("id"), name="partnership_by_title"),
            models.Index(
                F("lead_body"),
                F("recorded_at").desc(),
                F("id").desc(),
                name="partnership_by_newness",
            ),
            GinIndex(
                fields=["title"], opclasses=["gin_trgm_ops"], name="partnership_title_trigrams"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("desk:partnership", kwargs={"reference": self.reference})

    @property
    def is_closed(self):
        return self.stage == Stage.CLOSED

    @property
    def is_running(self):
        """Tell whether work goes on: not closed, paused, suspended or terminated."""
        return not self.is_closed and self.side_state == SideState.NONE

    def is_frozen(self, what):
        """Tell whether the state that the partnership is in brings `what`, a Freeze, to a halt."""
        return what in FREEZES[self.side_state]


class ReferenceCounter(models.Model):
    """The last number drawn for a body in a year."""

    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="one_counter_a_body_and_year")
        ]

    def __str__(self):
        return f"{self.body.prefix}-{self.year}-{self.last:04d}"


class Term(models.Model):
    """From a start or a renewal to its end."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="terms", verbose_name=_("partnership")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    notice_days = models.PositiveIntegerField(_("days of notice"), default=0)
    extension_days = models.PositiveIntegerField(_("days by which it may be extended"), default=0)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_term_a_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.starts_on.isoformat()} – {self.ends_on.isoformat()}"


class PartyRole(models.TextChoices):
    LEAD_BODY = "lead_body", _("Lead body")
    AUTHORITY = "authority", _("Authority")
    BUYER = "buyer", _("Buyer")
    REVIEW_BODY = "review_body", _("Review body")
    PARTNER = "partner", _("Partner")
    CANDIDATE = "candidate", _("Candidate")
    INVESTOR = "investor", _("Investor")
    LENDER = "lender", _("Lender")
    FUNDER = "funder", _("Funder")
    ASSET_PROVIDER = "asset_provider", _("Provider of an asset")
    SUBCONTRACTOR = "subcontractor", _("Subcontractor")
    ADVISER = "adviser", _("Adviser")
    OTHER = "other", _("Other")


class Party(models.Model):
    """An organisation in a partnership, with its role and its side."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="parties", verbose_name=_("partnership")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    role = models.CharField(_("role"), max_length=20, choices=PartyRole.choices)
    shared_at = models.DateTimeField(
        _("recorded as shared in"), null=True, blank=True, editable=False
    )
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    shared_on = models.DateField(_("shared in"), null=True, blank=True, editable=False)
    opened_on = models.DateField(_("first opened"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], name="one_party_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(role=PartyRole.LEAD_BODY),
                name="one_lead_body_a_partnership",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "partnership"], name="party_by_organisation")
        ]

    def __str__(self):
        return str(self.organisation)

    @property
    def is_shared_in(self):
        return self.shared_at is not None
