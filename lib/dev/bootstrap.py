"""Makes `.venv` and keeps it right. Standard library only, and runs on Python 3.9."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lib.dev import interpreters, progress
from lib.dev.paths import DATA, PYTHON, ROOT, VENV

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt")
STAMP = VENV / ".tiffin-ready"
HALF_MADE = VENV / ".tiffin-half-made"


def is_inside() -> bool:
    """Whether this very process runs in the project's environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def ensure() -> None:
    """`.venv` runs and holds exactly what the requirement files name.

    Raises:
        SetupError: a Python, a package or the network is missing; the text says what to do.
    """
    if _is_ready():
        return
    DATA.mkdir(exist_ok=True)
    with _alone():
        if not _is_ready():
            _make()


def _is_ready() -> bool:
    try:
        stamp = STAMP.read_text()
    except OSError:
        return False
    return stamp == _fingerprint() and (is_inside() or interpreters.version(str(PYTHON)) >= interpreters.MINIMUM)


def _fingerprint() -> str:
    digest = hashlib.sha256(_made_with().encode())
    for file in REQUIREMENTS:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _made_with() -> str:
    """The Python version that the environment was made with, as it wrote it down itself."""
    try:
        notes = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return ""
    found = re.search(r"^version(?:_info)?\s*=\s*([0-9.]+)", notes, re.MULTILINE)
    return found.group(1) if found else ""


def _make() -> None:
    environment = _clean_environment()
    print("Setting up, once for this folder:", flush=True)
    if not _is_usable():
        python = interpreters.find()
        with progress.step(f"Making .venv with {python}"):
            _create(python, environment)
    HALF_MADE.touch()
    STAMP.unlink(missing_ok=True)
    with progress.step("Installing the packages that requirements.txt and tests/requirements.txt pin"):
        _install(environment)
    STAMP.write_text(_fingerprint())
    HALF_MADE.unlink(missing_ok=True)


def _is_usable() -> bool:
    """Whether what is there can be added to: it runs, it is new enough, and no earlier set-up broke off in it."""
    if is_inside():
        return True
    return not HALF_MADE.exists() and interpreters.version(str(PYTHON)) >= interpreters.MINIMUM


def _create(python: str, environment: dict[str, str]) -> None:
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        progress.command([python, "-m", "venv", str(VENV)], environment, ROOT)
    except progress.SetupError as error:
        uv = shutil.which("uv")
        if not uv:
            hint = "\nOn Debian and Ubuntu the module venv is a package of its own: sudo apt install python3-venv"
            raise progress.SetupError(f"{error}{hint}") from error
        progress.command([uv, "venv", "--clear", "--seed", "--python", python, str(VENV)], environment, ROOT)


def _install(environment: dict[str, str]) -> None:
    """Install with uv, which is quick, or else with pip, which knows more kinds of index and certificate settings."""
    wanted = ["-r", str(REQUIREMENTS[0]), "-r", str(REQUIREMENTS[1])]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    try:
        progress.command([*pip, _pinned_uv()], environment, ROOT)
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        progress.command([*uv, *wanted], environment, ROOT)
    except progress.SetupError:
        progress.command([*pip, *wanted], environment, ROOT)


def _pinned_uv() -> str:
    lines = REQUIREMENTS[1].read_text().split()
    return next((line for line in lines if line.startswith("uv==")), "uv")


def _clean_environment() -> dict[str, str]:
    """The person's environment without what redirects a Python, and with caches that can be written."""
    unwanted = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    if not _can_cache(environment):
        environment["UV_CACHE_DIR"] = str(DATA / "cache" / "uv")
        environment["PIP_CACHE_DIR"] = str(DATA / "cache" / "pip")
    return environment


def _can_cache(environment: dict[str, str]) -> bool:
    home = environment.get("HOME", "")
    if not home and not environment.get("XDG_CACHE_HOME"):
        return False
    folder = Path(environment.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"))  # noqa: PTH118  a string joined once
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time is inside the block, however often the front door is opened."""
    with (DATA / "setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another start is setting up; waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
