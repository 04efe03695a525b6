"""Keeps planning from holding up everybody else: a few plans at a time, their heavy parts in threads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lib import context
from lib.errors import PlannerBusy

AT_ONCE = 2
"""Plans that an instance computes at the same time; more would only slow each other down."""

_places = asyncio.Semaphore(AT_ONCE)


@asynccontextmanager
async def place() -> AsyncIterator[None]:
    """A place at the planner, from reading the catalogue until the plan is verified: no more are read for than compute.

    Raises:
        PlannerBusy: none came free before the deadline.
    """
    try:
        async with asyncio.timeout(context.current().remaining()):
            await _places.acquire()
    except TimeoutError as error:
        raise PlannerBusy from error
    try:
        yield
    finally:
        _places.release()
