"""`vercel dev`, as people type it and as we recommend it, answers."""

import shutil
import time
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from lib.dev import process
from lib.dev.paths import VENV
from lib.dev.vercel import build, children
from lib.dev.vercel.bundle import CheckFailed
from lib.dev.vercel.cli import Cli

ANSWER_SECONDS = 240.0
ENDING_SECONDS = 20.0
# Where plain `vercel dev` builds the function that answers /api/health: a name of its own making.
_BUILT_IN = Path(".vercel") / "cache" / "health_py"


def check_plain(cli: Cli, tree: Path) -> float:
    """`vercel dev --local` answers `/api/health` from its own build, and files with the headers of `vercel.json`.

    Returns the seconds until the first answer.

    Raises:
        CheckFailed: it does not, or ends.
    """
    build.copy_tree(tree)
    build.share_cache(tree / _BUILT_IN)
    return _seconds_until_healthy(cli, tree, [], file_header="content-security-policy")


def check_recommended(cli: Cli, tree: Path) -> float:
    """`vercel dev --local -A lib/dev/vercel.dev.json` does, from the project's `.venv`; returns the seconds.

    Its files carry no headers: the CLI serves `public/` itself there, and that configuration has none.

    Raises:
        CheckFailed: it does not, or ends.
    """
    build.copy_tree(tree)
    (tree / ".venv").symlink_to(VENV, target_is_directory=True)
    return _seconds_until_healthy(cli, tree, ["-A", "lib/dev/vercel.dev.json"])


def _seconds_until_healthy(cli: Cli, tree: Path, options: list[str], file_header: str = "content-type") -> float:
    port = process.free_port()
    command = cli.command(["dev", "--local", "--listen", f"127.0.0.1:{port}", *options])
    log = tree.parent / f"{tree.name}.log"
    environment = {**cli.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    started = time.monotonic()
    with children.running(command, environment, tree, log) as child:
        health = None
        while health is None and child.poll() is None and time.monotonic() - started < ANSWER_SECONDS:
            health = _ask(f"http://127.0.0.1:{port}/api/health", ANSWER_SECONDS - (time.monotonic() - started))
        seconds = time.monotonic() - started
        robots = _ask(f"http://127.0.0.1:{port}/robots.txt", ANSWER_SECONDS)
    if health is None or health.status_code != 200 or health.json().get("status") != "ok":
        got = f"{health.status_code}: {health.text[:200]}" if health is not None else "nothing"
        raise CheckFailed(f"{' '.join(command[1:])} answered {got}\n{process.tail(log, 30)}")
    if robots is None or robots.status_code != 200 or file_header not in robots.headers:
        raise CheckFailed(f"{' '.join(command[1:])} serves no /robots.txt with {file_header}")
    _expect_nothing_left(tree)
    shutil.rmtree(tree)
    return seconds


def _expect_nothing_left(tree: Path) -> None:
    """The services that the site started for itself have ended with it; they may take a moment to write to the disk."""
    deadline = time.monotonic() + ENDING_SECONDS
    while left := _processes_in(tree):
        if time.monotonic() > deadline:
            raise CheckFailed(f"vercel dev left running: {', '.join(left)}")
        time.sleep(0.1)


def _processes_in(tree: Path) -> list[str]:
    found = psutil.process_iter(["name", "cwd", "cmdline"])
    return [one.info["name"] for one in found if str(tree) in f"{one.info['cwd']} {one.info['cmdline']}"]


def _ask(url: str, seconds: float) -> httpx.Response | None:
    """The answer, or nothing while nobody listens yet."""
    try:
        with httpx.Client(trust_env=False, timeout=seconds) as client:
            return client.get(url)
    except httpx.ConnectError:
        time.sleep(0.2)
        return None
