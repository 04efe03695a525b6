"""Resend refuses, fails, falls silent or loses its answer: the sign-up stands, and its mail goes out once."""

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest

from lib import clock, db, outbox
from lib.clients import http
from lib.dev.faults import FaultPlan
from lib.dev.testbed import TestBed
from tests.support.people import PASSWORD
from tests.support.waiting import until

SIGN_UP = {"email": "ada@example.com", "password": PASSWORD}
ATTEMPTS = "SELECT state, attempts FROM outbox"
QUIET = {"to": "ada@example.com", "subject": "One", "text": "One", "html": "<p>One</p>"}


async def _later(**duration: float) -> int:
    """So much time has passed, and the outbox was looked at; how many mails were delivered."""
    moment = clock.now() + dt.timedelta(**duration)
    clock.use(lambda: moment)
    return await outbox.drain()


@pytest.mark.parametrize(
    "plan",
    [
        FaultPlan(fail_next=3, status=500),
        FaultPlan(fail_next=3, status=503, retry_after=1),
        FaultPlan(fail_next=3, status=429, retry_after=2),
        FaultPlan(lose_next=3, status=502),
    ],
)
async def test_a_mail_goes_out_once_when_resend_is_back(
    client: httpx.AsyncClient, services: TestBed, plan: FaultPlan
) -> None:
    services.misbehave("resend", plan)

    answer = await client.post("/api/v1/auth/sign-up", json=SIGN_UP)
    assert (answer.status_code, services.execute(ATTEMPTS)) == (202, [("pending", 1)])
    delivered = [await _later(hours=1) for _ in range(4)]

    assert delivered == [0, 0, 1, 0]
    assert services.execute(ATTEMPTS) == [("sent", 4)]
    assert [mail["to"] for mail in services.mails()] == [["ada@example.com"]]


async def test_a_silent_resend_holds_up_neither_the_answer_nor_the_mail_for_good(
    client: httpx.AsyncClient, services: TestBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.2)
    services.misbehave("resend", FaultPlan(delay_ms=1_000))

    answer = await client.post("/api/v1/auth/sign-up", json=SIGN_UP)
    assert (answer.status_code, services.execute(ATTEMPTS)) == (202, [("pending", 1)])
    services.misbehave("resend", FaultPlan())
    await asyncio.sleep(1)  # until the emulator has given up on the first
    delivered = await _later(minutes=5)

    assert (delivered, len(services.mails())) == (1, 1)


async def test_a_resend_that_is_not_there_is_waited_for(
    client: httpx.AsyncClient, services: TestBed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib import settings

    monkeypatch.setenv("RESEND_API_URL", "http://127.0.0.1:9")
    settings.get.cache_clear()
    answer = await client.post("/api/v1/auth/sign-up", json=SIGN_UP)
    monkeypatch.undo()
    settings.get.cache_clear()
    assert (answer.status_code, services.mails()) == (202, [])

    delivered = await _later(minutes=5)

    assert (delivered, len(services.mails())) == (1, 1)


async def test_retries_come_ever_later_and_wait_as_long_as_resend_asks(
    client: httpx.AsyncClient, services: TestBed
) -> None:
    began = dt.datetime.now(dt.UTC)
    clock.use(lambda: began)
    services.misbehave("resend", FaultPlan(fail_next=2, status=429, retry_after=7_200))

    await client.post("/api/v1/auth/sign-up", json=SIGN_UP)
    assert [await _later(minutes=119), await _later(minutes=2)] == [0, 0]
    ((next_at,),) = services.execute("SELECT next_at FROM outbox")

    assert services.execute(ATTEMPTS) == [("pending", 2)]
    assert next_at - clock.now() == dt.timedelta(hours=2)


async def test_a_mail_that_could_be_sent_twice_is_parked_before_resend_forgets_its_key(
    client: httpx.AsyncClient, services: TestBed
) -> None:
    services.misbehave("resend", FaultPlan(lose_next=99, status=500))
    await client.post("/api/v1/auth/sign-up", json=SIGN_UP)

    for _ in range(26):
        await _later(hours=1)

    ((state, first, last),) = services.execute("SELECT state, first_tried_at, next_at FROM outbox")
    assert state == "parked"
    assert last - first < dt.timedelta(hours=24)
    services.misbehave("resend", FaultPlan())
    assert (await _later(days=2), len(services.mails())) == (0, 1)


async def test_a_mail_whose_transaction_failed_was_never_queued(services: TestBed) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            outbox.enqueue(session, "mail", QUIET)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert (await outbox.drain(), services.execute(ATTEMPTS)) == (0, [])


async def test_eight_at_once_try_each_of_fifty_mails_once(services: TestBed) -> None:
    async with db.transaction() as session:
        for number in range(50):
            outbox.enqueue(session, "mail", _to(f"{number}@example.com"))

    delivered = await asyncio.gather(*(outbox.drain() for _ in range(8)))

    assert sum(delivered) == 50
    assert services.execute("SELECT DISTINCT state, attempts, lease FROM outbox") == [("sent", 1, None)]
    assert len({mail["to"][0] for mail in services.mails()}) == len(services.mails()) == 50


async def test_who_was_too_slow_does_not_undo_what_another_has_done(services: TestBed) -> None:
    services.misbehave("resend", FaultPlan(work_ms=400))
    async with db.transaction() as session:
        outbox.enqueue(session, "mail", QUIET)
    slow = asyncio.create_task(outbox.drain())
    await until(lambda: services.execute(ATTEMPTS) == [("pending", 1)])

    services.execute("UPDATE outbox SET lease = NULL, state = 'sent', provider_id = 'another'")
    await slow

    assert services.execute("SELECT state, provider_id FROM outbox") == [("sent", "another")]


def _to(address: str) -> dict[str, Any]:
    return QUIET | {"to": address}
