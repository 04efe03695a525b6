"""Resend's API for sending mail, which sends none: https://resend.com/docs/api-reference. Mails end in the mailbox.

Idempotency keys are kept for 24 hours: the same request is answered the same, another one is refused with 409, and so
is one that comes while the first is still at work.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from email.utils import parseaddr
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError, model_validator
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from lib.dev import mailbox
from lib.dev.faults import Faults
from lib.dev.mailbox import Answer, Mailbox

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\".]+(\.[^@\s<>\".]+)*")  # a host without a dot is fine: localhost
_STATUSES = {
    "missing_api_key": 401,
    "invalid_api_key": 403,
    "invalid_idempotency_key": 400,
    "invalid_idempotent_request": 409,
    "concurrent_idempotent_requests": 409,
    "missing_required_field": 422,
    "validation_error": 422,
    "not_found": 404,
    "method_not_allowed": 405,
    "application_error": 403,
}


def _is_address(text: str) -> str:
    """`ada@example.com` or `Ada <ada@example.com>`, as it was written."""
    _, address = parseaddr(text)
    rest = text.replace(address, "").strip() if address else text
    if not _ADDRESS.fullmatch(address) or (rest and not rest.endswith("<>")):
        raise ValueError("The address needs to look like `email@example.com` or `Name <email@example.com>`")
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value or []


type _Address = Annotated[str, AfterValidator(_is_address)]
type _Addresses = Annotated[list[_Address], BeforeValidator(_as_list)]


class _Tag(BaseModel):
    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")
    value: str = Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")


class _Attachment(BaseModel):
    filename: str | None = None
    content: str | list[int] | None = None
    path: str | None = None
    content_type: str | None = None
    content_id: str | None = None


class SendRequest(BaseModel):
    """One mail as Resend takes it; at least one of `html` and `text` is there."""

    sender: _Address = Field(alias="from")
    to: _Addresses = Field(min_length=1, max_length=50)
    subject: str
    html: str | None = None
    text: str | None = None
    cc: _Addresses = []
    bcc: _Addresses = []
    reply_to: _Addresses = []
    headers: dict[str, str] = {}
    attachments: list[_Attachment] = []
    tags: list[_Tag] = []
    scheduled_at: str | None = None

    @model_validator(mode="after")
    def _has_body(self) -> Self:
        if self.html is None and self.text is None:
            raise ValueError("One of `html` and `text` is required")
        return self


class _RefusedError(Exception):
    """The request is answered with this error of Resend's catalogue."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


type _Handler = Callable[[Request], Awaitable[dict[str, Any]]]


class Resend:
    """The API over one mailbox as an ASGI app; `faults` makes it misbehave."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        self._at_work: set[str] = set()
        routes = [
            Route("/emails", self._route(self._send), methods=["POST"]),
            Route("/emails/batch", self._route(self._send_batch), methods=["POST"]),
            Route("/emails/{id}", self._route(self._read), methods=["GET"]),
        ]
        handlers = {404: _unknown_path, 405: _unknown_method}
        self.faults = Faults(Starlette(routes=routes, exception_handlers=handlers), _fault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.faults(scope, receive, send)

    def _route(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                _check_caller(request)
                return JSONResponse(await self._once(request, handler))
            except _RefusedError as refusal:
                return _error(refusal.name, str(refusal))

        return answer

    async def _once(self, request: Request, handler: _Handler) -> dict[str, Any]:
        """The handler's answer, or the one that the same key had before."""
        key = request.headers.get("idempotency-key")
        if key is None or request.method != "POST":
            return await handler(request)
        if not 1 <= len(key) <= 256:
            raise _RefusedError("invalid_idempotency_key", "The key must be between 1-256 chars.")
        if key in self._at_work:
            message = "Same idempotency key used while original request is still in progress."
            raise _RefusedError("concurrent_idempotent_requests", message)
        self._at_work.add(key)
        try:
            return await self._answer_to(key, request, handler)
        finally:
            self._at_work.discard(key)

    async def _answer_to(self, key: str, request: Request, handler: _Handler) -> dict[str, Any]:
        digest = hashlib.sha256(request.url.path.encode() + await request.body()).hexdigest()
        earlier = self.box.answer_to(key, mailbox.now())
        if earlier is None:
            body = await handler(request)
            self.box.remember(key, Answer(digest, body), mailbox.now())
            return body
        if earlier.request != digest:
            message = "Same idempotency key used with a different request payload."
            raise _RefusedError("invalid_idempotent_request", message)
        return earlier.body

    async def _send(self, request: Request) -> dict[str, Any]:
        mail = _mail(await _json(request))
        return {"id": (await self._accept([mail]))[0]}

    async def _send_batch(self, request: Request) -> dict[str, Any]:
        mails = await _json(request)
        if not isinstance(mails, list) or not 1 <= len(mails) <= 100:
            raise _RefusedError("validation_error", "The batch must be an array of 1 to 100 emails.")
        ids = await self._accept([_mail(mail) for mail in mails])
        return {"data": [{"id": identifier} for identifier in ids]}

    async def _accept(self, mails: list[dict[str, Any]]) -> list[str]:
        await asyncio.sleep(self.faults.plan.work_ms / 1000)
        return self.box.add(mails, mailbox.now())

    async def _read(self, request: Request) -> dict[str, Any]:
        email = self.box.find(request.path_params["id"])
        if email is None:
            raise _RefusedError("not_found", "Email not found")
        at = email.created_at.isoformat(sep=" ")
        return {"object": "email", "id": email.id, "created_at": at, "last_event": "delivered", **email.fields}


def _check_caller(request: Request) -> None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not token:
        message = "Missing API key in the authorization header. Include the header Authorization: Bearer YOUR_API_KEY"
        raise _RefusedError("missing_api_key", message)
    if not token.startswith("re_"):
        raise _RefusedError("invalid_api_key", "API key is invalid")
    if not request.headers.get("user-agent"):
        raise _RefusedError("application_error", "A User-Agent header is required (error code: 1010).")


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise _RefusedError("validation_error", "The request body is not valid JSON.") from error


def _mail(fields: Any) -> dict[str, Any]:
    """The mail with every list of addresses a list, as Resend gives it back."""
    try:
        mail = SendRequest.model_validate(fields)
    except ValidationError as error:
        raise _refusal(error) from error
    return mail.model_dump(mode="json", by_alias=True)


def _refusal(error: ValidationError) -> _RefusedError:
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return _RefusedError("missing_required_field", f"Missing `{field}` field.")
    return _RefusedError("validation_error", f"Invalid `{field}` field. {first['msg']}.")


def _fault(status: int) -> dict[str, Any]:
    if status == 429:
        name, message = "rate_limit_exceeded", "Too many requests. Please limit the number of requests per second."
    else:
        name, message = "internal_server_error", "An unexpected error occurred."
    return {"statusCode": status, "name": name, "message": message}


def _error(name: str, message: str) -> Response:
    status = _STATUSES[name]
    return JSONResponse({"statusCode": status, "name": name, "message": message}, status)


async def _unknown_path(_: Request, __: Exception) -> Response:
    return _error("not_found", "The requested endpoint does not exist.")


async def _unknown_method(_: Request, __: Exception) -> Response:
    return _error("method_not_allowed", "This endpoint does not support the specified HTTP method.")
