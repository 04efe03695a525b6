"""Whether planning blocks the event loop: how long a signed-in read waits while twenty people plan a week at once.

Everything runs in this one process, the planner's threads and the requests. The wait depends on the machine, so it is
also told as a multiple of the wait when nobody plans.
"""

import asyncio
import importlib
import os
import statistics
import time
from collections.abc import Sequence

import httpx

from lib.dev.testbed import TestBed

PLANNERS = 20
READS_BEFORE = 200
BUDGET_MS = 100.0
"""What 99 of 100 reads may wait on a machine of its own, while everybody plans."""
_WEEK = {"starts_on": "2026-11-30", "days": 7, "preferences": {"kcal": {"min": 1_700, "target": 2_000, "max": 2_300}}}


def run() -> None:
    """Measure and print."""
    bed = TestBed()
    os.environ.update(bed.environment)
    try:
        bed.start()
        asyncio.run(_measure(bed.environment["APP_URL"]))
    finally:
        bed.stop()


async def _measure(origin: str) -> None:
    gateway = importlib.import_module("lib.gateway")  # now that the environment says where the services are
    async with gateway.app.running():
        transport = httpx.ASGITransport(app=gateway.app)
        async with httpx.AsyncClient(transport=transport, base_url=origin, timeout=60) as client:
            keys = [await _new_key(number) for number in range(PLANNERS + 1)]
            await _plan(client, keys[0])  # imports and connections
            idle = [await _read(client, keys[0]) for _ in range(READS_BEFORE)]
            plans = asyncio.gather(*(_plan(client, key) for key in keys[1:]))
            busy = []
            while not plans.done():
                busy.append(await _read(client, keys[0]))
            statuses = await plans
    print(f"{'reads of /api/v1/users/me':36}{'count':>7}{'ms p50':>8}{'p99':>8}{'max':>8}")
    print(_row("while nobody plans", idle))
    print(_row(f"while {PLANNERS} plan at once", busy))
    print(f"p99 {_p99(busy) / _p99(idle):.1f} times that of an idle process; {statuses.count(201)} plans were made.")
    print(f"Budget for p99 on a quiet machine: {BUDGET_MS:.0f} ms.")


async def _new_key(number: int) -> str:
    """An API key of a new account."""
    from lib import db, security
    from lib.auth import SCOPES
    from lib.models import Account, ApiKey

    key = security.new_api_key()
    account = Account(email=f"planner{number}@example.com", password_hash="none")  # noqa: S106 - nobody signs in
    async with db.transaction() as session:
        session.add(account)
        await session.flush()
        digest = security.digest(key)
        session.add(ApiKey(account_id=account.id, name="bench", hint=key[:8], key_hash=digest, scopes=list(SCOPES)))
    return key


async def _read(client: httpx.AsyncClient, key: str) -> float:
    """Milliseconds until the profile was there."""
    began = time.perf_counter()
    response = await client.get("/api/v1/users/me", headers={"authorization": f"Bearer {key}"})
    response.raise_for_status()
    return 1_000 * (time.perf_counter() - began)


async def _plan(client: httpx.AsyncClient, key: str) -> int:
    response = await client.post("/api/v1/meal-plans", json=_WEEK, headers={"authorization": f"Bearer {key}"})
    return response.status_code


def _p99(waits: Sequence[float]) -> float:
    return sorted(waits)[int(0.99 * (len(waits) - 1))]


def _row(name: str, waits: Sequence[float]) -> str:
    return f"{name:36}{len(waits):7}{statistics.median(waits):8.1f}{_p99(waits):8.1f}{max(waits):8.1f}"


if __name__ == "__main__":
    run()
