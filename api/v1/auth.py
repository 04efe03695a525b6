"""`/api/v1/auth`: signing up, in and out."""

from fastapi import Request, Response

from lib import cookies, problem
from lib.accounts import passwords, service
from lib.accounts.schemas import Accepted, RedeemRequest, SignInRequest, SignUpRequest, UserRead
from lib.app import create_app
from lib.db import read_only, transaction
from lib.errors import DatabaseUnavailable, InvalidCredentials, LinkExpired, ValidationFailed
from lib.models.account import Account

app = create_app("Authentication", uses_database=True)


@app.post(
    "/api/v1/auth/sign-up",
    status_code=202,
    tags=["Authentication"],
    responses=problem.responses(ValidationFailed, DatabaseUnavailable),
)
async def sign_up(request: SignUpRequest) -> Accepted:
    """Send a mail with a link that makes the account; the answer is the same for every address."""
    password_hash = await passwords.hashed(request.password)
    async with transaction() as session:
        return await service.sign_up(session, request, password_hash)


@app.post(
    "/api/v1/auth/email-verifications/redeem",
    tags=["Authentication"],
    responses=problem.responses(LinkExpired, ValidationFailed, DatabaseUnavailable),
)
async def redeem_email_verification(redeem: RedeemRequest, request: Request, response: Response) -> UserRead:
    """Make the account that a mail's link is for, and sign in to it. The link works once, for ten minutes."""
    async with transaction() as session:
        account = await service.redeem_sign_up(session, redeem.token)
        token = await service.start_session(session, account.id, _browser(request))
    return _signed_in(response, account, token)


@app.post(
    "/api/v1/auth/sign-in",
    tags=["Authentication"],
    responses=problem.responses(InvalidCredentials, ValidationFailed, DatabaseUnavailable),
)
async def sign_in(credentials: SignInRequest, request: Request, response: Response) -> UserRead:
    """Start a session in this browser; the one it had before is over."""
    async with read_only() as session:
        found = await service.find_account(session, credentials.email)
    account = await service.check_password(found, credentials.password)
    async with transaction() as session:
        token = await service.start_session(session, account.id, _browser(request))
    return _signed_in(response, account, token)


@app.post(
    "/api/v1/auth/sign-out",
    status_code=204,
    tags=["Authentication"],
    responses=problem.responses(DatabaseUnavailable),
)
async def sign_out(request: Request, response: Response) -> None:
    """End the session of this browser; there being none is just as well."""
    async with read_only() as session:
        await service.end_session(session, cookies.read(request))
    cookies.clear(response)


def _browser(request: Request) -> service.Browser:
    return service.Browser(request.headers.get("user-agent", ""), cookies.read(request))


def _signed_in(response: Response, account: Account, token: str) -> UserRead:
    cookies.write(response, token, int(service.SESSION_LIFETIME.total_seconds()))
    return service.show(account)
