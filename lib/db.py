"""Postgres: one pool for transactions, one for reads, made at first use and kept for the life of the instance.

Open a session in a handler's body, never as a dependency: a dependency holds its connection while the request waits for
other things, and a busy instance then waits for itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, Literal

import certifi
from sqlalchemy import URL, exc, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from lib import context, dialect, logs, pool, settings
from lib.errors import DatabaseUnavailable, NotConfigured

type _Purpose = Literal["transactions", "reads"]

_engines: dict[_Purpose, AsyncEngine] = {}
_WORKING = 2  # connections that stay open when the instance is idle
_CHECKOUT_SECONDS = 3.0
_RETRY_SECONDS = 0.05


@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    """Everything done with the session is committed on success, and none of it on error.

    Raises:
        DatabaseUnavailable: Postgres does not answer before the deadline, or all connections stay busy.
    """
    async with _session(_engine("transactions")) as session, session.begin():
        yield session


@asynccontextmanager
async def read_only() -> AsyncIterator[AsyncSession]:
    """A session whose statements each cost one round trip, for reads and for writes of one statement.

    Raises:
        DatabaseUnavailable: as for `transaction`.
    """
    async with _session(_engine("reads")) as session:
        yield session


async def dispose() -> None:
    """No connection is open; the next use makes new pools."""
    while _engines:
        _, engine = _engines.popitem()
        await engine.dispose()


@asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    connection = await _connect(engine)
    try:
        async with aclosing(connection), AsyncSession(connection, expire_on_commit=False) as session:
            yield session
    except (exc.OperationalError, exc.InterfaceError) as error:
        raise _unavailable(error) from error


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    """A connection from the pool, waiting no longer than the deadline; tried twice, as nothing was sent yet."""
    try:
        async with asyncio.timeout(context.current().remaining()):
            try:
                return await engine.connect()
            except exc.OperationalError:
                await asyncio.sleep(_RETRY_SECONDS)
                return await engine.connect()
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, TimeoutError) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> DatabaseUnavailable:
    logs.warning("database_unavailable", reason=type(error).__name__, cause=type(error.__cause__).__name__)
    return DatabaseUnavailable()


def _engine(purpose: _Purpose) -> AsyncEngine:
    if purpose not in _engines:
        _engines[purpose] = _make_engine(purpose)
    return _engines[purpose]


def _make_engine(purpose: _Purpose) -> AsyncEngine:
    size = settings.get().database_pool_size
    working = min(_WORKING, size)
    reads: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
    engine = create_async_engine(
        url(),
        pool_size=working,
        max_overflow=size - working,
        pool_timeout=_CHECKOUT_SECONDS,
        pool_recycle=280,  # Neon suspends after five minutes
        pool_use_lifo=True,
        connect_args=connect_args(),
        **(reads if purpose == "reads" else {}),
    )
    pool.install(engine)
    return engine


def url(*, direct: bool = False) -> URL:
    """The address of the database for SQLAlchemy: pooled for requests, direct for migrations.

    Raises:
        NotConfigured: `DATABASE_URL` is not set.
    """
    configured = settings.get()
    secret = (configured.database_url_unpooled if direct else None) or configured.database_url
    if secret is None:
        logs.warning("not_configured", variable="DATABASE_URL")
        raise NotConfigured
    return address(secret.get_secret_value())


def address(text: str) -> URL:
    """A Postgres address as SQLAlchemy takes it: with our dialect and, where TLS is asked for, checked certificates."""
    plain = make_url(text).set(drivername=f"postgresql+{dialect.NAME}")
    if plain.query.get("sslmode") in {"require", "verify-ca", "verify-full"}:
        # Certificates are checked against certifi's roots, and TLS starts at once: one round trip less (libpq 17).
        plain = plain.update_query_dict(
            {"sslmode": "verify-full", "sslrootcert": certifi.where(), "sslnegotiation": "direct"}
        )
    return plain


def connect_args() -> dict[str, Any]:
    """Driver options that suit PgBouncer in transaction mode and a network that may lose the peer."""
    return {
        "prepare_threshold": None,
        "connect_timeout": 5,
        "application_name": "tiffin",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
