"""Fetches a page whose address a stranger gave us, and nothing that only we can reach.

A name is looked up once, every address that it has must be public, and the connection goes to the very address that was
checked, while TLS and the page's server are told the name. Redirects are followed by hand, each as strictly as the
first. Whatever the other side does, it ends after `TOTAL_SECONDS` and `MAX_BYTES`, also of what was compressed.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

import certifi
import httpx

from lib.clients.addresses import is_public

TOTAL_SECONDS = 6.0
CONNECT_SECONDS = 3.0
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 3
MAX_ADDRESS = 2_000
AT_ONCE = 4

_PORTS = {"http": 80, "https": 443}
_KINDS = frozenset({"text/html", "application/xhtml+xml"})
_CHARSETS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_ENCODINGS = {
    "": None,
    "identity": None,
    "gzip": 16 + zlib.MAX_WBITS,
    "x-gzip": 16 + zlib.MAX_WBITS,
    "deflate": zlib.MAX_WBITS,
}
_HEADERS = {
    "Accept": "text/html, application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "Tiffin (reads a recipe for one of its users)",
}
# Threads of their own: a name server that never answers then keeps nobody waiting but those who name it.
_resolvers = ThreadPoolExecutor(AT_ONCE, "resolver")

_places = asyncio.Semaphore(AT_ONCE)

type Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
type Connect = Callable[[], httpx.AsyncBaseTransport]


class PageRefused(Exception):
    """We do not fetch from this address; the text says why, for the user."""


class PageUnavailable(Exception):
    """The page could not be had, or is nothing that we read; the text says why, for the user."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a host.

    Raises:
        OSError: it has none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_resolvers, _look_up, host, port)
    return list(dict.fromkeys(found))


def _look_up(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect() -> httpx.AsyncBaseTransport:
    """Connections for one page: none is kept, as one to the same address would be for another name."""
    return httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


@dataclass(frozen=True, slots=True)
class Network:
    """The edge to the Internet: how names become addresses, and how one connects to them."""

    resolve: Resolve = resolve
    connect: Connect = connect


INTERNET = Network()


async def fetch(address: str, network: Network = INTERNET) -> str:
    """The text of the page at an address.

    Raises:
        PageRefused: it, or where it leads, is not for us to call.
        PageUnavailable: there is no page in time, or it is too large or no HTML.
    """
    try:
        async with asyncio.timeout(TOTAL_SECONDS), _places, network.connect() as transport:
            return await _follow(_url(address), network, transport)
    except TimeoutError as error:
        raise PageUnavailable("The page did not arrive in time.") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, zlib.error) as error:
        raise PageUnavailable("The page could not be fetched.") from error


async def _follow(url: httpx.URL, network: Network, transport: httpx.AsyncBaseTransport) -> str:
    """The page, behind at most `MAX_REDIRECTS` redirects."""
    for _ in range(MAX_REDIRECTS + 1):
        request = _request(url, await _checked_address(url, network))
        response = await transport.handle_async_request(request)
        try:
            if not response.has_redirect_location:
                return await _text(response)
        finally:
            await response.aclose()
        url = _url(str(url.join(response.headers["location"])))
    raise PageUnavailable("The page redirects too often.")


def _url(text: str) -> httpx.URL:
    """The address if it is one that we call at all.

    Raises:
        PageRefused: it is not.
    """
    try:
        url = httpx.URL(text if len(text) <= MAX_ADDRESS else "")
        port = url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise PageRefused("This is no address of a page.") from error
    if url.scheme not in _PORTS or not url.host:
        raise PageRefused("Only addresses that begin with http:// or https:// are read.")
    if url.userinfo:
        raise PageRefused("Addresses with a user name or password are not read.")
    if port is not None and port not in _PORTS.values():
        raise PageRefused("Only the ports 80 and 443 are called.")
    return url


async def _checked_address(url: httpx.URL, network: Network) -> str:
    """The address to connect to: the first of version 4, or else the first of all.

    Raises:
        PageRefused: one of the host's addresses is not public, so that none is trusted.
    """
    host = url.raw_host.decode("ascii")
    addresses = await network.resolve(host, url.port or _PORTS[url.scheme])
    if not addresses or not all(map(is_public, addresses)):
        raise PageRefused("This address does not belong to the public Internet.")
    return next((address for address in addresses if ":" not in address), addresses[0])


def _request(url: httpx.URL, address: str) -> httpx.Request:
    """A request to the address, for the name."""
    shown = f"[{address}]" if isinstance(ip_address(address), IPv6Address) else address
    waits = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
    name = url.raw_host.decode("ascii")
    return httpx.Request(
        "GET",
        url.copy_with(host=shown, fragment=None),
        headers={"Host": url.netloc.decode("ascii"), **_HEADERS},
        extensions={"timeout": waits, "sni_hostname": name},
    )


async def _text(response: httpx.Response) -> str:
    """The body as text.

    Raises:
        PageUnavailable: the answer is no page of HTML, or longer than `MAX_BYTES`.
    """
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if not response.is_success:
        raise PageUnavailable(f"The page answered with status {response.status_code}.")
    if kind not in _KINDS or encoding not in _ENCODINGS:
        raise PageUnavailable("There is something else than a page of HTML at this address.")
    body = _plain(await _body(response), _ENCODINGS[encoding])
    declared = (response.charset_encoding or "utf-8").lower()
    return body.decode(declared if declared in _CHARSETS else "utf-8", errors="replace")


async def _body(response: httpx.Response) -> bytes:
    """The body as it came."""
    received = bytearray()
    async for chunk in response.aiter_raw():
        received += chunk
        if len(received) > MAX_BYTES:
            raise PageUnavailable("The page is too long.")
    return bytes(received)


def _plain(body: bytes, window: int | None) -> bytes:
    """The body unpacked; a bomb is not unpacked further than to see that it is one."""
    if window is None:
        return body
    unpacked = zlib.decompressobj(window).decompress(body, MAX_BYTES + 1)
    if len(unpacked) > MAX_BYTES:
        raise PageUnavailable("The page is too long.")
    return unpacked
