"""A real `vercel build` in a copy of the tree: the CLI writes files into the folder that it builds."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.dev.paths import DATA, ROOT
from lib.dev.vercel.cli import CACHE, Cli

BUILD_SECONDS = 420
# Enough for a build without an account: with no settings given, the CLI would ask the network for them.
_PROJECT = json.dumps({"projectId": "prj_local", "orgId": "team_local", "settings": {}})


@contextmanager
def workspace() -> Iterator[Path]:
    """An empty folder on the disk of `.data`, for one process at a time; it is gone afterwards."""
    folder = DATA / "vercel"
    with (DATA / "vercel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def tracked_files(root: Path = ROOT) -> list[str]:
    """Every file that a deployment would upload: what git has or would add, as paths from the root."""
    listing = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(name for name in names if name and (root / name).is_file())


def copy_tree(target: Path, root: Path = ROOT) -> list[str]:
    """The target holds a copy of the tracked files, and nothing else; returns their paths."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    names = tracked_files(root)
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)
    return names


def build(cli: Cli, tree: Path, **environment: str) -> None:
    """The tree is built as Vercel builds it, into its `.vercel/output`.

    Raises:
        SetupError: the build failed.
    """
    settings = tree / ".vercel"
    settings.mkdir()
    (settings / "project.json").write_text(_PROJECT)
    share_cache(tree)
    (tree / ".python-version").write_text(f"{cli.python_version}\n")
    cli.run(["build", "--yes"], tree, BUILD_SECONDS, **environment)


def compile_bytecode(cli: Cli, tree: Path) -> None:
    """Beside every module of the built tree lies the bytecode that Vercel adds to a bundle on its own machines.

    `VERCEL_PYTHON_COMPILEALL=1` makes the CLI do it here too: the same files, but all compiled anew for every function.
    """
    places = [tree / "api", tree / "lib", tree / ".vercel" / "python" / ".venv" / "lib"]
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    command = [str(cli.python), "-m", "compileall", *options, *map(str, places)]
    # Some dependencies carry files that are no Python, such as templates; their failure is no news.
    subprocess.run(
        command,
        env=cli.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=BUILD_SECONDS,
        check=False,
    )


def share_cache(folder: Path) -> None:
    """The cache of uv for builds in this folder, which the CLI insists on keeping inside, is the one in `.data`."""
    cache = CACHE / "uv"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "uv.lock").unlink(missing_ok=True)  # the CLI's own note of an earlier build, which may be stale
    link = folder / ".vercel" / "python" / "cache" / "uv"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(cache, target_is_directory=True)
