import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.models import PublicBody, Relationship
from partnerships.models.lifecycle import Side
from partnerships.models.partnership import Partnership
from partnerships.models.profile import AskKind, SeatKind

# Within so many days an answer is expected; silence decides nothing, but it is told as overdue.
ANSWER_WITHIN = datetime.timedelta(days=14)


class ApprovalKind(models.TextChoices):
    GATE_DECISION = "gate_decision", _("Decide a gate")
    CONDITION_OVERRIDE = "condition_override", _("Override a condition")


class ApprovalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Approval(models.Model):
    """A second person is asked: what, by whom, on which version, who may answer."""

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(PublicBody, models.PROTECT, related_name="approvals", editable=False)
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("partnership"),
    )
    relationship = models.ForeignKey(
        Relationship,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("relationship"),
    )
    kind = models.CharField(_("what"), max_length=30, choices=ApprovalKind.choices)
    subject_id = models.UUIDField(_("subject"))
    version_seen = models.PositiveIntegerField(_("version seen"))
    submitter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    submitted_on = models.DateField(_("submitted"))
    submitted_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(_("reason"), blank=True)
    shown = models.JSONField(_("what was shown"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state=ApprovalState.WAITING),
                name="one_open_approval_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(partnership__isnull=False) ^ Q(relationship__isnull=False),
                name="approval_is_about_one_thing",
            ),
            models.UniqueConstraint(fields=["id", "submitter"], name="approval_with_submitter"),
        ]
        indexes = [models.Index(fields=["body", "state", "submitted_on"], name="approval_by_state")]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("desk:approval", kwargs={"public_id": self.public_id})

    @property
    def is_waiting(self):
        return self.state == ApprovalState.WAITING

    @property
    def answer_by(self):
        return self.submitted_on + ANSWER_WITHIN


class ApprovalAsk(models.Model):
    """One answer that an approval needs, and the answer once it is given."""

    approval = models.ForeignKey(
        Approval, models.PROTECT, related_name="asks", verbose_name=_("approval")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    # A copy, so that the table itself can refuse the submitter; a foreign key in the migration keeps it true.
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("who"), max_length=10, choices=AskKind.choices)
    seat = models.CharField(_("seat"), max_length=10, choices=SeatKind.choices, blank=True)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    # In whose place: a deputy's or a delegate's answer is their own, and says so.
    answered_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for"),
    )
    answered_on = models.DateField(_("on"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("answer asked for")
        verbose_name_plural = _("answers asked for")
        constraints = [
            models.UniqueConstraint(fields=["approval", "number"], name="one_ask_a_number"),
            models.UniqueConstraint(
                fields=["approval", "answered_by"],
                condition=Q(answered_by__isnull=False),
                name="one_answer_a_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("submitter"))
                | Q(seat=SeatKind.SIGNATORY),
                name="submitter_does_not_approve",
            ),
            models.UniqueConstraint(
                fields=["approval", "answered_for"],
                condition=Q(answered_for__isnull=False),
                name="one_answer_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_for__isnull=True)
                | (
                    Q(answered_by__isnull=False)
                    & ~Q(answered_for=F("answered_by"))
                    & ~Q(answered_for=F("submitter"))
                    & ~Q(answered_by=F("submitter"))
                    & ~Q(seat=SeatKind.SIGNATORY)
                ),
                name="answer_for_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="answer_has_a_person",
            ),
        ]

    def __str__(self):
        if self.kind == AskKind.SEAT:
            return f"{self.get_seat_display()}, {self.get_side_display()}"
        return self.get_kind_display()
