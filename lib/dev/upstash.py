"""Upstash's REST protocol in front of a real Valkey: https://upstash.com/docs/redis/features/restapi.

What differs from Upstash on purpose: there is no event stream (SUBSCRIBE, MONITOR), and a script that touches keys it
did not name is let through.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from lib.dev.faults import Faults
from lib.dev.resp import Command, Connections, ErrorReply, Reply, Status

type Json = str | int | list[Json] | dict[str, Json] | None

# What would leave a shared connection in another state, or reach beyond the database that a customer rents.
# fmt: off
_REFUSED = frozenset({
    "AUTH", "BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH", "BZMPOP", "BZPOPMAX", "BZPOPMIN", "CLIENT", "CLUSTER",
    "CONFIG", "DEBUG", "DISCARD", "EXEC", "FAILOVER", "HELLO", "MONITOR", "MULTI", "PSUBSCRIBE", "PSYNC",
    "PUNSUBSCRIBE", "QUIT", "REPLICAOF", "RESET", "SELECT", "SHUTDOWN", "SLAVEOF", "SSUBSCRIBE", "SUBSCRIBE",
    "SUNSUBSCRIBE", "SYNC", "UNSUBSCRIBE", "UNWATCH", "WATCH",
})
# fmt: on
# What Valkey counts but nobody would be billed for.
_FREE = frozenset({"auth", "acl", "client", "command", "config", "exec", "hello", "info", "multi", "ping", "select"})
_FLAGS = re.compile(rb"\A(#!lua[^\n]*?)flags=(\S*)")


class _RefusedError(Exception):
    """The request is answered with this status and text."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Upstash:
    """The database as an ASGI app; `faults` makes it misbehave."""

    def __init__(self, socket: Path, token: str, read_only_token: str) -> None:
        self.faults = Faults(self._respond, lambda status: {"error": f"ERR the database answers {status}"})
        self._full = Connections(socket)
        self._tokens = {token: self._full, read_only_token: Connections(socket, user="reader")}
        self._run_as: dict[bytes, bytes] = {}  # digest of a script as it was sent -> digest of the script as it is run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.faults(scope, receive, send)

    async def billed(self) -> int:
        """How many commands Upstash would have billed so far: those inside scripts count as well."""
        (statistics,) = await self._full.send([["INFO", "commandstats"]])
        found = re.findall(rb"cmdstat_([^:|]+)[^:]*:calls=(\d+)", statistics if isinstance(statistics, bytes) else b"")
        return sum(int(calls) for name, calls in found if name.decode() not in _FREE)

    async def close(self) -> None:
        """No connection to the database is open."""
        for connections in self._tokens.values():
            await connections.close()

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, answer = await self._answer(Request(scope, receive))
        response = JSONResponse(answer, status, headers={"upstash-sync-token": "development"})
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> tuple[int, Json]:
        try:
            connections = self._authorised(request)
            return 200, await self._run(request, connections)
        except _RefusedError as refusal:
            return refusal.status, {"error": str(refusal)}
        except ValueError:
            return 400, {"error": "ERR failed to parse command"}
        except OSError as error:
            return 503, {"error": f"ERR the database is unreachable: {error}"}

    def _authorised(self, request: Request) -> Connections:
        if request.method not in ("GET", "HEAD", "POST", "PUT"):
            raise _RefusedError(405, "ERR method not allowed")
        given = request.headers.get("authorization", "").removeprefix("Bearer ") or request.query_params.get(
            "_token", ""
        )
        for token, connections in self._tokens.items():
            if hmac.compare_digest(given.encode(), token.encode()):
                return connections
        raise _RefusedError(401, "WRONGPASS invalid or missing auth token")

    async def _run(self, request: Request, connections: Connections) -> Json:
        encoded = request.headers.get("upstash-encoding", "").lower() == "base64"
        path = _path(request)
        if path == b"pipeline":
            commands = [self._translated(words) for words in _commands(await request.body())]
            return [
                _outcome(reply, encoded=encoded) for reply in (await connections.send(commands) if commands else [])
            ]
        if path == b"multi-exec":
            commands = [self._translated(words) for words in _commands(await request.body())]
            replies = (await connections.send([["MULTI"], *commands, ["EXEC"]]))[-1]
            return [_outcome(reply, encoded=encoded) for reply in _accepted_list(replies)]
        words = await _words_of_path(request, path) if path else _words(_parsed(await request.body()))
        (reply,) = await connections.send([self._translated(words)])
        return {"result": _value(_accepted(reply), encoded=encoded)}

    def _translated(self, command: Command) -> Command:
        """The command as Valkey takes it: it does not know Upstash's script flag `allow-key-locking`."""
        name = _text(command[0]).upper()
        if name in _REFUSED:
            raise _RefusedError(400, f"ERR Command is not available: '{name}'")
        if name.startswith("EVALSHA") and len(command) > 1:
            digest = _bytes(command[1]).lower()
            return [command[0], self._run_as.get(digest, digest), *command[2:]]
        loads = name == "SCRIPT" and len(command) > 2 and _text(command[1]).upper() == "LOAD"
        at = 2 if loads else 1 if name in ("EVAL", "EVAL_RO") and len(command) > 1 else None
        if at is None:
            return command
        script = self._without_foreign_flag(_bytes(command[at]))
        return [*command[:at], script, *command[at + 1 :]]

    def _without_foreign_flag(self, script: bytes) -> bytes:
        def kept(found: re.Match[bytes]) -> bytes:
            flags = [flag for flag in found[2].split(b",") if flag != b"allow-key-locking"]
            return found[1] + b"flags=" + b",".join(flags)

        ours = _FLAGS.sub(kept, script)
        if ours != script:
            self._run_as[_digest(script)] = _digest(ours)
        return ours


def _digest(script: bytes) -> bytes:
    return hashlib.sha1(script, usedforsecurity=False).hexdigest().encode()


def _path(request: Request) -> bytes:
    """The path after the place where the app is mounted, with its escapes."""
    whole: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return whole.partition(b"?")[0].removeprefix(request.scope.get("root_path", "").encode()).strip(b"/")


async def _words_of_path(request: Request, path: bytes) -> Command:
    """`/set/key?EX=10` with the value as its body is SET key value EX 10."""
    words: Command = [unquote_to_bytes(part) for part in path.split(b"/")]
    if body := await request.body():
        words.append(body)
    for name, value in parse_qsl(request.url.query, keep_blank_values=True):
        if name != "_token":
            words += [name, value] if value else [name]
    return words


def _commands(body: bytes) -> list[Command]:
    parsed = _parsed(body)
    if not isinstance(parsed, list):
        raise _RefusedError(400, "ERR a pipeline is an array of commands")
    return [_words(command) for command in parsed]


def _parsed(body: bytes) -> object:
    """JSON whose numbers stay as they were written: no digit of a large one is lost."""
    return json.loads(body, parse_int=str, parse_float=str)


def _words(command: object) -> Command:
    if not isinstance(command, list) or not command or not isinstance(command[0], str):
        raise _RefusedError(400, "ERR Command is not in the correct form")
    return [word if isinstance(word, str) else json.dumps(word, separators=(",", ":")) for word in command]


def _accepted(reply: Reply) -> Reply:
    if isinstance(reply, ErrorReply):
        raise _RefusedError(400, reply.text)
    return reply


def _accepted_list(reply: Reply) -> Sequence[Reply]:
    accepted = _accepted(reply)
    return accepted if isinstance(accepted, list) else []


def _outcome(reply: Reply, *, encoded: bool) -> Json:
    if isinstance(reply, ErrorReply):
        return {"error": reply.text}
    return {"result": _value(reply, encoded=encoded)}


def _value(reply: Reply, *, encoded: bool) -> Json:
    if isinstance(reply, bytes):
        return base64.b64encode(reply).decode() if encoded else reply.decode(errors="replace")
    if isinstance(reply, list):
        return [_value(item, encoded=encoded) for item in reply]
    if isinstance(reply, Status):  # of all simple strings only OK goes out as it is: clients decode the others
        return reply.text if reply.text == "OK" else _value(reply.text.encode(), encoded=encoded)
    return reply.text if isinstance(reply, ErrorReply) else reply


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else word.encode()


def _text(word: str | bytes) -> str:
    return word if isinstance(word, str) else word.decode(errors="replace")
