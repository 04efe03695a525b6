"""Cold starts in Vercel's Python bootstrap, as ratios to a function that is nothing but FastAPI, in one run."""

import statistics
from dataclasses import dataclass
from pathlib import Path

from lib.dev import progress
from lib.dev.paths import ROOT
from lib.dev.vercel import bootstrap, build, bundle
from lib.dev.vercel.bootstrap import Ask
from lib.dev.vercel.bundle import Bundle
from lib.dev.vercel.checks import ASKS
from lib.dev.vercel.cli import Cli, NotToBeHad, install

ROUNDS = 9
BARE = "api/bare"
# CPU until the first answer, as multiples of the bare function's.
BUDGETS = {"api/health": 1.1}
BUDGET = 2.0

_BARE_FUNCTION = """
from fastapi import FastAPI

app = FastAPI()

@app.get("/api/bare")
async def bare() -> dict[str, str]:
    return {"status": "ok"}
"""


@dataclass(frozen=True)
class Ratio:
    """A function's cold start: median CPU in ms, that as a multiple of the bare function's, and memory in MB."""

    name: str
    cpu: float
    ratio: float
    memory: float

    @property
    def budget(self) -> float:
        """The multiple that it may cost at most."""
        return BUDGETS.get(self.name, BUDGET)


def run() -> None:
    """The ratios are printed beside their budgets.

    Raises:
        SetupError: the CLI could not be installed, or a build failed.
    """
    try:
        cli = install()
    except NotToBeHad as missing:
        print(f"SKIPPED: no cold start was measured: {missing}.")
        return
    print(f"  {'cold start':20} {'CPU ms':>7} {'x bare':>7} {'budget':>7} {'RSS MB':>8}   medians of {ROUNDS}")
    for found in measure(cli):
        over = "   OVER" if found.ratio > found.budget else ""
        print(f"  {found.name:20} {found.cpu:7.0f} {found.ratio:7.2f} {found.budget:7.1f} {found.memory:8.0f}{over}")


def measure(cli: Cli, rounds: int = ROUNDS) -> list[Ratio]:
    """Every function's cold start after a build of its own, the bare one first.

    A ratio is the median over the rounds of what was measured right after the bare function in the same round, so
    that a machine which is busy for a while does not tilt it.
    """
    with build.workspace() as work:
        bare, *ours = _build_bare(cli, work / "bare") + _build_ours(cli, work / "build")
        folders = {built.name: bootstrap.materialise(built, work / "run" / built.name) for built in [bare, *ours]}
        return [_compare(cli, bare, built, folders, rounds) for built in [bare, *ours]]


def _build_bare(cli: Cli, tree: Path) -> list[Bundle]:
    requirements = (ROOT / "requirements.txt").read_text().splitlines()
    (tree / "api").mkdir(parents=True)
    (tree / f"{BARE}.py").write_text(_BARE_FUNCTION)
    (tree / "vercel.json").write_text('{"framework": null}')
    (tree / "requirements.txt").write_text(next(line for line in requirements if line.startswith("fastapi==")))
    with progress.step("vercel build of a bare FastAPI function"):
        build.build(cli, tree, VERCEL_PYTHON_COMPILEALL="1")
    return bundle.read_all(tree)


def _build_ours(cli: Cli, tree: Path) -> list[Bundle]:
    build.copy_tree(tree)
    with progress.step("vercel build"):
        build.build(cli, tree, VERCEL_PYTHON_COMPILEALL="1")
    return bundle.read_all(tree)


def _compare(cli: Cli, bare: Bundle, built: Bundle, folders: dict[str, Path], rounds: int) -> Ratio:
    asks = {**ASKS, BARE: Ask("/api/bare", (200,))}
    pairs = []
    for _ in range(rounds):
        pair = [bootstrap.cold_start(folders[one.name], one, cli.python, asks[one.name]) for one in (bare, built)]
        bootstrap.check(pair[1], built.name, asks[built.name])
        pairs.append(pair)
    return Ratio(
        built.name,
        statistics.median(ours.cpu for _, ours in pairs),
        statistics.median(ours.cpu / reference.cpu for reference, ours in pairs),
        statistics.median(ours.memory for _, ours in pairs),
    )
