"""Who is away and who answers meanwhile: absences with a deputy, and seats in a pool that are lent."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.models.organisation import Organisation
from organisations.models.people import SecondApprover


class DateRange(models.Func):
    """The days from one column to another, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()


DAYS = DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class SpanQuerySet(models.QuerySet):
    """Rows that run from a day to a day and may be ended before."""

    ended = ""

    def standing(self):
        """Return the rows that nobody has ended."""
        return self.filter(**{f"{self.ended}__isnull": True})

    def live(self, *, on):
        """Return the rows that run on the day `on`."""
        return self.standing().filter(starts_on__lte=on, ends_on__gte=on)


class AbsenceQuerySet(SpanQuerySet):
    ended = "cancelled_at"


class DelegationQuerySet(SpanQuerySet):
    ended = "revoked_at"


class Absence(models.Model):
    """Somebody is away from one organisation from a day to a day; a deputy is asked what they are asked.

    The deputy gets the questions and nothing else, and only while both belong to the organisation.
    """

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("user")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="absences", verbose_name=_("organisation")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absences_covered",
        verbose_name=_("deputy"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by"),
    )
    cancelled_at = models.DateTimeField(_("ended early"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("user")),
                name="nobody_stands_in_for_themselves",
            ),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["deputy", "ends_on"],
                condition=Q(cancelled_at__isnull=True),
                name="absence_by_deputy",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.starts_on} – {self.ends_on}"

    @property
    def was_entered_for(self):
        """Tell whether somebody else entered it, for a person who could not."""
        return self.entered_by_id != self.user_id


class Delegation(models.Model):
    """A second approver lends the seat in the pool to somebody, from a day to a day, with a reason."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(
        SecondApprover, models.PROTECT, related_name="delegations", verbose_name=_("seat")
    )
    # A copy, so that the table itself can refuse the holder; a foreign key in the migration keeps it true.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations_received",
        verbose_name=_("delegate"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(to=F("holder")), name="nobody_delegates_to_themselves"
            ),
            ExclusionConstraint(
                name="one_delegate_at_a_time",
                expressions=[
                    ("seat", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "ends_on"],
                condition=Q(revoked_at__isnull=True),
                name="delegation_by_delegate",
            ),
        ]

    def __str__(self):
        return f"{self.holder} → {self.to} · {self.starts_on} – {self.ends_on}"
