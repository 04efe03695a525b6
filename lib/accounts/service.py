"""Signing up, in and out, and the profile: what happens, in the order in which it happens."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock, keys, outbox, security, settings
from lib.accounts import passwords, preferences, queries
from lib.accounts.preferences import Preferences
from lib.accounts.schemas import Accepted, SignUpRequest, UserPatch, UserRead
from lib.auth import User
from lib.errors import InvalidCredentials, LinkExpired
from lib.mail import letters
from lib.models.account import Account, Session, SignUp

LINK_LIFETIME = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(days=30)
_PURPOSE = "sign_up"
_LOOK_INTO_MAIL = Accepted(message="Look into your mail: a link is on its way.")


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser says of itself: its program, and the session it holds already."""

    user_agent: str
    token: str | None


async def sign_up(session: AsyncSession, request: SignUpRequest, password_hash: str) -> Accepted:
    """A mail is queued: a link that makes the account or, where one exists already, a note that says so.

    The answer and the work are the same in both cases, so that nobody learns who has an account.
    """
    origin = settings.get().origin
    if await queries.find_account(session, request.email) is not None:
        outbox.enqueue(session, "mail", letters.already_registered(request.email, origin=origin))
        return _LOOK_INTO_MAIL
    pending = SignUp(
        email=request.email,
        name=request.name,
        password_hash=password_hash,
        expires_at=clock.now() + LINK_LIFETIME,
    )
    session.add(pending)
    letter = letters.confirm_address(request.email, origin=origin, purpose=_PURPOSE, sign_up=pending.id)
    outbox.enqueue(session, "mail", letter)
    return _LOOK_INTO_MAIL


async def redeem_sign_up(session: AsyncSession, token: str) -> Account:
    """The account exists; the link that made it never works again.

    Raises:
        LinkExpired: the token is not ours, was used, is too old, or its address got an account meanwhile.
    """
    identity = security.link_identity(keys.signing_key(), _PURPOSE, token)
    pending = None if identity is None else await queries.take_sign_up(session, identity, clock.now())
    if pending is None:
        raise LinkExpired
    account = Account(email=pending.email, name=pending.name, password_hash=pending.password_hash)
    if not await queries.add_account(session, account):
        raise LinkExpired
    return account


async def find_account(session: AsyncSession, email: str) -> Account | None:
    """The account of an address, or `None`, which `check_password` takes as well."""
    return await queries.find_account(session, email)


async def check_password(account: Account | None, password: str) -> Account:
    """The account, if the password is its own; takes as long when there is no account.

    Raises:
        InvalidCredentials: it is not.
    """
    is_right = await passwords.matches(password, account.password_hash if account is not None else None)
    if account is None or not is_right:
        raise InvalidCredentials
    return account


async def start_session(session: AsyncSession, account: UUID, browser: Browser) -> str:
    """A new session's token; the session that the browser came with, if any, is over."""
    token = security.new_token()
    started = Session(
        account_id=account,
        token_hash=security.digest(token),
        user_agent=browser.user_agent[:200],
        expires_at=clock.now() + SESSION_LIFETIME,
    )
    await queries.start_session(session, started, security.digest(browser.token) if browser.token else None)
    return token


async def end_session(session: AsyncSession, token: str | None) -> None:
    """The session is over; there being none is just as well."""
    if token:
        await queries.end_session(session, security.digest(token))


def show(account: Account | User) -> UserRead:
    """The account as its owner sees it."""
    return UserRead(id=account.id, email=account.email, name=account.name, created_at=account.created_at)


async def update_profile(session: AsyncSession, user: User, patch: UserPatch) -> UserRead:
    """The profile, with what was sent changed and the rest as it was."""
    if "name" not in patch.model_fields_set:
        return show(user)
    await queries.rename(session, user.id, patch.name)
    return UserRead(id=user.id, email=user.email, name=patch.name, created_at=user.created_at)


async def read_preferences(session: AsyncSession, account: UUID) -> Preferences:
    """What the account eats; the defaults until it says so."""
    return preferences.from_document(await queries.find_preferences(session, account))


async def write_preferences(session: AsyncSession, account: UUID, wanted: Preferences) -> Preferences:
    """The account eats this, whatever it ate before."""
    await queries.save_preferences(session, account, wanted.document(), clock.now())
    return wanted


async def purge(session: AsyncSession) -> None:
    """What has expired is gone."""
    await queries.purge(session, clock.now())
