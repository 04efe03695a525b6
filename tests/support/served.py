"""The real app in a server process of its own, and a client that sends whatever bytes it is given."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]  # its types are a package of their own

from lib.dev import server

ANSWER_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Served:
    """A uvicorn process with every function behind it."""

    port: int
    process: psutil.Process
    log: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def send(self, raw: bytes, *, closes: bool = False) -> httpx.Response | None:
        """The first answer to these bytes, or `None` when the connection closes without one.

        With `closes`, nothing follows the bytes: the client hangs up its side.

        Raises:
            TimeoutError: there is neither an answer nor an end within `ANSWER_SECONDS`.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER_SECONDS) as connection:
            try:
                connection.sendall(raw)
                if closes:
                    connection.shutdown(socket.SHUT_WR)
            except ConnectionError:
                pass  # it has answered already and hung up; the answer is still to be read
            return _first_answer(connection)


def _first_answer(connection: socket.socket) -> httpx.Response | None:
    answer = HTTPResponse(connection)
    try:
        answer.begin()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
    except (HTTPException, ConnectionError):
        return None
    finally:
        answer.close()


@contextmanager
def served(log: Path, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Inside, the app answers on a port of 127.0.0.1, with the environment of the tests and these variables."""
    listening = server.listen()
    running = server.Server("the app", "lib.gateway:app", listening, log)
    try:
        running.start(os.environ | (environment or {}))
        assert running.process is not None
        yield Served(listening[0].getsockname()[1], psutil.Process(running.process.pid), log)
    finally:
        running.stop()
        for listener in listening:
            listener.close()


def request(method: bytes, target: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """A request as it goes over the wire; a Host and, where there is a body, its length are added."""
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: localhost:3000", *headers]
    if body:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", b""]) + body
