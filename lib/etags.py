"""Versions of things as entity tags, so that nobody overwrites what they have not seen (RFC 9110, section 13.1.1)."""

import re
from typing import Annotated

from fastapi import Depends, Header

_NEVER = 0  # versions begin with 1
_OURS = re.compile(r'"(\d{1,9})"', re.ASCII)


def of(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def _wanted(
    if_match: Annotated[
        str | None,
        Header(max_length=200, description='The version that you saw, as its `ETag` gave it: `"3"`; `*` for any.'),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _OURS.fullmatch(if_match.strip())
    return int(found[1]) if found is not None else _NEVER


IfMatch = Annotated[int | None, Depends(_wanted)]
"""The version that the client saw, or `None` when any will do."""
