"""Logs as JSON, one object a line, on standard error: events with ids, never bodies, addresses or secrets."""

import json
import logging
import sys
from functools import cache
from typing import Any

from lib import clock, context, settings

_logger = logging.getLogger("tiffin")


class _Line(logging.Formatter):
    """Formats a record as one line of JSON, so that nothing a client sends can forge a second one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "release": settings.get().release[:12],
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


@cache
def configure() -> None:
    """Send Tiffin's events to standard error as JSON; safe to repeat."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    _logger.addHandler(handler)
    _logger.propagate = False
    _logger.setLevel(logging.INFO)


def event(name: str, **fields: object) -> None:
    """Write one event with the id of the request it belongs to."""
    _logger.info(name, extra={"fields": {"request_id": context.current().request_id, **fields}})


def warning(name: str, **fields: object) -> None:
    """Write one event that somebody should look at."""
    _logger.warning(name, extra={"fields": {"request_id": context.current().request_id, **fields}})


def failure(name: str, error: BaseException, **fields: object) -> None:
    """Write one event with the traceback of what went wrong."""
    _logger.error(name, exc_info=error, extra={"fields": {"request_id": context.current().request_id, **fields}})
