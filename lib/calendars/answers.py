"""A calendar as an answer that its reader need not fetch twice."""

import hashlib
from typing import Any

from starlette.responses import Response

from lib.calendars.ical import MEDIA_TYPE

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The calendar", "content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "The reader has this version already"},
}
_CACHE = "private, no-cache"  # its reader may keep it, and asks before each use whether it still holds


def answer(calendar: str, if_none_match: str | None) -> Response:
    """The calendar, or 304 for a reader that names the version which it has."""
    tag = _tag(calendar)
    headers = {"ETag": tag, "Cache-Control": _CACHE}
    if _is_known(tag, if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(calendar, media_type=MEDIA_TYPE, headers=headers)


def _tag(content: str) -> str:
    """A strong entity tag: the same for the same octets, and for no others."""
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def _is_known(tag: str, if_none_match: str | None) -> bool:
    """Whether the reader holds this version (RFC 9110, section 13.1.2: weak comparison)."""
    known = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return tag in known or known == ["*"]
