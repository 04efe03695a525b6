"""Idempotency keys: however often a request is repeated under one key, it has one effect and one answer.

The answer is stored by the statement, or in the transaction, that has the effect: either both are there or neither. A
key belongs to an account and stands for one request, told by the SHA-256 of its method, path, query and parsed body.
What was refused is not stored, so that it may be tried again under the same key.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock
from lib.errors import IdempotencyKeyInvalid, IdempotencyKeyReused
from lib.models.idempotency import IdempotencyKey

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_REPLAYED = {"Idempotency-Replayed": "true"}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request that came with a key; `fingerprint` tells it from other requests."""

    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with, byte for byte; a repetition says that it is one."""

    status: int
    headers: dict[str, str]
    body: str
    is_repeated: bool = False

    def response(self) -> Response:
        """The answer as it goes out."""
        headers = self.headers | (_REPLAYED if self.is_repeated else {})
        return Response(self.body, self.status, headers, media_type="application/json")


async def _keyed(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=300,
            description="Any 1 to 255 visible ASCII characters, fresh for every intended effect. A repetition with "
            "the same key has no effect and gets the first answer again, for 24 hours.",
        ),
    ] = None,
) -> Keyed | None:
    if idempotency_key is None:
        return None
    key = idempotency_key
    if len(key) > 1 and key.startswith('"') and key.endswith('"'):
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid
    return Keyed(key, fingerprint(request.method, request.url.path, request.url.query, await request.body()))


WithKey = Annotated[Keyed | None, Depends(_keyed)]
"""The idempotency key of the request, if it came with one."""


def fingerprint(method: str, path: str, query: str, body: bytes) -> bytes:
    """The SHA-256 of a request; blanks and the order of names in the body and of parameters do not matter."""
    parsed: Any = json.loads(body) if body else None
    parts = [method, path, sorted(query.split("&")), parsed]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).digest()


async def find(session: AsyncSession, account: UUID, keyed: Keyed) -> Answer | None:
    """The answer that the key was given already.

    Raises:
        IdempotencyKeyReused: it was given for another request.
    """
    mine = select(IdempotencyKey).where(IdempotencyKey.account_id == account, IdempotencyKey.key == keyed.key)
    row = (await session.exec(mine)).first()
    if row is None:
        return None
    if row.fingerprint != keyed.fingerprint:
        raise IdempotencyKeyReused
    return Answer(row.status, {name: str(value) for name, value in row.headers.items()}, row.body, is_repeated=True)


def row(account: UUID, keyed: Keyed, answer: Answer) -> IdempotencyKey:
    """The answer as it is stored."""
    return IdempotencyKey(
        account_id=account,
        key=keyed.key,
        fingerprint=keyed.fingerprint,
        status=answer.status,
        headers=dict(answer.headers),
        body=answer.body,
    )


async def purge(session: AsyncSession) -> None:
    """Keys that nobody may rely on any more are gone."""
    await session.exec(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) <= clock.now() - KEPT))
