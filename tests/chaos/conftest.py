"""Somebody whose requests meet what goes wrong, through the app in this process or in one of its own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from lib import clock
from lib.dev.testbed import TestBed
from tests.support.people import Person, sign_up
from tests.support.served import Served, served

POOL = 5


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


@pytest.fixture
async def ada(client: httpx.AsyncClient, services: TestBed) -> Person:
    """Somebody signed in, in the browser that `client` is."""
    return await sign_up(client, services, "ada@example.com", "Ada")


@pytest.fixture
def small_server(services: TestBed, tmp_path: Path) -> Iterator[Served]:
    """The app in a process of its own, with few connections to the database."""
    assert services.postgres.process
    with served(tmp_path / "log", {"DATABASE_POOL_SIZE": str(POOL)}) as running:
        yield running
