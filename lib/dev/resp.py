"""The Redis protocol, version 2, as a client: https://valkey.io/topics/protocol/."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

type Command = list[str | bytes]
type Reply = Status | ErrorReply | bytes | int | list[Reply] | None

_LIMIT = 1 << 26  # bytes a line may have; a value comes after its line


@dataclass(frozen=True)
class Status:
    """A simple string, such as OK or PONG: never data."""

    text: str


@dataclass(frozen=True)
class ErrorReply:
    """What the server has to say against a command, its kind first: `WRONGTYPE Operation against a key ...`."""

    text: str


type _Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connections:
    """Connections to one server behind a unix socket, opened as they are needed and used again. One event loop only."""

    def __init__(self, socket: Path, user: str | None = None) -> None:
        self._socket = socket
        self._user = user
        self._idle: list[_Stream] = []

    async def send(self, commands: list[Command]) -> list[Reply]:
        """The replies to the commands, which travel together and run without others of this call in between.

        Raises:
            OSError: the server is not there or went away.
        """
        reader, writer = stream = await self._take()
        try:
            writer.write(b"".join(_packed(command) for command in commands))
            await writer.drain()
            replies = [await _read(reader) for _ in commands]
        except asyncio.IncompleteReadError as error:
            writer.close()
            raise ConnectionResetError("the server closed the connection") from error
        except BaseException:
            writer.close()
            raise
        self._idle.append(stream)
        return replies

    async def close(self) -> None:
        """No idle connection is left open."""
        while self._idle:
            _, writer = self._idle.pop()
            await _closed(writer)

    async def _take(self) -> _Stream:
        while self._idle:
            reader, writer = self._idle.pop()
            if not writer.is_closing() and not reader.at_eof():
                return reader, writer
            await _closed(writer)
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=_LIMIT)
        if self._user:
            writer.write(_packed(["AUTH", self._user, "any"]))
            await _read(reader)
        return reader, writer


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _packed(command: Command) -> bytes:
    words = [word if isinstance(word, bytes) else word.encode() for word in command]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


async def _read(reader: asyncio.StreamReader) -> Reply:
    line = (await reader.readuntil(b"\r\n"))[:-2]
    kind, rest = line[:1], line[1:]
    if kind == b"+":
        return Status(rest.decode())
    if kind == b"-":
        return ErrorReply(rest.decode(errors="replace"))
    if kind == b":":
        return int(rest)
    if rest == b"-1":
        return None
    if kind == b"$":
        return (await reader.readexactly(int(rest) + 2))[:-2]
    if kind == b"*":
        return [await _read(reader) for _ in range(int(rest))]
    raise ConnectionError(f"not the Redis protocol: {line[:40]!r}")
