"""Asks the dependencies whether they answer, each with a deadline of its own."""

import asyncio
from typing import Literal

from sqlalchemy import exc, text

from lib import db, schema
from lib.clients import upstash
from lib.errors import DatabaseUnavailable, NotConfigured
from lib.health.schemas import Readiness

type _Answer = Literal["ok", "unavailable", "not_configured"]


async def check() -> Readiness:
    """What the database and Redis say; ready means that the database answers and holds the schema that we need."""
    database, redis = await asyncio.gather(_database(), _redis())
    return Readiness(status="ready" if database == "ok" else "not_ready", database=database, redis=redis)


async def _database() -> Literal["ok", "unavailable", "not_configured", "behind"]:
    try:
        async with db.read_only() as session:
            connection = await session.connection()
            revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except NotConfigured:
        return "not_configured"
    except DatabaseUnavailable:
        return "unavailable"
    except exc.ProgrammingError:  # no migration has ever run
        return "behind"
    return "ok" if revision is not None and revision >= schema.REVISION else "behind"


async def _redis() -> _Answer:
    try:
        await upstash.ping()
    except NotConfigured:
        return "not_configured"
    except upstash.RedisUnavailable:
        return "unavailable"
    return "ok"
