"""The outermost layer of every function: request id, guard, cross-site check, security headers, one log line."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import context, guard, logs, settings
from lib.errors import (
    BadRequest,
    CrossSiteRequest,
    InternalError,
    PayloadTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
)
from lib.problem import MEDIA_TYPE, Problem

BODY_SECONDS = 10.0
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_cold = True


def render(problem: Problem) -> Response:
    """The problem as a response of RFC 9457."""
    document = problem.document(origin=settings.get().origin, request_id=context.current().request_id)
    return JSONResponse(document, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


class Edge:
    """Wraps a function's app: whatever happens inside, the client gets one answer and we get one log line."""

    def __init__(self, app: ASGIApp, *, after: Callable[[], Awaitable[None]] | None = None) -> None:
        """`after` runs once the answer is on its way; the platform keeps the instance awake for it."""
        self._app = app
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or hand the lifespan through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with context.request() as trace:
            answer = _Answer(send, is_head=scope["method"] == "HEAD")
            try:
                await self._serve(scope, receive, answer)
            except Problem as problem:
                await answer.replace_with(render(problem), scope)
            except Exception as error:  # noqa: BLE001 - the last line of defence: log it, tell the client nothing of it
                logs.failure("unhandled_error", error)
                await answer.replace_with(render(InternalError()), scope)
            _log(scope, answer.status, trace)
        if self._after is not None:
            with context.request():
                await self._finish(self._after)

    async def _serve(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        headers = Headers(scope=scope)
        guard.check_address(scope.get("raw_path") or scope["path"].encode(), scope["query_string"])
        check_origin(scope["method"], headers)
        body = await _read_body(headers, receive)
        if body:
            _check_body(headers, body)
        if scope["method"] == "HEAD":  # the same as GET but for the body, which the answer drops
            scope = {**scope, "method": "GET"}
        await self._app(scope, _replay(body, receive), answer)

    @staticmethod
    async def _finish(after: Callable[[], Awaitable[None]]) -> None:
        try:
            await after()
        except Exception as error:  # noqa: BLE001 - the client has its answer; what failed is for us to read
            logs.failure("after_answer_failed", error)


class _Answer:
    """The way out: adds our headers, remembers the status, and knows whether anything was sent."""

    def __init__(self, send: Send, *, is_head: bool) -> None:
        self._send = send
        self._is_head = is_head
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = context.current().request_id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        elif self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def replace_with(self, response: Response, scope: Scope) -> None:
        """Send this answer, unless another is already on its way and can only be cut off."""
        if self.status == 0:
            await response(scope, _no_body, self)


async def _no_body() -> Message:
    return {"type": "http.disconnect"}


def check_origin(method: str, headers: Headers) -> None:
    """Nothing happens unless a browser says that another site wants to change something here.

    `Sec-Fetch-Site` decides, then `Origin` against `Host`; a client that sends neither is no browser (the rule
    of Go 1.25's `CrossOriginProtection`). A bearer token is no ambient authority, so nothing is asked of its requests.

    Raises:
        CrossSiteRequest: the request comes from another origin.
    """
    if method not in _UNSAFE or "authorization" in headers:
        return
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSiteRequest
        return
    origin = headers.get("origin")
    if origin is not None and _host_of(origin) != headers.get("host"):
        raise CrossSiteRequest


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # such as half an IPv6 address
        return None


async def _read_body(headers: Headers, receive: Receive) -> bytes:
    announced = headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:12]) > guard.MAX_BODY_BYTES:
        raise PayloadTooLarge
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BadRequest("The body broke off.")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > guard.MAX_BODY_BYTES:
                    raise PayloadTooLarge
    except TimeoutError as error:
        raise RequestTimeout from error
    return bytes(body)


def _check_body(headers: Headers, body: bytes) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMediaType
    guard.check_json(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand out the body that was read already, then whatever the server says."""
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _log(scope: Scope, status: int, trace: context.Trace) -> None:
    global _cold  # noqa: PLW0603 - true once in the life of an instance
    route = scope.get("route")
    logs.event(
        "request",
        method=scope["method"],
        route=getattr(route, "path", "(none)"),
        status=status,
        phrase=HTTPStatus(status).phrase if status in HTTPStatus else "",
        ms=round((time.monotonic() - trace.started) * 1000, 1),
        sql=trace.statements,
        sql_ms=round(trace.sql_seconds * 1000, 1),
        cold=_cold,
        vercel_id=Headers(scope=scope).get("x-vercel-id"),
        **trace.fields,
    )
    _cold = False
