"""Whether the requirement files pin everything that will be installed, exactly and each thing once."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lib.dev.paths import ROOT

FUNCTIONS = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "tests" / "requirements.txt"
_NEEDED = "# What those need"  # the line between what we chose and what came with it


def faults() -> Iterator[str]:
    """What is wrong, in words, one fault at a time.

    A function's bundle holds everything in requirements.txt, so there must be nothing in it that the functions do not
    need; and whatever is not pinned may change between two deployments of the same commit.
    """
    functions, development = _pins(FUNCTIONS), _pins(DEVELOPMENT)
    yield from (f"{name} stands in both files" for name in functions.keys() & development.keys())
    for file, pins, known in ((FUNCTIONS, functions, {}), (DEVELOPMENT, development, functions)):
        where = file.relative_to(ROOT)
        needed = _closure([Requirement(line) for line in _chosen(file)])
        yield from (f"{where}: {name} is needed but not pinned" for name in needed - pins.keys() - known.keys())
        yield from (f"{where}: nothing needs {name}" for name in pins.keys() - needed)
        yield from (f"{where}: {name} is not pinned to one version" for name, version in pins.items() if not version)
    for name, version in (functions | development).items():
        if version and _installed(name) != version:
            yield f"{name} {version} is pinned, {_installed(name)} is installed"


def _lines(file: Path) -> list[str]:
    lines = [line.strip() for line in file.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("-r ")]


def _chosen(file: Path) -> Iterator[str]:
    for line in _lines(file):
        if line.startswith(_NEEDED):
            return
        if not line.startswith("#"):
            yield line


def _pins(file: Path) -> dict[str, str | None]:
    requirements = [Requirement(line) for line in _lines(file) if not line.startswith("#")]
    return {canonicalize_name(found.name): _exact(found) for found in requirements}


def _exact(requirement: Requirement) -> str | None:
    specifiers = list(requirement.specifier)
    exact = len(specifiers) == 1 and specifiers[0].operator == "==" and "*" not in specifiers[0].version
    return specifiers[0].version if exact else None


def _closure(chosen: list[Requirement]) -> set[str]:
    """The names of everything that the chosen ones bring with them on this machine, themselves included."""
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = list(chosen)
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in found:
            continue
        found.add(key)
        waiting += _needed_by(*key)
    return {name for name, _ in found}


def _needed_by(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    try:
        texts = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return  # said by the comparison with what is installed
    for requirement in map(Requirement, texts):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "nothing"
