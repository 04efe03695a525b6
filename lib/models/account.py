"""People: their account, what they eat, and how they prove who they are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from lib import ids
from lib.models.base import DOCUMENT, MOMENT, TEXTS, created_at


class Account(SQLModel, table=True):
    """Somebody who has shown that the address is theirs."""

    __tablename__ = "account"
    __table_args__ = (Index("account_email_key", text("lower(email)"), unique=True),)

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    email: str
    name: str | None = None
    password_hash: str
    created_at: datetime = created_at()


class Preferences(SQLModel, table=True):
    """What an account eats, as the validated document of `lib.accounts.schemas.Preferences`."""

    __tablename__ = "preferences"
    __table_args__ = (CheckConstraint("jsonb_typeof(document) = 'object'", name="document"),)

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    document: dict[str, Any] = Field(sa_type=DOCUMENT)
    updated_at: datetime = created_at()


class SignUp(SQLModel, table=True):
    """A sign-up whose address nobody has confirmed yet; the account is made when the link is redeemed.

    Each one carries its own password, so that a stranger who signs an address up first gains nothing.
    """

    __tablename__ = "sign_up"
    __table_args__ = (Index("sign_up_expires_at_idx", "expires_at"),)  # serves the sweep

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    email: str
    name: str | None = None
    password_hash: str
    expires_at: datetime = Field(sa_type=MOMENT)
    redeemed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = created_at()


class Session(SQLModel, table=True):
    """A browser that is signed in; only the SHA-256 of its token is here."""

    __tablename__ = "session"
    __table_args__ = (
        Index("session_account_id_idx", "account_id"),  # serves "all my sessions" and the cascade
        Index("session_expires_at_idx", "expires_at"),  # serves the sweep
    )

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    user_agent: str | None = None
    expires_at: datetime = Field(sa_type=MOMENT)
    created_at: datetime = created_at()


class ApiKey(SQLModel, table=True):
    """A key for programs, limited to scopes; only the SHA-256 of it is here."""

    __tablename__ = "api_key"
    __table_args__ = (
        Index("api_key_account_recent_idx", "account_id", "created_at", "id"),  # serves the list and the cascade
        CheckConstraint("cardinality(scopes) > 0", name="scopes"),
    )

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    name: str
    hint: str
    key_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: list[str] = Field(sa_type=TEXTS)
    expires_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = created_at()
