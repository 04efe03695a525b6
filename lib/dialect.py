"""A psycopg dialect that asks the server nothing it was told already.

SQLAlchemy's own asks four questions on the first connection of a process, in nine round trips; psycopg learned the
answers while it connected. On a function that starts cold those trips are the cold start.
"""

from typing import Any, Literal

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, PGDialectAsync_psycopg
from sqlalchemy.engine import URL, Connection


class _Quiet:
    """The four questions, answered from what libpq knows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"use_native_hstore": False, **options})

    @staticmethod
    def _libpq(dbapi_connection: Any) -> Any:
        return getattr(dbapi_connection, "driver_connection", dbapi_connection).pgconn

    def _get_server_version_info(self, connection: Connection) -> tuple[int, int]:
        version = self._libpq(connection.connection).server_version
        return version // 10000, version % 10000

    def _get_default_schema_name(self, connection: Connection) -> str:  # noqa: ARG002 - the role's search_path is ours
        return "public"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Literal["READ COMMITTED"]:  # noqa: ARG002 - the default
        return "READ COMMITTED"

    def _set_backslash_escapes(self, connection: Connection) -> None:
        status = self._libpq(connection.connection).parameter_status(b"standard_conforming_strings")
        self._backslash_escapes = status == b"off"


class QuietAsync(_Quiet, PGDialectAsync_psycopg):
    """The dialect of async engines."""

    # It must stand on the class itself: inherited, it is ignored and every statement is compiled anew.
    supports_statement_cache = True


class Quiet(_Quiet, PGDialect_psycopg):
    """What `postgresql+quiet://` resolves to."""

    supports_statement_cache = True

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[QuietAsync]:  # noqa: ARG003 - SQLAlchemy's signature
        """Async engines use the async twin."""
        return QuietAsync


NAME = "quiet"
registry.register(f"postgresql.{NAME}", __name__, "Quiet")
