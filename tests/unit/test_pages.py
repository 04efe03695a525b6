"""Pages at strangers' addresses: what only we can reach is never called, and nothing holds us up.

Names and connections are replaced at the network's edge: every connection leads to a server of the test's own, and is
noted with the address that it was meant for.
"""

import asyncio
import contextlib
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from lib.clients import pages
from lib.clients.addresses import is_public
from lib.clients.pages import Network, PageRefused, PageUnavailable

PUBLIC = "93.184.215.14"
type Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Outside:
    """The Internet of a test: names with their addresses, and one server that stands for all others."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    port: int = 0

    def network(self) -> Network:
        return Network(self.resolve, lambda: _Diverted(self))

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The host's addresses; a name with several answers gives another one each time."""
        self.asked.append(host)
        if host not in self.names:
            return await pages.resolve(host, port)
        return self.names[host].pop(0) if len(self.names[host]) > 1 else self.names[host][0]


class _Diverted(httpx.AsyncBaseTransport):
    """The real connections, diverted to the test's server."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._real = pages.connect()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._outside.called.append(request.url.host)
        request.url = request.url.copy_with(host="127.0.0.1", port=self._outside.port)
        return await self._real.handle_async_request(request)

    async def aclose(self) -> None:
        await self._real.aclose()


@asynccontextmanager
async def _outside(*answers: bytes | Serve, **names: list[list[str]]) -> AsyncIterator[Outside]:
    """An Internet whose server gives these answers in turn."""
    outside = Outside(
        {"recipes.example": [[PUBLIC]]} | {name.replace("_", "."): given for name, given in names.items()}
    )
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            outside.requests.append(await reader.readuntil(b"\r\n\r\n"))
            answer = left.pop(0)
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(reader, writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    outside.port = server.sockets[0].getsockname()[1]
    async with server:
        yield outside


def _answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    named = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return f"HTTP/1.1 {status}\r\n{''.join(f'{n}: {v}\r\n' for n, v in named.items())}\r\n".encode() + body


def _redirect(location: str) -> bytes:
    return _answer(b"", "302 Found", location=location, set_cookie="a=b")


async def test_reads_a_page_from_the_very_address_that_was_checked() -> None:
    async with _outside(_answer("Grüße".encode()), recipes_example=[[PUBLIC], ["127.0.0.1"]]) as outside:
        text = await pages.fetch("http://recipes.example/soup?for=4#top", outside.network())

    assert text == "Grüße"
    assert (outside.asked, outside.called) == (["recipes.example"], [PUBLIC])
    (request,) = outside.requests
    assert request.startswith(b"GET /soup?for=4 HTTP/1.1\r\n")
    assert b"host: recipes.example\r\n" in request.lower()
    assert b"cookie" not in request.lower()


async def test_tells_the_name_to_tls_as_well() -> None:
    hello = asyncio.Queue[bytes]()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hello.put(await reader.read(2_000))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    outside = Outside({"recipes.example": [[PUBLIC]]}, port=server.sockets[0].getsockname()[1])
    async with server:
        with pytest.raises(PageUnavailable):
            await pages.fetch("https://recipes.example/", outside.network())

    assert b"recipes.example" in await hello.get()


INSIDE = [
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "①②⑦.0.0.1",
    "localhost",
    "0.0.0.0",  # noqa: S104 (nothing is bound to it)
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[::7f00:1]",
    "[fe80::1]",
    "[ff02::1]",
    "[fd00:ec2::254]",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "100.64.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
]


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_never_calls_what_only_we_can_reach(scheme: str, host: str) -> None:
    async with _outside() as outside:
        with pytest.raises((PageRefused, PageUnavailable)):
            await pages.fetch(f"{scheme}://{host}/", outside.network())

    assert outside.called == []


@pytest.mark.parametrize("host", [host for host in INSIDE if host[0] != "①"])
async def test_never_calls_it_by_a_name_either(host: str) -> None:
    async with _outside(inside_example=[[PUBLIC, host.strip("[]")]]) as outside:
        with pytest.raises(PageRefused):
            await pages.fetch("http://inside.example/", outside.network())

    assert outside.called == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "gopher://recipes.example/",
        "ftp://recipes.example/",
        "data:text/html,x",
        "//recipes.example/",
        "recipes.example",
        "http://",
        "http:///x",
        "http://user@recipes.example/",
        "http://user:password@recipes.example/",
        "http://recipes.example:8080/",
        "http://recipes.example:22/",
        "https://recipes.example:6379/",
        "http://recipes.example:99999/",
        "http://[::1/",
        "http://recipes.example/\r\nX: y",
        "http://recipes.example/" + "x" * 2_000,
        "\x00",
    ],
)
async def test_refuses_addresses_of_no_page(address: str) -> None:
    async with _outside() as outside:
        with pytest.raises(PageRefused):
            await pages.fetch(address, outside.network())

    assert (outside.asked, outside.called) == ([], [])


@pytest.mark.parametrize("port", [80, 443])
async def test_either_usual_port_will_do(port: int) -> None:
    async with _outside(_answer(b"x")) as outside:
        assert await pages.fetch(f"http://recipes.example:{port}/", outside.network()) == "x"


async def test_follows_a_few_redirects_with_neither_cookie_nor_referrer() -> None:
    answers = [_redirect("http://other.example/a"), _redirect("/b"), _redirect("b/../c"), _answer(b"there")]
    async with _outside(*answers, other_example=[["1.1.1.1"]]) as outside:
        assert await pages.fetch("http://recipes.example/", outside.network()) == "there"

    assert outside.called == [PUBLIC, "1.1.1.1", "1.1.1.1", "1.1.1.1"]
    assert [request.split()[1] for request in outside.requests] == [b"/", b"/a", b"/b", b"/c"]
    assert not any(name in b"".join(outside.requests).lower() for name in (b"cookie", b"referer"))


async def test_does_not_follow_for_ever() -> None:
    async with _outside(*[_redirect("/again")] * 9) as outside:
        with pytest.raises(PageUnavailable, match="too often"):
            await pages.fetch("http://recipes.example/", outside.network())

    assert len(outside.called) == pages.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example/",
        "file:///etc/passwd",
        "gopher://recipes.example/",
        "http://user@recipes.example/",
        "http://recipes.example:6379/",
        "//127.0.0.1/",
    ],
)
async def test_a_redirect_leads_nowhere_that_an_address_may_not(location: str) -> None:
    async with _outside(_redirect(location), _answer(b"secret"), inside_example=[["10.0.0.1"]]) as outside:
        with pytest.raises(PageRefused):
            await pages.fetch("http://recipes.example/", outside.network())

    assert outside.called == [PUBLIC]


async def test_a_name_that_changes_its_address_is_checked_again() -> None:
    names = [[PUBLIC], ["127.0.0.1"]]
    async with _outside(_redirect("/again"), _answer(b"secret"), recipes_example=names) as outside:
        with pytest.raises(PageRefused):
            await pages.fetch("http://recipes.example/", outside.network())

    assert outside.called == [PUBLIC]


async def _endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
        await writer.drain()


async def _slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def _slow_headers(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


BOMB = b"\x00" * 50_000_000


@pytest.mark.parametrize(
    "answer",
    [
        _endless,
        _answer(b"x" * (pages.MAX_BYTES + 1)),
        _answer(gzip.compress(BOMB, 1, mtime=0), content_encoding="gzip"),
        _answer(zlib.compress(BOMB, 1), content_encoding="deflate"),
    ],
    ids=["endless", "long", "gzip bomb", "deflate bomb"],
)
async def test_a_page_without_end_is_not_read_to_it(answer: bytes | Serve) -> None:
    began = time.process_time()
    tracemalloc.start()
    async with _outside(answer) as outside:
        with pytest.raises(PageUnavailable, match="too long"):
            await pages.fetch("http://recipes.example/", outside.network())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert time.process_time() - began < 2.0
    assert most < 10 * pages.MAX_BYTES


@pytest.mark.parametrize("answer", [_slow, _slow_headers])
async def test_a_page_that_trickles_in_is_not_waited_for(answer: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TOTAL_SECONDS", 0.3)
    async with _outside(answer) as outside:
        with pytest.raises(PageUnavailable):
            await pages.fetch("http://recipes.example/", outside.network())


async def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "TOTAL_SECONDS", 0.3)

    async def never(_: str, __: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(PageUnavailable, match="in time"):
        await pages.fetch("http://recipes.example/", Network(never))


@pytest.mark.parametrize(
    "answer",
    [
        _answer(b"x", "404 Not Found"),
        _answer(b"x", "500 Oh"),
        _answer(b"x", "304 Not Modified"),
        _answer(b"x", content_type="image/png"),
        _answer(b"x", content_type="application/json"),
        _answer(b"x", content_type=""),
        _answer(b"x", content_encoding="br"),
        _answer(b"x" * 20, content_encoding="gzip"),
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 99\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\n" + b"a: " + b"x" * 300_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_page_is_said_to_be_none(answer: bytes) -> None:
    async with _outside(answer) as outside:
        with pytest.raises(PageUnavailable):
            await pages.fetch("http://recipes.example/", outside.network())


@pytest.mark.parametrize(
    ("body", "headers", "text"),
    [
        (gzip.compress(b"packed", mtime=0), {"content_encoding": "gzip"}, "packed"),
        (zlib.compress(b"packed"), {"content_encoding": "deflate"}, "packed"),
        ("für".encode("latin-1"), {"content_type": "text/html; charset=ISO-8859-1"}, "für"),
        ("für".encode(), {"content_type": "application/xhtml+xml"}, "für"),
        (b"f\xff", {"content_type": "text/html; charset=punycode"}, "f\ufffd"),
    ],
)
async def test_reads_what_pages_are_sent_as(body: bytes, headers: dict[str, str], text: str) -> None:
    async with _outside(_answer(body, **headers)) as outside:
        assert await pages.fetch("http://recipes.example/", outside.network()) == text


async def test_a_name_without_an_address_is_no_page() -> None:
    with pytest.raises(PageUnavailable):
        await pages.fetch("http://nowhere.invalid/")


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "recipes.example", "1.1.1", "fe80::1%eth0", "::ffff:1.1.1.1", "3fff::1"])
def test_nothing_else_is(text: str) -> None:
    assert not is_public(text)
