"""Bytes that no client library would send, over a socket to the real server: addresses, headers, framing."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.support import examples, poisons
from tests.support.examples import Belongings
from tests.support.operations import Operation, Parameter, all_operations
from tests.support.people import Person
from tests.support.problems import assert_problem
from tests.support.served import Served, request, served

HANG_SECONDS = 1.0
NOBODYS = "00000000-0000-0000-0000-000000000000"
SLOTS = [
    (operation, parameter)
    for operation in all_operations()
    for parameter in operation.parameters
    if parameter.place in {"path", "query"}
]
READ_BY_US = (
    b"Accept",
    b"Authorization",
    b"Content-Length",
    b"Content-Type",
    b"Cookie",
    b"Host",
    b"Origin",
    b"Sec-Fetch-Site",
    b"User-Agent",
    b"X-Forwarded-For",
    b"X-Vercel-Id",
)
SIGN_OUT = b"/api/v1/auth/sign-out"
ME = b"/api/v1/users/me"
JSON = b"Content-Type: application/json"
UVICORNS = (
    "WARNING:  Invalid HTTP request received.",
    "WARNING:  Unsupported upgrade request.",
    "WARNING:  No supported WebSocket library detected.",
)
"""What the server says itself of requests that never reach the app."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, running_services: object) -> Iterator[Served]:
    assert running_services
    with served(tmp_path_factory.mktemp("served") / "log") as running:
        yield running


@pytest.fixture
def session(ada: Person) -> bytes:
    """The header that Ada's browser sends."""
    return f"Cookie: session={ada.browser.cookies['session']}".encode()


def _survived(server: Served, raw: bytes, name: str) -> httpx.Response:
    """The answer, which is no failure, complete where it is ours, and was no work."""
    before = server.cpu()
    answer = server.send(raw)
    assert server.cpu() - before < HANG_SECONDS, name
    assert answer is not None, name
    assert answer.status_code < 500, (name, answer.text)
    if answer.status_code >= 400 and "x-request-id" in answer.headers:
        assert_problem(answer, answer.status_code, answer.json()["code"])
    return answer


@pytest.mark.parametrize(("operation", "slot"), SLOTS, ids=lambda value: getattr(value, "id", None) or value.name)
def test_no_text_in_an_address_hurts(server: Served, session: bytes, operation: Operation, slot: Parameter) -> None:
    good = examples.example(operation, Belongings("", NOBODYS, NOBODYS, NOBODYS, NOBODYS, NOBODYS, NOBODYS, ""))
    method, answers = operation.method.encode(), {}

    for name, text in poisons.TEXTS.items():
        if slot.place == "path":
            target = operation.at(**{**good.path, slot.name: "@"}).encode().replace(b"@", text)
        else:
            target = b"%s?%s=%s" % (operation.at(**good.path).encode(), slot.name.encode(), text)
        answers[name] = _survived(server, request(method, target, session), name).status_code

    assert {name: status for name, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "query",
    [
        b"limit=1&limit=2",
        b"search=a&search=b",
        b"cursor=&cursor=",
        b"limit[]=1",
        b"limit.x=1",
        b"&&&",
        b"=",
        b"?",
        b"=1",
        b"limit",
        b"limit=1;limit=2",
        b"a=1&" * 1_500,
        b"exclude_allergens=" + b"milk,&exclude_allergens=" * 200,
    ],
)
@pytest.mark.parametrize("path", [b"/api/v1/recipes", b"/api/v1/foods", b"/api/v1/meal-plans"])
def test_no_query_hurts(server: Served, session: bytes, path: bytes, query: bytes) -> None:
    answer = _survived(server, request(b"GET", path + b"?" + query, session), "query")

    assert answer.status_code < 500


@pytest.mark.parametrize(
    "target",
    [
        b"/",
        b"//",
        b"//evil.example/api/health",
        b"/api//v1/recipes",
        b"/api/v1/recipes/",
        b"/api/v1/recipes/..",
        b"/api/v1/users/me/../../../../etc/passwd",
        b"/api/%2e%2e/%2e%2e/etc/passwd",
        b"/api/docs/..%2fopenapi.json",
        b"/api/docs/%2e%2e%2f%2e%2e%2fsettings.py",
        b"/js/..%2f..%2flib%2fsettings.py",
        b"/api/%00",
        b"/%ff%fe",
        b"/%00",
        b"/%61pi/health",
        b"/api/health;jsessionid=1",
        b"/api/health?",
        b"/api/health#x",
        b"/API/HEALTH",
        b"http://evil.example/api/health",
        b"*",
        b"/api/v1/" + b"a/" * 3_000,
        b"/" + b"%2e%2e%2f" * 500,
        b"/" + b"a" * 70_000,
        b"/api/" + b"a" * 70_000,
        b"/\xd0\xba\xd0\xbb",
    ],
)
def test_no_address_hurts(server: Served, target: bytes) -> None:
    answer = _survived(server, request(b"GET", target), "address")

    assert b"root:" not in answer.content
    assert b"class Settings" not in answer.content


@pytest.mark.parametrize("header", READ_BY_US)
def test_no_header_hurts(server: Served, session: bytes, header: bytes) -> None:
    answers = {}
    for name, value in poisons.HEADERS.items():
        line = header + b": " + value
        own = [] if header in {b"Cookie", b"Authorization"} else [session]
        for method, target, more in ((b"POST", SIGN_OUT, []), (b"GET", ME, own), (b"GET", b"/api/problems/x", [])):
            answer = _survived(server, request(method, target, line, *more), f"{header!r}: {name}")
            answers[name, target] = answer.status_code

    assert {place: status for place, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /api/health\r\n\r\n",
        b"GET /api/health HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api/\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / api HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nA\x00: 1\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nA: 1\r\n folded\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Big: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\n" + b"a: 1\r\n" * 9_000 + b"\r\n",
        request(b"G" * 5_000, b"/api/health"),
        request(b"get", b"/api/health"),
        request(b"CONNECT", b"evil.example:443"),
        request(b"TRACE", b"/api/health"),
        request(b"GET", b"/api/health", b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13"),
        request(b"POST", SIGN_OUT, b"Content-Length: -1"),
        request(b"POST", SIGN_OUT, b"Content-Length: 1, 2"),
        request(b"POST", SIGN_OUT, b"Content-Length: 1", b"Content-Length: 2"),
        request(b"POST", SIGN_OUT, b"Content-Length: 99999999999999999999999"),
        request(b"POST", SIGN_OUT, b"Transfer-Encoding: gzip"),
        request(b"POST", SIGN_OUT, b"Transfer-Encoding: chunked", JSON) + b"FFFFFFFFFFFFFFFFFFFFFF\r\n",
        request(b"POST", SIGN_OUT, b"Transfer-Encoding: chunked", JSON) + b"zz\r\n{}\r\n0\r\n\r\n",
        request(b"POST", SIGN_OUT, b"Transfer-Encoding: chunked", JSON)
        + b"2;x="
        + b"y" * 70_000
        + b"\r\n{}\r\n0\r\n\r\n",
        request(b"POST", SIGN_OUT, b"Transfer-Encoding: chunked", JSON) + b"-2\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_no_framing_hurts(server: Served, raw: bytes) -> None:
    answer = server.send(raw, closes=True)

    assert answer is None or answer.status_code < 500
    assert server.send(request(b"GET", b"/api/health")).status_code == 200  # type: ignore[union-attr]


def test_a_body_in_chunks_is_counted(server: Served) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    answer = server.send(request(b"POST", SIGN_OUT, b"Transfer-Encoding: chunked", JSON) + chunk * 5)

    assert answer is not None
    assert_problem(answer, 413, "payload_too_large")


def test_a_body_that_is_announced_too_large_is_not_read(server: Served) -> None:
    answer = server.send(request(b"POST", SIGN_OUT, b"Content-Length: 20000000", JSON))

    assert answer is not None
    assert_problem(answer, 413, "payload_too_large")


def test_a_body_that_says_less_than_it_sends_is_cut_there(server: Served, session: bytes) -> None:
    raw = request(b"PATCH", ME, session, JSON, b"Content-Length: 7") + b'{"name": "Mallory"}'

    answer = server.send(raw)

    assert answer is not None
    assert_problem(answer, 400, "malformed_json")


async def test_a_body_that_breaks_off_changes_nothing(server: Served, ada: Person, session: bytes) -> None:
    raw = request(b"PATCH", ME, session, JSON, b"Content-Length: 500") + b'{"name": "Mallory"}'

    server.send(raw, closes=True)
    server.send(request(b"GET", ME, session))  # by then the one before has been looked at

    assert (await ada.browser.get("/api/v1/users/me")).json()["name"] == "Ada"


def test_a_smuggled_request_is_not_answered(server: Served) -> None:
    raw = request(b"POST", SIGN_OUT, b"Content-Length: 4", b"Transfer-Encoding: chunked", JSON)

    answer = server.send(raw + b"0\r\n\r\nGET /api/v1/users/me HTTP/1.1\r\nHost: x\r\n\r\n", closes=True)

    assert answer is None or answer.status_code in {204, 400}


def test_the_log_is_one_line_of_json_per_event_whatever_was_sent(server: Served, session: bytes) -> None:
    server.send(
        request(b"GET", b"/api/v1/recipes?search=%0a%7b%22event%22:1%7d", b'X-Vercel-Id: a{"level": 1}', session)
    )

    lines = server.log.read_text().splitlines()
    ours = [line for line in lines if not line.startswith(UVICORNS)]

    assert ours
    assert [line for line in ours if "event" not in json.loads(line)] == []
    assert [line for line in ours if json.loads(line)["level"] == "error"] == []


def test_the_server_has_survived_all_of_it(server: Served) -> None:
    assert server.process.is_running()
    assert server.process.memory_info().rss < 400 << 20
