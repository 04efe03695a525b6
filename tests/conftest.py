"""What every test may ask for: the running services, an HTTP client of the app, and a clean slate after each test.

The environment is set before any module of the app is imported. Nothing is started until a test asks for it.
"""

import os
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from lib.dev.testbed import TestBed

_BED = pytest.StashKey[TestBed]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take `--long`, which `python3 -m lib.dev test --all` gives."""
    parser.addoption("--long", action="store_true", help="run the tests marked `long` as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for; the summary counts them as deselected."""
    if not config.getoption("long"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_configure(config: pytest.Config) -> None:
    """Settle all addresses, in every process that runs tests: under xdist, in its workers only."""
    config.addinivalue_line("markers", "long: takes minutes; part of `python3 -m lib.dev test --all` only")
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        bed = TestBed()
        for name in ("VERCEL_ENV", "VERCEL_GIT_COMMIT_SHA", "DATABASE_POOL_SIZE"):
            os.environ.pop(name, None)
        os.environ.update(bed.environment)
        config.stash[_BED] = bed


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind, also where no test was run."""
    if bed := config.stash.get(_BED, None):
        bed.stop()


@pytest.fixture(scope="session")
def running_services(pytestconfig: pytest.Config) -> TestBed:
    """Postgres, Valkey and the emulators, for the whole run. Tests use `services`, which tidies up."""
    bed = pytestconfig.stash[_BED]
    bed.start()
    return bed


@pytest.fixture
def services(running_services: TestBed) -> Iterator[TestBed]:
    """Postgres, Valkey and the emulators with nothing in them but the catalogue; afterwards again."""
    from lib.clients import upstash

    yield running_services
    running_services.reset()
    upstash.breaker.close()


@pytest.fixture(scope="session")
async def running_app(running_services: TestBed) -> AsyncIterator[httpx.ASGITransport]:
    """Every function, started once for the whole run."""
    from lib import db, gateway

    assert running_services.environment["DATABASE_URL"] == os.environ["DATABASE_URL"]
    async with gateway.app.running():
        yield httpx.ASGITransport(app=gateway.app, raise_app_exceptions=True)
    await db.dispose()


@pytest.fixture
async def client(services: TestBed, running_app: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies in front of the app; the app's own errors reach it as answers, as they would online."""
    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as browser:
        yield browser
