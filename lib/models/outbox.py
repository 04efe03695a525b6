"""What the world must hear of, written in the transaction that causes it and delivered afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from lib import clock, ids
from lib.models.base import DOCUMENT, MOMENT, created_at


class OutboxMessage(SQLModel, table=True):
    """One delivery: its id is the provider's idempotency key, its payload never changes once it is here."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_due_idx", "next_at", postgresql_where=text("state = 'pending'")),  # serves the drain
        CheckConstraint("state IN ('pending', 'sent', 'parked')", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(sa_type=DOCUMENT)
    state: str = "pending"
    attempts: int = 0
    next_at: datetime = Field(default_factory=clock.now, sa_type=MOMENT)
    first_tried_at: datetime | None = Field(default=None, sa_type=MOMENT)
    lease: UUID | None = None
    provider_id: str | None = None
    error: str | None = None
    created_at: datetime = created_at()
    sent_at: datetime | None = Field(default=None, sa_type=MOMENT)
