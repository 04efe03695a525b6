"""`python3 -m lib.dev`: everything runs and the site is served until Ctrl-C, with a reload after every edit."""

import argparse
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack

import watchfiles

from lib.dev import environment, progress, server
from lib.dev.paths import ROOT
from lib.dev.services import Services, described

_WATCHED = ("api", "lib", "public")
_CONFIGURATION = ROOT / "vercel.json"
_TICK_MS = 300


def run(options: argparse.Namespace) -> int:
    """Serve; the value is the exit status: 0 after Ctrl-C or SIGTERM, 1 when a part stopped by itself."""
    began = time.monotonic()
    try:
        with ExitStack() as stack:
            sockets = _claim(options.port)
            stack.callback(_close, sockets)
            url = f"http://localhost:{options.port}"
            services = stack.enter_context(Services(url, fresh=options.fresh))
            site = server.Server("The site", "lib.dev.site:load()", sockets)
            stack.callback(site.stop)
            with progress.step("Starting Postgres, Valkey, the emulators and the site"):
                site.prepare(services.environment)
                services.start()
                site.start(services.environment)
            print(_summary(url, services, time.monotonic() - began), flush=True)
            complaint = _watch(site, services)
            print(f"\n{complaint}\nEverything else is stopped.", file=sys.stderr, flush=True)
            return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 0


def _watch(site: server.Server, services: Services) -> str:
    """What to say about the part that stopped by itself; until one does, edits restart the site."""
    configured = _stamp()
    folders = [ROOT / name for name in _WATCHED]
    for changes in watchfiles.watch(*folders, rust_timeout=_TICK_MS, debounce=200, yield_on_timeout=True):
        if complaint := services.crashed():
            return complaint
        if changes or configured != (configured := _stamp()):
            _restart(site, services.environment)
        elif site.process and site.process.poll() is not None:
            return f"The site stopped by itself ({described(site.process.returncode)}); what it said stands above."
    raise KeyboardInterrupt


def _restart(site: server.Server, variables: Mapping[str, str]) -> None:
    """The site runs today's code, or waits for the next edit when that cannot start; requests wait meanwhile."""
    began = time.monotonic()
    site.stop()
    try:
        site.start(variables)
    except progress.SetupError:
        print(
            "The site cannot start after this edit (see above); it waits for the next one.", file=sys.stderr, flush=True
        )
    else:
        print(f"Reloaded in {time.monotonic() - began:.1f} s.", flush=True)


def _stamp() -> int:
    try:
        return _CONFIGURATION.stat().st_mtime_ns
    except OSError:
        return 0


def _claim(port: int) -> list[socket.socket]:
    try:
        return server.listen(port)
    except OSError as error:
        hint = f"take another one: python3 -m lib.dev --port {port + 1 if port < 65_535 else 3000}"
        raise progress.SetupError(f"Port {port} is not to be had ({error.strerror}); {hint}") from error


def _close(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        listener.close()


def _summary(url: str, services: Services, seconds: float) -> str:
    rows = [("Site", url), ("API", f"{url}/api/docs"), ("What happened", f"{url}/_dev")]
    rows += [(name.capitalize(), value) for name, value in services.demo.items()]
    own = [name for name in ("DATABASE_URL", "KV_REST_API_URL", "RESEND_API_URL") if environment.brings_own(name)]
    if "DATABASE_URL" in own:
        rows.append(("Your database", "run `python3 -m lib.dev migrate` when its tables are not today's"))
    elif database := services.environment.get("DATABASE_URL"):
        rows.append(("Database", database))
    if own:
        rows.append(("Your own", ", ".join(own)))
    width = max(len(name) for name, _ in rows)
    lines = [f"  {name:<{width}}  {value}" for name, value in rows]
    return "\n".join(["", f"Tiffin is ready after {seconds:.1f} s. Ctrl-C stops everything.", "", *lines, ""])
