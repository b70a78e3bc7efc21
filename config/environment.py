"""Reading the environment: addresses of services, and the secrets that must be there."""

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def require(values: dict[str, object]) -> None:
    """Raise ImproperlyConfigured naming every variable that has no value."""
    missing = ", ".join(name for name, value in values.items() if not value)
    if missing:
        raise ImproperlyConfigured(
            f"Concordat does not start without {missing}. Set it in the environment or in .env "
            "(.env.example explains each variable), or run `make demo`, which needs none."
        )


def keep_second_factor(*, is_on: bool, is_demo: bool) -> None:
    """Raise ImproperlyConfigured where a password alone would open a house that is no demo."""
    if not is_on and not is_demo:
        raise ImproperlyConfigured(
            "SECOND_FACTOR=false is for demos only: take it out, or set DEMO=true."
        )


def database(url: str) -> dict[str, object]:
    """Return Django's settings for `postgres://user:password@host:port/name?host=/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or postgresql://.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A unix socket is given as its folder, which no URL can carry in the host's place.
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", parts.port or ""),
        "OPTIONS": options,
    }
