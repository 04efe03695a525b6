"""Child processes that never outlive us: watchdogs, ports and orderly ends."""

import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

# Its standard input is a pipe from us. However we end, the pipe closes, and the shell ends the process it was given,
# at first politely. A folder that nobody needs then is removed as well.
_WATCHDOG = """
trap '' INT TERM HUP
cat >/dev/null
kill -"$2" "$1" 2>/dev/null
turns=0
while kill -0 "$1" 2>/dev/null && [ "$turns" -lt 50 ]; do sleep 0.1; turns=$((turns + 1)); done
kill -KILL "$1" 2>/dev/null
[ -z "$3" ] || rm -rf "$3"
"""

# Below the range from which kernels take ports for outgoing connections, so that none of those is in our way.
_PORTS = range(20_000, 32_000)


class Watchdog:
    """Ends a process when ours has ended, in whatever way; `scratch` is a folder to remove then."""

    def __init__(self, pid: int, stop_signal: signal.Signals, scratch: Path | None = None) -> None:
        name = stop_signal.name.removeprefix("SIG")
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _WATCHDOG, "watchdog", str(pid), name, str(scratch or "")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def release(self) -> None:
        """The watchdog is gone and has touched nothing. To be called once the process has ended."""
        self._shell.kill()
        if self._shell.stdin:
            self._shell.stdin.close()
        self._shell.wait()


def free_port(preferred: int | None = None) -> int:
    """A port on 127.0.0.1 that nobody listens on, the preferred one if it is free."""
    tries = [preferred] if preferred else []
    for port in [*tries, *random.sample(_PORTS, 50)]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port found on 127.0.0.1")


def end(process: subprocess.Popen[bytes], stop_signal: signal.Signals, patience: float = 10) -> None:
    """The process has ended: asked by the signal, and killed after `patience` seconds without an answer."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def wait_until_gone(pid: int, patience: float) -> bool:
    """Whether the process (not necessarily a child) was gone within `patience` seconds."""
    deadline = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists, whosever it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, indented; empty when there is none."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.rstrip().splitlines()[-lines:])
