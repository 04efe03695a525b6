"""The checks on what `vercel build` made fail when the deployment would be wrong."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from lib.dev.vercel import bootstrap, bundle, imports
from lib.dev.vercel.bootstrap import Ask, ColdStart
from lib.dev.vercel.bundle import Bundle, CheckFailed

SOURCES = [
    "README.md",
    "api/_shared.py",
    "api/health.py",
    "api/v1/users.py",
    "lib/app.py",
    "lib/dev/cli.py",
    "lib/migrations/env.py",
    "lib/recipes/data/foods.jsonl",
    "lib/words.txt",
    "public/about/index.html",
    "public/robots.txt",
    "tests/test_it.py",
]
OWN = ["api/_shared.py", "api/health.py", "api/v1/users.py", "lib/app.py", "lib/words.txt"]
FUNCTIONS = ".vercel/output/functions"
ASK = Ask("/api/v1/users/me", (401, 503))


def built_tree(root: Path) -> Path:
    """What a faultless build of SOURCES leaves behind, dependencies cut down to one file."""
    for name in SOURCES:
        write(root / name)
        write((root / name).parent / "__pycache__" / f"{Path(name).stem}.cpython-312.pyc")
    write(root / "vendored/fastapi.py", "x" * 1000)
    output = root / ".vercel/output"
    for name in ("about/index.html", "robots.txt"):
        write(output / "static" / name)
    for name in ("api/health", "api/v1/users"):
        add_function(root, name, OWN)
    return root


def add_function(root: Path, name: str, own: list[str]) -> None:
    folder = root / FUNCTIONS / f"{name}.func"
    files = {path: path for path in own} | {"_vendor/fastapi/applications.py": "vendored/fastapi.py"}
    settings = {"runtime": "python3.12", "environment": {"PYTHONPATH": "_vendor"}, "filePathMap": files}
    write(folder / ".vc-config.json", json.dumps(settings))
    write(folder / bundle.ENTRY)


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def check(tree: Path) -> None:
    bundle.check(tree, SOURCES, [bundle.with_bytecode(found) for found in bundle.read_all(tree)])


def test_accepts_what_should_be_deployed(tmp_path: Path) -> None:
    tree = built_tree(tmp_path)

    check(tree)

    first = bundle.with_bytecode(bundle.read_all(tree)[0])
    assert first.name == "api/health"
    assert "api/__pycache__/health.cpython-312.pyc" in first.files
    assert bundle.weigh(first) == [("fastapi", 0.001)]


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (lambda tree: add_function(tree, "api/v2", OWN), r"functions: not expected api/v2\.py"),
        (lambda tree: shutil.rmtree(tree / FUNCTIONS / "api/v1/users.func"), r"functions: missing api/v1/users\.py"),
        (lambda tree: write(tree / ".vercel/output/static/lib/app.py"), r"static files: not expected lib/app\.py"),
        (lambda tree: (tree / ".vercel/output/static/robots.txt").unlink(), r"static files: missing robots\.txt"),
        (lambda tree: add_function(tree, "api/health", [*OWN, "README.md"]), r"in api/health: not expected README\.md"),
        (lambda tree: add_function(tree, "api/health", [*OWN, "lib/dev/cli.py"]), r"not expected lib/dev/cli\.py"),
        (lambda tree: add_function(tree, "api/health", OWN[:-1]), r"files in api/health: missing lib/words\.txt"),
        (lambda tree: (tree / "lib/__pycache__/app.cpython-312.pyc").unlink(), r"no bytecode of lib/app\.py"),
        (lambda tree: os.truncate(tree / "vendored/fastapi.py", 200_100_000), r"weighs 200 MB, more than 200"),
    ],
)
def test_refuses_what_should_not_be_deployed(tmp_path: Path, fault: Callable[[Path], None], complaint: str) -> None:
    tree = built_tree(tmp_path)
    fault(tree)

    with pytest.raises(CheckFailed, match=complaint):
        check(tree)


def test_refuses_a_thirteenth_function(tmp_path: Path) -> None:
    names = [f"api/f{number}" for number in range(13)]
    write(tmp_path / "vendored/fastapi.py")
    for name in names:
        add_function(tmp_path, name, [])

    with pytest.raises(CheckFailed, match="13 functions, and the plan takes 12"):
        bundle.check(tmp_path, [f"{name}.py" for name in names], bundle.read_all(tmp_path))


@pytest.mark.parametrize(
    ("status", "kind", "complaint"),
    [
        (401, "application/problem+json", None),
        (500, "application/problem+json", "expected was 401 or 503"),
        (503, "text/plain; charset=utf-8", "which is no problem document"),
        (200, "application/json", "expected was 401 or 503"),
    ],
)
def test_an_instance_must_answer_with_a_problem_of_ours(status: int, kind: str, complaint: str | None) -> None:
    start = ColdStart(httpx.Response(status, headers={"content-type": kind}), "", wall=1, cpu=1, memory=1)

    if complaint is None:
        bootstrap.check(start, "api/v1/users", ASK)
        return
    with pytest.raises(CheckFailed, match=complaint):
        bootstrap.check(start, "api/v1/users", ASK)


@pytest.mark.parametrize(
    ("name", "loaded", "refused"),
    [
        ("api/health", ["fastapi", "starlette.routing"], None),
        ("api/health", ["fastapi", "sqlalchemy.orm"], "sqlalchemy"),
        ("api/v1/users", ["sqlalchemy.orm"], None),
        ("api/v1/users", ["numpy", "highspy._core"], "highspy, numpy"),
    ],
)
def test_a_function_must_not_import_what_only_some_paths_need(
    name: str, loaded: list[str], refused: str | None
) -> None:
    built = Bundle(name, "python3.12", {}, {})

    if refused is None:
        imports.check(built, loaded)
        return
    with pytest.raises(CheckFailed, match=f"{name} imports {refused} at its start"):
        imports.check(built, loaded)
