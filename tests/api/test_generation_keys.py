"""Generating a plan: one at a time for each user, and once for every idempotency key, with Redis or without."""

import asyncio
from typing import Any

import httpx
import pytest

from lib import clock, idempotency, jobs
from lib.clients import upstash
from lib.dev.testbed import TestBed
from tests.support.people import NEXT_MONDAY, Person
from tests.support.problems import assert_problem

PLANS = "/api/v1/meal-plans"
BODY: dict[str, Any] = {"starts_on": NEXT_MONDAY, "days": 1, "seed": 4}
KEY = {"idempotency-key": "a-fresh-key"}


def _plans(services: TestBed) -> int:
    return int(services.execute("SELECT count(*) FROM meal_plan")[0][0])


async def test_a_repetition_gets_the_first_answer_byte_for_byte(ada: Person, services: TestBed) -> None:
    first = await ada.browser.post(PLANS, json=BODY, headers=KEY)
    await ada.browser.post(f"{PLANS}/{first.json()['id']}/regenerate", json={"seed": 5})

    again = [await ada.browser.post(PLANS, json=BODY, headers=KEY) for _ in range(3)]

    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    assert {(answer.status_code, answer.content) for answer in again} == {(201, first.content)}
    assert all(answer.headers["idempotency-replayed"] == "true" for answer in again)
    assert all(answer.headers["location"] == first.headers["location"] for answer in again)
    assert _plans(services) == 1


async def test_blanks_and_the_order_of_names_do_not_matter(ada: Person, services: TestBed) -> None:
    first = await ada.browser.post(PLANS, json=BODY, headers=KEY)
    written = f'{{ "seed": 4,\n "days": 1, "starts_on": "{NEXT_MONDAY}" }}'
    headers = KEY | {"content-type": "application/json", "idempotency-key": '"a-fresh-key"'}

    again = await ada.browser.post(PLANS, content=written, headers=headers)

    assert again.content == first.content
    assert _plans(services) == 1


async def test_the_same_key_for_another_request_is_refused(ada: Person, services: TestBed) -> None:
    await ada.browser.post(PLANS, json=BODY, headers=KEY)

    refused = await ada.browser.post(PLANS, json=BODY | {"days": 2}, headers=KEY)

    assert_problem(refused, 422, "idempotency_key_reused")
    assert _plans(services) == 1


async def test_another_users_key_is_another_key(ada: Person, stranger: Person, services: TestBed) -> None:
    answers = [await person.browser.post(PLANS, json=BODY, headers=KEY) for person in (ada, stranger)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert _plans(services) == 2


async def test_what_was_refused_may_be_tried_again_under_its_key(ada: Person) -> None:
    wishes = {"preferences": {"kcal": {"min": 15_000}}}

    refused = await ada.browser.post(PLANS, json=BODY | wishes, headers=KEY)
    done = await ada.browser.post(PLANS, json=BODY, headers=KEY)

    assert_problem(refused, 422, "plan_infeasible")
    assert done.status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "caf\u00e9", '""', "tab\there"])
async def test_a_key_that_is_none_is_refused(ada: Person, services: TestBed, key: str) -> None:
    refused = await ada.browser.post(
        PLANS, json=BODY, headers=httpx.Headers({"idempotency-key": key}, encoding="utf-8")
    )

    assert_problem(refused, 400, "idempotency_key_invalid")
    assert _plans(services) == 0


@pytest.mark.parametrize("with_redis", [True, False], ids=["with Redis", "without Redis"])
async def test_ten_at_once_under_one_key_have_one_effect(ada: Person, services: TestBed, *, with_redis: bool) -> None:
    if not with_redis:
        services.valkey.stop()

    answers = await asyncio.gather(*(ada.browser.post(PLANS, json=BODY, headers=KEY) for _ in range(10)))
    last = await ada.browser.post(PLANS, json=BODY, headers=KEY)

    done = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409, 503}  # planning waits for its turn, not for ever
    assert {answer.content for answer in done} == {last.content}
    assert sum("idempotency-replayed" not in answer.headers for answer in done) == 1
    assert _plans(services) == 1


async def test_a_second_plan_of_the_same_user_waits_for_nobody(ada: Person, stranger: Person) -> None:
    identity = (await ada.browser.get("/api/v1/users/me")).json()["id"]
    assert await upstash.take(f"lock:generate:{identity}", "somebody", 5)

    refused = await ada.browser.post(PLANS, json=BODY)
    other = await stranger.browser.post(PLANS, json=BODY)
    await upstash.let_go(f"lock:generate:{identity}", "somebody else")
    still_refused = await ada.browser.post(PLANS, json=BODY)
    await upstash.let_go(f"lock:generate:{identity}", "somebody")

    assert_problem(refused, 409, "generation_in_progress")
    assert refused.headers["retry-after"] == "1"
    assert still_refused.status_code == 409
    assert other.status_code == 201
    assert (await ada.browser.post(PLANS, json=BODY)).status_code == 201
    assert (await ada.browser.post(PLANS, json=BODY)).status_code == 201  # the lock was let go


async def test_keys_are_kept_for_a_day(ada: Person, services: TestBed) -> None:
    first = await ada.browser.post(PLANS, json=BODY, headers=KEY)
    now = clock.now()
    try:
        clock.use(lambda: now + idempotency.KEPT - idempotency.KEPT / 1_000)
        await jobs.daily()
        kept = services.execute("SELECT count(*) FROM idempotency_key")[0][0]
        clock.use(lambda: now + idempotency.KEPT * 1.001)
        await jobs.daily()
    finally:
        clock.use(None)

    assert kept == 1
    assert services.execute("SELECT count(*) FROM idempotency_key")[0][0] == 0
    again = await ada.browser.post(PLANS, json=BODY, headers=KEY)
    assert again.json()["id"] != first.json()["id"]


async def test_a_silent_redis_costs_a_few_requests_a_little_and_the_rest_nothing(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    services.valkey.stop()
    upstash.breaker.close()

    statuses = [(await signed_in.post(PLANS, json=BODY)).status_code for _ in range(5)]

    assert statuses == [201] * 5
    with pytest.raises(upstash.RedisUnavailable):
        await upstash.take("lock:x", "token", 1)
