"""How every function answers, whatever is asked: headers, methods, bodies, failures."""

import asyncio
import json

import httpx
import pytest
from fastapi import FastAPI

from lib import app, edge
from lib.dev.testbed import TestBed
from tests.support.problems import assert_problem

SIGN_IN = "/api/v1/auth/sign-in"


@pytest.mark.parametrize("path", ["/api/health", "/api/nowhere", "/api/v1/users/me", "/api/docs", "/api/v1/foods"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert "max-age=63072000" in headers["strict-transport-security"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"]


async def test_what_is_private_is_never_stored_on_the_way(signed_in: httpx.AsyncClient) -> None:
    for path in ("/api/v1/users/me", "/api/v1/meal-plans", "/api/v1/users/me/preferences"):
        assert (await signed_in.get(path)).headers["cache-control"] == "no-store"


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    head, get = await client.head("/api/health"), await client.get("/api/health")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_options_lists_the_methods_of_all_routes_at_an_address(client: httpx.AsyncClient) -> None:
    options = await client.options("/api/v1/users/me")

    assert options.status_code == 204
    assert options.headers["allow"] == "GET, HEAD, OPTIONS, PATCH"


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "PROPFIND"])
async def test_a_method_that_is_not_taken_is_told_which_are(client: httpx.AsyncClient, method: str) -> None:
    refused = await client.request(method, "/api/v1/meal-plans")

    assert_problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_a_body_that_is_no_json_is_refused_by_its_name(client: httpx.AsyncClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        refused = await client.post(SIGN_IN, content=b"{}", headers={"content-type": kind})
        assert_problem(refused, 415, "unsupported_media_type")


async def test_a_body_of_256_kib_is_read_and_a_byte_more_is_not(client: httpx.AsyncClient) -> None:
    frame = len(json.dumps({"email": "", "password": ""}))
    for extra, status in ((0, 422), (1, 413)):
        body = json.dumps({"email": "", "password": "x" * (256 * 1024 - frame + extra)}).encode()
        answer = await client.post(SIGN_IN, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == status


async def test_a_body_in_pieces_is_counted_too(client: httpx.AsyncClient) -> None:
    async def pieces() -> object:
        for _ in range(300):
            yield b"x" * 1024

    answer = await client.post(SIGN_IN, content=pieces(), headers={"content-type": "application/json"})  # type: ignore[arg-type]

    assert_problem(answer, 413, "payload_too_large")


async def test_a_body_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "BODY_SECONDS", 0.05)
    sent = []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
    await app.create_app("Slow")(scope, receive, send)  # type: ignore[arg-type]

    assert sent[0]["status"] == 408


async def test_a_bug_says_nothing_of_itself(no_failure_is_hidden: list[str]) -> None:
    broken = app.create_app("Broken")

    @broken.get("/api/broken")
    async def fail() -> None:
        raise RuntimeError("SELECT password FROM account")

    async with httpx.AsyncClient(transport=httpx.ASGITransport(broken), base_url="http://localhost:3000") as client:
        answer = await client.get("/api/broken")

    assert_problem(answer, 500, "internal_error")
    assert "SELECT" not in answer.text
    assert any("SELECT password" in record for record in no_failure_is_hidden)
    no_failure_is_hidden.clear()


async def test_work_after_the_answer_may_fail_without_anybody_noticing(
    services: TestBed, monkeypatch: pytest.MonkeyPatch, no_failure_is_hidden: list[str]
) -> None:
    async def fail() -> None:
        raise RuntimeError("sweep")

    monkeypatch.setattr("lib.outbox.sweep_if_due", fail)
    working: FastAPI = app.create_app("Working", uses_database=True)

    @working.get("/api/working")
    async def work() -> str:
        return services.environment["APP_URL"]

    async with httpx.AsyncClient(transport=httpx.ASGITransport(working), base_url="http://localhost:3000") as client:
        answer = await client.get("/api/working")

    assert answer.status_code == 200
    assert any("sweep" in record for record in no_failure_is_hidden)
    no_failure_is_hidden.clear()
