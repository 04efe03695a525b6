"""Runs built functions in Vercel's own Python bootstrap, which is part of every bundle.

The platform opens a Unix socket, names it in `VERCEL_IPC_PATH` and starts `python vc__handler__python.py` in the
bundle. The bootstrap imports the function, serves HTTP on a port of its choice and says so on the socket, in JSON
messages that end in a zero byte: `{"type": "server-started", "payload": {"httpPort": ...}}`.
"""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]

from lib.dev import process
from lib.dev.vercel.bundle import ENTRY, Bundle, CheckFailed

START_SECONDS = 60.0
ANSWER_SECONDS = 30.0
# What the platform sets besides; a function must start with nothing else.
_PLATFORM = {
    "AWS_LAMBDA_FUNCTION_NAME": "function",
    "LANG": "C.UTF-8",
    "PATH": os.defpath,
    "VERCEL": "1",
    "VERCEL_ENV": "production",
    "VERCEL_REGION": "iad1",
}


@dataclass(frozen=True)
class Ask:
    """A request to a function and the statuses that are right when nothing but the platform is there."""

    path: str
    expected: tuple[int, ...]
    method: str = "GET"
    body: dict[str, Any] | None = None


@dataclass(frozen=True)
class ColdStart:
    """From the start of the process to its first answer; `cpu` and `wall` in ms, `memory` (resident) in MB."""

    answer: httpx.Response
    log: str
    wall: float
    cpu: float
    memory: float


def materialise(bundle: Bundle, folder: Path) -> Path:
    """The folder holds the bundle as the platform would unpack it, by hard links where the disk allows."""
    for path, source in bundle.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    return folder


def cold_start(folder: Path, bundle: Bundle, python: Path, ask: Ask) -> ColdStart:
    """One fresh instance has answered one request, and is gone.

    Raises:
        CheckFailed: it ended, or did not say in time that it serves.
    """
    with tempfile.TemporaryDirectory() as scratch, socket.socket(socket.AF_UNIX) as listener:
        address = Path(scratch) / "ipc"
        listener.bind(str(address))
        listener.listen(1)
        environment = {**_PLATFORM, **bundle.environment, "HOME": scratch, "VERCEL_IPC_PATH": str(address)}
        log = Path(scratch) / "log"
        started = time.monotonic()
        with _instance(python, environment, folder, log) as child, _accept(listener, child, log) as connection:
            messages = _messages(connection)
            answer = _request(_port(messages, log), ask)
            wall = time.monotonic() - started
            memory = psutil.Process(child.pid).memory_info().rss
            cpu = _kill(child)
            said = "".join(map(_text, messages))
    return ColdStart(answer, said, wall * 1e3, cpu * 1e3, memory / 1e6)


def check(start: ColdStart, name: str, ask: Ask) -> None:
    """The answer is what was expected; an error is a problem document of ours, not the platform's.

    Raises:
        CheckFailed: it is not.
    """
    answer = start.answer
    kind = answer.headers.get("content-type", "")
    told = f"{name}: {ask.method} {ask.path} answered {answer.status_code} ({kind})"
    told += f": {answer.text[:300]}\n{start.log[-2000:]}"
    if answer.status_code not in ask.expected:
        raise CheckFailed(f"{told}\nexpected was {' or '.join(map(str, ask.expected))}")
    if answer.status_code >= 400 and not kind.startswith("application/problem+json"):
        raise CheckFailed(f"{told}\nwhich is no problem document")


@contextmanager
def _instance(python: Path, environment: dict[str, str], folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(python), ENTRY]
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield child
    finally:
        process.end(child, signal.SIGKILL)


def _accept(listener: socket.socket, child: subprocess.Popen[bytes], log: Path) -> socket.socket:
    deadline = time.monotonic() + START_SECONDS
    listener.settimeout(0.2)
    while True:
        try:
            return listener.accept()[0]
        except TimeoutError:
            if child.poll() is not None or time.monotonic() > deadline:
                raise CheckFailed(f"a function did not start:\n{process.tail(log, 30)}") from None


def _port(messages: Iterator[dict[str, Any]], log: Path) -> int:
    """The port that the bootstrap says it serves on; nothing is logged before."""
    for message in messages:
        if message["type"] == "server-started":
            return int(message["payload"]["httpPort"])
        if message["type"] == "unrecoverable-error":
            raise CheckFailed(f"a function did not start:\n{message['payload']['message']}")
    raise CheckFailed(f"a function ended before it served:\n{process.tail(log, 30)}")


def _messages(connection: socket.socket) -> Iterator[dict[str, Any]]:
    """What the bootstrap says until it is gone."""
    connection.settimeout(START_SECONDS)
    buffer = b""
    while received := connection.recv(65_536):
        *complete, buffer = (buffer + received).split(b"\0")
        yield from map(json.loads, complete)


def _text(message: dict[str, Any]) -> str:
    """What the function printed or logged, if that is what the message carries."""
    return base64.b64decode(message["payload"]["message"]).decode() if message["type"] == "log" else ""


def _request(port: int, ask: Ask) -> httpx.Response:
    headers = {
        "host": "tiffin.example",
        "x-vercel-internal-invocation-id": "invocation",
        "x-vercel-internal-request-id": "1",
        "x-forwarded-proto": "https",
    }
    with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS) as client:
        return client.request(ask.method, f"http://127.0.0.1:{port}{ask.path}", headers=headers, json=ask.body)


def _kill(child: subprocess.Popen[bytes]) -> float:
    """The process is gone before it could do anything else; returns the seconds of CPU that it has used."""
    child.kill()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime
