"""More than an instance can take: what it cannot serve it refuses honestly, and its health is not touched."""

import asyncio
from dataclasses import dataclass

import psycopg
import pytest

from lib.context import DEADLINE_SECONDS
from lib.dev.testbed import DATABASE, TestBed
from tests.support import examples
from tests.support.load import Load, hammer, ping
from tests.support.people import NEXT_MONDAY, Person
from tests.support.served import Served, request

CONNECTIONS = 128
MOST_MEMORY = 200 << 20
HEALTH = request(b"GET", b"/api/health")


@dataclass(frozen=True, slots=True)
class Siege:
    """The served app, and requests that somebody signed in sends."""

    server: Served
    reads: list[bytes]
    generate: bytes

    async def run(self, requests: list[bytes], seconds: float) -> tuple[Load, Load]:
        """What the besiegers got, and what a monitor of `/api/health` got meanwhile."""
        over = asyncio.Event()
        monitor = asyncio.create_task(ping(self.server.port, HEALTH, 0.02, over))
        load = await hammer(self.server.port, requests, CONNECTIONS, seconds)
        over.set()
        return load, await monitor


@pytest.fixture
async def siege(small_server: Served, ada: Person, services: TestBed) -> Siege:
    of = await examples.belongings(ada, services)
    cookie = f"Cookie: session={ada.browser.cookies['session']}".encode()
    paths = ["/users/me", "/users/me/preferences", "/meal-plans", f"/meal-plans/{of.plan}", "/recipes?limit=30"]
    reads = [request(b"GET", f"/api/v1{path}".encode(), cookie) for path in paths]
    body = f'{{"starts_on": "{NEXT_MONDAY}", "days": 1, "seed": 1}}'.encode()
    generate = request(b"POST", b"/api/v1/meal-plans", cookie, b"Content-Type: application/json", body=body)
    return Siege(small_server, reads, generate)


def _assert_honest(load: Load) -> None:
    """Answered, in time, and with nothing but what was asked for or an honest refusal."""
    assert set(load.statuses) <= {200, 201, 409, 503}, load.statuses  # 409: one's own plan is under way
    assert load.dishonest == []
    assert load.slowest() < DEADLINE_SECONDS + 1


async def _assert_serves(siege: Siege) -> None:
    after = await hammer(siege.server.port, [*siege.reads, siege.generate], 4, 0.5)
    assert set(after.statuses) <= {200, 201, 409}, after.statuses


async def test_serves_or_refuses_and_stays_healthy(siege: Siege) -> None:
    await hammer(siege.server.port, siege.reads, 4, 0.5)  # imports and connections
    _, without_database = await siege.run([HEALTH], 1.5)
    memory = siege.server.process.memory_info().rss

    load, monitor = await siege.run(siege.reads, 3)

    _assert_honest(load)
    assert load.statuses[200] > 0
    assert set(monitor.statuses) == {200}
    # As many connections that ask for nothing but health make it wait as long for its turn.
    assert monitor.share(0.99) < 5 * without_database.share(0.99)
    assert siege.server.process.memory_info().rss - memory < MOST_MEMORY
    await _assert_serves(siege)


async def test_plans_starve_nobody(siege: Siege) -> None:
    await hammer(siege.server.port, [*siege.reads, siege.generate], 4, 0.5)
    memory = siege.server.process.memory_info().rss

    load, monitor = await siege.run([*siege.reads, siege.generate], 3)

    _assert_honest(load)
    assert load.statuses[201] > 0
    assert set(monitor.statuses) == {200}
    assert siege.server.process.memory_info().rss - memory < MOST_MEMORY
    await _assert_serves(siege)


async def test_a_database_that_is_stuck_is_told_to_everybody_in_time(siege: Siege, services: TestBed) -> None:
    await hammer(siege.server.port, siege.reads, 4, 0.5)

    with psycopg.connect(services.postgres.url(DATABASE)) as holder:
        holder.execute("LOCK TABLE session IN ACCESS EXCLUSIVE MODE")
        load, monitor = await siege.run(siege.reads[:1], 1)

    _assert_honest(load)
    assert set(load.statuses) == {503}
    assert set(monitor.statuses) == {200}
    assert monitor.share(0.99) < load.share(0.5, 503) / 5  # health does not wait for what the others wait for
    await _assert_serves(siege)
