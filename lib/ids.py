"""The only place where identities are made: UUIDs of version 7, which sort by the time they were made (RFC 9562)."""

import secrets
from uuid import UUID

from lib import clock

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def new() -> UUID:
    """A UUID that no other call returns and that sorts after those of earlier milliseconds."""
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    random = secrets.randbits(74)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION | (high << 64) | _VARIANT | low)
