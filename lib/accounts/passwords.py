"""Hashes passwords beside the event loop, a few at a time: each takes 19 MiB and 30 ms of CPU."""

import asyncio

from lib import security

_AT_ONCE = asyncio.Semaphore(8)


async def hashed(password: str) -> str:
    """The hash to store of a new password."""
    async with _AT_ONCE:
        return await asyncio.to_thread(security.hash_password, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; `None` stands for nobody's, and takes as long to refuse."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    is_right = security.is_password(password, security.nobodys_hash() if stored is None else stored)
    return is_right and stored is not None
