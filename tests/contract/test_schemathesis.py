"""Schemathesis against the served app, by its OpenAPI document: all checks, all phases, twice: by key and by cookie.

What had to be configured, and why, is in `schemathesis.toml` beside this.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from lib.auth import SCOPES
from lib.dev.paths import ROOT
from lib.dev.testbed import TestBed
from tests.support.people import Person, api_key, sign_up
from tests.support.served import Served, served

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SHORT = ["--max-examples", "6", "--seed", "1"]
LONG = ["--max-examples", "300", "--max-time", "600"]
PHASES = ("Coverage", "Fuzzing", "Stateful")

type SignIn = Callable[[list[Person], Path], Awaitable[str]]
"""Gives the part of the configuration that says who one is; may write files to the folder."""


@pytest.fixture
def server(services: TestBed, tmp_path: Path) -> Iterator[Served]:
    assert services.postgres.process
    with served(tmp_path / "log") as running:
        yield running


@pytest.fixture
async def people(
    client: httpx.AsyncClient, running_app: httpx.ASGITransport, services: TestBed
) -> AsyncIterator[list[Person]]:
    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as other:
        yield [await sign_up(client, services, "ada@example.com"), await sign_up(other, services, "eve@example.com")]


async def _by_keys(people: list[Person], folder: Path) -> str:
    """Two people take turns with keys of all scopes; neither may read what the other has made."""
    file = folder / "people.json"
    headers = [{"name": "Authorization", "value": f"Bearer {await api_key(person, *SCOPES)}"} for person in people]
    names = [person.email for person in people]
    known = [{"name": name, "fixedHeaders": [header]} for name, header in zip(names, headers, strict=True)]
    file.write_text(json.dumps({"auth": known}))
    return f"[auth.wfc]\npath = {json.dumps(str(file))}\npeers = {json.dumps(names)}\n"


async def _by_cookie(people: list[Person], _: Path) -> str:
    """One person with a session, sent only where the document says that one signs in: signing out would end it."""
    return f'[auth.openapi]\nSession = {{ api_key = "{people[0].browser.cookies["session"]}" }}\n'


def _run(server: Served, folder: Path, who: str, options: list[str]) -> str:
    """What Schemathesis printed, which found nothing."""
    file = folder / "schemathesis.toml"
    file.write_text(f"{CONFIGURATION.read_text()}\n{who}")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(file), "--no-color"]
    command += ["run", f"{server.url}/api/openapi.json", "--report-dir", str(folder), *options]
    hooks = {"SCHEMATHESIS_HOOKS": str(CONFIGURATION.with_name("schemathesis_checks.py")), "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(command, cwd=folder, env=os.environ | hooks, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def _assert_thorough(output: str) -> None:
    """Every operation was tested, in every phase but that of examples, of which the document has none."""
    counted = re.search(r"Selected: (\d+)/(\d+)\n +Tested: (\d+)", output)
    assert counted is not None, output
    assert len(set(counted.groups())) == 1, output
    assert all(re.search(rf"✅ +{phase}", output) for phase in PHASES), output


@pytest.mark.timeout(900)
@pytest.mark.parametrize("sign_in", [_by_keys, _by_cookie])
async def test_finds_nothing(server: Served, people: list[Person], tmp_path: Path, sign_in: SignIn) -> None:
    output = _run(server, tmp_path, await sign_in(people, tmp_path), SHORT)

    _assert_thorough(output)


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("sign_in", [_by_keys, _by_cookie])
async def test_finds_nothing_in_ten_minutes(
    server: Served, people: list[Person], tmp_path: Path, sign_in: SignIn
) -> None:
    output = _run(server, tmp_path, await sign_in(people, tmp_path), LONG)

    _assert_thorough(output)
