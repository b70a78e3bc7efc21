"""How allauth behaves in this house: no sign-up, one address per user, every sign-in on record, no mail of its own."""

import qrcode
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage

from accounts import operations, queries, sealing
from accounts.stepup import SIGN_IN

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
            row = operations.begin_session(
                user,
                session_key=request.session.session_key,
                address=self.get_client_ip(request),
                agent=request.headers.get("User-Agent", ""),
                on=timezone.localdate(),
                at=timezone.now(),
            )
            request.session[SIGN_IN] = str(row.public_id)

    def logout(self, request):
        if public_id := request.session.get(SIGN_IN):
            operations.note_sign_out(public_id)
        super().logout(request)

    def set_password(self, user, password):
        with transaction.atomic():
            super().set_password(user, password)
            operations.note_password_change(user, on=timezone.localdate())

    def reauthenticate(self, user, password):
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_mail(self, template_prefix, email, context):
        # What is to be said goes out as a notice (accounts/operations/telling.py), never inside a request.
        logger.error("mail of the library not sent", kind=template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of apps sealed, and draws them where a phone can read them."""

    def build_totp_svg(self, url):
        # White behind it on a dark page too: a phone reads no light code on dark ground.
        drawn = qrcode.make(url, image_factory=SvgPathFillImage, border=2)
        return drawn.to_string().decode()

    def encrypt(self, text):
        return sealing.seal(text)

    def decrypt(self, encrypted_text):
        return sealing.unseal(encrypted_text)
