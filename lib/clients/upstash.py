"""Redis over Upstash's REST protocol, with the deadline that the official client lacks.

Redis is never the truth here: every caller must have an answer for `RedisUnavailable`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache

import httpx
from upstash_redis.asyncio import Redis
from upstash_redis.errors import UpstashError

from lib import settings
from lib.errors import NotConfigured

DEADLINE_SECONDS = 0.2
_FAILURES = 3
_REST_SECONDS = 10.0
_LET_GO = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class RedisUnavailable(Exception):
    """Redis did not answer within `DEADLINE_SECONDS`, or answered with an error, or is left alone after it did so."""


class _Breaker:
    """After some failures in a row nobody is asked for a while, so that a silent Redis costs each request nothing."""

    def __init__(self) -> None:
        self._failures = 0
        self._rests_until = 0.0

    async def call[T](self, asked: Callable[[], Awaitable[T]]) -> T:
        """What Redis answers in time.

        Raises:
            RedisUnavailable: it did not, or was not asked.
        """
        if time.monotonic() < self._rests_until:
            raise RedisUnavailable
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                answer = await asked()
        except (TimeoutError, httpx.HTTPError, UpstashError, ValueError) as error:  # ValueError: a garbled answer
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures, self._rests_until = 0, time.monotonic() + _REST_SECONDS
            raise RedisUnavailable from error
        self._failures = 0
        return answer

    def close(self) -> None:
        """Redis is asked again at once."""
        self._failures, self._rests_until = 0, 0.0


breaker = _Breaker()


async def ping() -> None:
    """Redis has answered; it is asked even where others leave it alone, and when it answers they ask again.

    Raises:
        RedisUnavailable: it did not, in time.
        NotConfigured: there is none.
    """
    redis = _client()
    await _Breaker().call(redis.ping)
    breaker.close()


async def take(name: str, token: str, seconds: float) -> bool:
    """Whether the name was free and now holds the token, for so many seconds at most.

    Raises:
        RedisUnavailable: nobody knows.
        NotConfigured: there is no Redis.
    """
    redis = _client()
    return bool(await breaker.call(lambda: redis.set(name, token, nx=True, px=int(1_000 * seconds))))


async def let_go(name: str, token: str) -> None:
    """The name is free, if it still held the token.

    Raises:
        RedisUnavailable: nobody knows.
        NotConfigured: there is no Redis.
    """
    redis = _client()
    await breaker.call(lambda: redis.eval(_LET_GO, [name], [token]))


@lru_cache(maxsize=1)
def _client() -> Redis:
    """The official client; it would try again after three seconds, so retries are off."""
    configured = settings.get()
    if configured.kv_rest_api_url is None or configured.kv_rest_api_token is None:
        raise NotConfigured
    return Redis(
        str(configured.kv_rest_api_url).rstrip("/"),
        configured.kv_rest_api_token.get_secret_value(),
        rest_retries=0,
        allow_telemetry=False,
    )
