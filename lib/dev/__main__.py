"""The front door: `python3 -m lib.dev` sets up what is missing, then starts everything.

Everything imported here at module level runs on Python 3.9 and needs nothing but the standard library; the verbs
themselves run inside `.venv`, which this makes first and then becomes.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys

from lib.dev import bootstrap, cli, progress
from lib.dev.paths import DATA, PYTHON, ROOT

# A shell that starts this in the background has SIGINT ignored; Ctrl-C must work all the same.
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> int:
    """Do what the command line asks; the value is the exit status."""
    for number in _STOP_SIGNALS:
        signal.signal(number, _stop)
    options = cli.parse(sys.argv[1:])
    try:
        bootstrap.ensure()
        if not bootstrap.is_inside():
            _become_the_environment()
        return int(importlib.import_module("lib.dev.verbs").run(options))
    except progress.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except PermissionError as error:
        hint = "perhaps somebody else, such as root, started Tiffin here before; start as the owner or remove it."
        print(f"\n{error.filename} may not be used: {hint}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _stop(_: int, __: object) -> None:
    """Begin to stop, once: whoever presses Ctrl-C twice must not break off the putting away."""
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _become_the_environment() -> None:
    os.chdir(ROOT)
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        os.environ.pop(name, None)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Containers like to set it; a dozen processes would compile the same libraries at every start. Nothing is
        # written beside the sources all the same.
        os.environ["PYTHONPYCACHEPREFIX"] = str(DATA / "cache" / "bytecode")
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", "lib.dev", *sys.argv[1:]])  # noqa: S606  no shell wanted


if __name__ == "__main__":
    sys.exit(main())
