"""The site in development: every function behind the gateway, and `/_dev` from the emulators' process."""

import os
from functools import cache

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lib import gateway


def load() -> ASGIApp:
    """The site, with every function imported already, so that a start in two steps has that behind it."""
    functions = gateway.app.functions
    if not functions:
        raise gateway.FunctionError("there is no function in api/")
    return site


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; a lifespan is the gateway's."""
    if scope["type"] == "http" and (scope["path"] == "/_dev" or scope["path"].startswith("/_dev/")):
        response = await _from_emulators(Request(scope, receive))
        await response(scope, receive, send)
    else:
        await gateway.app(scope, receive, send)


async def _from_emulators(request: Request) -> Response:
    try:
        answer = await _emulators().request(request.method, request.url.path)
    except httpx.TransportError as error:
        return PlainTextResponse(f"The emulators do not answer: {error}\n", 502)
    kept = {
        name: answer.headers[name] for name in ("content-type", "content-security-policy") if name in answer.headers
    }
    return Response(answer.content, answer.status_code, kept)


@cache
def _emulators() -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=os.environ["TIFFIN_EMULATORS_URL"], timeout=10, trust_env=False)
