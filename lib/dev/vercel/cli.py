"""The Vercel CLI, pinned and installed once, with the Python and the uv that it builds functions with.

It lives in `.data/vercel-cli` and needs the network only the first time. Nothing of it is read from or written to the
person's home, and it never knows an account.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import uv

from lib.dev import progress
from lib.dev.paths import DATA
from lib.dev.vercel import children

VERSION = "64.0.2"
# What this release asks for does not exist in the registry under the version that it names.
OVERRIDES = {"sandbox": "4.5.0"}
MINIMUM_NODE = 20
# The release of Python that Vercel runs by default, and those that it offers beside it.
PYTHON = (3, 12)
OFFERED = (PYTHON, (3, 13), (3, 14))

HOME = DATA / "vercel-cli"
CACHE = DATA / "cache"
_MANIFEST = json.dumps({"private": True, "devDependencies": {"vercel": VERSION}, "overrides": OVERRIDES})
# What a person has set for Tiffin, for another Python or for their own Vercel account must not reach the CLI.
_NOT_FOR_IT = (
    *("VERCEL", "NOW_", "PYTHON", "VIRTUAL_ENV", "UV_PROJECT", "UV_PYTHON", "FORCE_COLOR"),
    *("TIFFIN_", "APP_URL", "SECRET_KEY", "CRON_SECRET", "DATABASE_", "KV_", "RESEND_", "PADDLE_", "BLOB_"),
)


class NotToBeHad(Exception):
    """Node or npm is not on this machine; the text says which."""


@dataclass(frozen=True)
class Cli:
    """An installed CLI: its program, the Python of the functions and the environment to start it in."""

    program: Path
    python: Path
    python_version: str
    environment: dict[str, str]

    def run(self, arguments: list[str], directory: Path, seconds: float, **environment: str) -> None:
        """The command has ended well within `seconds`; its output was kept back.

        Raises:
            SetupError: it failed or took too long; the text carries the last lines of its output.
        """
        log = directory.parent / f"{directory.name}.log"
        children.run(self.command(arguments), {**self.environment, **environment}, directory, log, seconds)

    def command(self, arguments: list[str]) -> list[str]:
        """The arguments with which a process of the CLI is started."""
        return [str(self.program), *arguments, "--global-config", str(HOME / "global")]


def install() -> Cli:
    """The CLI is in `.data/vercel-cli`, from an earlier run or from npm.

    Raises:
        NotToBeHad: Node (20 or newer) or npm is missing.
        SetupError: the registry did not give it, or there is no Python that Vercel offers.
    """
    _require_node()
    program = HOME / "node_modules" / ".bin" / "vercel"
    stamp = HOME / "installed.json"
    if not (stamp.is_file() and stamp.read_text() == _MANIFEST and program.exists()):
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        (HOME / "package.json").write_text(_MANIFEST)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
        with progress.step(f"Installing the Vercel CLI {VERSION} with npm (once)"):
            progress.command(["npm", "install", *options, "--cache", str(CACHE / "npm")], _environment(), HOME)
        stamp.write_text(_MANIFEST)
    python, version = _find_python()
    path = [_folder_with_only_uv(), python.parent, program.parent, *os.get_exec_path()]
    return Cli(program, python, version, {**_environment(), "PATH": os.pathsep.join(map(str, path))})


def _require_node() -> None:
    for name in ("node", "npm"):
        if shutil.which(name) is None:
            raise NotToBeHad(f"{name} is not installed")
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    if int(answer.strip().lstrip("v").partition(".")[0] or 0) < MINIMUM_NODE:
        raise NotToBeHad(f"node is {answer.strip() or 'broken'}, and Vercel's CLI needs {MINIMUM_NODE} or newer")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_IT)}
    return {**kept, "VERCEL_TELEMETRY_DISABLED": "1", "UV_CACHE_DIR": str(CACHE / "uv"), "NO_COLOR": "1"}


def _folder_with_only_uv() -> Path:
    """A folder for the PATH: the one that uv is in may hold a `python3` that the CLI must not take."""
    folder = HOME / "bin"
    folder.mkdir(exist_ok=True)
    link = folder / "uv"
    link.unlink(missing_ok=True)
    link.symlink_to(uv.find_uv_bin())
    return folder


def _find_python() -> tuple[Path, str]:
    """Python 3.12 outside any virtual environment; without one, ours, if it is a release that Vercel offers."""
    ours = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info[:2] == PYTHON:
        return ours, "3.12"
    question = [uv.find_uv_bin(), "python", "find", "--no-project", "--system", "3.12"]
    found = subprocess.run(question, capture_output=True, text=True, timeout=60, check=False, env=_environment())
    if found.returncode == 0:
        return Path(found.stdout.strip()), "3.12"
    if sys.version_info[:2] not in OFFERED:
        raise progress.SetupError(f"Vercel offers no Python {sys.version_info.major}.{sys.version_info.minor}")
    print(f"  Vercel's default, Python 3.12, is not on this machine: building with {ours.name} instead")
    return ours, ours.name.removeprefix("python")
