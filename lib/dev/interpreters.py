"""Finds a Python that is new enough. Runs on Python 3.9."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lib.dev import progress
from lib.dev.paths import VENV

if TYPE_CHECKING:
    from collections.abc import Iterator

MINIMUM = (3, 12)
NAMES = ("python3.14", "python3.13", "python3.12")
MISSING = """Tiffin needs Python 3.12 or newer; this is {running} and no newer one was found.
Get one in any of these ways, then run the same command again:
    curl -LsSf https://astral.sh/uv/install.sh | sh     any system; Python then comes by itself
    sudo apt install python3.12 python3.12-venv         Debian 13, Ubuntu 24.04
    brew install python@3.13                            macOS
    pyenv install 3.12"""


def find() -> str:
    """The path of a Python that runs and is new enough.

    Raises:
        SetupError: there is none, and uv is not there to fetch one.
    """
    for candidate in _candidates():
        if version(candidate) >= MINIMUM:
            return candidate
    raise progress.SetupError(MISSING.format(running=".".join(map(str, sys.version_info[:3]))))


def version(python: str) -> tuple[int, ...]:
    """Its version as three numbers; (0,) where it does not run, as a pyenv shim of an unselected version does not."""
    question = [python, "-I", "-c", "import sys; print(*sys.version_info[:3])"]
    try:
        answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=False)
        return tuple(int(part) for part in answer.stdout.split()) or (0,)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return (0,)


def _candidates() -> Iterator[str]:
    if VENV not in Path(sys.executable).parents:
        yield sys.executable
    yield from (found for name in NAMES for found in _every_on_path(name))
    yield from _versions_beside()
    yield from _by_uv()


def _every_on_path(name: str) -> Iterator[str]:
    for folder in os.get_exec_path():
        found = shutil.which(name, path=folder)
        if found and VENV not in Path(found).parents:
            yield found


def _versions_beside() -> Iterator[str]:
    """Pythons that pyenv keeps side by side, newest first: `<root>/versions/3.13.0/bin/python`."""
    folders = {Path(sys.base_prefix).parent}
    roots = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")]  # noqa: PTH111  Path.expanduser raises without a home
    folders.update(Path(root) / "versions" for root in roots if root)
    found = [python for folder in folders if folder.name == "versions" for python in folder.glob("3.*/bin/python")]
    yield from sorted(map(str, found), key=_release, reverse=True)


def _release(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in Path(python).parents[1].name.split(".") if part.isdigit())


def _by_uv() -> Iterator[str]:
    uv = shutil.which("uv")
    if not uv:
        return
    question = [uv, "python", "find", "--no-project", ">=3.12"]
    answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if answer.returncode != 0:
        with progress.step("Fetching Python 3.12 with uv"):
            progress.command([uv, "python", "install", "3.12"], os.environ, VENV.parent)
        answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if answer.returncode == 0:
        yield answer.stdout.decode().strip()
