"""A mail server, and words for the notices of these tests."""

from pathlib import Path

import pytest

from tests.reminders import smtp_server

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def words(settings):
    """Let `partnerships.spoken` be a kind of notice with words of its own."""
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [TEMPLATES, *templates["DIRS"]]}]


@pytest.fixture
def server(settings, words):
    with smtp_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 1
        yield server
