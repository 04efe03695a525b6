"""The only place where Tiffin learns what time it is, so that tests can say so."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The current moment, in UTC and aware of it."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` from now on; `None` brings the system's clock back."""
    global _source  # noqa: PLW0603 - the seam itself
    _source = source or _system_time
