"""A database that stops, comes back, or falls silent: honest answers in time, nothing lost that was acknowledged."""

import asyncio
import time

import httpx
import pytest

from lib.dev.testbed import TestBed
from tests.support import wire
from tests.support.people import PASSWORD, Person
from tests.support.problems import assert_problem

PATHS = ["/api/v1/users/me", "/api/v1/users/me/preferences", "/api/v1/meal-plans", "/api/v1/recipes", "/api/v1/foods"]
SECONDS = 10.0


async def test_a_stopped_database_is_said_at_once_and_forgotten_when_it_is_back(ada: Person, services: TestBed) -> None:
    services.postgres.stop(immediate=True)
    for path in PATHS:
        began = time.monotonic()
        refused = await ada.browser.get(path)
        assert_problem(refused, 503, "database_unavailable")
        assert refused.headers["retry-after"]
        assert time.monotonic() - began < SECONDS
    signing_up = await ada.browser.post("/api/v1/auth/sign-up", json={"email": "b@example.com", "password": PASSWORD})
    assert_problem(signing_up, 503, "database_unavailable")
    assert (await ada.browser.get("/api/health")).status_code == 200
    assert (await ada.browser.get("/api/health/ready")).status_code == 503

    services.postgres.start()

    for path in PATHS:
        assert (await ada.browser.get(path)).status_code == 200


async def test_connections_that_died_while_idle_are_not_used(ada: Person, services: TestBed) -> None:
    await asyncio.gather(*(ada.browser.get(path) for path in PATHS * 2))

    services.postgres.stop(immediate=True)
    services.postgres.start()

    answers = await asyncio.gather(*(ada.browser.get(path) for path in PATHS * 2))
    assert [answer.status_code for answer in answers] == [200] * len(answers)


async def test_nothing_that_was_acknowledged_is_lost_in_three_restarts(ada: Person, services: TestBed) -> None:
    acknowledged: dict[str, int] = {}
    unexpected: list[str] = []
    done = asyncio.Event()

    async def write(number: int) -> None:
        serial = 0
        while not done.is_set():
            serial += 1
            body = {"name": f"{number}-{serial}", "scopes": ["plans:read"]}
            answer = await ada.browser.post("/api/v1/users/me/api-keys", json=body)
            if answer.status_code == 201:
                acknowledged[body["name"]] = 1  # type: ignore[index]
                gone = await ada.browser.delete(f"/api/v1/users/me/api-keys/{answer.json()['id']}")
                acknowledged[body["name"]] = 0 if gone.status_code in {204, 404} else -1  # type: ignore[index]
            elif answer.status_code not in {503, 409}:
                unexpected.append(answer.text)

    async def restart() -> None:
        for _ in range(3):
            await asyncio.sleep(0.6)
            await asyncio.to_thread(services.postgres.stop, immediate=True)
            await asyncio.to_thread(services.postgres.start)
        await asyncio.sleep(0.6)
        done.set()

    await asyncio.gather(restart(), *(write(number) for number in range(4)))

    names = {name for (name,) in services.execute("SELECT name FROM api_key")}
    assert unexpected == []
    assert len(acknowledged) > 20
    assert {name for name, state in acknowledged.items() if state == 1} <= names
    assert not names & {name for name, state in acknowledged.items() if state == 0}


@pytest.mark.timeout(60)
async def test_a_silent_database_is_not_waited_for(ada: Person, services: TestBed) -> None:
    async with wire.between(services) as line:
        assert (await ada.browser.get("/api/v1/users/me")).status_code == 200
        line.swallow()

        began = time.monotonic()
        answers = await asyncio.gather(*(ada.browser.get(path) for path in PATHS))
        took = time.monotonic() - began

        for answer in answers:
            assert_problem(answer, 503, "database_unavailable")
        assert took < SECONDS
        assert (await ada.browser.get("/api/health")).status_code == 200
        line.heal()
        assert await _recovers(ada.browser)


async def _recovers(browser: httpx.AsyncClient) -> bool:
    for _ in range(20):
        if (await browser.get("/api/v1/users/me")).status_code == 200:
            return True
        await asyncio.sleep(0.25)
    return False


async def test_redis_is_missed_by_nobody(ada: Person, services: TestBed) -> None:
    services.valkey.stop()

    ready = await ada.browser.get("/api/health/ready")

    assert (ready.status_code, ready.json()["redis"]) == (200, "unavailable")
    assert (await ada.browser.get("/api/v1/users/me")).status_code == 200
