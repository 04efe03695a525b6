"""The gateway finds the function that Vercel would find, and says at the start what it cannot serve."""

import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lib.gateway import FunctionError, Gateway
from tests.unit.gateway_tree import ECHO, build_tree, client_of

REWRITES = [
    {"source": "/api/health/(.*)", "destination": "/api/health"},
    {"source": "/api/v1/foods", "destination": "/api/v1/recipes"},
    {"source": "/api/v1/meal-plans/(.*)", "destination": "/api/v1/meal-plans"},
    {"source": "/api/(.*)", "destination": "/api/index"},
]
FUNCTIONS = ["api/index", "api/health", "api/v1/recipes", "api/v1/meal-plans"]
STATEFUL = """
from contextlib import asynccontextmanager
from fastapi import FastAPI, Request
from {events} import events

@asynccontextmanager
async def lifespan(_):
    events.append("{name} up")
    yield {{"name": "{name}"}}
    events.append("{name} down")

app = FastAPI(lifespan=lifespan)

@app.get("/api/{name}")
async def state(request: Request) -> str:
    return request.state.name
"""


def tree(root: Path, **config: Any) -> Path:
    return build_tree(root, {f"{name}.py": ECHO for name in FUNCTIONS}, **{"rewrites": REWRITES, **config})


# What `vercel dev` 64.0.2 answered on a tree of this shape; for the two paths that end in a slash, what the routes
# in the config.json of `vercel build` say.
@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/api", "api.index"),
        ("/api/", "api.index"),
        ("/api/index", "api.index"),
        ("/api/docs", "api.index"),
        ("/api/health", "api.health"),
        ("/api/health/", "api.health"),
        ("/api/health/ready", "api.health"),
        ("/api/Health", "api.index"),
        ("/api/healthy", "api.index"),
        ("/api/v1/foods", "api.v1.recipes"),
        ("/api/v1/foods/", "api.index"),
        ("/api/v1/meal-plans", "api.v1.meal-plans"),
        ("/api/v1/meal-plans/7/swap", "api.v1.meal-plans"),
    ],
)
async def test_hands_a_path_to_the_function_that_vercel_would_choose(tmp_path: Path, path: str, function: str) -> None:
    gateway = Gateway(tree(tmp_path))

    async with client_of(gateway) as client:
        answer = await client.get(path, params={"id": "9"})

    assert answer.json() == {"file": function, "path": path, "query": "id=9"}


async def test_a_line_end_in_a_path_does_not_hide_it_from_the_function(tmp_path: Path) -> None:
    async with client_of(Gateway(tree(tmp_path))) as client:
        answer = await client.get("/api/v1/meal-plans/a%0Ab")

    assert answer.json() == {"detail": "Not Found"}  # FastAPI's own: its routes match no line ends


@pytest.mark.parametrize("path", ["/", "/API/health", "/nope", "/vercel.json", "/api-docs", "/lib/gateway.py"])
async def test_answers_404_as_the_platform_where_nothing_is(tmp_path: Path, path: str) -> None:
    async with client_of(Gateway(tree(tmp_path))) as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.text == "The page could not be found\n\nNOT_FOUND\n"
    assert answer.headers["x-vercel-error"] == "NOT_FOUND"


async def test_a_function_comes_before_a_rewrite_and_of_two_rewrites_the_first(tmp_path: Path) -> None:
    catch_all_first = [REWRITES[-1], *REWRITES[:-1]]

    async with client_of(Gateway(tree(tmp_path, rewrites=catch_all_first))) as client:
        exact = await client.get("/api/health")
        deeper = await client.get("/api/health/ready")

    assert exact.json()["file"] == "api.health"
    assert deeper.json()["file"] == "api.index"


async def test_files_with_an_underscore_are_helpers_not_functions(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"api/health.py": ECHO, "api/_shared.py": "raise ValueError", "api/_x/y.py": ECHO})

    gateway = Gateway(root)

    assert list(gateway.functions) == ["/api/health"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("app = (", "SyntaxError"),
        ("handler = 1", "has no FastAPI called `app`"),
        ("app = 1", "has no FastAPI called `app`"),
    ],
)
async def test_names_the_file_that_cannot_serve(tmp_path: Path, text: str, reason: str) -> None:
    gateway = Gateway(build_tree(tmp_path, {"api/fine.py": ECHO, "api/v1/meal-plans.py": text}))

    with pytest.raises(FunctionError, match=r"api/v1/meal-plans\.py .*" + reason):
        async with gateway.running():
            pass


@pytest.mark.parametrize("source", ["/api/v1/:id", "/api/v1/:path*", "/api/(.*)?", "/api/x*", "/api/{x}?"])
def test_refuses_a_source_that_it_would_match_differently(tmp_path: Path, source: str) -> None:
    rule = {"source": source, "destination": "/api/health"}

    with pytest.raises(ValueError, match="is not understood"):
        Gateway(tree(tmp_path, rewrites=[rule]))


@pytest.mark.parametrize(
    "config",
    [
        {"redirects": []},
        {"cleanUrls": True},
        {"trailingSlash": False},
        {"framework": "fastapi"},
        {"rewrites": [{**REWRITES[0], "has": [{"type": "host", "value": "x"}]}]},
    ],
)
def test_refuses_configuration_that_it_does_not_follow(tmp_path: Path, config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Gateway(tree(tmp_path, **config))


def test_names_a_rewrite_that_leads_nowhere(tmp_path: Path) -> None:
    gateway = Gateway(tree(tmp_path, rewrites=[{"source": "/api/v2/(.*)", "destination": "/api/v2"}]))

    with pytest.raises(FunctionError, match="/api/v2, where no function is"):
        assert gateway.functions


def test_refuses_parameters_in_file_names(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\[id\]\.py"):
        Gateway(build_tree(tmp_path, {"api/v1/[id].py": ECHO}))


async def test_starts_and_ends_every_function_and_keeps_their_states_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"api/{name}.py": STATEFUL.format(name=name, events="gateway_events") for name in ("one", "two")}
    (tmp_path / "gateway_events.py").write_text("events = []")
    monkeypatch.syspath_prepend(tmp_path)
    gateway = Gateway(build_tree(tmp_path, files))

    async with gateway.running(), client_of(gateway) as client:
        states = [(await client.get(f"/api/{name}")).json() for name in ("one", "two")]
        events = list(sys.modules["gateway_events"].events)

    assert states == ["one", "two"]
    assert events == ["one up", "two up"]
    assert sys.modules.pop("gateway_events").events[2:] == ["two down", "one down"]


async def test_speaks_the_lifespan_protocol_and_reports_a_start_that_failed(tmp_path: Path) -> None:
    fine = await lifespan_messages(Gateway(tree(tmp_path)))
    (tmp_path / "api/health.py").write_text("import no_such_module")
    broken = await lifespan_messages(Gateway(tmp_path))

    assert [message["type"] for message in fine] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert broken[0]["type"] == "lifespan.startup.failed"
    assert "api/health.py" in broken[0]["message"]


async def lifespan_messages(gateway: Gateway) -> list[dict[str, Any]]:
    incoming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await gateway({"type": "lifespan", "state": {}}, receive, send)
    except FunctionError:
        assert sent
    return sent


async def test_takes_no_websockets(tmp_path: Path) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await Gateway(tree(tmp_path))({"type": "websocket", "path": "/api/health"}, receive, send)

    assert [message["type"] for message in sent] == ["websocket.close"]
