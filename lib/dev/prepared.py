"""A note inside the development database about what it was last prepared with, so that a start need not do it again."""

import hashlib
import json
from collections.abc import Mapping

import psycopg
from psycopg import sql

from lib.dev.paths import ROOT

# Whatever can change what preparing does: edits in these places make the next start prepare the database anew.
_SOURCES = ("lib/migrations", "lib/models", "lib/recipes", "lib/accounts", "lib/dev/demo.py", "tests/requirements.txt")
_REVISION = "SELECT version_num FROM alembic_version"
_NOTE = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


def read(url: str) -> dict[str, str] | None:
    """The demo account's sign-in when nothing is left to prepare; None when something is."""
    with psycopg.connect(url, autocommit=True) as connection:
        note = json.loads(_value(connection, _NOTE) or "{}")
        if note.get("sources") != fingerprint() or note.get("revision") != _revision(connection):
            return None
    demo: dict[str, str] = note["demo"]
    return demo


def write(url: str, demo: Mapping[str, str]) -> None:
    """The database carries the note that today's sources prepared it."""
    with psycopg.connect(url, autocommit=True) as connection:
        note = {"sources": fingerprint(), "revision": _revision(connection), "demo": demo}
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(json.dumps(note))))


def fingerprint() -> str:
    """A digest of the sources that preparing depends on."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        place = ROOT / source
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                content = file.read_bytes()
                digest.update(f"{file.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _revision(connection: psycopg.Connection[tuple[object, ...]]) -> str | None:
    try:
        return _value(connection, _REVISION)
    except psycopg.errors.UndefinedTable:
        return None


def _value(connection: psycopg.Connection[tuple[object, ...]], query: str) -> str | None:
    row = connection.execute(query.encode()).fetchone()
    return str(row[0]) if row and row[0] is not None else None
