"""API keys: made, listed and deleted by their owner in the browser, never by another key."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock, security
from lib.accounts import queries
from lib.accounts.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead
from lib.errors import NotFound, TooManyApiKeys, ValidationFailed
from lib.models.account import ApiKey
from lib.paging import Page
from lib.problem import FieldError

MAX_KEYS = 20
_HINT_LENGTH = 8


async def create(session: AsyncSession, account: UUID, request: ApiKeyCreate) -> ApiKeyCreated:
    """A new key, shown in full this once; we keep its hash.

    Raises:
        ValidationFailed: it would have expired already.
        TooManyApiKeys: the account has `MAX_KEYS` already.
    """
    if request.expires_at is not None and request.expires_at <= clock.now():
        raise ValidationFailed(errors=[FieldError("/expires_at", "Lies in the past.")])
    key = security.new_api_key()
    row = ApiKey(
        account_id=account,
        name=request.name,
        hint=key[:_HINT_LENGTH],
        key_hash=security.digest(key),
        scopes=list(request.scopes),
        expires_at=request.expires_at,
    )
    if not await queries.add_api_key(session, row, MAX_KEYS):
        raise TooManyApiKeys(f"An account holds at most {MAX_KEYS} keys. Delete one that is no longer used.")
    return ApiKeyCreated(**_show(row).model_dump(), key=key)


async def list_all(session: AsyncSession, account: UUID) -> Page[ApiKeyRead]:
    """All keys of the account, newest first; they are few enough for one page."""
    return Page(data=[_show(row) for row in await queries.list_api_keys(session, account, MAX_KEYS)])


async def delete(session: AsyncSession, account: UUID, key: UUID) -> None:
    """The key opens nothing any more.

    Raises:
        NotFound: the account has no such key.
    """
    if not await queries.delete_api_key(session, account, key):
        raise NotFound


def _show(row: ApiKey) -> ApiKeyRead:
    return ApiKeyRead(
        id=row.id,
        name=row.name,
        hint=row.hint,
        scopes=row.scopes,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
