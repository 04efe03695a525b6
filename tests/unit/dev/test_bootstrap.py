"""The front door opens on Python 3.9 with nothing installed, and repairs what it finds half made."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.dev import bootstrap, cli, interpreters
from lib.dev.paths import ROOT
from lib.dev.progress import SetupError

BEFORE_THE_ENVIRONMENT = ("__main__", "bootstrap", "cli", "interpreters", "paths", "progress")


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that seems complete, and is none of ours."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n")
    requirements = tmp_path / "requirements.txt", tmp_path / "more.txt"
    for file in requirements:
        file.write_text("a==1\n")
    monkeypatch.setattr(bootstrap, "VENV", folder)
    monkeypatch.setattr(bootstrap, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", folder / ".ready")
    monkeypatch.setattr(bootstrap, "HALF_MADE", folder / ".half-made")
    monkeypatch.setattr(bootstrap, "REQUIREMENTS", requirements)
    (folder / ".ready").write_text(bootstrap._fingerprint())
    return folder


def imported(tree: ast.Module) -> Iterator[str]:
    """Modules that importing this one imports, so nothing under TYPE_CHECKING or inside a function."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "lib.dev":
            yield from (f"lib.dev.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("name", BEFORE_THE_ENVIRONMENT)
def test_what_runs_before_the_environment_is_old_python_without_packages(name: str) -> None:
    source = (ROOT / "lib" / "dev" / f"{name}.py").read_text()
    tree = ast.parse(source, feature_version=(3, 9))

    own = {f"lib.dev.{module}" for module in BEFORE_THE_ENVIRONMENT}
    assert "from __future__ import annotations" in source or name == "paths"
    for module in imported(tree):
        assert module in own or module.partition(".")[0] in sys.stdlib_module_names, module


@pytest.mark.usefixtures("venv")
def test_is_content_with_an_environment_made_from_todays_files() -> None:
    assert bootstrap._is_ready()


@pytest.mark.parametrize("file", ["requirements.txt", "more.txt"])
def test_is_not_content_when_a_requirement_has_changed(venv: Path, file: str) -> None:
    (venv.parent / file).write_text("a==2\n")

    assert not bootstrap._is_ready()
    assert bootstrap._is_usable()  # to be added to, not made anew


def test_is_not_content_when_the_python_has_changed(venv: Path) -> None:
    (venv / "pyvenv.cfg").write_text("version = 3.13.0\n")

    assert not bootstrap._is_ready()


def test_makes_an_environment_anew_whose_python_is_gone(venv: Path) -> None:
    (venv / "bin" / "python").unlink()

    assert not bootstrap._is_ready()
    assert not bootstrap._is_usable()


def test_makes_an_environment_anew_that_an_interrupt_left_half_made(venv: Path) -> None:
    (venv / ".ready").unlink()
    (venv / ".half-made").touch()

    assert not bootstrap._is_ready()
    assert not bootstrap._is_usable()


def test_passes_over_a_python_that_does_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a pyenv shim of a version that is not selected."""
    shim = tmp_path / "python3.14"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    working = tmp_path / "python3.12"
    working.symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(shim))

    assert interpreters.find() == str(working)


def test_takes_a_python_that_pyenv_keeps_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("3.9.1", "3.12.1"):
        (tmp_path / "versions" / version / "bin").mkdir(parents=True)
    beside = tmp_path / "versions" / "3.12.1" / "bin" / "python"
    beside.symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))

    assert interpreters.find() == str(beside)


def test_says_how_to_get_a_python_when_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))

    with pytest.raises(SetupError, match=r"needs Python 3\.12 or newer(.|\n)*pyenv install"):
        interpreters.find()


@pytest.mark.parametrize("home", ["", "/proc/nothing"])
def test_caches_in_the_project_where_the_home_cannot_be_written(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    variables = bootstrap._clean_environment()

    assert Path(variables["UV_CACHE_DIR"]).is_relative_to(ROOT / ".data")


def test_serves_when_no_verb_is_named() -> None:
    assert cli.parse([]).verb == "serve"
    assert cli.parse(["--port", "4000", "--fresh"]).port == 4000


@pytest.mark.parametrize("arguments", [["tset"], ["--port", "0"], ["--port", "x"], ["--nothing"]])
def test_exits_with_2_on_what_it_does_not_understand(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.parse(arguments)

    assert ended.value.code == 2
