"""Settings of the tests: those of the product, but for what would only make them slow or leave something behind."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

for _needed in ("DATABASE_URL", "REDIS_URL"):
    if not os.environ.get(_needed):
        raise ImproperlyConfigured(
            f"Tests need {_needed}: run `make test`, or a part of them with "
            "`.venv/bin/python -m deploy.stack run -- .venv/bin/python -m pytest tests/accounts`."
        )

# Each worker of pytest-xdist has a Redis database and a folder of its own, as it has its own database.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw15").removeprefix("gw"))
os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_worker}").geturl()
os.environ["VAR_DIR"] = str(Path(os.environ.get("VAR_DIR", "var/test")).absolute() / f"w{_worker}")
# Neither a demo beside the tests nor a developer's .env reaches into them.
os.environ.update({"DEMO": "false", "DEBUG": "false", "BASE_URL": "http://localhost:8000"})
os.environ["SECOND_FACTOR"] = "true"
os.environ.setdefault("SECRET_KEY", "of the tests, and of nothing else" * 2)

from config.settings import *  # noqa: E402, F403 - the one place where a star says what is meant

# ── Fast where it proves nothing ─────────────────────────────────────────────────────────────────

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CELERY_TASK_ALWAYS_EAGER = False
# A code from an app at every sign-in would prove nothing more; its own tests turn it on.
SECOND_FACTOR = False
# Published files straight from their folders: nothing is collected for a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
