"""Every statement about accounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, inspect, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.account import Account, ApiKey, Preferences, Session, SignUp

_API_KEY = inspect(ApiKey).columns


async def find_account(session: AsyncSession, email: str) -> Account | None:
    """The account of an address, however it is capitalised."""
    return (await session.exec(select(Account).where(func.lower(Account.email) == email.lower()))).first()


async def take_sign_up(session: AsyncSession, sign_up: UUID, now: datetime) -> SignUp | None:
    """The sign-up, redeemed by this very call; `None` when it is unknown, used or too old."""
    take = (
        update(SignUp)
        .where(col(SignUp.id) == sign_up, col(SignUp.redeemed_at).is_(None), col(SignUp.expires_at) > now)
        .values(redeemed_at=now)
        .returning(SignUp)
        .execution_options(synchronize_session=False)
    )
    return (await session.exec(take)).scalar_one_or_none()


async def add_account(session: AsyncSession, account: Account) -> bool:
    """Whether the account is new; one with its address already changes nothing."""
    add = insert(Account).values(account.model_dump()).on_conflict_do_nothing().returning(col(Account.id))
    return (await session.exec(add)).first() is not None


async def start_session(session: AsyncSession, started: Session, instead_of: bytes | None) -> None:
    """The session is stored, and the one of this token's hash is gone."""
    start = insert(Session).values(started.model_dump())
    if instead_of is not None:
        start = start.add_cte(delete(Session).where(col(Session.token_hash) == instead_of).cte("ended"))
    await session.exec(start)


async def end_session(session: AsyncSession, token_hash: bytes) -> None:
    """The session of this token is gone."""
    await session.exec(delete(Session).where(col(Session.token_hash) == token_hash))


async def rename(session: AsyncSession, account: UUID, name: str | None) -> None:
    """The account has this name."""
    await session.exec(update(Account).where(col(Account.id) == account).values(name=name))


async def find_preferences(session: AsyncSession, account: UUID) -> Mapping[str, Any] | None:
    """The stored document, or `None` when the account never saved one."""
    query = select(Preferences.document).where(Preferences.account_id == account)
    return (await session.exec(query)).first()


async def save_preferences(session: AsyncSession, account: UUID, document: dict[str, Any], now: datetime) -> None:
    """The document is the account's, whatever was there before."""
    values = {"account_id": account, "document": document, "updated_at": now}
    save = insert(Preferences).values(values)
    await session.exec(
        save.on_conflict_do_update(index_elements=["account_id"], set_={"document": document, "updated_at": now})
    )


async def list_api_keys(session: AsyncSession, account: UUID, limit: int) -> Sequence[ApiKey]:
    """An account's keys, newest first."""
    mine = select(ApiKey).where(ApiKey.account_id == account)
    newest = mine.order_by(col(ApiKey.created_at).desc(), col(ApiKey.id).desc()).limit(limit)
    return (await session.exec(newest)).all()


async def add_api_key(session: AsyncSession, key: ApiKey, most: int) -> bool:
    """Whether the key is stored: it is not where its account has so many already, however many ask at once."""
    # The lock is a statement of its own: what the next one counts is then what others have committed.
    await session.exec(select(Account.id).where(Account.id == key.account_id).with_for_update())
    values = key.model_dump()
    held = select(func.count()).where(ApiKey.account_id == key.account_id).scalar_subquery()
    row = select(*(bindparam(None, value, _API_KEY[name].type) for name, value in values.items())).where(held < most)
    add = insert(ApiKey).from_select(list(values), row).returning(col(ApiKey.id))
    return (await session.exec(add)).first() is not None


async def delete_api_key(session: AsyncSession, account: UUID, key: UUID) -> bool:
    """Whether the account had this key; it is gone now."""
    gone = delete(ApiKey).where(col(ApiKey.id) == key, col(ApiKey.account_id) == account).returning(col(ApiKey.id))
    return (await session.exec(gone)).first() is not None


async def purge(session: AsyncSession, now: datetime) -> None:
    """Sessions and sign-ups that nobody can use any more are gone."""
    await session.exec(delete(Session).where(col(Session.expires_at) <= now))
    await session.exec(delete(SignUp).where(col(SignUp.expires_at) <= now))
