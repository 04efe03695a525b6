"""Writes the one OpenAPI document of all functions, and says whether the written one is stale."""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from lib import app as foundation
from lib import problem
from lib.gateway import app as gateway

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"
_DESCRIPTION = """Meal plans that provably respect what people eat, and what must never be on their plate.

Sign in to get a session cookie, or send an API key as `Authorization: Bearer tfn_...`. Every error is a problem of
RFC 9457 with a stable `code`; `/api/problems` explains each. Lists answer `{data, next_cursor}`: pass `next_cursor` as
`cursor` to go on. `/api/v1` stays compatible: fields and routes are added, never changed or taken away."""


def build() -> dict[str, Any]:
    """The document of all functions together.

    Raises:
        ValueError: two functions mean different things by the same name or path.
    """
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Tiffin", "version": foundation.VERSION, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": {},
        "components": {"schemas": {problem.SCHEMA_NAME: problem.SCHEMA}, "securitySchemes": {}},
    }
    for function in (app for app in dict.fromkeys(gateway.functions.values()) if isinstance(app, FastAPI)):
        part = function.openapi()
        _merge(document["paths"], part["paths"])
        for kind in ("schemas", "securitySchemes"):
            _merge(document["components"][kind], part.get("components", {}).get(kind, {}))
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    return document


def render() -> str:
    """The document as it is written: one line per value, so that changes are read line by line."""
    return json.dumps(build(), indent=1, ensure_ascii=False) + "\n"


def write() -> None:
    """The file holds the present document."""
    FILE.write_text(render(), "utf-8")


def is_stale() -> bool:
    """Whether the file differs from what the functions say."""
    return not FILE.exists() or FILE.read_text("utf-8") != render()


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if into.setdefault(name, value) != value:
            raise ValueError(f"two functions disagree about {name}")


def main(arguments: list[str]) -> int:
    """Write the document; with `--check`, only say whether it is stale (exit status 1)."""
    if "--check" in arguments:
        if is_stale():
            print("lib/docs/openapi.json is stale: run `python3 -m lib.dev openapi`")
            return 1
        return 0
    write()
    print(f"wrote {FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
