"""The poison list in every body, path and query slot of every operation: never a 5xx, never a hang, always a problem.

The values are those on which frameworks fail: what no text column stores, what no number type holds, what looks like
SQL, a path, a header or a template, and what nobody can see.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lib.dev.testbed import TestBed
from tests.support import examples, operations
from tests.support.operations import Operation, with_value
from tests.support.people import Person
from tests.support.process import served

POISON: dict[str, Any] = {
    "nul": "x\x00y",
    "zero-width": "\u200b\u200b",
    "bidi": "\u202eabc",
    "combining": "a" + "\u0301" * 300,
    "long": "x" * 70_000,
    "sql": "'; DROP TABLE account; --",
    "template": "{{7*7}}${7*7}<script>alert(1)</script>",
    "newline": "a\r\nSet-Cookie: x=y",
    "path": "../../../../etc/passwd",
    "percent": "%00%ff%2e%2e",
    "emoji": "👩‍🍳" * 20,
    "number in text": "1e999",
    "2^31": 2**31,
    "2^63": 2**63,
    "negative": -1,
    "tiny": 5e-324,
    "huge": 1.7e308,
    "true": True,
    "null": None,
    "empty text": "",
    "empty list": [],
    "empty object": {},
    "deep": [[[[[[[[[[]]]]]]]]]],
    "prototype": {"__proto__": {"admin": True}},
    "a thousand": list(range(1_000)),
}
RAW_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "half a surrogate": b'{"name":"\\ud800"}',
    "NaN": b'{"name":NaN}',
    "1e999": b'{"name":1e999}',
    "5,000 digits": b'{"name":' + b"9" * 5_000 + b"}",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "many keys": b"{" + b",".join(b'"%d":1' % i for i in range(20_000)) + b"}",
    "twice": b'{"name":"a","name":"b"}',
    "UTF-16": '{"name":"a"}'.encode("utf-16"),
    "not UTF-8": b'{"name":"\xff\xfe"}',
    "20 MB": b'{"name":"' + b"x" * 20_000_000 + b'"}',
}
HANG_SECONDS = 1.0  # CPU; the slowest takes a small part of it, see the printed figure
_CASES = operations.all_operations()


async def _refused_well(client: httpx.AsyncClient, request: httpx.Request, seen: list[tuple[float, str]]) -> None:
    began = time.process_time()
    response = await client.send(request)
    seconds = time.process_time() - began
    seen.append((seconds, f"{request.method} {request.url.path[:60]}"))
    assert response.status_code < 500, f"{request.method} {request.url} {request.content[:200]!r}: {response.text}"
    assert seconds < HANG_SECONDS
    if response.status_code >= 400 and response.headers.get("x-vercel-error") is None:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("operation", _CASES, ids=lambda operation: operation.id)
async def test_no_slot_takes_poison_badly(ada: Person, services: TestBed, operation: Operation) -> None:
    good = examples.example(operation, await examples.belongings(ada, services))
    cookies = {"cookie": f"session={ada.browser.cookies['session']}"} | good.headers
    seen: list[tuple[float, str]] = []
    for poison in POISON.values():
        for slot in operations.slots(operation.body) if operation.body else ():
            body = with_value(good.body, slot, poison)
            request = ada.browser.build_request(operation.method, operation.at(**good.path), json=body, headers=cookies)
            await _refused_well(ada.browser, request, seen)
        for parameter in operation.parameters:
            path, query = dict(good.path), dict(good.query)
            target = path if parameter.place == "path" else query
            text = str(poison)[:7_000]  # longer ones are for a real server, below: httpx sends none
            target[parameter.name] = text.replace("/", "%2F") if parameter.place == "path" else text
            url = operation.at(**path).replace("\r", "%0D").replace("\n", "%0A").replace("\x00", "%00")
            request = ada.browser.build_request(operation.method, url, params=query or None, headers=cookies)
            await _refused_well(ada.browser, request, seen)
    if seen:
        slowest = max(seen)
        print(f"slowest: {slowest[0] * 1000:.0f} ms CPU, {slowest[1]}, of {len(seen)} requests")


@pytest.mark.parametrize("name", RAW_BODIES)
async def test_no_body_is_read_badly(signed_in: httpx.AsyncClient, name: str) -> None:
    seen: list[tuple[float, str]] = []
    for operation in (operation for operation in _CASES if operation.body):
        headers = {"content-type": "application/json"}
        request = signed_in.build_request(operation.method, operation.path, content=RAW_BODIES[name], headers=headers)
        await _refused_well(signed_in, request, seen)
    assert len(seen) >= 7


@pytest.mark.parametrize(
    "target",
    [
        b"/api/v1/recipes?search=%00",
        b"/api/v1/recipes?search=%ff%fe",
        b"/api/v1/recipes?limit=1e400",
        b"/api/v1/recipes?limit=99999999999999999999999",
        b"/api/v1/recipes?limit=1&limit=2",
        b"/api/v1/recipes?search=" + b"%" * 50,
        b"/api/v1/recipes/%2e%2e%2fetc",
        b"/api/v1/recipes/" + b"a" * 9_000,
        b"/api/v1/recipes//",
        b"//api/v1/recipes",
        b"/api/v1/recipes/%00",
        b"/api/v1/recipes;a=b",
        b"/api/%2e%2e/lib/settings.py",
        b"/..%2f..%2fREADME.md",
    ],
)
async def test_no_address_breaks_a_real_server(real_server: str, target: bytes) -> None:
    status, head = await _raw(
        real_server, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )

    assert 200 <= status < 500, head


@pytest.mark.parametrize(
    "header", [b"Authorization: Bearer \xff\xfe", b"X-Big: " + b"a" * 60_000, b"Cookie: session=\xff", b"Cookie: =;=;="]
)
async def test_no_header_breaks_a_real_server(real_server: str, header: bytes) -> None:
    request = b"GET /api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + b"\r\n\r\n"

    status, head = await _raw(real_server, request)

    assert 400 <= status < 500, head


async def test_a_length_that_lies_is_not_waited_for_beyond_reason(real_server: str) -> None:
    request = (
        b"POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{}"
    )

    status, head = await _raw(real_server, request)

    assert status == 413, head


async def _raw(server: str, request: bytes) -> tuple[int, bytes]:
    port = int(server.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(4_096), 20)
    writer.close()
    return int(answer.split(b" ", 2)[1]), answer


@pytest.fixture(scope="module")
def real_server(running_services: TestBed) -> Iterator[str]:
    """The app behind a socket, which passes on what clients of Python would straighten out."""
    assert running_services.environment
    with served({}) as address:
        yield address
