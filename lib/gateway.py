"""Every function of `api/` behind one ASGI app, routed by `vercel.json` as Vercel routes.

The order is that of the deployment which `vercel build` writes (`.vercel/output/config.json`): headers, then the file
system (static files of `public/` and the functions' own addresses), then rewrites, then 404. The path is matched as
it is: case counts, a trailing slash is another path, and a rewritten function still sees the path that was asked
for. Only a folder with an `index.html` answers with and without its slash. What this does not understand (named
parameters, conditions, redirects) is refused at the start, not served differently.
"""

import importlib.util
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import anyio
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

NOT_FOUND_TEXT = "The page could not be found\n\nNOT_FOUND\n"


class FunctionError(Exception):
    """A file of `api/` cannot serve; the text names it."""


class _Rewrite(BaseModel, extra="forbid"):
    source: str
    destination: str


class _Header(BaseModel, extra="forbid"):
    key: str
    value: str


class _HeaderRule(BaseModel, extra="forbid"):
    source: str
    headers: list[_Header]


class _Config(BaseModel, extra="forbid"):
    """`vercel.json`; the last four say nothing about routing."""

    framework: Literal[None]
    rewrites: list[_Rewrite] = []
    headers: list[_HeaderRule] = []
    schema_url: str = Field("", alias="$schema")
    regions: list[str] = []
    functions: dict[str, Any] = {}
    crons: list[Any] = []


class Gateway:
    """The deployment that the tree at `root` would be, as an ASGI app; files of `public/` are those of the start.

    Raises:
        pydantic.ValidationError: `vercel.json` holds what is not understood here.
        ValueError: the same inside a `source` or a file name.
    """

    def __init__(self, root: Path) -> None:
        config = _Config.model_validate_json((root / "vercel.json").read_text())
        self._root = root
        self._function_files = dict(_function_urls(root / "api"))
        self._static_files = dict(_static_urls(root / "public"))
        self._rewrites = [(_pattern(rule.source), rule.destination) for rule in config.rewrites]
        self._headers = [(_pattern(rule.source), rule.headers) for rule in config.headers]
        self._static = StaticFiles(directory=root / "public", check_dir=False)
        self._states: dict[Starlette, dict[str, Any]] = {}
        self._for_good = AsyncExitStack()
        self._lifecycle = Router(lifespan=lambda _: self.running())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the deployment would; on lifespan, start up and shut down every function."""
        if scope["type"] == "lifespan":
            await self._lifecycle(scope, receive, send)
        elif scope["type"] == "websocket":  # the API has none
            await WebSocketClose()(scope, receive, send)
        else:
            await self._route(scope)(scope, receive, self._with_headers(scope["path"], send))

    @cached_property
    def functions(self) -> dict[str, Starlette]:
        """The app of every function by address, all imported on first use.

        Raises:
            FunctionError: one of them cannot be imported or has no `app`, or a rewrite leads to none of them.
        """
        for _, destination in self._rewrites:
            if destination not in self._function_files:
                raise FunctionError(f"vercel.json: a rewrite leads to {destination}, where no function is")
        loaded = {file: _load(file, self._root) for file in self._function_files.values()}
        return {url: loaded[file] for url, file in self._function_files.items()}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Inside, every function has started up; after it, all have shut down. Each keeps a state of its own."""
        async with AsyncExitStack() as stack:
            for app in dict.fromkeys(self.functions.values()):
                state = await stack.enter_async_context(app.router.lifespan_context(app))
                self._states[app] = dict(state or {})
            yield
        self._states.clear()

    async def start(self) -> None:
        """Every function has started up and stays up, for a host such as AWS that never says when it ends."""
        await self._for_good.enter_async_context(self.running())

    def _route(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        if path in self._static_files:
            return self._serve_file
        if path in self.functions:
            return self._in_own_state(self.functions[path])
        for source, destination in self._rewrites:
            if source.fullmatch(path):
                return self._in_own_state(self.functions[destination])
        return self._not_found(path)

    def _in_own_state(self, app: Starlette) -> ASGIApp:
        async def call(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(self._states.get(app, {}))}, receive, send)

        return call

    async def _serve_file(self, scope: Scope, receive: Receive, send: Send) -> None:
        response: Response
        if scope["method"] in ("GET", "HEAD"):
            file = self._static_files[scope["path"]]
            response = self._static.file_response(file, await anyio.Path(file).stat(), scope)
            response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        else:
            response = PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET, HEAD"})
        await response(scope, receive, send)

    def _not_found(self, path: str) -> ASGIApp:
        page = self._static_files.get("/404.html")
        if page and not path.startswith("/api"):
            return FileResponse(page, 404)
        return PlainTextResponse(NOT_FOUND_TEXT, 404, {"X-Vercel-Error": "NOT_FOUND"})

    def _with_headers(self, path: str, send: Send) -> Send:
        """As `send`, but what `vercel.json` says about the path replaces what the answer says itself."""
        extra = [header for source, headers in self._headers if source.fullmatch(path) for header in headers]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for header in extra:
                    headers[header.key] = header.value
            await send(message)

        return send_with_headers if extra else send


def _function_urls(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder.parent).with_suffix("")
        if any(part.startswith(("_", ".")) for part in path.parts):
            continue
        if "[" in file.name:
            raise ValueError(f"{path}.py: a parameter in a file name is not understood; use a rewrite")
        yield f"/{path.as_posix()}", file
        if file.stem == "index":
            yield f"/{path.parent.as_posix()}", file


def _static_urls(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(found for found in folder.rglob("*") if found.is_file()):
        url = f"/{file.relative_to(folder).as_posix()}"
        yield url, file
        if file.name == "index.html":
            yield url.removesuffix("index.html"), file
            yield url.removesuffix("/index.html") or "/", file


def _pattern(source: str) -> re.Pattern[str]:
    """What a `source` matches: its text literally, its unnamed groups, such as `(.*)`, as they stand."""
    depth, parts = 0, []
    for character in source:
        if not depth and character in ":*+?{}":
            raise ValueError(f"vercel.json: {character!r} in {source} is not understood; use an unnamed group")
        in_group = depth > 0 or character == "("
        parts.append(character if in_group else re.escape(character))
        depth += (character == "(") - (character == ")")
    return re.compile("".join(parts), re.DOTALL)


def _load(file: Path, root: Path) -> Starlette:
    """The `app` of a file, imported under the name that Vercel gives it, hyphens and all: `api.v1.meal-plans`."""
    path = file.relative_to(root)
    name = ".".join(path.with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise FunctionError(f"{path} is no Python module")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise FunctionError(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    app = getattr(module, "app", None)
    if not isinstance(app, Starlette):
        raise FunctionError(f"{path} has no FastAPI called `app`, so that Vercel would not make it a function")
    return app


app = Gateway(Path(__file__).resolve().parent.parent)
