"""What a function imports when it starts: counted, since times vary and counts do not."""

import json
import subprocess
from pathlib import Path

from lib.dev.vercel.bundle import Bundle, CheckFailed

# Needed on some paths only, and imported there.
HEAVY = frozenset({"PIL", "alembic", "fastapi_swagger", "highspy", "jinja2", "mangum", "numpy", "vercel"})
# Functions that answer without a database must not pay for one.
DATABASE = frozenset({"psycopg", "sqlalchemy", "sqlmodel"})
WITHOUT_DATABASE = ("api/health", "api/index")

_SCRIPT = """
import importlib.util, json, sys
sys.path.insert(1, "_vendor")
spec = importlib.util.spec_from_file_location("function", sys.argv[1])
module = sys.modules["function"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(json.dumps(sorted(sys.modules)))
"""


def modules(folder: Path, bundle: Bundle, python: Path) -> list[str]:
    """The names of all modules that are loaded once the function has been imported in its materialised bundle.

    Raises:
        CheckFailed: it cannot be imported.
    """
    command = [str(python), "-c", _SCRIPT, f"{bundle.name}.py"]
    environment = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "VERCEL": "1", "VERCEL_ENV": "production"}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if ended.returncode != 0:
        raise CheckFailed(f"{bundle.name} cannot be imported in its bundle:\n{ended.stderr[-2000:]}")
    names: list[str] = json.loads(ended.stdout.splitlines()[-1])
    return names


def check(bundle: Bundle, loaded: list[str]) -> None:
    """The function has loaded nothing heavy that only some of its paths need.

    Raises:
        CheckFailed: it has; the text names the packages.
    """
    forbidden = HEAVY | (DATABASE if bundle.name in WITHOUT_DATABASE else frozenset())
    found = sorted(forbidden & {name.partition(".")[0] for name in loaded})
    if found:
        raise CheckFailed(f"{bundle.name} imports {', '.join(found)} at its start, which it should only when needed")
