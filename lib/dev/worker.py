"""A server process of development: it says when it is ready, and it ends when the process that started it does.

Started by `lib.dev.server` with the sockets to listen on, a pipe to write to, and a lifeline: a pipe on which one byte
means to begin, and whose end means that the parent is gone.
"""

import argparse
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.importer import import_from_string

_PATIENCE = 3  # seconds that open requests are given at the end


def main() -> None:
    """Serve until the parent says so or is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", help="module:name of an ASGI app, or with () of a function that makes one")
    parser.add_argument("--listen", type=int, nargs="+", required=True, help="open sockets, by file descriptor")
    parser.add_argument("--ready", type=int, required=True, help="where to write one byte when requests are answered")
    parser.add_argument("--lifeline", type=int, required=True, help="a pipe that closes when the parent is gone")
    options = parser.parse_args()
    app = import_from_string(options.target.removesuffix("()"))
    if options.target.endswith("()"):
        app = app()
    if not os.read(options.lifeline, 1):
        return
    threading.Thread(target=_end_with_parent, args=(options.lifeline,), daemon=True).start()
    config = uvicorn.Config(
        _announcing(app, lambda: _announce(options.ready)),
        lifespan="on",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=number) for number in options.listen])


def _announcing(app: ASGIApp, announce: Callable[[], None]) -> ASGIApp:
    async def announced(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                announce()

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    return announced


def _announce(ready: int) -> None:
    os.write(ready, b"1")
    os.close(ready)


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE + 2)
    os._exit(1)


if __name__ == "__main__":
    main()
