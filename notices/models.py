import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing that one person is told, once: the key says what it is about.

    Somebody without an account is told by mail alone, under an address.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices"
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    key = models.CharField(_("key"), max_length=200)
    kind = models.CharField(_("kind"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    context = models.JSONField(_("words"), default=dict, encoder=DjangoJSONEncoder)
    subject_kind = models.CharField(_("kind of object"), max_length=80, blank=True)
    subject_id = models.CharField(_("object"), max_length=64, blank=True)
    body_key = models.UUIDField(_("body"), null=True)
    partnership_key = models.UUIDField(_("partnership"), null=True)
    posted_at = models.DateTimeField(_("posted"), db_default=Now(), editable=False)
    posted_on = models.DateField(_("day"))
    read_at = models.DateTimeField(_("read"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notices_notice_once"),
            models.UniqueConstraint(
                fields=["address", "key"],
                condition=~models.Q(address=""),
                name="notices_notice_once_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | (models.Q(recipient__isnull=True) & ~models.Q(address="")),
                name="notices_notice_to_one_person",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-posted_on", "-id"], name="notices_notice_newest"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="notices_notice_unread"
            ),
            models.Index(
                fields=["key"], condition=models.Q(settled_at=None), name="notices_notice_open"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"

    @property
    def mail_address(self):
        """Return where its mail goes: the address on record of whoever has an account."""
        return self.recipient.email if self.recipient_id else self.address


class DeliveryState(models.TextChoices):
    DUE = "due", _("Due")
    SENDING = "sending", _("Being sent")
    ACCEPTED = "accepted", _("Accepted by the mail server")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    SUPPRESSED = "suppressed", _("Suppressed")


class Delivery(models.Model):
    """One notice on its way out by one channel; only the clock moves it on."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=16, default="email")
    state = models.CharField(
        _("state"), max_length=12, choices=DeliveryState, default=DeliveryState.DUE
    )
    due_at = models.DateTimeField(_("due"), db_default=Now())
    lease_until = models.DateTimeField(_("claimed until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    # Fixed here, so that a second attempt cannot be told from the first by a mailbox.
    message_id = models.CharField(_("message id"), max_length=320, unique=True)
    error = models.TextField(_("error"), blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notices_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values),
                name="notices_delivery_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state=DeliveryState.DUE),
                name="notices_delivery_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state=DeliveryState.SENDING),
                name="notices_delivery_leased",
            ),
        ]

    def __str__(self):
        return f"{self.channel} {self.message_id}"
