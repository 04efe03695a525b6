"""What the Resend emulator has accepted, kept in one SQLite file so that it outlives restarts."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

KEPT = timedelta(hours=24)  # how long Resend remembers an idempotency key

_TABLES = """
CREATE TABLE IF NOT EXISTS email (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
  key TEXT PRIMARY KEY, at TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Email:
    """One mail: `fields` are those of the request, with every list of addresses a list."""

    id: str
    created_at: datetime
    fields: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a key was answered, and the digest of the request that brought it."""

    request: str
    body: dict[str, Any]


class Mailbox:
    """All mails, and the answers that repeated keys get. One process only."""

    def __init__(self, file: Path | None = None) -> None:
        self._database = sqlite3.connect(file or ":memory:", check_same_thread=False, autocommit=False)
        with self._database:
            self._database.executescript(_TABLES)

    def add(self, requests: Sequence[dict[str, Any]], at: datetime) -> list[str]:
        """The ids of the mails, which are stored all or none."""
        rows = [(str(uuid4()), at.isoformat(), json.dumps(fields)) for fields in requests]
        with self._database:
            self._database.executemany("INSERT INTO email (id, at, fields) VALUES (?, ?, ?)", rows)
        return [row[0] for row in rows]

    def find(self, identifier: str) -> Email | None:
        """The mail with that id."""
        found = self._database.execute("SELECT id, at, fields FROM email WHERE id = ?", (identifier,)).fetchone()
        return _email(found) if found else None

    def newest(self, limit: int = 200) -> list[Email]:
        """The last mails, newest first."""
        query = "SELECT id, at, fields FROM email ORDER BY number DESC LIMIT ?"
        return [_email(row) for row in self._database.execute(query, (limit,))]

    def remember(self, key: str, answer: Answer, at: datetime) -> None:
        """The key is answered so from now on, for as long as Resend remembers it."""
        with self._database:
            self._database.execute("DELETE FROM answer WHERE at <= ?", ((at - KEPT).isoformat(),))
            row = (key, at.isoformat(), answer.request, json.dumps(answer.body))
            self._database.execute("INSERT OR REPLACE INTO answer (key, at, request, answer) VALUES (?, ?, ?, ?)", row)

    def answer_to(self, key: str, at: datetime) -> Answer | None:
        """What the key was answered, unless that is too long ago."""
        query = "SELECT request, answer FROM answer WHERE key = ? AND at > ?"
        found = self._database.execute(query, (key, (at - KEPT).isoformat())).fetchone()
        return Answer(found[0], json.loads(found[1])) if found else None

    def clear(self) -> None:
        """Nothing is kept any more."""
        with self._database:
            self._database.executescript("DELETE FROM email; DELETE FROM answer;")

    def close(self) -> None:
        """The file is let go of."""
        self._database.close()


def now() -> datetime:
    """The time as the emulators see it, which no test moves: theirs is another machine."""
    return datetime.now(UTC)


def _email(row: tuple[str, str, str]) -> Email:
    return Email(row[0], datetime.fromisoformat(row[1]), json.loads(row[2]))
