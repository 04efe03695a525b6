"""`vercel.json` and the files around it mean what the deployment needs."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lib.gateway import Gateway
from tests.unit.gateway_tree import ECHO, build_tree, client_of

ROOT = Path(__file__).resolve().parents[2]
CONFIG: dict[str, Any] = json.loads((ROOT / "vercel.json").read_text())
FUNCTIONS = sorted(
    file.relative_to(ROOT).with_suffix("").as_posix()
    for file in (ROOT / "api").rglob("*.py")
    if not any(part.startswith("_") for part in file.relative_to(ROOT).parts)
)


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    """The real configuration over functions that only say who they are."""
    files = {f"{name}.py": ECHO for name in FUNCTIONS} | {"public/index.html": "<p>front</p>"}
    return Gateway(build_tree(tmp_path, files, **CONFIG))


@pytest.mark.parametrize("function", FUNCTIONS)
async def test_every_function_answers_at_its_address_and_below(gateway: Gateway, function: str) -> None:
    address = "/" + function.removesuffix("/index")

    async with client_of(gateway) as client:
        answers = [await client.get(address + below) for below in ("", "/", "/one", "/one/two")]

    assert [answer.json()["file"] for answer in answers] == [function.replace("/", ".")] * 4
    assert [answer.json()["path"] for answer in answers] == [address + below for below in ("", "/", "/one", "/one/two")]


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/api/v1/foods", "api.v1.recipes"),
        ("/api/v1/foods/lentils", "api.v1.recipes"),
        ("/api/docs", "api.index"),
        ("/api/openapi.json", "api.index"),
        ("/api/problems/not_found", "api.index"),
        ("/api/no/such/thing", "api.index"),
        ("/api/v1/recipe", "api.index"),
    ],
)
async def test_paths_that_are_not_named_as_a_file_find_theirs(gateway: Gateway, path: str, function: str) -> None:
    async with client_of(gateway) as client:
        answer = await client.get(path)

    assert answer.json()["file"] == function


@pytest.mark.parametrize("path", ["/", "/index.html", "/nope", "/apis", "/robots.txt"])
async def test_pages_get_the_security_headers(gateway: Gateway, path: str) -> None:
    async with client_of(gateway) as client:
        headers = (await client.get(path)).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"].startswith("max-age=63072000")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/health", "/api/v1/recipes/1"])
async def test_the_api_sets_its_headers_itself(gateway: Gateway, path: str) -> None:
    async with client_of(gateway) as client:
        headers = (await client.get(path)).headers

    configured = {header["key"].lower() for rule in CONFIG["headers"] for header in rule["headers"]}
    assert configured
    assert not configured & set(headers)


def test_rewrites_name_no_parameters() -> None:
    named = [rule["source"] for rule in CONFIG["rewrites"] if ":" in rule["source"]]

    assert CONFIG["rewrites"]
    assert named == []  # named ones are added to the query that the function sees


def test_each_cron_runs_once_a_day_on_a_path_below_the_cron_function() -> None:
    for cron in CONFIG["crons"]:
        assert re.fullmatch(r"\d{1,2} \d{1,2} \* \* \*", cron["schedule"]), cron
        assert cron["path"].startswith("/api/cron/"), cron


def test_functions_set_no_limits_that_break_vercel_dev() -> None:
    assert {key for settings in CONFIG["functions"].values() for key in settings} == {"excludeFiles"}


def test_the_files_that_decide_how_vercel_builds_are_as_they_must_be() -> None:
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = set(subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines())

    assert CONFIG["framework"] is None
    assert (ROOT / ".python-version").read_text() == "3.12\n"
    assert any(name.startswith("public/") for name in tracked)
    assert not tracked & {"pyproject.toml", "uv.lock", "Pipfile", "setup.py"}


def test_at_most_twelve_functions() -> None:
    assert 1 <= len(FUNCTIONS) <= 12


def test_every_requirement_is_pinned_and_no_development_package_is_bundled() -> None:
    bundled = _pins(ROOT / "requirements.txt")
    development = _pins(ROOT / "tests/requirements.txt")

    assert len(bundled) > 10
    assert not bundled & development
    assert not bundled & {"pytest", "ruff", "mypy", "uvicorn", "alembic"}


def _pins(file: Path) -> set[str]:
    lines = [line.strip() for line in file.read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    loose = [line for line in wanted if not re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[A-Za-z0-9.]+", line)]
    assert loose == []
    return {re.split(r"[\[=]", line)[0].lower() for line in wanted}
