"""Serves the documentation from what is in the bundle: Swagger UI's files, the OpenAPI document, the problems."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lib import app, errors, settings
from lib.docs.schemas import ApiRoot, ProblemPage
from lib.errors import NotFound
from lib.problem import Problem, catalogue, explanation

_HERE = Path(__file__).parent
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
    "start.js": "text/javascript",
}
_OWN = frozenset({"start.js"})

DOCS_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
}
"""Swagger UI sets styles on its elements, hence 'unsafe-inline' for styles; scripts come from files only."""

OPENAPI_ANSWER: dict[str, Any] = {
    "description": "The document",
    "content": {"application/json": {"schema": {"type": "object"}}},
}
ASSET_ANSWER: dict[str, Any] = {
    "description": "The file",
    "content": {kind: {"schema": {"type": "string"}} for kind in ("text/javascript", "text/css", "image/png")},
}
PROBLEM_ANSWER: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the documentation page."""

    content: bytes
    media_type: str


def root() -> ApiRoot:
    """What this API is, with absolute addresses."""
    origin = settings.get().origin
    return ApiRoot(
        name="Tiffin",
        version=app.VERSION,
        documentation=f"{origin}/api/docs",
        openapi=f"{origin}/api/openapi.json",
        problems=f"{origin}/api/problems",
    )


@lru_cache(maxsize=1)
def openapi() -> bytes:
    """The OpenAPI document of all functions, as `python3 -m lib.dev openapi` wrote it."""
    return (_HERE / "openapi.json").read_bytes()


def docs_page() -> str:
    """The page that shows the document."""
    return (_HERE / "docs.html").read_text("utf-8")


@lru_cache(maxsize=len(_ASSETS))
def asset(name: str) -> Asset:
    """A file of the documentation page: ours, or Swagger UI's out of its package.

    Raises:
        NotFound: the page has no such file.
    """
    if name not in _ASSETS:
        raise NotFound
    folder = _HERE if name in _OWN else _swagger_ui()
    return Asset((folder / name).read_bytes(), _ASSETS[name])


def _swagger_ui() -> Path:
    """The folder of Swagger UI's files, found without importing the package that carries them."""
    spec = find_spec("fastapi_swagger")
    if spec is None or spec.origin is None:
        raise NotFound
    return Path(spec.origin).parent / "resources"


def problems() -> list[ProblemPage]:
    """Every problem of the catalogue."""
    return [_page(kind) for kind in catalogue().values()]


def problem(code: str) -> ProblemPage:
    """The problem with this code.

    Raises:
        NotFound: there is none.
    """
    kind = catalogue().get(code)
    if kind is None:
        raise NotFound
    return _page(kind)


def problem_html(page: ProblemPage) -> str:
    """The problem as a page to read."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(page.title)}</title>'
        f"<h1>{escape(page.title)}</h1><p>{escape(page.explanation)}</p>"
        f"<p><code>{escape(page.code)}</code>, HTTP {page.status}</p></html>"
    )


def _page(kind: type[Problem]) -> ProblemPage:
    return ProblemPage(code=kind.code, status=kind.status, title=kind.title, explanation=explanation(kind))


assert errors.__doc__  # noqa: S101 - importing the errors is what fills the catalogue
