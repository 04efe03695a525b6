"""What the app writes to its log, as the fields of its events."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append({"event": record.getMessage(), **getattr(record, "fields", {})})


@contextmanager
def recorded() -> Iterator[list[dict[str, Any]]]:
    """Every event that is logged inside, oldest first."""
    logger = logging.getLogger("tiffin")
    collector = _Collector()
    logger.addHandler(collector)
    try:
        yield collector.lines
    finally:
        logger.removeHandler(collector)
