import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from benefits.models.content import Direction, Outcome
from files.models import StoredFile
from partnerships.models import Member, Partnership, Record, Side, Term, Visibility


class BenefitState(models.TextChoices):
    DRAFT = "draft", _("Own side only")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Not agreed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What both sides have seen, and what either of them can still answer or change.
OFFERED = (BenefitState.PROPOSED, BenefitState.AGREED, BenefitState.DECLINED)
LIVE = (BenefitState.DRAFT, *OFFERED)


class Confidence(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class EvidenceKind(models.TextChoices):
    RECORDS = "records", _("Own records")
    ACCOUNTS = "accounts", _("Accounts or invoices")
    SURVEY = "survey", _("Survey")
    AUDIT = "audit", _("Checked by a third party")
    OBSERVATION = "observation", _("Observation or count")
    STATEMENT = "statement", _("Statement of those who gain")


class ReadingState(models.TextChoices):
    OWN = "own", _("Own side only")
    AWAITING = "awaiting", _("Waits for the other side")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def _figure(label, **options):
    return models.DecimalField(
        label, max_digits=20, decimal_places=4, null=True, blank=True, **options
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Benefit(Record):
    """What one party gains, in a sentence and a figure. `owning_party` is the party that gains.

    A draft is its own side's; proposing shares it and draws its number; the other side agrees or does not. Agreed
    benefits make the balance (domain.md C.10); changing one asks the other side anew.
    """

    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("term")
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    type_key = models.SlugField(_("kind"), max_length=40)
    type_label = models.CharField(_("kind"), max_length=120)
    statement = models.CharField(_("what is gained"), max_length=400)
    measure = models.CharField(_("measure"), max_length=200)
    unit = models.CharField(_("unit"), max_length=60)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    baseline = _figure(_("baseline"), help_text=_("Where it stands today; empty counts as 0."))
    target = _figure(_("target"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM
    )
    evidence_kind = models.CharField(
        _("evidence"), max_length=12, choices=EvidenceKind.choices, default=EvidenceKind.RECORDS
    )
    is_disbenefit = models.BooleanField(_("a negative effect"), default=False)
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0.01)],
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    goal_number = models.PositiveSmallIntegerField(
        _("sustainable development goal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(17)],
    )
    tags = ArrayField(
        models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=BenefitState.choices, default=BenefitState.DRAFT
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    recorded_on = models.DateField(_("recorded"))
    proposed_on = models.DateField(_("proposed"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why it was withdrawn, or not agreed.")
    )
    change_reason = models.TextField(_("why it was changed"), blank=True)
    # Stored when a reading changes, so that no page works them out.
    latest = _figure(_("latest figure"), editable=False)
    latest_on = models.DateField(_("latest figure of"), null=True, blank=True, editable=False)
    realised = models.DecimalField(
        _("realised"), max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("benefit")
        verbose_name_plural = _("benefits")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_benefit_a_number"),
            models.CheckConstraint(
                condition=~Q(state__in=OFFERED)
                | Q(visibility__in=[Visibility.SHARED, Visibility.PUBLISHED], number__isnull=False),
                name="proposed_benefit_is_shared",
            ),
            models.CheckConstraint(
                condition=~Q(state=BenefitState.AGREED)
                | Q(agreed_on__isnull=False, agreed_by__isnull=False),
                name="agreed_benefit_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("recorded_by")),
                name="nobody_agrees_own_benefit",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="benefit_weighs_something"),
            models.CheckConstraint(
                condition=Q(realised__isnull=True) | Q(realised__gte=0, realised__lte=1),
                name="benefit_realised_from_0_to_1",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "state"], name="benefit_by_state")]

    def __str__(self):
        return self.statement

    def get_absolute_url(self):
        return reverse(
            "benefits:benefit",
            kwargs={"reference": self.partnership.reference, "public_id": self.public_id},
        )

    @property
    def label(self):
        """Return the name by which people speak of it, such as B-3; drafts have none."""
        return f"B-{self.number}" if self.number else ""

    @property
    def audit_label(self):
        return self.label or self.type_label

    @property
    def side(self):
        """Return the side that gains."""
        return self.owning_party.side

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def is_offered(self):
        """Tell whether both sides have it before them, agreed or not."""
        return self.state in OFFERED


class BenefitReading(Record):
    """One figure of a benefit on a day, with what shows it, and what the other side says to it."""

    benefit = models.ForeignKey(
        Benefit, models.PROTECT, related_name="readings", verbose_name=_("benefit")
    )
    value = models.DecimalField(_("figure"), max_digits=20, decimal_places=4)
    read_on = models.DateField(_("on"))
    note = models.TextField(_("note"), blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    state = models.CharField(_("state"), max_length=10, choices=ReadingState.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    recorded_on = models.DateField(_("recorded"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("benefit reading")
        verbose_name_plural = _("benefit readings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ReadingState.CONFIRMED, ReadingState.DISPUTED])
                | Q(answered_by__isnull=False, answered_on__isnull=False),
                name="answered_reading_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("recorded_by")),
                name="nobody_answers_own_reading",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReadingState.DISPUTED) | ~Q(reason=""),
                name="disputed_reading_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["benefit", "-read_on", "-id"], name="reading_by_day")]

    def __str__(self):
        return f"{self.value} {self.read_on.isoformat()}"


class BenefitBalance(models.Model):
    """What the agreed benefits of one term have come to, per side; stored when a figure changes (domain.md C.10)."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="benefit_balances")
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="+")
    public_realised = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    partner_realised = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    balance = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_flagged = models.BooleanField(default=False)
    public_count = models.PositiveIntegerField(default=0)
    partner_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("balance of benefits")
        verbose_name_plural = _("balances of benefits")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "term"], name="one_balance_a_term", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return str(self.balance)


class BalanceSight(Record):
    """One side's word that it has seen the balance of a term as it then stood."""

    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_on = models.DateField(_("seen"))
    figures = models.JSONField(_("what was shown"), default=dict)

    class Meta:
        verbose_name = _("sight of the balance")
        verbose_name_plural = _("sights of the balance")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "term", "side"],
                name="one_sight_a_side",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()} {self.seen_on.isoformat()}"


class BenefitStatement(Record):
    """Promised against realised in words, with the figures as they stood; what gate 6 asks for."""

    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("what they came to"))
    figures = models.JSONField(_("figures"), default=dict)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_on = models.DateField(_("stated"))

    class Meta:
        verbose_name = _("statement of benefits")
        verbose_name_plural = _("statements of benefits")

    def __str__(self):
        return f"{self.partnership} {self.stated_on.isoformat()}"
