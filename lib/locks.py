"""Locks in Redis, for efficiency only: they spare work that would be done twice, and nothing rests on them.

A lock ends by itself, its holder may be paused beyond that, and Redis may lose it: whatever must hold is held by
Postgres. Without Redis everybody gets the lock.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from lib import logs, security
from lib.errors import NotConfigured


@asynccontextmanager
async def held(name: str, seconds: float) -> AsyncIterator[bool]:
    """Whether nobody else holds the lock; it is let go at the end, or by itself after so many seconds."""
    from lib.clients import upstash  # and httpx with it

    token, is_held = security.new_token(), True
    try:
        is_held = await upstash.take(f"lock:{name}", token, seconds)
    except (upstash.RedisUnavailable, NotConfigured) as reason:
        logs.warning("lock_skipped", lock=name.partition(":")[0], reason=type(reason).__name__)
    try:
        yield is_held
    finally:
        if is_held:
            with suppress(upstash.RedisUnavailable, NotConfigured):
                await upstash.let_go(f"lock:{name}", token)
