"""What `vercel build` put together: which functions and static files, and what each bundle holds and weighs."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

MAX_FUNCTIONS = 12  # of a deployment on the Hobby plan
MAX_MEGABYTES = 200  # above 225 the builder installs dependencies anew at every cold start
VENDOR = "_vendor/"
ENTRY = "vc__handler__python.py"
NEVER_BUNDLED = ("lib/dev/", "lib/migrations/", "lib/review/", "lib/recipes/data/")


class CheckFailed(Exception):
    """The deployment would not be what it should be; the text says how."""


@dataclass(frozen=True)
class Bundle:
    """A built function: `files` maps its paths in the bundle to files on this machine."""

    name: str
    runtime: str
    environment: dict[str, str]
    files: dict[str, Path]

    @cached_property
    def megabytes(self) -> float:
        """Its size unzipped, in units of a million bytes."""
        return sum(file.stat().st_size for file in self.files.values()) / 1e6

    @property
    def own(self) -> set[str]:
        """The paths that are the project's, without dependencies and bytecode."""
        return {path for path in self.files if not path.startswith(VENDOR) and path != ENTRY and path[-4:] != ".pyc"}


def read_all(tree: Path) -> list[Bundle]:
    """The functions that were built in this tree, by name, such as `api/v1/auth`."""
    folder = tree / ".vercel" / "output" / "functions"
    return [_read(found, found.relative_to(folder), tree) for found in sorted(folder.rglob("*.func"))]


def with_bytecode(bundle: Bundle) -> Bundle:
    """The bundle with the bytecode that lies beside its modules, at the paths where Vercel puts it."""
    compiled = dict(bundle.files)
    tag = f"cpython-{bundle.runtime.removeprefix('python').replace('.', '')}"
    for path, source in bundle.files.items():
        name = f"__pycache__/{source.stem}.{tag}.pyc"
        if path.endswith(".py") and (source.parent / name).is_file():
            compiled[f"{path.rpartition('/')[0]}/{name}".lstrip("/")] = source.parent / name
    return replace(bundle, files=compiled)


def check(tree: Path, sources: list[str], bundles: list[Bundle]) -> None:
    """The deployment holds every function and public file of the sources, each bundle what it should, and no more.

    Raises:
        CheckFailed: with everything that is wrong.
    """
    functions = {name for name in sources if _is_function(name)}
    built = {f"{bundle.name}.py" for bundle in bundles}
    wrong = _differences("functions", built, functions)
    wrong += [f"{len(built)} functions, and the plan takes {MAX_FUNCTIONS}"] * (len(built) > MAX_FUNCTIONS)
    wrong += _differences("static files", _static_files(tree), _public_files(sources))
    own = {name for name in sources if name.startswith(("api/", "lib/")) and not name.startswith(NEVER_BUNDLED)}
    for bundle in bundles:
        wrong += _differences(f"files in {bundle.name}", bundle.own, own)
        wrong += _faults(bundle)
    if wrong:
        raise CheckFailed("\n".join(wrong))


def weigh(bundle: Bundle) -> list[tuple[str, float]]:
    """The dependencies in a bundle by their top-level folder, heaviest first, in megabytes."""
    sizes: Counter[str] = Counter()
    for path, file in bundle.files.items():
        if path.startswith(VENDOR):
            sizes[path.split("/")[1]] += file.stat().st_size
    return [(name, size / 1e6) for name, size in sizes.most_common()]


def _read(folder: Path, path: Path, tree: Path) -> Bundle:
    settings = json.loads((folder / ".vc-config.json").read_text())
    files = {name: tree / source for name, source in settings["filePathMap"].items()}
    inside = (file for file in folder.rglob("*") if file.is_file() and file.name != ".vc-config.json")
    files.update({file.relative_to(folder).as_posix(): file for file in inside})
    return Bundle(path.with_suffix("").as_posix(), settings["runtime"], settings["environment"], files)


def _is_function(name: str) -> bool:
    parts = Path(name).parts
    return name.endswith(".py") and parts[0] == "api" and not any(part.startswith(("_", ".")) for part in parts)


def _static_files(tree: Path) -> set[str]:
    folder = tree / ".vercel" / "output" / "static"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def _public_files(sources: list[str]) -> set[str]:
    return {name.removeprefix("public/") for name in sources if name.startswith("public/")}


def _faults(bundle: Bundle) -> list[str]:
    faults = []
    if bundle.megabytes > MAX_MEGABYTES:
        faults.append(f"{bundle.name} weighs {bundle.megabytes:.0f} MB, more than {MAX_MEGABYTES}")
    compiled = {path for path in bundle.files if path.endswith(".pyc")}
    modules = {path for path in bundle.own if path.endswith(".py")}
    faults += [
        f"{bundle.name}: no bytecode of {path}: does it compile?"
        for path in sorted(modules)
        if not _is_compiled(path, compiled)
    ]
    return faults


def _is_compiled(path: str, compiled: set[str]) -> bool:
    folder, _, name = path.rpartition("/")
    return any(found.startswith(f"{folder}/__pycache__/{name.removesuffix('.py')}.") for found in compiled)


def _differences(what: str, found: set[str], expected: set[str]) -> list[str]:
    missing, extra = sorted(expected - found), sorted(found - expected)
    wrong = [f"{what}: missing {', '.join(missing[:5])} ({len(missing)})"] if missing else []
    return wrong + ([f"{what}: not expected {', '.join(extra[:5])} ({len(extra)})"] if extra else [])
