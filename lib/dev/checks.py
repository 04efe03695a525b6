"""`python3 -m lib.dev test`: every check, with output only of what fails, and a table at the end."""

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lib.dev import environment, pins
from lib.dev.paths import ROOT, VENV

_LOUD = ("SKIPPED", "NOT CHECKED")  # lines that begin so are shown even when the check passed
_TESTED = ("tests/unit", "tests/api", "tests/contract", "tests/chaos")


class CheckFailedError(Exception):
    """A check does not hold; the text is its output."""


@dataclass(frozen=True)
class Check:
    """Something that must hold; `run` returns its output, or raises CheckFailedError with it."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True)
class Result:
    """What came of a check, and how long it took."""

    name: str
    passed: bool
    output: str
    seconds: float


def run(options: argparse.Namespace) -> int:
    """Run all checks that the options leave; the value is 0 when all of them held, and there was one."""
    began = time.monotonic()
    # The tests take both cores at times and leave them at others; what reads the sources fills the gaps.
    lanes = [_static_checks(), [Check("tests", lambda: _pytest(everything=options.all))]]
    lanes = [[check for check in lane if _is_wanted(check, options.only)] for lane in lanes]
    with ThreadPoolExecutor(len(lanes)) as pool:
        try:
            results = list(itertools.chain.from_iterable(pool.map(_run_lane, lanes)))
        except KeyboardInterrupt:
            _running.stop()
            raise
    _report(results, time.monotonic() - began)
    if not results:
        print(f"No check is called {' or '.join(options.only)}.")
    elif not options.all:
        print("Left out: tests marked `long`; python3 -m lib.dev test --all has them as well.")
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 0 if results and not failed else 1


def _static_checks() -> list[Check]:
    return [
        Check("pins", _pins),
        Check("ruff check", lambda: _tool("ruff", "check", "--quiet", ".")),
        Check("ruff format", lambda: _tool("ruff", "format", "--check", ".")),
        Check("mypy --strict", lambda: _tool("mypy", "--strict", "api", "lib", "tests")),
        Check("import-linter", lambda: _tool("lint-imports", "--no-logo", "--cache-dir", ".data/cache/import-linter")),
        Check("openapi is fresh", lambda: _python("-m", "lib.dev.openapi", "--check")),
        Check("squawk on the migrations", _squawk),
        Check("vercel", lambda: _python("-c", "from lib.dev.vercel import checks; checks.run()")),
    ]


def _is_wanted(check: Check, words: Sequence[str]) -> bool:
    return not words or any(word in check.name for word in words)


def _run_lane(lane: list[Check]) -> list[Result]:
    return [_result(check) for check in lane]


def _result(check: Check) -> Result:
    began = time.monotonic()
    try:
        passed, output = True, check.run()
    except CheckFailedError as failure:
        passed, output = False, str(failure)
    result = Result(check.name, passed, output, time.monotonic() - began)
    print(f"  {'ok    ' if passed else 'FAILED'}  {result.name} ({result.seconds:.1f} s)", flush=True)
    return result


def _report(results: list[Result], seconds: float) -> None:
    for result in results:
        if not result.passed:
            print(f"\n== {result.name}\n{result.output.rstrip()}")
    print(f"\n{'check':<28}{'seconds':>9}")
    for result in results:
        print(f"{result.name:<28}{result.seconds:>9.1f}  {'passed' if result.passed else 'FAILED'}")
        for line in result.output.splitlines():
            if result.passed and line.strip().startswith(_LOUD):
                print(f"    {line.strip()}")
    print(f"{'all':<28}{seconds:>9.1f}")


def _pins() -> str:
    faults = sorted(pins.faults())
    if faults:
        raise CheckFailedError("\n".join(faults))
    return ""


def _pytest(*, everything: bool) -> str:
    folders = [folder for folder in _TESTED if (ROOT / folder).is_dir()]
    extra = ["--long"] if everything else []
    # Another one at every run, so that nothing comes to rely on the order of a set, but the same in all workers.
    seed = str(random.randrange(1, 4_294_967_296))
    arguments = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--durations=5", *extra, *folders]
    try:
        return _command([sys.executable, *arguments], PYTHONHASHSEED=seed)
    except CheckFailedError as failure:
        raise CheckFailedError(f"{failure}\nRepeat it with PYTHONHASHSEED={seed}.") from failure


def _squawk() -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(_python("-m", "lib.dev.database", "--sql"))
        file.flush()
        return _tool("squawk", "--pg-version=18", file.name)


def _tool(name: str, *arguments: str) -> str:
    return _command([str(VENV / "bin" / name), *arguments])


def _python(*arguments: str) -> str:
    return _command([sys.executable, *arguments])


def _command(arguments: Sequence[str], **variables: str) -> str:
    """Its output, when it ended well. Errors and output are one text, in the order in which they were written."""
    output, status = _running.run(arguments, _variables() | variables)
    if status != 0:
        raise CheckFailedError(f"{output}\n(exit status {status}: {Path(arguments[0]).name})")
    return output


def _variables() -> dict[str, str]:
    """What checks that import the app need; nothing in it leads to a service of the person's."""
    harmless = {name: value for name, value in os.environ.items() if name not in environment.SERVICES}
    placeholders = {
        "NO_COLOR": "1",
        "TIFFIN_ENV": "development",
        "APP_URL": "http://localhost:3000",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "SECRET_KEY": "only-for-checks-only-for-checks-only-for-checks",
    }
    return harmless | placeholders


class _Running:
    """The commands that run now, so that an interrupt can end them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commands: set[subprocess.Popen[str]] = set()
        self._stopped = False

    def run(self, arguments: Sequence[str], variables: Mapping[str, str]) -> tuple[str, int]:
        """Output and exit status of a command."""
        with self._lock:
            if self._stopped:
                raise CheckFailedError("interrupted")
            command = subprocess.Popen(
                arguments,
                cwd=ROOT,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
            self._commands.add(command)
        output, _ = command.communicate()
        with self._lock:
            self._commands.discard(command)
        return output, command.returncode

    def stop(self) -> None:
        """All commands have been told to end, and no more begin."""
        with self._lock:
            self._stopped = True
            for command in self._commands:
                command.send_signal(signal.SIGINT)


_running = _Running()
