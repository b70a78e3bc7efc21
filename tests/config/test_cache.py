import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisGone

from config.cache import SteadyCache

CLIENT = "django.core.cache.backends.redis.RedisCacheClient.get_client"


@pytest.fixture
def gone(monkeypatch):
    """Take Redis away; count how often it is asked for."""
    asked = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise RedisGone

    monkeypatch.setattr(CLIENT, refuse)
    return asked


def steady():
    return SteadyCache("redis://127.0.0.1:1/0", {})


def test_shared_cache_is_used_while_it_answers():
    cache.set("a", 1)

    assert cache.get("a") == 1
    assert cache.is_reachable() is True


def test_every_verb_works_while_redis_is_away(gone):
    own = steady()

    assert own.add("a", 1) is True
    assert own.add("a", 2) is False
    assert own.incr("a") == 2
    assert own.touch("a", 10) is True
    assert own.has_key("a") is True
    own.set("b", 5)
    assert own.get("b") == 5
    assert own.delete("b") is True
    assert own.get("b", "nothing") == "nothing"
    own.clear()
    assert own.get("a") is None


def test_redis_that_is_away_is_asked_once_in_a_while(gone, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("config.cache.time.monotonic", lambda: now[0])
    own = steady()
    own.get("a")
    own.get("a")
    before = len(gone)

    now[0] += SteadyCache.PAUSE
    own.get("a")

    assert (before, len(gone)) == (1, 2)


def test_value_comes_from_redis_again_when_it_is_back(gone, monkeypatch):
    own = steady()
    own.set("a", "own")
    monkeypatch.undo()
    own.shared_again_at = 0.0

    assert own.is_reachable() is False
    assert SteadyCache("", {}).is_reachable() is False


def test_installation_without_redis_has_a_cache_too():
    own = SteadyCache("", {})
    own.clear()

    own.set("a", 1)

    assert own.get("a") == 1
