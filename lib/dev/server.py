"""Starts and stops the server processes of `lib.dev.worker`."""

import errno
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from lib.dev import process
from lib.dev.paths import ROOT
from lib.dev.progress import SetupError

_START_SECONDS = 60
_NO_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class Server:
    """One process that serves an ASGI app on sockets of ours, which stay open while it is restarted.

    Args:
        name: what a person calls it.
        target: `module:name` of the app, with `()` behind it when that is a function to call.
        sockets: listening ones.
        log: where its output goes; to ours when there is none.
    """

    def __init__(self, name: str, target: str, sockets: Sequence[socket.socket], log: Path | None = None) -> None:
        self.name = name
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._target = target
        self._sockets = sockets
        self._lifeline: int | None = None
        self._ready: int | None = None

    def prepare(self, environment: Mapping[str, str]) -> None:
        """The process is there and imports what it needs, but answers nothing before `start`."""
        waiting, self._lifeline = os.pipe()
        self._ready, announce = os.pipe()
        try:
            self.process = self._launch(environment, waiting, announce)
        finally:
            os.close(waiting)
            os.close(announce)

    def start(self, environment: Mapping[str, str]) -> None:
        """It answers requests; with the environment of `prepare` if that was called before.

        Raises:
            SetupError: it ended instead; the text carries the end of its log.
        """
        if self.process is None:
            self.prepare(environment)
        if not self._has_started():
            self.stop()
            raise SetupError(f"{self.name} did not start.\n{process.tail(self.log) if self.log else ''}".rstrip())

    def stop(self) -> None:
        """It has ended, after the requests it was at."""
        if self.process:
            process.end(self.process, signal.SIGTERM)
            self.process = None
        for end in (self._lifeline, self._ready):
            if end is not None:
                os.close(end)
        self._lifeline = self._ready = None

    def _has_started(self) -> bool:
        """Give the word to begin, and wait for the answer; the pipe closes without one when the process ends."""
        if self._lifeline is None or self._ready is None:
            return False
        with suppress(BrokenPipeError):
            os.write(self._lifeline, b"1")
        return bool(select.select([self._ready], [], [], _START_SECONDS)[0] and os.read(self._ready, 1))

    def _launch(self, environment: Mapping[str, str], lifeline: int, announce: int) -> subprocess.Popen[bytes]:
        listening = [listener.fileno() for listener in self._sockets]
        command = [sys.executable, "-m", "lib.dev.worker", self._target, "--listen", *map(str, listening)]
        command += ["--lifeline", str(lifeline), "--ready", str(announce)]
        output = self.log.open("wb") if self.log else None
        try:
            return subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                pass_fds=[*listening, lifeline, announce],
                start_new_session=True,
            )
        finally:
            if output:
                output.close()


def listen(port: int = 0) -> list[socket.socket]:
    """Sockets that listen on this port of 127.0.0.1 and, where there is IPv6, of ::1; 0 is any free one, of the former.

    Raises:
        OSError: somebody else listens there.
    """
    first = _bound(socket.AF_INET, "127.0.0.1", port)
    if port == 0:
        return [first]
    try:
        return [first, _bound(socket.AF_INET6, "::1", port)]
    except OSError as error:
        if error.errno in _NO_IPV6:
            return [first]
        first.close()
        raise


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener
