"""A copy of the project in which the front door can be opened, interrupted and killed without touching ours."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from lib.dev import environment, process
from lib.dev.paths import ROOT, VENV
from lib.dev.vercel.build import copy_tree

_PATIENCE = 90  # seconds; a start on a loaded machine with no bytecode yet


class FrontDoor:
    """`python -m lib.dev` in a process group of its own, as a terminal would have it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.port = process.free_port()
        self.log = folder / ".data" / "front-door.log"
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lib.dev", "--port", str(self.port), *arguments],
                cwd=folder,
                env={name: value for name, value in os.environ.items() if name not in environment.SERVICES},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def get(self, path: str) -> httpx.Response:
        """The answer of the site."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", trust_env=False, timeout=10)

    def wait_until_ready(self) -> None:
        """It has said so."""
        self.wait_for("Tiffin is ready")

    def wait_for(self, text: str) -> None:
        """It has printed the text."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.said():
            assert self.process.poll() is None or text in self.said(), self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(errors="replace")

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> int:
        """The exit status after a signal to its whole group, as Ctrl-C sends it."""
        os.killpg(self.process.pid, number)
        return self.process.wait(_PATIENCE)

    def parts(self) -> list[psutil.Process]:
        """Every process below it, watchdogs and all."""
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def part(self, words: str) -> int:
        """The number of the one that it started itself with these words in its command."""
        own = psutil.Process(self.process.pid).children()
        (found,) = [part.pid for part in own if words in " ".join(part.cmdline())]
        return int(found)


def left_of(parts: list[psutil.Process]) -> list[str]:
    """Those of the processes that still run after a while, as text."""
    _, alive = psutil.wait_procs(parts, timeout=15)
    return [str(part) for part in alive if part.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def opened(folder: Path, *arguments: str) -> Iterator[FrontDoor]:
    """The front door of that copy, closed in the end in any case."""
    door = FrontDoor(folder, *arguments)
    try:
        yield door
    finally:
        with suppress(ProcessLookupError):
            os.killpg(door.process.pid, signal.SIGTERM)
        door.process.wait(_PATIENCE)


def copy_project(folder: Path) -> None:
    """The folder holds the project's files and shares our `.venv`."""
    copy_tree(folder)
    (folder / ".venv").symlink_to(VENV, target_is_directory=True)
    assert (folder / "lib").is_dir()
    assert folder != ROOT


def forget(folder: Path) -> None:
    """The copy is gone, and so is what it may have kept outside because an account could not enter it."""
    command = "from lib.dev import account; account.forget_outside()"
    subprocess.run([sys.executable, "-c", command], cwd=folder, check=True)
    shutil.rmtree(folder)
