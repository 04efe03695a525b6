"""`python3 -m lib.dev`: starts, reloads, stops, and leaves nothing running however it ends."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.dev import front_door
from tests.unit.dev.front_door import FrontDoor, left_of

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("front door")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("a project") / "tiffin"
    front_door.copy_project(folder)
    yield folder
    front_door.forget(folder)


@pytest.fixture
def door(project: Path) -> Iterator[FrontDoor]:
    with front_door.opened(project) as opened:
        opened.wait_until_ready()
        yield opened


def test_serves_the_site_and_its_page_and_stops_on_an_interrupt(door: FrontDoor) -> None:
    health, page = door.get("/api/health"), door.get("/_dev")
    parts = door.parts()

    status = door.interrupt()

    assert (health.status_code, page.status_code) == (200, 200)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert status == 0
    assert "Traceback" not in door.said()
    assert left_of(parts) == []


def test_keeps_data_and_secrets_over_a_restart(door: FrontDoor) -> None:
    before = (door.folder / ".data" / "secrets.json").read_text()
    door.interrupt()

    with front_door.opened(door.folder) as again:
        again.wait_until_ready()

    assert (door.folder / ".data" / "secrets.json").read_text() == before
    assert (door.folder / ".data" / "secrets.json").stat().st_mode & 0o077 == 0


def test_leaves_nothing_when_it_is_killed(door: FrontDoor) -> None:
    parts = door.parts()

    os.kill(door.process.pid, signal.SIGKILL)
    door.process.wait()

    assert len(parts) >= 4
    assert left_of(parts) == []


def test_starts_again_after_it_was_killed(door: FrontDoor) -> None:
    os.kill(door.process.pid, signal.SIGKILL)
    door.process.wait()

    with front_door.opened(door.folder) as again:
        again.wait_until_ready()
        answer = again.get("/api/health")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Valkey", "valkey-server"),
        ("Postgres", "postgres -D"),
        ("The site", "lib.dev.site"),
        ("emulators", "emulators"),
    ],
)
def test_says_which_part_stopped_by_itself_and_stops_the_others(door: FrontDoor, name: str, words: str) -> None:
    parts = door.parts()
    os.kill(door.part(words), signal.SIGKILL)

    status = door.process.wait(60)

    (line,) = [line for line in door.said().splitlines() if "stopped by itself" in line]
    assert name in line
    assert status == 1
    assert "Traceback" not in door.said()
    assert left_of(parts) == []


def test_serves_what_was_edited_and_waits_where_that_cannot_start(door: FrontDoor) -> None:
    page, health = door.folder / "public" / "new.txt", door.folder / "api" / "health.py"
    source = health.read_text()
    page.write_text("new")
    door.wait_for("Reloaded in")

    health.write_text("this is no Python\n")
    door.wait_for("waits for the next one")
    health.write_text(source)
    deadline = time.monotonic() + 60
    while door.said().count("Reloaded in") < 2 and time.monotonic() < deadline:
        time.sleep(0.1)

    assert door.get("/new.txt").text == "new"
    assert door.get("/api/health").status_code == 200
    page.unlink()


def test_says_in_one_line_that_the_port_is_taken(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with front_door.opened(project, "--port", str(number)) as door:
            status = door.process.wait(60)

    assert status == 2
    assert f"Port {number} is not to be had" in door.said()
    assert f"--port {number + 1}" in door.said()
    assert "Traceback" not in door.said()


def test_does_not_start_twice_in_one_folder(door: FrontDoor) -> None:
    with front_door.opened(door.folder) as second:
        # Both write to the same log; the second one's words are what counts.
        status = second.process.wait(60)

    assert status == 2
    assert "already runs in this folder" in second.said()
    assert door.get("/api/health").status_code == 200
