"""Child processes in groups of their own, so that what they start themselves ends with them."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.dev import process, progress

PATIENCE_SECONDS = 10.0


@contextmanager
def running(
    command: list[str], environment: dict[str, str], directory: Path, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Inside, the command runs with its output in the log; after it, the command and its whole group are gone."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            env=environment,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    watchdog = process.Watchdog(child.pid, signal.SIGTERM)
    try:
        yield child
    finally:
        process.end(child, signal.SIGTERM, PATIENCE_SECONDS)
        _end_group(child.pid)
        watchdog.release()


def run(command: list[str], environment: dict[str, str], directory: Path, log: Path, seconds: float) -> None:
    """The command has ended well within `seconds`, with its output in the log.

    Raises:
        SetupError: it failed or took too long; the text carries the last lines of its output.
    """
    with running(command, environment, directory, log) as child:
        try:
            status: int | None = child.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
    if status != 0:
        how = f"ended with {status}" if status is not None else f"did not end within {seconds:.0f} s"
        raise progress.SetupError(f"{' '.join(command[:3])} {how}:\n{process.tail(log, 30)}")


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:  # as it should be: the leader has taken everything with it
        return
