"""The door through which a change comes in: its request id, and the context of the row history."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pghistory


@dataclass(frozen=True)
class Door:
    request_id: str = ""
    context_key: uuid.UUID | None = None


OUTSIDE = Door()
_door: ContextVar[Door] = ContextVar("door", default=OUTSIDE)


def request_id() -> str:
    """Return the id of the request, task or command that is running, or an empty text."""
    return _door.get().request_id


def context_key() -> uuid.UUID | None:
    """Return the key under which row history keeps what this door changes."""
    return _door.get().context_key


@contextmanager
def door(*, request_id: str | None = None, user=None) -> Iterator[Door]:
    """Open the one context of a request, task or command; ids only, and outside a transaction."""
    request_id = request_id or uuid.uuid4().hex
    actor = {"user": str(user.public_id)} if user is not None else {}
    with pghistory.context(request=request_id, **actor) as tracked:
        opened = Door(request_id, tracked.id)
        token = _door.set(opened)
        try:
            yield opened
        finally:
            _door.reset(token)
