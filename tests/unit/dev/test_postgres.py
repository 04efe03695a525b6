"""The embedded Postgres comes back from whatever happened to it, and goes when we go."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from lib.dev import testbed
from lib.dev.paths import ROOT
from lib.dev.postgres import Postgres
from lib.dev.progress import SetupError

OWNED = """
import sys
from pathlib import Path
from lib.dev.postgres import Postgres
postgres = Postgres(Path(sys.argv[1]), durable=False, scratch=Path(sys.argv[1]).parent)
postgres.start()
print(postgres.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a cluster can be made that the account of the server reaches."""
    place = Path(tempfile.mkdtemp(prefix="tiffin-test-", dir=testbed.scratch_place()))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def postgres(folder: Path) -> Iterator[Postgres]:
    with Postgres(folder / "cluster", durable=False) as running:
        yield running


def ask(postgres: Postgres, query: str) -> object:
    with psycopg.connect(postgres.url()) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_keeps_data_and_port_over_a_crash_of_all_its_processes(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    port = postgres.port

    postgres.stop(immediate=True)
    postgres.start()

    assert postgres.port == port
    assert ask(postgres, "SELECT number FROM kept") == 7


def test_recovers_when_only_its_first_process_was_killed_and_another_still_works(postgres: Postgres) -> None:
    assert postgres.process
    with ThreadPoolExecutor() as pool:
        busy = pool.submit(ask, postgres, "SELECT count(*) FROM generate_series(1, 6000000)")
        while not ask(postgres, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 6%'"):
            time.sleep(0.01)
        os.kill(postgres.process.pid, signal.SIGKILL)
        postgres.stop()

        postgres.start()

    assert ask(postgres, "SELECT 1") == 1
    assert busy.done()


def test_is_not_kept_out_by_the_note_of_a_dead_server_whose_number_lives_on(postgres: Postgres) -> None:
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")

    postgres.start()

    assert ask(postgres, "SELECT 1") == 1


def test_says_so_when_another_server_runs_in_the_folder(postgres: Postgres) -> None:
    with pytest.raises(SetupError, match="already runs in"):
        Postgres(postgres.data, durable=False).start()


def test_copies_a_database_from_a_template_once(postgres: Postgres) -> None:
    postgres.ensure_database("first")
    with psycopg.connect(postgres.url("first")) as connection:
        connection.execute("CREATE TABLE marked ()")

    for _ in range(2):
        postgres.ensure_database("second", "first")

    with psycopg.connect(postgres.url("second")) as connection:
        assert connection.execute("SELECT to_regclass('marked')::text").fetchone() == ("marked",)


def test_sorts_alike_on_every_machine(postgres: Postgres) -> None:
    assert (
        ask(postgres, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(array['b', 'A', 'a', 'ä', 'B']) AS x") == "ABabä"
    )


def test_makes_a_cluster_anew_that_an_interrupt_left_half_made(folder: Path) -> None:
    (folder / "cluster").mkdir()
    (folder / "cluster.unfinished").mkdir()
    (folder / "cluster.unfinished" / "PG_VERSION").write_text("18\n")

    with Postgres(folder / "cluster", durable=False) as postgres:
        assert ask(postgres, "SELECT 1") == 1


def test_ends_and_clears_up_when_the_process_that_started_it_is_killed(folder: Path) -> None:
    scratch = folder / "scratch"
    scratch.mkdir(mode=0o711)
    command = [sys.executable, "-c", OWNED, str(scratch / "cluster")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        server = psutil.Process(int(owner.stdout.readline()))
        family = [server, *server.children(recursive=True)]
        owner.kill()

    _, alive = psutil.wait_procs(family, timeout=15)

    assert [part for part in alive if part.status() != psutil.STATUS_ZOMBIE] == []
    deadline = time.monotonic() + 10
    while scratch.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not scratch.exists()


def test_says_where_it_looked_when_there_is_no_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN_DIR", str(tmp_path))

    with pytest.raises(SetupError, match=f"No Postgres found in: {tmp_path}"):
        Postgres(tmp_path / "cluster").start()
