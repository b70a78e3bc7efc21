import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import environment

# What a server is started with; each test takes away or adds.
SERVER = {
    "SECRET_KEY": "kettle-orchard-monsoon-lantern-violin-harbour-0123456789",
    "DATABASE_URL": "postgres://app:secret@db.example:5433/concordat?sslmode=require",
    "REDIS_URL": "redis://redis.example:6379/0",
    "BASE_URL": "https://concordat.example",
    "EMAIL_HOST": "mail.example",
}


def start(code="import django; django.setup()", **variables):
    """Run code in a fresh process under the settings of a server."""
    given = {**SERVER, **variables, "DJANGO_SETTINGS_MODULE": "config.settings"}
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**own, **{name: value for name, value in given.items() if value is not None}},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def told(*names):
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps([getattr(settings, name) for name in {names!r}], default=str))"
    )
    return lambda **variables: json.loads(start(code, **variables).stdout)


def test_missing_secrets_are_named_and_nothing_starts():
    ended = start(SECRET_KEY=None, DATABASE_URL=None)

    assert ended.returncode != 0
    assert "Concordat does not start without SECRET_KEY, DATABASE_URL." in ended.stderr


def test_server_does_not_start_without_the_second_factor():
    ended = start(SECOND_FACTOR="false")

    assert ended.returncode != 0
    assert "SECOND_FACTOR=false is for demos only" in ended.stderr


def test_server_behind_https_has_cookies_that_no_neighbour_can_set():
    assert told("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE")() == [
        "__Host-session",
        "__Host-csrf",
        True,
    ]


def test_two_demos_side_by_side_have_cookies_of_their_own():
    names = told("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "ALLOWED_HOSTS")

    assert names(BASE_URL="http://localhost:8001") == [
        "session-8001",
        "csrf-8001",
        ["localhost", "127.0.0.1"],
    ]


def test_mail_becomes_files_until_there_is_a_server_for_it():
    backend = told("EMAIL_BACKEND", "EMAIL_TIMEOUT", "MAIL_DOMAIN")

    assert backend() == ["django.core.mail.backends.smtp.EmailBackend", 20, "concordat.example"]
    assert backend(EMAIL_HOST=None)[0] == "django.core.mail.backends.filebased.EmailBackend"


def test_server_answers_to_its_own_name_only():
    assert told("ALLOWED_HOSTS", "DEBUG")() == [["concordat.example"], False]


def test_checks_of_a_server_find_nothing():
    code = (
        "import django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )

    ended = start(code)

    assert "no issues (0 silenced)" in ended.stdout + ended.stderr
    assert ended.returncode == 0


def test_database_is_reached_by_host_and_port():
    found = environment.database(SERVER["DATABASE_URL"])

    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "concordat",
        "USER": "app",
        "PASSWORD": "secret",
        "HOST": "db.example",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_is_reached_by_a_socket_in_a_folder_with_spaces():
    found = environment.database("postgres://us%40er@/na%20me?host=/srv/my%20data")

    assert (found["HOST"], found["NAME"], found["USER"], found["PORT"]) == (
        "/srv/my data",
        "na me",
        "us@er",
        "",
    )


def test_other_databases_are_refused():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database("sqlite:///db.sqlite3")
