"""How a door is tried: one call as one person, taken back afterwards."""

from contextlib import contextmanager, nullcontext
from http.cookies import SimpleCookie

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

PROBED = ("GET", "POST", "PUT", "PATCH", "DELETE", "FOO")
SIGN_IN = "/accounts/login/"


@contextmanager
def taken_back():
    """Let nothing that is written inside be kept."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


class Visitor(RequestFactory):
    """A test client without what it remembers of each template, which costs a third of the time of these tests."""

    def __init__(self):
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request):
        return self.handler(self._base_environ(**request))


class Caller:
    """Calls addresses as people of the world; nothing that a call writes outlives it.

    With `remembers`, answers know the contexts of their templates (`answer.context`).
    """

    def __init__(self, world, *, remembers=False):
        self.world = world
        self.client = Client(raise_request_exception=False) if remembers else Visitor()

    def call(self, key, method, address, data=None, *, keep=False, **headers):
        """Return the answer that `key` gets; with `keep`, what it writes stays until the test is over."""
        # Limits are counted by address, and everybody here comes from the same one.
        cache.clear()
        self.client.cookies = SimpleCookie()
        if session := self.world.people[key].session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session
        with nullcontext() if keep else taken_back():
            if method.lower() in {"get", "post", "head"}:
                answer = getattr(self.client, method.lower())(address, data, **headers)
            else:
                answer = self.client.generic(method, address, **headers)
            answer.said = text_of(answer)
        return answer


def text_of(answer):
    """Return everything that an answer says: headers and body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.body = body
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    return "\n".join((headers, cookies, body.decode("utf-8", "replace")))


def kind_of(answer):
    """Return an answer as the matrix words it: a status, `sign in` or `done`."""
    if answer.status_code in {302, 303}:
        return "sign in" if answer["Location"].startswith(SIGN_IN) else "done"
    return answer.status_code
