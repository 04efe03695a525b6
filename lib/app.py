"""Makes the FastAPI app of a function: routes of its own, everything else the same in all of them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from lib import errors, guard, logs, problem
from lib.edge import Edge, render
from lib.problem import FieldError, Problem

VERSION = "1.0.0"
MAX_ERRORS_SHOWN = 20
_EVERYWHERE = (errors.BadRequest, errors.MalformedJson, errors.UriTooLong, errors.InternalError)
_WITH_BODY = (errors.CrossSiteRequest, errors.RequestTimeout, errors.PayloadTooLarge, errors.UnsupportedMediaType)


def create_app(title: str, *, uses_database: bool = False) -> FastAPI:
    """A function's app, with guard, problems, security headers and logs in place.

    With `uses_database`, its connections close when the instance ends, and what is overdue in the outbox is swept
    after an answer, at most once a minute.
    """
    logs.configure()
    app = FastAPI(
        title=title,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses=problem.responses(*_EVERYWHERE, *_WITH_BODY),
        lifespan=_database_lifespan if uses_database else None,
    )
    app.add_exception_handler(Problem, _render_problem)
    app.add_exception_handler(RequestValidationError, _render_validation)
    app.add_exception_handler(HTTPException, _render_http)
    app.add_middleware(Edge, after=_sweep if uses_database else None)
    return app


@asynccontextmanager
async def _database_lifespan(_: FastAPI) -> AsyncIterator[None]:
    from lib import db  # only functions with a database pay for its import

    yield
    await db.dispose()


async def _sweep() -> None:
    from lib import outbox  # see above

    await outbox.sweep_if_due()


async def _render_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this class only
    return render(error)


async def _render_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    return render(errors.ValidationFailed(errors=[_field_error(item) for item in error.errors()[:MAX_ERRORS_SHOWN]]))


def _field_error(item: dict[str, Any]) -> FieldError:
    """One error of Pydantic without the input that caused it, which may be large, hostile or secret."""
    source, *path = item["loc"]
    pointer = "".join(f"/{guard.escape(str(step))}" for step in path)
    return FieldError(
        pointer,
        str(item["msg"]).removeprefix("Value error, ")[:500],
        source if source in {"query", "path", "header"} else "body",
    )


async def _render_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if error.status_code != errors.MethodNotAllowed.status:
        return render(problem.from_status(error.status_code)())
    allowed = _allowed_methods(request)
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": allowed})
    return render(errors.MethodNotAllowed(headers={"Allow": allowed}))


def _allowed_methods(request: Request) -> str:
    """The methods of all routes at this address: Starlette names only those of the first."""
    methods = {"OPTIONS"}
    for route in _routes(request.app.routes):
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


def _routes(routes: Sequence[object]) -> list[APIRoute]:
    return [route for route in routes if isinstance(route, APIRoute)]
