"""`lib.aws` answers the events of a Lambda Function URL (payload version 2.0)."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.gateway_tree import build_tree

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = """
import json, sys
from lib.aws import handler
json.dump([handler(event, {}) for event in json.load(sys.stdin)], sys.stdout)
"""
APP = """
from contextlib import asynccontextmanager
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

starts = []

@asynccontextmanager
async def lifespan(_):
    starts.append("up")
    yield {"loop": __import__("asyncio").get_running_loop()}
    starts.append("down")

app = FastAPI(lifespan=lifespan)

class Order(BaseModel):
    dish: str
    count: int

@app.get("/api/echo")
async def echo(request: Request) -> dict[str, object]:
    return {"query": request.query_params.multi_items(), "cookies": request.cookies, "host": request.url.hostname,
            "client": request.client.host, "scheme": request.url.scheme}

@app.post("/api/echo", status_code=201)
async def order(order: Order) -> Order:
    return order

@app.put("/api/echo")
async def length(request: Request) -> int:
    return len(await request.body())

@app.get("/api/echo/cookies")
async def cookies(response: Response) -> None:
    response.set_cookie("a", "1")
    response.set_cookie("b", "2", httponly=True)

@app.get("/api/echo/image")
async def image() -> Response:
    return Response(bytes(range(256)), media_type="image/png")

@app.get("/api/echo/life")
async def life(request: Request) -> dict[str, object]:
    return {"starts": starts, "same_loop": request.state.loop is __import__("asyncio").get_running_loop()}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one function with the real adapter and gateway in its `lib/`."""
    root = tmp_path_factory.mktemp("aws")
    rewrites = [{"source": "/api/echo/(.*)", "destination": "/api/echo"}]
    files = {"api/echo.py": APP, "public/robots.txt": "User-agent: *\n"}
    files |= {name: (ROOT / name).read_text() for name in ("lib/aws.py", "lib/gateway.py")}
    return build_tree(root, files, rewrites=rewrites)


def invoke(tree: Path, *events: dict[str, Any]) -> list[dict[str, Any]]:
    """What the handler returns for the events, one after the other in one process, as on AWS."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNTIME],
        cwd=tree,
        input=json.dumps(events),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    answers: list[dict[str, Any]] = json.loads(ended.stdout)
    return answers


def event(method: str, path: str, query: str = "", body: bytes | str | None = None, **more: Any) -> dict[str, Any]:
    """What a Function URL sends, shortened to what the adapter reads."""
    binary = isinstance(body, bytes)
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "x.lambda-url.eu-west-1.on.aws", "x-forwarded-proto": "https", **more.pop("headers", {})},
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "203.0.113.7"}},
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": binary,
        **more,
    }


def test_get_carries_query_cookies_and_client(tree: Path) -> None:
    [answer] = invoke(tree, event("GET", "/api/echo", "a=1&a=2&b=%C3%BC", cookies=["x=1", "y=2"]))

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {
        "query": [["a", "1"], ["a", "2"], ["b", "ü"]],
        "cookies": {"x": "1", "y": "2"},
        "host": "x.lambda-url.eu-west-1.on.aws",
        "client": "203.0.113.7",
        "scheme": "https",
    }


def test_post_carries_json(tree: Path) -> None:
    body = json.dumps({"dish": "crème brûlée", "count": 2})

    [answer] = invoke(tree, event("POST", "/api/echo", body=body, headers={"content-type": "application/json"}))

    assert (answer["statusCode"], json.loads(answer["body"])) == (201, {"dish": "crème brûlée", "count": 2})


def test_bodies_may_be_binary_both_ways(tree: Path) -> None:
    put = event("PUT", "/api/echo", body=bytes(range(256)) * 2)

    upload, image = invoke(tree, put, event("GET", "/api/echo/image"))

    assert upload["body"] == "512"
    assert image["isBase64Encoded"] is True
    assert base64.b64decode(image["body"]) == bytes(range(256))
    assert image["headers"]["content-type"] == "image/png"


def test_two_cookies_stay_two(tree: Path) -> None:
    [answer] = invoke(tree, event("GET", "/api/echo/cookies"))

    assert answer["cookies"] == ["a=1; Path=/; SameSite=lax", "b=2; HttpOnly; Path=/; SameSite=lax"]
    assert "set-cookie" not in answer["headers"]


def test_static_files_and_missing_pages_come_from_the_same_gateway(tree: Path) -> None:
    robots, missing = invoke(tree, event("GET", "/robots.txt"), event("GET", "/nope"))

    assert (robots["statusCode"], robots["body"]) == (200, "User-agent: *\n")
    assert missing["statusCode"] == 404


def test_functions_start_once_and_stay_up_between_requests(tree: Path) -> None:
    answers = invoke(tree, *[event("GET", "/api/echo/life")] * 3)

    assert [json.loads(answer["body"]) for answer in answers] == [{"starts": ["up"], "same_loop": True}] * 3
