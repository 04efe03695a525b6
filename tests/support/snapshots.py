"""What is in the database, as digests that can be compared."""

from lib.dev.testbed import TestBed

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def snapshot(services: TestBed) -> dict[str, tuple[int, str]]:
    """For every table, how many rows it has and a digest of them all."""
    return {name: _digest(services, name) for (name,) in services.execute(_TABLES)}


def _digest(services: TestBed, table: str) -> tuple[int, str]:
    rows = f"SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: S608
    ((count, digest),) = services.execute(rows)
    return int(count), str(digest)
