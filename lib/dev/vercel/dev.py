"""`vercel dev`, as people type it and as we recommend it, answers."""

import shutil
import time
from pathlib import Path

import httpx

from lib.dev import process
from lib.dev.paths import VENV
from lib.dev.vercel import build, children
from lib.dev.vercel.bundle import CheckFailed
from lib.dev.vercel.cli import Cli

ANSWER_SECONDS = 240.0
# Where plain `vercel dev` builds the function that answers /api/health: a name of its own making.
_BUILT_IN = Path(".vercel") / "cache" / "health_py"


def check_plain(cli: Cli, tree: Path) -> float:
    """`vercel dev --local` answers `/api/health` from its own build; returns the seconds until then.

    Raises:
        CheckFailed: it does not, or ends.
    """
    build.copy_tree(tree)
    build.share_cache(tree / _BUILT_IN)
    return _seconds_until_healthy(cli, tree, [])


def check_recommended(cli: Cli, tree: Path) -> float:
    """`vercel dev --local -A lib/dev/vercel.dev.json` does, from the project's `.venv`; returns the seconds.

    Raises:
        CheckFailed: it does not, or ends.
    """
    build.copy_tree(tree)
    (tree / ".venv").symlink_to(VENV, target_is_directory=True)
    return _seconds_until_healthy(cli, tree, ["-A", "lib/dev/vercel.dev.json"])


def _seconds_until_healthy(cli: Cli, tree: Path, options: list[str]) -> float:
    port = process.free_port()
    command = cli.command(["dev", "--local", "--listen", f"127.0.0.1:{port}", *options])
    log = tree.parent / f"{tree.name}.log"
    environment = {**cli.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    started = time.monotonic()
    with children.running(command, environment, tree, log) as child:
        answer = None
        while answer is None and child.poll() is None and time.monotonic() - started < ANSWER_SECONDS:
            answer = _ask(f"http://127.0.0.1:{port}/api/health", ANSWER_SECONDS - (time.monotonic() - started))
    if answer is None or answer.status_code != 200 or answer.json().get("status") != "ok":
        got = f"{answer.status_code}: {answer.text[:200]}" if answer is not None else "nothing"
        raise CheckFailed(f"vercel dev {' '.join(options)} answered {got}\n{process.tail(log, 30)}")
    shutil.rmtree(tree)
    return time.monotonic() - started


def _ask(url: str, seconds: float) -> httpx.Response | None:
    """The answer, or nothing while nobody listens yet."""
    try:
        with httpx.Client(trust_env=False, timeout=seconds) as client:
            return client.get(url)
    except httpx.ConnectError:
        time.sleep(0.2)
        return None
