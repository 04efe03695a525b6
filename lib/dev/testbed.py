"""What the tests run against: a Postgres, a Valkey and the emulators of their own, thrown away at the end.

Every test process has its own, so that a test may stop its database without disturbing another's. A cluster that has
all migrations and the catalogue is kept in `.data/` under a digest of what it was made from, and copied.
"""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import uvicorn

from lib.dev import account, prepared, server, services
from lib.dev.emulators import Emulators
from lib.dev.faults import FaultPlan
from lib.dev.inbox import as_json
from lib.dev.mailbox import Mailbox
from lib.dev.paths import DATA
from lib.dev.postgres import Postgres, find_binaries
from lib.dev.progress import SetupError
from lib.dev.upstash import Upstash
from lib.dev.valkey import Valkey

DATABASE = "tiffin"
TEMPLATE = "tiffin_template"  # as the migrations and the loader left it; nobody connects to it, so it can be copied
APP_URL = "http://localhost:3000"
_CATALOGUE = ("alembic_version", "food", "recipe", "recipe_ingredient")
_OWN_RECIPES = (
    "DELETE FROM recipe_ingredient WHERE recipe_id IN (SELECT id FROM recipe WHERE owner_id IS NOT NULL); "
    "DELETE FROM recipe WHERE owner_id IS NOT NULL"
)
_TOKEN = "test-token"  # noqa: S105  nothing that it guards is anybody's
_TEMPLATES = DATA / "test-template"
_NEEDED_BYTES = 1 << 30  # memory that has to be free before the clusters go there


class TestBed:
    """Addresses are settled when it is made, so that they can be set before the app is imported; `start` starts it.

    Attributes:
        environment: what the app has to be given.
        postgres: its `stop` and `start` (on the same port) are a database that goes and comes back.
        valkey: likewise.
        emulators_url: where Upstash (`/upstash`), Resend (`/resend`) and `/_dev` are served.
    """

    __test__ = False  # pytest takes every class that is called so for one with tests

    def __init__(self) -> None:
        self._folder = scratch_place() / f"tiffin-{secrets.token_hex(6)}"
        self.postgres = Postgres(self._folder / "postgres", durable=False, scratch=self._folder)
        self.valkey = Valkey(self._folder / "valkey")
        self._held = _hold(self.postgres.port)
        self._box = Mailbox()
        self._emulators = Emulators(self._box, Upstash(self.valkey.socket, _TOKEN, f"{_TOKEN}-reader"))
        self._listening = server.listen()
        self._server: tuple[uvicorn.Server, threading.Thread] | None = None
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._connected_to: int | None = None
        self.emulators_url = f"http://127.0.0.1:{self._listening[0].getsockname()[1]}"
        self.environment = _environment(self.postgres.url(DATABASE), self.emulators_url)

    def start(self) -> None:
        """Everything runs, and the database is as the template."""
        template = _template()
        self._folder.mkdir(mode=0o711)
        subprocess.run(["cp", "-a", template, self.postgres.data], check=True)
        self._held.close()
        self.postgres.start()
        self.valkey.start()
        self._serve()

    def stop(self) -> None:
        """Everything has ended and left nothing."""
        if self._connection:
            self._connection.close()
        if self._server:
            running, thread = self._server
            running.should_exit = True
            thread.join()
        for listener in (self._held, *self._listening):
            listener.close()
        self._box.close()
        self.valkey.stop()
        self.postgres.stop(immediate=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def reset(self) -> None:
        """Only the catalogue is left, in a database and a Redis that run and emulators that behave."""
        for part in (self.postgres, self.valkey):
            if part.process is None or part.process.poll() is not None:
                part.stop()
                part.start()
        self._empty()
        self.valkey.flush()
        self._box.clear()
        for faults in self._emulators.faults.values():
            faults.plan = FaultPlan()

    def misbehave(self, emulator: str, plan: FaultPlan) -> None:
        """The emulator (`upstash` or `resend`) goes by the plan until the end of the test."""
        self._emulators.faults[emulator].plan = plan

    def mails(self) -> list[dict[str, Any]]:
        """What has been sent, newest first, as at `/_dev/emails.json`."""
        return [as_json(mail) for mail in self._box.newest()]

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows that a statement of the test's own returns, beside the app's connections."""
        cursor = self._connected().execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []

    def _empty(self) -> None:
        """All rows but the catalogue's are gone; foreign keys are left unchecked, as nothing stays behind."""
        rows = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        deletes = "; ".join(f'DELETE FROM "{name}"' for (name,) in rows if name not in _CATALOGUE)  # noqa: S608
        self.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {_OWN_RECIPES}; {deletes}; COMMIT")

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to the server that runs now; a test may have restarted it since the last one was made."""
        pid = self.postgres.process.pid if self.postgres.process else None
        if self._connection is None or self._connection.closed or self._connected_to != pid:
            if self._connection:
                self._connection.close()
            self._connection = psycopg.connect(self.postgres.url(DATABASE), autocommit=True)
            self._connected_to = pid
        return self._connection

    def _serve(self) -> None:
        config = uvicorn.Config(self._emulators, lifespan="on", ws="none", log_level="warning", access_log=False)
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, args=(self._listening,), name="emulators", daemon=True)
        thread.start()
        self._server = (running, thread)
        while not running.started:
            if not thread.is_alive():
                raise SetupError("The emulators did not start.")
            time.sleep(0.002)


def scratch_place() -> Path:
    """Where the server's account can reach a folder of ours: in memory, where there is plenty."""
    who = account.choose()
    memory = Path("/dev/shm")  # noqa: S108  folders in it get names of their own
    places = [memory] if memory.is_dir() and shutil.disk_usage(memory).free > _NEEDED_BYTES else []
    places += [Path(tempfile.gettempdir()), Path("/var/tmp")]  # noqa: S108
    for place in places:
        if who.can("-x", place) and os.access(place, os.W_OK):
            return place
    raise SetupError(f"No folder for temporary files can be used: {', '.join(map(str, places))}")


def _environment(database: str, emulators: str) -> dict[str, str]:
    return {
        "TIFFIN_ENV": "development",
        "APP_URL": APP_URL,
        "DATABASE_URL": database,
        "DATABASE_URL_UNPOOLED": database,
        "KV_REST_API_URL": f"{emulators}/upstash",
        "KV_REST_API_TOKEN": _TOKEN,
        "KV_REST_API_READ_ONLY_TOKEN": f"{_TOKEN}-reader",
        "RESEND_API_URL": f"{emulators}/resend",
        "RESEND_API_KEY": "re_test",
        "MAIL_FROM": "Tiffin <hello@tiffin.example>",
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
        "CRON_SECRET": "only-for-tests-cron",
    }


def _template() -> Path:
    """A stopped cluster with both databases, made anew when anything that it depends on has changed."""
    binaries = find_binaries()
    key = f"{prepared.fingerprint()[:20]}-{(binaries / 'postgres').stat().st_size}"
    template = _TEMPLATES / key
    with _alone():
        if not template.exists():
            shutil.rmtree(_TEMPLATES, ignore_errors=True)
            _TEMPLATES.mkdir(parents=True)
            _make_template(template)
    return template


def _make_template(template: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tiffin-", dir=scratch_place()))
    folder.chmod(0o711)
    try:
        with Postgres(folder / "postgres", durable=False, scratch=folder) as postgres:
            postgres.ensure_database(TEMPLATE)
            variables = os.environ | _environment(postgres.url(TEMPLATE), "http://127.0.0.1:9")
            services.prepare_database(variables)
            postgres.ensure_database(DATABASE, TEMPLATE)
            postgres.stop()
            unfinished = template.with_name("unfinished")
            subprocess.run(["cp", "-a", postgres.data, unfinished], check=True)
            unfinished.rename(template)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hold(port: int) -> socket.socket:
    """Nobody else gets the port until the socket is closed."""
    held = socket.socket()
    held.bind(("127.0.0.1", port))
    return held


@contextmanager
def _alone() -> Iterator[None]:
    DATA.mkdir(exist_ok=True)
    with (DATA / "test-template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
