"""What an emulator does wrong when it is asked to, so that tests and people can see how Tiffin copes."""

import asyncio
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class FaultPlan(BaseModel):
    """How the next requests go wrong; all at rest means that none does."""

    model_config = ConfigDict(extra="forbid")

    fail_next: int = Field(0, ge=0, description="So many requests are refused with `status` and have no effect.")
    lose_next: int = Field(0, ge=0, description="So many requests take effect, but are answered with `status`.")
    status: int = Field(503, ge=400, le=599)
    retry_after: int | None = Field(None, ge=0, description="Seconds; sent with a refusal.")
    delay_ms: int = Field(0, ge=0, le=600_000, description="Every request waits so long before anything happens.")
    work_ms: int = Field(0, ge=0, le=600_000, description="Every mail takes so long to accept.")


class Faults:
    """An ASGI app around that of an emulator, which obeys a plan that can be changed at any time.

    Args:
        app: the emulator.
        refusal: the body of an answer with that status, in the emulator's own words.
    """

    def __init__(self, app: ASGIApp, refusal: Callable[[int], dict[str, Any]]) -> None:
        self.plan = FaultPlan()
        self._app = app
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or do what the plan wants instead."""
        if self.plan.delay_ms:
            await asyncio.sleep(self.plan.delay_ms / 1000)
        if self.plan.fail_next:
            self.plan.fail_next -= 1
            await self._refuse(scope, receive, send)
        elif self.plan.lose_next:
            self.plan.lose_next -= 1
            await self._app(scope, receive, _discard)
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        after = self.plan.retry_after
        headers = {} if after is None else {"retry-after": str(after), "ratelimit-reset": str(after)}
        await JSONResponse(self._refusal(self.plan.status), self.plan.status, headers)(scope, receive, send)


async def _discard(_: Message) -> None:
    """The answer reaches nobody."""
