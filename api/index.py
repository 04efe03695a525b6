"""`/api`: the front page for programs, the interactive documentation, the OpenAPI document, and what problems mean."""

from typing import Annotated

from fastapi import Header, Path, Response
from fastapi.responses import HTMLResponse

from lib import problem
from lib.app import create_app
from lib.docs import service
from lib.docs.schemas import ApiRoot, ProblemPage
from lib.errors import NotFound, ValidationFailed

app = create_app("Documentation")

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_A_WHILE = {"Cache-Control": "public, max-age=300"}


@app.get("/api", tags=["Documentation"])
async def get_api_root() -> ApiRoot:
    """Say what this is and where to go next."""
    return service.root()


@app.get("/api/openapi.json", tags=["Documentation"], response_class=Response, responses={200: service.OPENAPI_ANSWER})
async def get_openapi() -> Response:
    """Describe every function in one OpenAPI 3.1 document."""
    return Response(service.openapi(), media_type="application/json", headers=_A_WHILE)


@app.get("/api/docs", tags=["Documentation"], response_class=HTMLResponse)
async def get_docs() -> HTMLResponse:
    """Show the interactive documentation, from files that we serve ourselves."""
    return HTMLResponse(service.docs_page(), headers=_A_WHILE | service.DOCS_HEADERS)


@app.get(
    "/api/docs/{name}",
    tags=["Documentation"],
    response_class=Response,
    responses={200: service.ASSET_ANSWER, **problem.responses(NotFound, ValidationFailed)},
)
async def get_docs_asset(name: Annotated[str, Path(max_length=64)]) -> Response:
    """Hand out a script or style of the documentation page."""
    asset = service.asset(name)
    return Response(asset.content, media_type=asset.media_type, headers=_FOREVER)


@app.get("/api/problems", tags=["Documentation"])
async def list_problems() -> list[ProblemPage]:
    """List every problem that this API answers with."""
    return service.problems()


@app.get(
    "/api/problems/{code}",
    tags=["Documentation"],
    responses={200: service.PROBLEM_ANSWER, **problem.responses(NotFound, ValidationFailed)},
    response_model=ProblemPage,
)
async def get_problem(
    code: Annotated[str, Path(max_length=64)], accept: Annotated[str, Header(max_length=1000)] = "*/*"
) -> ProblemPage | Response:
    """Explain a problem: as a page to people, as JSON to programs."""
    page = service.problem(code)
    return HTMLResponse(service.problem_html(page)) if "text/html" in accept else page
