"""Brings a database up to date: migrations, then the catalogue, and where it is wanted the demo account.

A process of its own (`python -m lib.dev.database`), because it imports the app under the environment it is given. The
last line it prints is that account's sign-in as JSON.
"""

import asyncio
import importlib
import io
import json
import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from lib.dev import prepared
from lib.recipes import loader

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


def upgrade() -> None:
    """The database that DATABASE_URL_UNPOOLED names has every migration."""
    command.upgrade(config(), "head")


def offline_sql() -> str:
    """The statements of all migrations, as they would run on an empty database."""
    written = io.StringIO()
    command.upgrade(config(written), "head", sql=True)
    return written.getvalue()


def config(output: io.StringIO | None = None) -> Config:
    """Alembic's configuration without an ini file; offline statements go to `output`."""
    made = Config(output_buffer=output) if output else Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def main(arguments: list[str]) -> None:
    """Prepare the database of this process's environment, or with `--sql` only print what the migrations would do.

    With `--demo` there is a demo account as well, and the database notes what it was prepared with.
    """
    if "--sql" in arguments:
        print(offline_sql())
        return
    upgrade()
    address = os.environ["DATABASE_URL_UNPOOLED"]
    asyncio.run(loader.load(address))
    sign_in: dict[str, str] = {}
    if "--demo" in arguments:
        sign_in = asyncio.run(importlib.import_module("lib.dev.demo").ensure_demo())
        prepared.write(address, sign_in)
    print(json.dumps(sign_in))


if __name__ == "__main__":
    main(sys.argv[1:])
