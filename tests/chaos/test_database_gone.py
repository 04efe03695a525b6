"""Postgres stops, comes back, or falls silent: an honest answer in time, and nothing that was promised is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from lib import context, db
from lib.dev.testbed import TestBed
from tests.support import examples, wire
from tests.support.costs import COSTS, NOTHING
from tests.support.examples import Belongings
from tests.support.operations import Operation, all_operations
from tests.support.people import Person
from tests.support.problems import assert_problem
from tests.support.waiting import until

LATEST_SECONDS = 10.0
KEYS = "/api/v1/users/me/api-keys"
KEY = {"name": "key", "scopes": ["plans:read"]}
NEEDS_DATABASE = [one for one in all_operations() if COSTS[one.id] != NOTHING and one.id != "get_readiness"]


@pytest.fixture
async def of(ada: Person, services: TestBed) -> Belongings:
    return await examples.belongings(ada, services)


@asynccontextmanager
async def _stopped(services: TestBed) -> AsyncIterator[None]:
    """Inside, Postgres is down as after a crash; afterwards it is up again."""
    await asyncio.to_thread(services.postgres.stop, immediate=True)
    try:
        yield
    finally:
        await asyncio.to_thread(services.postgres.start)


async def _timed(person: Person, operation: Operation, of: Belongings) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = await examples.send(person.browser, operation, examples.example(operation, of))
    return answer, time.monotonic() - began


async def _assert_says_so(ada: Person, of: Belongings) -> None:
    """Everything that needs the database says in time that it is away, all of it asked at once."""
    answers = await asyncio.gather(*(_timed(ada, operation, of) for operation in NEEDS_DATABASE))

    for operation, (answer, seconds) in zip(NEEDS_DATABASE, answers, strict=True):
        assert_problem(answer, 503, "database_unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert seconds < LATEST_SECONDS, operation.id


async def _assert_health_tells_the_truth(browser: httpx.AsyncClient) -> None:
    began = time.monotonic()
    health = await browser.get("/api/health")
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    assert time.monotonic() - began < 1
    ready = await browser.get("/api/health/ready")
    assert (ready.status_code, ready.json()["database"]) == (503, "unavailable")
    assert time.monotonic() - began < LATEST_SECONDS


async def test_a_stopped_database_is_told_to_everybody_and_forgotten_when_it_is_back(
    ada: Person, of: Belongings, services: TestBed
) -> None:
    async with _stopped(services):
        await _assert_says_so(ada, of)
        await _assert_health_tells_the_truth(ada.browser)

    for operation in examples.in_order(NEEDS_DATABASE):
        answer, _ = await _timed(ada, operation, of)
        assert answer.is_success, (operation.id, answer.text)


async def test_what_needs_no_database_does_without(ada: Person, of: Belongings, services: TestBed) -> None:
    others = [operation for operation in all_operations() if COSTS[operation.id] == NOTHING]

    async with _stopped(services):
        answers = {operation.id: (await _timed(ada, operation, of))[0].status_code for operation in others}

    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("immediate", [True, False])
async def test_a_restart_is_not_felt_by_connections_that_were_idle(
    ada: Person, services: TestBed, immediate: bool
) -> None:
    async def ask() -> set[int]:
        reads = [ada.browser.get("/api/v1/users/me/preferences") for _ in range(10)]
        writes = [ada.browser.patch("/api/v1/users/me", json={"name": "Ada"}) for _ in range(10)]
        keys = [ada.browser.get("/api/v1/users/me/api-keys") for _ in range(2)]
        return {answer.status_code for answer in await asyncio.gather(*reads, *writes, *keys)}

    assert await ask() == {200}
    await asyncio.to_thread(services.postgres.stop, immediate=immediate)
    await asyncio.to_thread(services.postgres.start)

    assert await ask() == {200}


async def test_a_connection_that_was_ended_alone_is_not_felt_either(ada: Person, services: TestBed) -> None:
    assert (await ada.browser.post(KEYS, json=KEY)).status_code == 201  # both engines hold an idle connection now

    ended = services.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tiffin'")
    answers = [await ada.browser.post(KEYS, json=KEY) for _ in range(2)]

    assert len(ended) >= 2
    assert [answer.status_code for answer in answers] == [201, 201]


async def test_a_silent_database_keeps_nobody_waiting(ada: Person, of: Belongings, services: TestBed) -> None:
    async with wire.between(services) as line:
        assert (await ada.browser.get("/api/v1/users/me/preferences")).status_code == 200  # a connection that idles
        line.swallow()
        idle = line.connections

        await asyncio.gather(_assert_says_so(ada, of), _assert_health_tells_the_truth(ada.browser))

        assert line.connections > idle  # so some waited for an answer, others for a connection
        line.heal()
        for _ in range(3):
            assert (await ada.browser.get("/api/v1/users/me/preferences")).status_code == 200
            assert (await ada.browser.get("/api/v1/meal-plans")).status_code == 200


async def test_a_transaction_that_is_cut_off_has_done_nothing(
    ada: Person, services: TestBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "DEADLINE_SECONDS", 2.0)
    async with wire.between(services) as line:
        await ada.browser.post(KEYS, json=KEY)
        trips = line.trips

        asking = asyncio.create_task(ada.browser.post(KEYS, json=KEY))
        await until(lambda: line.trips >= trips + 3)  # who it is, BEGIN, the first statement
        line.swallow()
        answer = await asking

        assert_problem(answer, 503, "database_unavailable")
        line.heal()
        await db.dispose()
        assert services.execute("SELECT count(*) FROM api_key") == [(1,)]
