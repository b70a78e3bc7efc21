import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from partnerships.models import Member, Partnership, Record, Side, Term, Visibility


class ContributionKind(models.TextChoices):
    CASH = "cash", _("Cash")
    STAFF_DAYS = "staff_days", _("Staff days")
    GOODS = "goods", _("Goods")
    DATA = "data", _("Data")
    ROOMS = "rooms", _("Rooms")
    RIGHTS = "rights", _("Rights")


class Valuation(models.TextChoices):
    CASH = "cash", _("The sum itself")
    PRICE_PAID = "price_paid", _("Price paid")
    LIST_PRICE = "list_price", _("List price")
    DAY_RATE = "day_rate", _("Day rate")
    MARKET_RENT = "market_rent", _("Market rent")
    ESTIMATE = "estimate", _("Estimate")
    NOT_VALUED = "not_valued", _("Not valued in money")


class ContributionState(models.TextChoices):
    DRAFT = "draft", _("Own side only")
    PROPOSED = "proposed", _("Offered")
    PROMISED = "promised", _("Promised")
    DELIVERED = "delivered", _("Delivered")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HandoverState(models.TextChoices):
    AWAITING = "awaiting", _("Waits for the receiver")
    CONFIRMED = "confirmed", _("Received")
    DISPUTED = "disputed", _("Disputed")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WordKind(models.TextChoices):
    DISPUTE = "dispute", _("Dispute")
    REPLY = "reply", _("Reply")
    SETTLEMENT = "settlement", _("Settlement")
    AGREEMENT = "agreement", _("Agreement")


OPEN_TO_BOTH = (
    ContributionState.PROPOSED,
    ContributionState.PROMISED,
    ContributionState.DELIVERED,
)
COUNTED = (ContributionState.PROMISED, ContributionState.DELIVERED)
# What the receiver has not agreed to yet: reported, or disputed without a settlement.
UNANSWERED = (HandoverState.AWAITING, HandoverState.DISPUTED)
RECEIVED = (HandoverState.CONFIRMED, HandoverState.SETTLED)
# Words that carry figures which the other side may agree to.
FIGURES = (WordKind.DISPUTE, WordKind.SETTLEMENT)


def _amount(label, **options):
    return models.DecimalField(
        label, max_digits=18, decimal_places=2, null=True, blank=True, **options
    )


def _user(label="", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contribution(Record):
    """What one party puts in for the other side. `owning_party` is the giver.

    A draft is its own side's; offering shares it and draws its number; the receiver accepts it as a promise.
    """

    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("term")
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=ContributionKind.choices)
    statement = models.CharField(_("what is given"), max_length=400)
    quantity = _amount(_("quantity"))
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    value = _amount(_("value"))
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valuation = models.CharField(
        _("how it is valued"),
        max_length=12,
        choices=Valuation.choices,
        default=Valuation.ESTIMATE,
    )
    valuation_note = models.CharField(_("on what basis"), max_length=300, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ContributionState.choices,
        default=ContributionState.DRAFT,
    )
    recorded_by = _user(editable=False)
    recorded_on = models.DateField(_("recorded"))
    offered_on = models.DateField(_("offered"), null=True, blank=True)
    promised_on = models.DateField(_("promised"), null=True, blank=True)
    accepted_by = _user(_("accepted by"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # Stored when a delivery is confirmed or settled, so that no page adds up.
    received_value = _amount(_("value received"), editable=False)
    received_quantity = _amount(_("quantity received"), editable=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"], name="one_contribution_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_TO_BOTH)
                | Q(visibility__in=[Visibility.SHARED, Visibility.PUBLISHED], number__isnull=False),
                name="offered_contribution_is_shared",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, currency__regex="^[A-Z]{3}$"),
                name="contribution_value_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="contribution_has_a_quantity",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "state"], name="contribution_by_state")]

    def __str__(self):
        return self.statement

    def get_absolute_url(self):
        return reverse(
            "benefits:contribution",
            kwargs={"reference": self.partnership.reference, "public_id": self.public_id},
        )

    @property
    def label(self):
        """Return the name by which people speak of it, such as C-3; drafts have none."""
        return f"C-{self.number}" if self.number else ""


class Handover(Record):
    """One delivery of a contribution, whole or in part, and what the receiver says to it."""

    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="handovers", verbose_name=_("contribution")
    )
    delivered_on = models.DateField(_("delivered"))
    quantity = _amount(_("quantity"))
    value = _amount(_("value"))
    note = models.TextField(_("note"), blank=True)
    evidence = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=HandoverState.choices,
        default=HandoverState.AWAITING,
    )
    reported_by = _user(_("by"))
    reported_on = models.DateField(_("reported"))
    answered_by = _user(_("answered by"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    received_quantity = _amount(_("quantity received"))
    received_value = _amount(_("value received"))

    class Meta:
        verbose_name = _("delivery of a contribution")
        verbose_name_plural = _("deliveries of contributions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[HandoverState.AWAITING, HandoverState.WITHDRAWN])
                | Q(answered_by__isnull=False, answered_on__isnull=False),
                name="answered_handover_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("reported_by")),
                name="nobody_answers_own_handover",
            ),
            models.CheckConstraint(
                condition=(Q(quantity__isnull=True) | Q(quantity__gt=0))
                & (Q(value__isnull=True) | Q(value__gte=0)),
                name="handover_is_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["contribution", "-delivered_on", "-id"], name="handover_by_day")
        ]

    def __str__(self):
        return f"{self.contribution} {self.delivered_on.isoformat()}"


class HandoverWord(models.Model):
    """What was said about a delivery that the receiver disputes, until it is settled."""

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="words", verbose_name=_("delivery")
    )
    kind = models.CharField(_("what"), max_length=10, choices=WordKind.choices)
    # An agreement to figures needs no words.
    words = models.TextField(_("words"), blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    said_by = _user(_("by"))
    said_on = models.DateField(_("on"))
    value = _amount(_("value"))
    quantity = _amount(_("quantity"))

    class Meta:
        verbose_name = _("word about a delivery")
        verbose_name_plural = _("words about deliveries")

    def __str__(self):
        return self.words


class GivenTotal(models.Model):
    """What one side has put in over one term, per currency; stored when a contribution changes."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="given_totals")
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    # Empty for what is not valued in money: then only the counts say something.
    currency = models.CharField(max_length=3, blank=True)
    promised = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    received = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    awaiting = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    count = models.PositiveIntegerField(default=0)
    delivered_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("total given")
        verbose_name_plural = _("totals given")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "term", "side", "currency"],
                name="one_total_a_side_and_currency",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.received} {self.currency}"
