"""Migrations lead to what the models say, and back, with rows in the tables."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from lib import db, models, settings
from lib.dev import database
from lib.dev.testbed import TEMPLATE, TestBed

NAME = "migrated"


@pytest.fixture
def migrated(services: TestBed, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own with all migrations and the catalogue, which migrations go to now."""
    services.postgres.ensure_database(NAME, TEMPLATE)
    monkeypatch.setenv("DATABASE_URL_UNPOOLED", services.postgres.url(NAME))
    settings.get.cache_clear()
    yield NAME
    settings.get.cache_clear()
    services.execute(f"DROP DATABASE {NAME}")


def _differences() -> list[object]:
    assert models.__all__  # all tables are registered
    engine = create_engine(db.url(direct=True), connect_args=db.connect_args())
    try:
        with engine.connect() as connection:
            options = {"compare_type": True, "compare_server_default": True}
            return list(compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata))
    finally:
        engine.dispose()


@pytest.mark.usefixtures("migrated")
def test_the_migrations_make_what_the_models_say() -> None:
    assert _differences() == []


@pytest.mark.usefixtures("migrated")
def test_every_migration_can_be_taken_back_and_made_again() -> None:
    config = database.config()

    command.downgrade(config, "base")
    command.upgrade(config, "head")

    assert _differences() == []
