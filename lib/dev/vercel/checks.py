"""Tries the project on the real Vercel CLI: builds it, looks into the bundles, runs them, and asks `vercel dev`.

No account and no deployment: a build in a copy of the tree and Vercel's own Python bootstrap, all in `.data/vercel`.
"""

import shutil
from pathlib import Path

from lib.dev import progress
from lib.dev.vercel import bootstrap, build, bundle, dev, imports
from lib.dev.vercel.bootstrap import Ask
from lib.dev.vercel.bundle import Bundle, CheckFailed
from lib.dev.vercel.cli import Cli, NotToBeHad, install

_SIGN_IN = {"email": "nobody@example.com", "password": "correct horse battery"}

# Every function, and what it answers where only the platform is there and no database, no Redis and no secret.
ASKS = {
    "api/cron": Ask("/api/cron/daily", (401, 503)),
    "api/health": Ask("/api/health", (200,)),
    "api/index": Ask("/api/openapi.json", (200,)),
    "api/v1/auth": Ask("/api/v1/auth/sign-in", (503,), "POST", _SIGN_IN),
    "api/v1/meal-plans": Ask("/api/v1/meal-plans", (401, 503)),
    "api/v1/recipes": Ask("/api/v1/recipes", (503,)),
    "api/v1/users": Ask("/api/v1/users/me", (401, 503)),
}


def run() -> None:
    """All checks have passed, or said loudly that this machine has no Node; figures are printed.

    Raises:
        CheckFailed: the deployment would not be what it should be.
        SetupError: the CLI could not be installed, or its build failed.
    """
    try:
        cli = install()
    except NotToBeHad as missing:
        print(f"SKIPPED: nothing was tried on the Vercel CLI: {missing}. Install Node 20 or newer, with npm.")
        return
    with build.workspace() as work:
        _check_build(cli, work)
        _check_dev(cli, work)


def _check_build(cli: Cli, work: Path) -> None:
    tree = work / "build"
    sources = build.copy_tree(tree)
    with progress.step("vercel build"):
        build.build(cli, tree)
    with progress.step("compiling bytecode, as Vercel does after a build"):
        build.compile_bytecode(cli, tree)
    bundles = [bundle.with_bytecode(built) for built in bundle.read_all(tree)]
    bundle.check(tree, sources, bundles)
    print(
        f"  {'function':20} {'bundle MB':>9} {'modules':>8} {'cold start ms':>14} {'CPU ms':>7} {'RSS MB':>8}  answers"
    )
    faults = []
    for built in bundles:
        folder = bootstrap.materialise(built, work / "instance")
        try:
            _check_function(cli, built, folder)
        except CheckFailed as fault:
            faults.append(str(fault))
        shutil.rmtree(folder)
    heaviest = ", ".join(f"{name} {size:.0f}" for name, size in bundle.weigh(bundles[0])[:8])
    print(f"  heaviest in every bundle, MB: {heaviest}")
    if faults:
        raise CheckFailed("\n".join(faults))


def _check_function(cli: Cli, built: Bundle, folder: Path) -> None:
    """One instance answers as it should, without having imported what it does not need; prints a line of figures."""
    ask = ASKS.get(built.name)
    if ask is None:
        raise CheckFailed(f"say in {__name__}.ASKS what {built.name} is to be asked")
    if built.runtime != f"python{cli.python_version}":
        raise CheckFailed(f"{built.name} is built for {built.runtime}, not for Python {cli.python_version}")
    loaded = imports.modules(folder, built, cli.python)
    imports.check(built, loaded)
    start = bootstrap.cold_start(folder, built, cli.python, ask)
    bootstrap.check(start, built.name, ask)
    print(
        f"  {built.name:20} {built.megabytes:9.1f} {len(loaded):8} {start.wall:14.0f} {start.cpu:7.0f}"
        f" {start.memory:8.0f}  {start.answer.status_code}",
        flush=True,
    )


def _check_dev(cli: Cli, work: Path) -> None:
    with progress.step("vercel dev --local"):
        dev.check_plain(cli, work / "dev-plain")
    with progress.step("vercel dev --local -A lib/dev/vercel.dev.json"):
        dev.check_recommended(cli, work / "dev")
