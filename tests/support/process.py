"""The app as a process of its own behind a socket, for tests that need a real server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60.0


@contextmanager
def served(variables: Mapping[str, str]) -> Iterator[str]:
    """The address of the app, run by uvicorn with these variables until the end of the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "lib.gateway:app", f"--fd={listening.fileno()}", "--log-level=error"],
            env=os.environ | dict(variables),
            pass_fds=[listening.fileno()],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended by itself"
        try:
            if httpx.get(f"{address}/api/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")
