"""What was acknowledged is there, although Postgres crashed three times while it was written."""

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pytest

from lib import outbox
from lib.dev.testbed import TestBed
from tests.support.people import PASSWORD, Person, sign_up

RESTARTS = 3
PREFERENCES = "/api/v1/users/me/preferences"
KEYS = "/api/v1/users/me/api-keys"


@dataclass
class Ledger:
    """What the writers were told.

    Attributes:
        tried: the number that the last request would have stored.
        stored: the number of the last one that was acknowledged.
        keys: ids of keys that were acknowledged.
        signed_up: addresses that were promised a mail.
        statuses: how often each came.
    """

    tried: int = 0
    stored: int = 0
    keys: set[str] = field(default_factory=set)
    signed_up: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)


async def _write_preferences(person: Person, ledger: Ledger, over: asyncio.Event) -> None:
    for number in itertools.count(1):
        if over.is_set():
            return
        ledger.tried = number
        answer = await person.browser.put(PREFERENCES, json={"kcal": {"target": number}})
        ledger.statuses[answer.status_code] += 1
        if answer.status_code == 200:
            ledger.stored = number


async def _make_keys(person: Person, ledger: Ledger, over: asyncio.Event) -> None:
    while not over.is_set() and len(ledger.keys) < 15:
        answer = await person.browser.post(KEYS, json={"name": "key", "scopes": ["plans:read"]})
        ledger.statuses[answer.status_code] += 1
        if answer.status_code == 201:
            ledger.keys.add(answer.json()["id"])
        await asyncio.sleep(0.1)


async def _sign_up(browser: httpx.AsyncClient, ledger: Ledger, over: asyncio.Event) -> None:
    for number in itertools.count():
        if over.is_set():
            return
        email = f"{number}@example.com"
        answer = await browser.post("/api/v1/auth/sign-up", json={"email": email, "password": PASSWORD})
        ledger.statuses[answer.status_code] += 1
        if answer.status_code == 202:
            ledger.signed_up.add(email)


async def _crash_repeatedly(services: TestBed, over: asyncio.Event) -> None:
    for _ in range(RESTARTS):
        await asyncio.sleep(0.8)
        await asyncio.to_thread(services.postgres.stop, immediate=True)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(services.postgres.start)
    await asyncio.sleep(0.5)
    over.set()


@pytest.mark.timeout(180)
async def test_what_was_acknowledged_is_there(
    client: httpx.AsyncClient, running_app: httpx.ASGITransport, services: TestBed
) -> None:
    writer = await sign_up(client, services, "ada@example.com")
    ledger, over = Ledger(), asyncio.Event()

    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as visitor:
        await asyncio.gather(
            _write_preferences(writer, ledger, over),
            _make_keys(writer, ledger, over),
            _sign_up(visitor, ledger, over),
            _crash_repeatedly(services, over),
        )

    assert set(ledger.statuses) <= {200, 201, 202, 503}
    assert ledger.statuses[503] > 0  # the crashes were felt, so this has shown something
    assert min(ledger.stored, len(ledger.keys), len(ledger.signed_up)) > 3
    stored = (await writer.browser.get(PREFERENCES)).json()["kcal"]["target"]
    assert ledger.stored <= stored <= ledger.tried
    assert ledger.keys <= {key["id"] for key in (await writer.browser.get(KEYS)).json()["data"]}
    await _assert_mailed_once(services, ledger.signed_up)


async def _assert_mailed_once(services: TestBed, promised: set[str]) -> None:
    """Everybody who was promised a mail gets one for each time that it was promised; nobody gets two for one."""
    services.execute("UPDATE outbox SET next_at = now() WHERE state = 'pending'")
    await outbox.drain()
    assert services.execute("SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)]
    mailed = Counter(mail["to"][0] for mail in services.mails())
    queued = dict(services.execute("SELECT payload->>'to', count(*) FROM outbox GROUP BY 1"))
    assert mailed == queued
    assert promised <= mailed.keys()
