"""Waiting for what happens elsewhere."""

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 20.0


async def until(happened: Callable[[], bool]) -> None:
    """It has happened.

    Raises:
        TimeoutError: it did not within `PATIENCE_SECONDS`.
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not happened():  # noqa: ASYNC110 - nobody sets an event for what a database or a socket does
            await asyncio.sleep(0.001)
