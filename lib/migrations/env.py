"""How Alembic runs Tiffin's migrations: on the direct address, one at a time, never queueing behind a long reader.

A statement that cannot have its lock within two seconds fails and the migration rolls back, instead of making every
request wait behind it; `upgrade` may then be tried again. Postgres frees the advisory lock when the connection ends.
"""

from typing import Any

from alembic import context
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from lib import db, models

LOCK_TIMEOUT = "2s"
STATEMENT_TIMEOUT = "15min"
_ONE_AT_A_TIME = 7_458_213
_OPTIONS: dict[str, Any] = {
    "target_metadata": SQLModel.metadata,
    "transaction_per_migration": True,
    "compare_server_default": True,
}

assert models.__all__  # noqa: S101 - importing the models is what fills the metadata


def run_offline() -> None:
    """Print the SQL of the migrations, for review and for the linter."""
    context.configure(dialect_name="postgresql", literal_binds=True, **_OPTIONS)
    with context.begin_transaction():
        context.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        context.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
        context.run_migrations()


def run_online() -> None:
    """Bring the database to the wanted revision; waits for another run to finish first."""
    engine = create_engine(db.url(direct=True), connect_args=db.connect_args(), isolation_level="AUTOCOMMIT")
    with engine.connect() as guard, engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        guard.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ONE_AT_A_TIME})
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        context.configure(connection=connection, **_OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
