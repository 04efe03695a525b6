"""Who is asking: a session cookie or an API key, looked up in one statement.

A handler takes `BrowserUser`, or `Annotated[User, Depends(require_scope(...))]` where API keys may call it with that
scope.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock, context, db, security, settings
from lib.errors import ScopeMissing, Unauthenticated
from lib.models.account import Account, ApiKey, Session

type Scope = Literal["profile:read", "profile:write", "recipes:read", "recipes:write", "plans:read", "plans:write"]
SCOPES: tuple[Scope, ...] = get_args(Scope.__value__)

_COOKIE = APIKeyCookie(name="session", auto_error=False, scheme_name="Session", description="Set by signing in.")
_BEARER = HTTPBearer(auto_error=False, scheme_name="ApiKey", description="An API key: `Bearer tfn_...`.")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody signed in; `scopes` is `None` for a browser session, which may do everything its owner may."""

    id: UUID
    email: str
    name: str | None
    created_at: datetime
    session_id: UUID | None = None
    scopes: frozenset[str] | None = None


def cookie_name() -> str:
    """`__Host-session`, which browsers guard best, or `session` where development runs over plain HTTP."""
    return "__Host-session" if settings.get().is_https else "session"


async def current_user(
    request: Request,
    _cookie: Annotated[str | None, Security(_COOKIE)],
    _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> User:
    """The user whom the request's key or cookie belongs to; a key that is sent wins over a cookie.

    Raises:
        Unauthenticated: there is neither, or it is unknown, expired or revoked.
    """
    user = await _find_user(request)
    if user is None:
        raise Unauthenticated
    return user


def reader_with(scope: Scope) -> Callable[[Request], Awaitable[UUID | None]]:
    """A dependency that gives the id of whoever is signed in or holds a key with the scope, and refuses nobody.

    For what everybody may read, and some may read more of.
    """

    async def find(request: Request) -> UUID | None:
        user = await _find_user(request)
        return user.id if user is not None and (user.scopes is None or scope in user.scopes) else None

    return find


async def _find_user(request: Request) -> User | None:
    """The user whom the request's key or cookie belongs to; without either, nobody is asked."""
    header = request.headers.get("authorization")
    token = request.cookies.get(cookie_name()) if header is None else _key_of(header)
    if not token:
        return None
    async with db.read_only() as session:
        user = await (_by_session(session, token) if header is None else _by_key(session, token))
    if user is not None:
        context.current().fields["user"] = security.digest(str(user.id)).hex()[:12]
    return user


async def _browser_user(user: Annotated[User, Depends(current_user)]) -> User:
    if user.scopes is not None:
        raise ScopeMissing("API keys cannot do this; sign in.")
    return user


def require_scope(scope: Scope) -> Callable[[User], Awaitable[User]]:
    """A dependency that gives the user, who is signed in or holds a key with the scope.

    Raises:
        ScopeMissing: the key was not given the scope.
    """

    async def check(user: Annotated[User, Depends(current_user)]) -> User:
        if user.scopes is not None and scope not in user.scopes:
            raise ScopeMissing(f"The key needs the scope {scope}.")
        return user

    return check


BrowserUser = Annotated[User, Depends(_browser_user)]
"""Somebody signed in with a browser: for what no API key may do."""


async def _by_session(session: AsyncSession, token: str) -> User | None:
    query = (
        select(Account, Session.id)
        .join(Session)
        .where(Session.token_hash == security.digest(token), col(Session.expires_at) > clock.now())
    )
    row = (await session.exec(query)).first()
    return None if row is None else _user(row[0], session_id=row[1])


async def _by_key(session: AsyncSession, key: str) -> User | None:
    has_time_left = col(ApiKey.expires_at).is_(None) | (col(ApiKey.expires_at) > clock.now())
    query = select(Account, ApiKey.scopes).join(ApiKey).where(ApiKey.key_hash == security.digest(key), has_time_left)
    row = (await session.exec(query)).first()
    return None if row is None else _user(row[0], scopes=frozenset(row[1]))


def _user(account: Account, *, session_id: UUID | None = None, scopes: frozenset[str] | None = None) -> User:
    return User(account.id, account.email, account.name, account.created_at, session_id, scopes)


def _key_of(header: str) -> str | None:
    kind, _, key = header.partition(" ")
    return key if kind.lower() == "bearer" and security.is_api_key(key) else None
