"""Redis over Upstash's REST protocol, with the deadline that the official client lacks.

Redis is never the truth here: every caller must have an answer for `RedisUnavailable`.
"""

import asyncio
from functools import lru_cache

import httpx
from upstash_redis.asyncio import Redis
from upstash_redis.errors import UpstashError

from lib import settings
from lib.errors import NotConfigured

DEADLINE_SECONDS = 0.2


class RedisUnavailable(Exception):
    """Redis did not answer within `DEADLINE_SECONDS`, or answered with an error."""


async def ping() -> None:
    """Redis has answered.

    Raises:
        RedisUnavailable: it did not, in time.
        NotConfigured: there is none.
    """
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await _client().ping()
    except (TimeoutError, httpx.HTTPError, UpstashError, ValueError) as error:  # ValueError: an answer that is garbled
        raise RedisUnavailable from error


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
