"""Secrets at rest: what lies in the database opens only with SECRET_KEY, or with one of its fallbacks."""

import base64
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"concordat: second factor"


def seal(text: str) -> str:
    """Return what may lie in the database instead of a secret."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret; raise cryptography's InvalidToken when no key of ours opens it."""
    return _box().decrypt(sealed.encode()).decode()


def resealed(sealed: str) -> str:
    """Return the same secret under the key of today; raise InvalidToken when none of ours opens it."""
    return _box().rotate(sealed.encode()).decode()


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(key) for key in keys])


@cache
def _fernet(key: str) -> Fernet:
    # A key of its own: who learns this one can neither sign sessions nor links.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
