"""Redis is never the truth: without it, everything is as it was."""

import time

import pytest

from lib.dev.faults import FaultPlan
from lib.dev.testbed import TestBed
from tests.support import examples
from tests.support.operations import all_operations
from tests.support.people import Person


async def _assert_everything_works(ada: Person, services: TestBed) -> None:
    of = await examples.belongings(ada, services)
    for operation in examples.in_order(all_operations()):
        answer = await examples.send(ada.browser, operation, examples.example(operation, of))
        assert answer.is_success, operation.id


async def _assert_reported(ada: Person, within: float) -> None:
    began = time.monotonic()
    ready = await ada.browser.get("/api/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "database": "ok", "redis": "unavailable"})
    assert time.monotonic() - began < within


async def test_redis_stopped_is_reported_and_nothing_else(ada: Person, services: TestBed) -> None:
    services.valkey.stop()

    await _assert_reported(ada, within=2)
    await _assert_everything_works(ada, services)


@pytest.mark.parametrize(
    "plan", [FaultPlan(delay_ms=3_000), FaultPlan(fail_next=99, status=500), FaultPlan(fail_next=99, status=429)]
)
async def test_redis_slow_or_refusing_is_reported_in_time(ada: Person, services: TestBed, plan: FaultPlan) -> None:
    services.misbehave("upstash", plan)

    await _assert_reported(ada, within=2)


async def test_redis_back_again_is_found_without_a_restart(ada: Person, services: TestBed) -> None:
    services.valkey.stop()
    await _assert_reported(ada, within=2)

    services.valkey.start()

    assert (await ada.browser.get("/api/health/ready")).json()["redis"] == "ok"
