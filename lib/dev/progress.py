"""Says what the front door is doing: one updating line on a terminal, plain lines elsewhere. Runs on Python 3.9."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class SetupError(Exception):
    """Something the person has to put right; its text says what and how."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """The title stands on the terminal while the block runs, and its seconds once it ended well."""
    started = time.monotonic()
    if not _is_terminal():
        print(f"  {title} ...", flush=True)
        yield
        print(f"  {title}: {time.monotonic() - started:.1f} s", flush=True)
        return
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(title, started, done), daemon=True)
    painter.start()
    try:
        yield
    except BaseException:
        done.set()
        painter.join()
        _write(f"\r\033[K  ✗ {title}\n")
        raise
    done.set()
    painter.join()
    _write(f"\r\033[K  ✓ {title} ({time.monotonic() - started:.1f} s)\n")


def command(arguments: list[str], environment: Mapping[str, str], directory: Path) -> None:
    """The command has ended well; its output was kept back.

    Raises:
        SetupError: it could not be run or ended badly; the text carries the last lines of its output.
    """
    try:
        ended = subprocess.run(
            arguments,
            env=environment,
            cwd=directory,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise SetupError(f"{arguments[0]} cannot be run: {error.strerror}") from error
    if ended.returncode != 0:
        tail = ended.stdout.decode(errors="replace").strip().splitlines()[-15:]
        raise SetupError(
            "\n".join(["this command failed: " + " ".join(arguments[:6]), *("    " + line for line in tail)])
        )


def _paint(title: str, started: float, done: threading.Event) -> None:
    for frame in itertools.cycle(FRAMES):
        _write(f"\r\033[K  {frame} {title} {time.monotonic() - started:.0f} s")
        if done.wait(0.1):
            return


def _is_terminal() -> bool:
    encoding = (sys.stdout.encoding or "").lower()
    return sys.stdout.isatty() and "utf" in encoding


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
