"""The calendar that somebody's plans are read from without signing in."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from lib import ids
from lib.models.base import created_at


class CalendarFeed(SQLModel, table=True):
    """An account's feed. Its address is made from `generation` and our key, so that a new one ends the old address."""

    __tablename__ = "calendar_feed"

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    generation: UUID = Field(default_factory=ids.new, unique=True)
    created_at: datetime = created_at()
