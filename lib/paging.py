"""Lists by signed keyset cursors: every page costs the same, and nobody can make a cursor of their own."""

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lib import keys, security
from lib.errors import InvalidCursor

DEFAULT_LIMIT = 30
MAX_LIMIT = 100

Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many entries a page has at most.")]
Cursor = Annotated[
    str | None, Field(min_length=1, max_length=1_000, description="`next_cursor` of the page before, as it came.")
]


class PageRequest(BaseModel):
    """Which page of a list; lists add their filters to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = None


class Page[T](BaseModel):
    """One page of a list; `next_cursor` leads to the next and is null on the last."""

    data: list[T]
    next_cursor: str | None = None


def encode(listing: str, position: Sequence[Any]) -> str:
    """A cursor for the entries after `position`; `listing` names the list and its filters."""
    return security.seal(keys.signing_key(), f"cursor:{listing}", json.dumps(list(position)).encode())


def decode(listing: str, cursor: str) -> list[Any]:
    """The position that a cursor stands for.

    Raises:
        InvalidCursor: it was not made by us, or for another list or other filters.
    """
    message = security.unseal(keys.signing_key(), f"cursor:{listing}", cursor)
    if message is None:
        raise InvalidCursor
    position: list[Any] = json.loads(message)
    return position


def page[T](
    listing: str, rows: Sequence[T], limit: int, position: Callable[[T], Sequence[Any]]
) -> tuple[list[T], str | None]:
    """The first `limit` rows and the cursor behind them; ask the database for one row more than `limit`."""
    shown = list(rows[:limit])
    return shown, encode(listing, position(shown[-1])) if len(rows) > limit else None
