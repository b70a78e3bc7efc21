"""A shared cache that may go away without taking a page with it."""

import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class SteadyCache(BaseCache):
    """Redis while it answers, else a cache of this process.

    Rate limits then count per process: looser than shared ones, but never open.
    """

    PAUSE = 5.0

    def __init__(self, location, params):
        super().__init__(params)
        self.shared = RedisCache(location, self._patient(params)) if location else None
        self.own = LocMemCache("steady", params)
        self.shared_again_at = 0.0

    @staticmethod
    def _patient(params):
        limits = {"socket_timeout": 1, "socket_connect_timeout": 1}
        return {**params, "OPTIONS": {**limits, **params.get("OPTIONS", {})}}

    def is_reachable(self) -> bool:
        """Say whether Redis answers now."""
        if self.shared is None:
            return False
        try:
            self.shared.get("reachable")
        except (RedisError, OSError):
            return False
        return True

    def _ask(self, verb, *args, **kwargs):
        # After a failure Redis is left alone for a while: each try may cost a second.
        if self.shared is not None and time.monotonic() >= self.shared_again_at:
            try:
                return getattr(self.shared, verb)(*args, **kwargs)
            except (RedisError, OSError):
                self.shared_again_at = time.monotonic() + self.PAUSE
        return getattr(self.own, verb)(*args, **kwargs)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._ask("get", key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", key, timeout, version)

    def delete(self, key, version=None):
        return self._ask("delete", key, version)

    def has_key(self, key, version=None):
        return self._ask("has_key", key, version)

    def incr(self, key, delta=1, version=None):
        return self._ask("incr", key, delta, version)

    def clear(self):
        self.own.clear()
        return self._ask("clear")
