"""What accounts take and give: sign-up and sign-in, profile, API keys."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from lib.auth import SCOPES, Scope
from lib.fields import Email, Input, Moment, Name

MIN_PASSWORD = 15
MAX_PASSWORD = 128

NewPassword = Annotated[
    str,
    Field(
        min_length=MIN_PASSWORD,
        max_length=MAX_PASSWORD,
        description="Any characters, at least 15: a sentence is easier to remember than a riddle (NIST SP 800-63B-4).",
    ),
]
TypedPassword = Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD)]


class SignUpRequest(Input):
    """An address, a password of at least 15 characters, and a name if you like."""

    email: Email
    password: NewPassword
    name: Name | None = None


class SignInRequest(Input):
    """The address and the password of an account."""

    email: Email
    password: TypedPassword


class RedeemRequest(Input):
    """The token of a link from a mail."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


class Accepted(BaseModel):
    """What everybody gets, whether or not the address has an account."""

    message: str


class UserRead(BaseModel):
    """An account, as its owner sees it."""

    id: UUID
    email: str
    name: str | None
    created_at: datetime


class UserPatch(Input):
    """What can be changed of a profile; what is not sent stays."""

    name: Name | None = None


def _distinct(scopes: list[Scope]) -> list[Scope]:
    return sorted(set(scopes))


class ApiKeyCreate(Input):
    """A new key: what it is for, and what it may do."""

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(SCOPES)), AfterValidator(_distinct)]
    expires_at: Moment | None = None


class ApiKeyRead(BaseModel):
    """A key as it is listed: `hint` is its beginning, enough to tell keys apart."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None


class ApiKeyCreated(ApiKeyRead):
    """A new key with the key itself, which is shown this once only."""

    key: str
