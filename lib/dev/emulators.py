"""What stands in for other companies' services in development and tests, as one ASGI app.

`/upstash` is the Redis, `/resend` the mail, `/_dev` the page that shows what has happened. `/_control` is for tests and
curious people: `PUT /_control/resend/faults` (or `upstash`) takes a FaultPlan, `DELETE /_control/emails` empties the
mailbox, `GET /_control/upstash/billed` counts commands as Upstash bills them.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.dev.faults import FaultPlan, Faults
from lib.dev.inbox import Inbox
from lib.dev.mailbox import Mailbox
from lib.dev.page import create_page
from lib.dev.resend import Resend
from lib.dev.upstash import Upstash


class Emulators:
    """All of them over one mailbox as an ASGI app; without an Upstash where the person brought their own.

    Attributes:
        faults: how each misbehaves, by the name in its path.
    """

    def __init__(self, box: Mailbox, upstash: Upstash | None) -> None:
        resend = Resend(box)
        self.faults = {"resend": resend.faults}
        self._apps: dict[str, ASGIApp] = {"/resend": resend}
        if upstash:
            self.faults["upstash"] = upstash.faults
            self._apps["/upstash"] = upstash
        self._apps["/_control"] = _control(box, self.faults, upstash)
        self._page = create_page([Inbox(box)])
        self._upstash = upstash
        self._lifecycle = Router(lifespan=self._running)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the emulator that its first segment names; the page takes all others."""
        if scope["type"] == "lifespan":
            await self._lifecycle(scope, receive, send)
            return
        for prefix, app in self._apps.items():
            if scope["path"] == prefix or scope["path"].startswith(f"{prefix}/"):
                await app({**scope, "root_path": prefix}, receive, send)
                return
        await self._page(scope, receive, send)

    @asynccontextmanager
    async def _running(self, _: object) -> AsyncIterator[None]:
        yield
        if self._upstash:
            await self._upstash.close()


def from_environment() -> Emulators:
    """The app of the emulators' own process, which `lib.dev.services` starts with these variables set."""
    socket = os.environ.get("TIFFIN_VALKEY_SOCKET")
    tokens = os.environ.get("KV_REST_API_TOKEN", ""), os.environ.get("KV_REST_API_READ_ONLY_TOKEN", "")
    upstash = Upstash(Path(socket), *tokens) if socket else None
    return Emulators(Mailbox(Path(os.environ["TIFFIN_MAILBOX"])), upstash)


def _control(box: Mailbox, faults: Mapping[str, Faults], upstash: Upstash | None) -> Starlette:
    async def plan(request: Request) -> Response:
        found = faults.get(request.path_params["name"])
        if found is None:
            return JSONResponse({"error": "no such emulator"}, 404)
        try:
            found.plan = FaultPlan.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": error.errors(include_url=False, include_input=False)}, 422)
        return JSONResponse(found.plan.model_dump())

    async def empty(_: Request) -> Response:
        box.clear()
        return Response(status_code=204)

    async def billed(_: Request) -> Response:
        return JSONResponse({"commands": await upstash.billed() if upstash else 0})

    return Starlette(
        routes=[
            Route("/{name}/faults", plan, methods=["PUT"]),
            Route("/emails", empty, methods=["DELETE"]),
            Route("/upstash/billed", billed, methods=["GET"]),
        ]
    )
