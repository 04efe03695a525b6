"""A process that delivers mail dies at any statement: the mail is accepted once, by the same key."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import pytest

from lib import clock, db, outbox
from lib.dev.paths import ROOT
from lib.dev.testbed import TestBed

MAIL = {"to": "ada@example.com", "subject": "One", "text": "One", "html": "<p>One</p>"}
STATEMENTS = 3  # claim, settle, and a claim that finds nothing more
POINTS = [(moment, number) for number in range(1, STATEMENTS + 1) for moment in ("before", "after")]


@pytest.fixture(scope="module")
def dying(running_services: TestBed) -> Iterator[subprocess.Popen[str]]:
    assert running_services.postgres.process
    command = [sys.executable, "-m", "tests.support.dying_drain"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert _said(process.stdout) == "ready"
        yield process
        assert process.stdin
        process.stdin.close()


def _said(stream: IO[str] | None) -> str:
    assert stream
    return stream.readline().strip()


def _run(dying: subprocess.Popen[str], moment: str, number: int) -> str:
    """How a drain ended that was to be killed there."""
    assert dying.stdin
    dying.stdin.write(f"{moment} {number}\n")
    dying.stdin.flush()
    return _said(dying.stdout)


@pytest.mark.parametrize(("moment", "number"), POINTS)
async def test_a_mail_is_accepted_once_wherever_the_process_died(
    services: TestBed, dying: subprocess.Popen[str], moment: str, number: int
) -> None:
    async with db.transaction() as session:
        outbox.enqueue(session, "mail", MAIL)

    assert _run(dying, moment, number) == "killed"
    later = dt.datetime.now(dt.UTC) + outbox.LEASE + dt.timedelta(seconds=1)
    clock.use(lambda: later)
    await outbox.drain()

    assert services.execute("SELECT state FROM outbox") == [("sent",)]
    assert len(services.mails()) == 1


async def test_a_lease_keeps_others_away_until_it_runs_out(services: TestBed, dying: subprocess.Popen[str]) -> None:
    async with db.transaction() as session:
        outbox.enqueue(session, "mail", MAIL)
    assert _run(dying, "after", 1) == "killed"

    assert await outbox.drain() == 0
    assert services.mails() == []


async def test_these_are_all_the_places_where_it_can_die(services: TestBed, dying: subprocess.Popen[str]) -> None:
    async with db.transaction() as session:
        outbox.enqueue(session, "mail", MAIL)

    assert _run(dying, "before", STATEMENTS + 1) == "done"
    assert len(services.mails()) == 1
