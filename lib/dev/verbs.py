"""What each verb of the command line does, inside `.venv`."""

import argparse
import importlib
import os
import time
from collections.abc import Callable, Mapping

from lib.dev import checks, environment, process, serve, services
from lib.dev.paths import ROOT


def run(options: argparse.Namespace) -> int:
    """Do what the verb says; the value is the exit status."""
    return _VERBS[options.verb](options)


def _migrate(_: argparse.Namespace) -> int:
    if environment.brings_own("DATABASE_URL"):
        services.prepare_database(environment.complete({}, _ANYWHERE))
    else:
        with services.running() as complete:
            services.prepare_database(complete)
    print("The database has every migration and the catalogue.")
    return 0


def _openapi(options: argparse.Namespace) -> int:
    _enter(environment.complete({}, _ANYWHERE))
    return _main("lib.dev.openapi", ["--check"] if options.check else [])


def _token(_: argparse.Namespace) -> int:
    with services.running() as complete:
        _enter(complete)
        return _main("lib.dev.demo", [])


def _services(options: argparse.Namespace) -> int:
    with services.Services(_ANYWHERE, fresh=options.fresh) as started:
        started.start()
        for name, value in sorted(started.embedded.items()):
            print(f"{name}={value}", flush=True)
        while options.until_gone is None or process.is_alive(options.until_gone):
            if complaint := started.crashed():
                print(complaint)
                return 1
            time.sleep(1)
    return 0


def _bench(options: argparse.Namespace) -> int:
    found = sorted(file.stem for file in BENCHES.glob("*.py") if not file.stem.startswith("_"))
    chosen = [name for name in found if not options.only or name in options.only]
    for name in chosen:
        importlib.import_module(f"lib.dev.bench.{name}").run()
    if not chosen:
        print(f"There are these measurements: {', '.join(found)}.")
    return 0 if chosen else 2


def _doctor(options: argparse.Namespace) -> int:
    return int(importlib.import_module("lib.dev.doctor").run(options))


BENCHES = ROOT / "lib" / "dev" / "bench"
_ANYWHERE = "http://localhost:3000"
_VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve.run,
    "test": checks.run,
    "bench": _bench,
    "doctor": _doctor,
    "migrate": _migrate,
    "openapi": _openapi,
    "token": _token,
    "services": _services,
}


def _enter(complete: Mapping[str, str]) -> None:
    os.environ.update(complete)


def _main(module: str, arguments: list[str]) -> int:
    """Run a module that imports the app, which reads the environment, so not before that is complete."""
    return int(importlib.import_module(module).main(arguments))
