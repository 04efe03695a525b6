"""The official npm clients of Upstash and Resend work against the emulators unchanged. Needs Node and npm."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lib.dev.paths import DATA
from lib.dev.testbed import TestBed

SOURCES = Path(__file__).parent / "node"
PLACE = DATA / "npm" / "clients"
BEHAVIOURS = 12


@pytest.fixture(scope="module")
def installed() -> Path:
    """The folder with the script and the pinned packages, installed again only when package.json has changed."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("NOT CHECKED: the npm clients against the emulators, because Node or npm is not to be had")
    PLACE.mkdir(parents=True, exist_ok=True)
    wanted, done = (SOURCES / "package.json").read_text(), PLACE / "installed.json"
    shutil.copy(SOURCES / "package.json", PLACE)
    shutil.copy(SOURCES / "clients.mjs", PLACE)
    if not done.exists() or done.read_text() != wanted:
        cache = {"npm_config_cache": str(DATA / "npm" / "cache")}
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
        subprocess.run(command, cwd=PLACE, env=os.environ | cache, check=True, timeout=300)
        done.write_text(wanted)
    return PLACE


@pytest.mark.timeout(400)
def test_the_npm_clients_work_unchanged(installed: Path, services: TestBed) -> None:
    ended = subprocess.run(
        ["node", "clients.mjs"],
        cwd=installed,
        env=os.environ | services.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("ok ") == BEHAVIOURS, ended.stdout
