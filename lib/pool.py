"""What a pooled connection must stand in a function that freezes between requests, on a network that loses peers.

Three listeners on an engine: is the connection still alive (without a round trip), can it never be held beyond the
request's deadline, and what did its statements cost.
"""

import asyncio
import os
import select
import socket
import time
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.ext.asyncio import AsyncEngine

from lib import context, logs

PING_AFTER_SECONDS = 30.0


def install(engine: AsyncEngine) -> None:
    """Watch the engine's connections as this module says."""
    target = engine.sync_engine
    event.listen(target, "checkout", _refuse_dead)
    event.listen(target, "checkout", _arm)
    event.listen(target, "checkin", _disarm)
    event.listen(target, "before_cursor_execute", _start_statement)
    event.listen(target, "after_cursor_execute", _end_statement)


def _refuse_dead(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
    """An idle Postgres connection has nothing to read; a readable one brings a farewell, FIN or RST.

    One idle for long is pinged as well: a peer that vanished sends nothing.
    """
    idle_since = record.info.get("idle_since")
    if idle_since is None:
        return
    connection = dbapi_connection.driver_connection
    if connection.closed or _is_readable(connection.pgconn.socket):
        raise exc.DisconnectionError("closed while idle")
    if time.monotonic() - idle_since > PING_AFTER_SECONDS and not _answers(dbapi_connection):
        raise exc.DisconnectionError("does not answer")


def _is_readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(poll.poll(0))


def _answers(dbapi_connection: Any) -> bool:
    cursor = dbapi_connection.cursor()
    try:
        cursor.execute("")
    except dbapi_connection.dbapi.Error:
        return False
    finally:
        cursor.close()
    return True


def _arm(dbapi_connection: Any, record: Any, _proxy: Any) -> None:
    """Cut the connection at the request's deadline.

    Neither a server-side timeout nor a cancelled task ends a wait for a peer that is silent: psycopg would first ask
    that very peer to cancel, for ten seconds. A closed socket ends it at once.
    """
    delay = max(context.current().remaining(), 0.05)
    loop = asyncio.get_running_loop()
    record.info["timer"] = loop.call_later(delay, _sever, dbapi_connection.driver_connection)


def _disarm(_dbapi_connection: Any, record: Any) -> None:
    timer = record.info.pop("timer", None)
    if timer is not None:
        timer.cancel()
    record.info["idle_since"] = time.monotonic()


def _sever(connection: Any) -> None:
    if connection.closed:
        return
    logs.warning("database_deadline")
    duplicate = socket.socket(fileno=os.dup(connection.pgconn.socket))
    try:
        duplicate.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the peer was faster; the wait ends either way
    finally:
        duplicate.close()


def _start_statement(*arguments: Any) -> None:
    arguments[4].started_at = time.monotonic()


def _end_statement(*arguments: Any) -> None:
    trace = context.current()
    trace.statements += 1
    trace.sql_seconds += time.monotonic() - arguments[4].started_at
