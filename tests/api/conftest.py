"""People in front of the app."""

import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from lib.dev.testbed import TestBed
from tests.support.people import Person, sign_up


class _Failures(logging.Handler):
    """Keeps what the app calls a failure of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(self.format(record))


@pytest.fixture(autouse=True)
def no_failure_is_hidden() -> Iterator[list[str]]:
    """What the app had to log as its own failure fails the test, also where the client never saw it.

    A test that provokes a failure looks at the list and clears it.
    """
    watcher = _Failures()
    logging.getLogger("tiffin").addHandler(watcher)
    yield watcher.records
    logging.getLogger("tiffin").removeHandler(watcher)
    assert watcher.records == []


@pytest.fixture
async def ada(client: httpx.AsyncClient, services: TestBed) -> Person:
    """Somebody signed in, in the browser that `client` is."""
    return await sign_up(client, services, "ada@example.com", "Ada")


@pytest.fixture
async def signed_in(ada: Person) -> httpx.AsyncClient:
    """Ada's browser."""
    return ada.browser


@pytest.fixture
async def stranger(running_app: httpx.ASGITransport, services: TestBed) -> AsyncIterator[Person]:
    """Somebody else, signed in too, in another browser."""
    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as browser:
        yield await sign_up(browser, services, "eve@example.com", "Eve")
