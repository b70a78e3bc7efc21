"""How allauth behaves in this house: no sign-up, one address per user, every sign-in on record."""

import smtplib

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import operations, queries

logger = structlog.get_logger(__name__)


class Adapter(DefaultAccountAdapter):
    """Answers allauth's questions. Addresses live on the user alone, never in its own table."""

    def is_open_for_signup(self, request):
        return False

    def authentication_failed(self, request, **credentials):
        user = queries.users_with_address(credentials.get("email", "")).first()
        operations.note_failed_sign_in(user, on=timezone.localdate())

    def login(self, request, user):
        with transaction.atomic():
            super().login(request, user)
            operations.note_sign_in(user, on=timezone.localdate())

    def set_password(self, user, password):
        with transaction.atomic():
            super().set_password(user, password)
            operations.note_password_change(user, on=timezone.localdate())

    def reauthenticate(self, user, password):
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reset_password_from_key_url(self, key):
        # Never from the request: its Host header is whatever the visitor wrote.
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.BASE_URL}{path}"

    def send_password_reset_mail(self, user, email, context):
        # To the address on record, whatever look-alike was typed.
        super().send_password_reset_mail(user, user.email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix, email, context):
        try:
            super().send_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})
        except (OSError, smtplib.SMTPException) as failure:
            # An error page here would tell that the address is known.
            logger.error("account mail not sent", kind=template_prefix, error=str(type(failure)))
