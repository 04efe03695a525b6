"""One HTTP client for all that we call, kept for the life of the instance: setting TLS up costs more than a request."""

from functools import lru_cache

import httpx

CONNECT_SECONDS = 2.0
TOTAL_SECONDS = 8.0


@lru_cache(maxsize=1)
def client() -> httpx.AsyncClient:
    """The client; every wait in it has a deadline, and it follows no redirects."""
    return httpx.AsyncClient(timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS), follow_redirects=False)


async def close() -> None:
    """No connection is open; the next use makes a new client."""
    if client.cache_info().currsize:
        await client().aclose()
        client.cache_clear()
