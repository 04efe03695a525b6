"""A program that drains the outbox and is killed on the way, once for every line it reads: `before 2`, `after 1`.

The number counts the statements that are sent to Postgres. Each line is worked off in a process of its own, forked
from this one, which has imported everything; its end is answered with one line: `killed`, or `done` at the very end.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from lib import outbox


def main() -> None:
    """Work off the lines of standard input."""
    print("ready", flush=True)
    for line in sys.stdin:
        moment, number = line.split()
        child = os.fork()
        if child == 0:
            _drain_and_die(moment, int(number))
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed", flush=True)


def _drain_and_die(moment: str, number: int) -> None:
    seen = 0

    def die_in_time(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, f"{moment}_cursor_execute", die_in_time)
    asyncio.run(outbox.drain())
    os._exit(0)


if __name__ == "__main__":
    main()
