"""Runs the planner beside the event loop, a few plans at a time."""

import asyncio
from collections.abc import Callable

from lib import context
from lib.errors import PlannerBusy

AT_ONCE = 2
"""Plans that an instance computes at the same time; more would only slow each other down."""

_places = asyncio.Semaphore(AT_ONCE)


async def beside_the_loop[T](compute: Callable[[], T]) -> T:
    """What the computation returns, found in a thread of its own so that other requests go on.

    Raises:
        PlannerBusy: the instance could not begin before the deadline.
    """
    try:
        async with asyncio.timeout(context.current().remaining()):
            await _places.acquire()
    except TimeoutError as error:
        raise PlannerBusy from error
    try:
        return await asyncio.to_thread(compute)
    finally:
        _places.release()
