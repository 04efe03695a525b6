"""Many connections at once, and what became of every request."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE_SECONDS = 15.0


@dataclass
class Load:
    """What came back.

    Attributes:
        statuses: how often each came; 0 stands for no answer at all.
        seconds: how long each answer took, by status.
        dishonest: answers of 503 that do not say when to come back, in problem+json.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: dict[int, list[float]] = field(default_factory=dict)
    dishonest: list[bytes] = field(default_factory=list)

    def note(self, status: int, seconds: float, head: bytes) -> None:
        """Take one answer in."""
        self.statuses[status] += 1
        self.seconds.setdefault(status, []).append(seconds)
        honest = b"\r\nretry-after: " in head and b"\r\ncontent-type: application/problem+json\r\n" in head
        if status == 503 and not honest:
            self.dishonest.append(head)

    def slowest(self) -> float:
        """The longest wait for any answer, in seconds."""
        return max((max(seconds) for seconds in self.seconds.values()), default=0.0)

    def share(self, fraction: float, status: int = 200) -> float:
        """The seconds within which this fraction of the answers with the status came."""
        ordered = sorted(self.seconds[status])
        return ordered[min(int(len(ordered) * fraction), len(ordered) - 1)]


async def hammer(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """So many connections, each sending the requests in turn, one after the other, until the time is over."""
    load, until = Load(), time.monotonic() + seconds

    async def one(turn: int) -> None:
        client = _Client(port, load)
        while time.monotonic() < until:
            await client.ask(requests[turn % len(requests)])
            turn += 1
        client.hang_up()

    await asyncio.gather(*(one(turn) for turn in range(connections)))
    return load


async def ping(port: int, request: bytes, every: float, until: asyncio.Event) -> Load:
    """One connection that sends the request at this pace until it is told to stop."""
    load = Load()
    client = _Client(port, load)
    while not until.is_set():
        await client.ask(request)
        await asyncio.sleep(every)
    client.hang_up()
    return load


class _Client:
    """One connection, made anew after it broke."""

    def __init__(self, port: int, load: Load) -> None:
        self._port = port
        self._load = load
        self._wires: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> None:
        """One answer is noted, or that there was none."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, head = await self._exchange(request)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, head = 0, b""
            self.hang_up()
        self._load.note(status, time.monotonic() - began, head)

    def hang_up(self) -> None:
        """The connection is gone."""
        if self._wires:
            self._wires[1].transport.abort()
        self._wires = None

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        self._wires = self._wires or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._wires
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        return int(head[9:12]), head
