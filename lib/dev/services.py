"""The embedded parts: Postgres, Valkey and the emulators, as one thing that starts and stops.

While they run, `.data/services.json` says how to reach them, and a lock that ends with the process says that they do.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from lib.dev import account, environment, prepared, process, server
from lib.dev.paths import DATA, ROOT
from lib.dev.postgres import Postgres
from lib.dev.progress import SetupError
from lib.dev.valkey import Valkey

_NOTE = DATA / "services.json"
_LOCK = DATA / "services.lock"
_CACHES = frozenset({"cache", "npm", "vercel-cli", "test-template"})  # these and locks are no development data
_JOIN_SECONDS = 120
_LOCK_TRIES = 10
_DATABASE = "tiffin"
_EMULATORS = "lib.dev.emulators:from_environment()"


class Services:
    """Everything embedded that the person does not bring themselves; only one per project folder.

    Inside its `with`, ports and secrets are settled; `start` starts the parts, and the end of the block stops them.

    Attributes:
        environment: everything the app needs, to reach the parts and otherwise.
        embedded: the part of it that says where the embedded parts are.
        demo: the sign-in of the demo account; empty where the database is the person's own.
    """

    def __init__(self, app_url: str, *, fresh: bool = False) -> None:
        self.demo: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self._app_url = app_url
        self._fresh = fresh
        self.embedded: dict[str, str] = {}
        self._stack = ExitStack()
        self._jobs: list[Callable[[], None]] = []
        self._parts: list[tuple[str, Callable[[], subprocess.Popen[bytes] | None], Path]] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(_alone())
            _NOTE.unlink(missing_ok=True)  # of services that were killed
            if self._fresh:
                forget()
            # What has to be stopped is on the stack before it is started: an interrupt may come at any moment.
            planned = (self._plan_postgres(stack), self._plan_emulators(stack))
            self._jobs = [job for job in planned if job]
            self.environment = environment.complete(self.embedded, self._app_url)
            self._stack = stack.pop_all()
        return self

    def start(self) -> None:
        """Every part runs, and the database is up to date.

        Raises:
            SetupError: one of them did not start.
        """
        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(job) for job in self._jobs]:
                done.result()
        self._write_note()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def crashed(self) -> str | None:
        """What to tell the person when a part has ended by itself: its name, how, and the end of its log."""
        for name, current, log in self._parts:
            running = current()
            if running and running.poll() is not None:
                how = described(running.returncode)
                return f"{name} stopped by itself ({how}). The end of its log:\n{process.tail(log)}"
        return None

    def _plan_postgres(self, stack: ExitStack) -> Callable[[], None] | None:
        if environment.brings_own("DATABASE_URL"):
            return None
        postgres = Postgres(DATA / "postgres", port=_usual_port())
        stack.callback(postgres.stop)
        self._parts.append(("Postgres", lambda: postgres.process, postgres.log))

        url = postgres.url(_DATABASE)
        self.embedded |= {"DATABASE_URL": url, "DATABASE_URL_UNPOOLED": url}

        def start() -> None:
            postgres.start()
            postgres.ensure_database(_DATABASE)
            ready = prepared.read(url)
            self.demo = prepare_database(self.environment, demo=True) if ready is None else ready

        return start

    def _plan_emulators(self, stack: ExitStack) -> Callable[[], None]:
        log = DATA / "emulators.log"
        (listener,) = listening = server.listen()
        stack.callback(listener.close)
        emulators = server.Server("The emulators' process", _EMULATORS, listening, log)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        own_redis = environment.brings_own("KV_REST_API_URL")
        valkey = None if own_redis else Valkey(DATA / "valkey")
        if valkey:
            stack.push(valkey)
            self._parts.append(("Valkey", lambda: valkey.process, valkey.log))
        stack.callback(emulators.stop)
        self._parts.append((emulators.name, lambda: emulators.process, log))

        private = {"TIFFIN_MAILBOX": str(DATA / "mailbox.sqlite")}
        self.embedded["TIFFIN_EMULATORS_URL"] = url
        if not environment.brings_own("RESEND_API_URL"):
            self.embedded |= {"RESEND_API_URL": f"{url}/resend", "RESEND_API_KEY": "re_development"}
        if valkey:
            private["TIFFIN_VALKEY_SOCKET"] = str(valkey.socket)
            tokens = {f"KV_REST_API_{kind}": secrets.token_urlsafe(16) for kind in ("TOKEN", "READ_ONLY_TOKEN")}
            self.embedded |= {"KV_REST_API_URL": f"{url}/upstash", **tokens}

        def start() -> None:
            if valkey:
                valkey.start()
            emulators.start(self.environment | private)

        return start

    def _write_note(self) -> None:
        note = {"environment": self.embedded, "demo": self.demo, "app_url": self._app_url}
        environment.write_private(_NOTE, json.dumps(note))
        self._stack.callback(_NOTE.unlink, missing_ok=True)


def join() -> Mapping[str, Any] | None:
    """What the running services wrote about themselves; None when none run. Waits for those that are just starting."""
    DATA.mkdir(exist_ok=True)
    deadline = time.monotonic() + _JOIN_SECONDS
    while _is_locked():
        with suppress(OSError):
            note: dict[str, Any] = json.loads(_NOTE.read_text())
            return note
        if time.monotonic() > deadline:
            raise SetupError("Tiffin's services have been starting for two minutes; see the logs in .data/.")
        time.sleep(0.1)
    return None


@contextmanager
def running() -> Iterator[Mapping[str, str]]:
    """The complete environment while services run: those that do already, or else ones that end with the block."""
    if note := join():
        yield environment.complete(note["environment"], note["app_url"])
        return
    with Services("http://localhost:3000") as started:
        started.start()
        yield started.environment


def joined_by_server() -> dict[str, str]:
    """The complete environment of services that go on over the reloads of the server which this process belongs to.

    Those that run are joined. Otherwise new ones are started, which end when our parent process, the server, is gone.
    """
    if join() is None:
        command = [sys.executable, "-m", "lib.dev", "services", "--until-gone", str(os.getppid())]
        with (DATA / "services.log").open("wb") as log:
            started = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        while not _is_locked():
            if started.poll() is not None:
                raise SetupError(f"The services did not start:\n{process.tail(DATA / 'services.log')}")
            time.sleep(0.05)
    note = join()
    if note is None:
        raise SetupError(f"The services have ended:\n{process.tail(DATA / 'services.log')}")
    return environment.complete(note["environment"], note["app_url"])


def prepare_database(complete: Mapping[str, str], *, demo: bool = False) -> dict[str, str]:
    """The database has today's tables and catalogue; the value is the demo account's sign-in, if one was wanted.

    Raises:
        SetupError: a migration or the loading failed; the text carries the end of what it said.
    """
    command = [sys.executable, "-m", "lib.dev.database", *(["--demo"] if demo else [])]
    done = subprocess.run(command, env=complete, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()[-15:]
        raise SetupError("\n".join(["The database could not be prepared:", *("    " + line[:300] for line in lines)]))
    sign_in: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return sign_in


def forget() -> None:
    """Nothing of the development data is left; caches stay."""
    account.forget_outside()
    for entry in DATA.iterdir():
        if entry.name in _CACHES or entry.suffix == ".lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def described(status: int) -> str:
    """How a process ended, in words."""
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"


@contextmanager
def _alone() -> Iterator[None]:
    """The lock is ours inside the block.

    Raises:
        SetupError: it is somebody else's.
    """
    DATA.mkdir(exist_ok=True)
    with _LOCK.open("w") as file:
        if not any(_takes(file) for _ in range(_LOCK_TRIES)):
            raise SetupError("Tiffin already runs in this folder; stop that one first (Ctrl-C where it runs).")
        yield


def _takes(file: TextIO) -> bool:
    """Whether the lock is ours now. Who only looks at it holds it for a moment, so one try is too few."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        time.sleep(0.05)
        return False
    return True


def _is_locked() -> bool:
    with _LOCK.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _usual_port() -> int:
    """The same for this folder at every start, so that a database tool can keep the address."""
    return 20_000 + int(hashlib.sha256(str(ROOT).encode()).hexdigest(), 16) % 10_000
