"""What belongs to the request that is being served, for code that is too deep to be handed the request."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from lib import ids

DEADLINE_SECONDS = 9.0
"""A request that waits for a dependency is answered within this time, well before the platform gives up."""


@dataclass(slots=True)
class Trace:
    """One request: its id, its deadline, and what it has cost so far."""

    request_id: str = field(default_factory=lambda: str(ids.new()))
    started: float = field(default_factory=time.monotonic)
    statements: int = 0
    sql_seconds: float = 0.0
    fields: dict[str, Any] = field(default_factory=dict)

    def remaining(self) -> float:
        """Seconds until the deadline, never below zero."""
        return max(0.0, self.started + DEADLINE_SECONDS - time.monotonic())


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def request() -> Iterator[Trace]:
    """Everything awaited inside belongs to one new request, with a deadline of its own."""
    trace = Trace()
    token = _trace.set(trace)
    try:
        yield trace
    finally:
        _trace.reset(token)


def current() -> Trace:
    """The trace of the request being served; outside of any, a fresh one whose deadline starts now."""
    return _trace.get() or Trace()
