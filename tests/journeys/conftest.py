"""Journeys run in a real browser against a real server process of Django, with the policy of production."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests import browser as tools

# A box that does much else at a time is no fault of the page.
expect.set_options(timeout=10_000)


@pytest.fixture(scope="module")
def chromium():
    with tools.chromium() as browser:
        yield browser


@pytest.fixture
def complaints():
    """What the browser complains of: scripts, policy, missing files. Anything left here fails the test in the end."""
    return []


@pytest.fixture
def visit(chromium, live_server, settings, complaints):
    """Return the function that opens a window in which `user` is signed in."""
    settings.BASE_URL = live_server.url
    contexts = []

    def build(user=None, *, scripts=True, width=1440, theme="light"):
        if user is not None:
            type(user).objects.filter(pk=user.pk).update(theme=theme)
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=theme,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies(_signed_in(user, live_server.url))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: _keep(complaints, page, message))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.base = live_server.url
        return page

    yield build
    for context in contexts:
        context.close()
    assert complaints == []


def _keep(complaints, page, message):
    # A page that answers 4xx is part of several journeys; the browser calls it an error.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(f"{page.url}: {message.text}")


def _signed_in(user, url):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [
        {"name": name, "value": morsel.value, "url": url} for name, morsel in client.cookies.items()
    ]
