"""The session cookie: unreadable for scripts, sent to this host only, never from another site's forms."""

from fastapi import Request, Response

from lib import settings
from lib.auth import cookie_name


def read(request: Request) -> str | None:
    """The session token that the browser came with."""
    return request.cookies.get(cookie_name())


def write(response: Response, token: str, seconds: int) -> None:
    """The browser keeps the token for so long."""
    secure = settings.get().is_https
    response.set_cookie(cookie_name(), token, max_age=seconds, path="/", httponly=True, secure=secure, samesite="lax")


def clear(response: Response) -> None:
    """The browser forgets the token."""
    secure = settings.get().is_https
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=secure, samesite="lax")
