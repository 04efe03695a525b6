"""What all tables share: names of constraints that migrations can rely on, and the column types we use."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from lib import clock

SQLModel.metadata.naming_convention = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

MOMENT: Any = DateTime(timezone=True)
TEXTS: Any = ARRAY(Text)
DOCUMENT: Any = JSONB
DOCUMENT_OR_NULL: Any = JSONB(none_as_null=True)
IDENTITIES: Any = ARRAY(Uuid)


def created_at() -> datetime:
    """A column that holds when the row was made, set by us so that one clock rules."""
    moment: datetime = Field(default_factory=clock.now, sa_type=MOMENT)
    return moment
