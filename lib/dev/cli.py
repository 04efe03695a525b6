"""What `python3 -m lib.dev` understands. Runs on Python 3.9."""

from __future__ import annotations

import argparse

SERVE = "serve"
VERBS = {
    SERVE: "set up, start everything and serve the site (what happens without a verb)",
    "test": "set up and run every check",
    "migrate": "bring the database up to date and load the catalogue",
    "openapi": "write the API description anew, or with --check say whether it is stale",
    "token": "print a fresh API key of the demo account",
    "bench": "measure, and print the ratios that the budgets are stated in",
    "doctor": "say which production settings are missing and how to get them",
    "services": "start only the embedded parts and print the environment to use",
}


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options as a namespace whose `verb` is one of VERBS; exits with 2 on anything else, as argparse does."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = [SERVE, *arguments]
    parser = argparse.ArgumentParser(prog="python3 -m lib.dev", description="Tiffin, for development.")
    verbs = parser.add_subparsers(dest="verb", metavar="verb", required=True)
    parts = {name: verbs.add_parser(name, help=text, description=text) for name, text in VERBS.items()}
    for name in (SERVE, "services"):
        parts[name].add_argument("--fresh", action="store_true", help="forget all development data first")
    parts[SERVE].add_argument("--port", type=_port, default=3000, help="the port of the site (3000)")
    parts["services"].add_argument("--until-gone", type=int, metavar="PID", help="stop when that process is gone")
    parts["test"].add_argument("--all", action="store_true", help="add the long checks")
    parts["test"].add_argument("only", nargs="*", help="only the checks whose names contain one of these words")
    parts["openapi"].add_argument("--check", action="store_true", help="change nothing; exit with 1 when it is stale")
    parts["bench"].add_argument("only", nargs="*", help="only these measurements")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port; take one from 1 to 65535")
    return int(text)
