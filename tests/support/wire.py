"""A wire between the app and its Postgres that counts round trips and can go dead without a word."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from lib import db, settings
from lib.dev.testbed import TestBed

_GOODBYE = b"X\x00\x00\x00\x04"  # Terminate: nobody waits for an answer to it


@dataclass(slots=True)
class _Line:
    """One connection; `answered` when the server spoke last, so that what the client says next is a new trip."""

    answered: bool = True


class Wire:
    """A TCP proxy in front of a port of 127.0.0.1.

    Attributes:
        port: where to connect instead.
        trips: how often a client said something after the server had spoken, or at the start of a connection.
        connections: how many were made.
    """

    def __init__(self, upstream: int) -> None:
        self.port = 0
        self.trips = 0
        self.connections = 0
        self._upstream = upstream
        self._forwards = asyncio.Event()
        self._forwards.set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.heal()
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def swallow(self) -> None:
        """From now on nothing gets through in either direction, while every connection stays open."""
        self._forwards.clear()

    def heal(self) -> None:
        """What was held back is delivered, and everything gets through again."""
        self._forwards.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line()
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:  # the database is down, which is what its client gets to see as well
            writer.transport.abort()
            return
        try:
            await asyncio.gather(
                self._carry(reader, upstream[1], line, from_client=True),
                self._carry(upstream[0], writer, line, from_client=False),
            )
        except ConnectionError:
            pass  # either end may vanish at any time
        finally:
            writer.transport.abort()
            upstream[1].transport.abort()

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: _Line, *, from_client: bool
    ) -> None:
        while data := await source.read(1 << 16):
            await self._forwards.wait()
            if not from_client:
                line.answered = True
            elif line.answered and data != _GOODBYE:
                self.trips += 1
                line.answered = False
            sink.write(data)
            await sink.drain()
        sink.transport.abort() if sink.transport.is_closing() else sink.close()


@asynccontextmanager
async def between(services: TestBed) -> AsyncIterator[Wire]:
    """Inside, the app reaches Postgres over the wire; afterwards directly, as before."""
    name = "DATABASE_URL"
    direct = os.environ[name]
    async with Wire(services.postgres.port) as wire:
        await _point_at(direct.replace(f":{services.postgres.port}/", f":{wire.port}/"))
        try:
            yield wire
        finally:
            wire.heal()
            await _point_at(direct)


async def _point_at(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    settings.get.cache_clear()
    await db.dispose()
