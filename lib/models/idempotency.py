"""Answers by idempotency key, stored with the effect that they tell of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from lib.models.base import DOCUMENT, created_at


class IdempotencyKey(SQLModel, table=True):
    """The answer that a key was given, and the SHA-256 of the request that it was given for."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("idempotency_key_created_at_idx", "created_at"),)  # serves the sweep

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int
    headers: dict[str, Any] = Field(sa_type=DOCUMENT)
    body: str
    created_at: datetime = created_at()
