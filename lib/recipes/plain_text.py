"""Reads a recipe out of text that somebody pasted: a title, lines with amounts, and steps."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from lib.recipes.catalogue import Minutes
from lib.recipes.draft import (
    MAX_LINE,
    MAX_LINES,
    MAX_STEP,
    MAX_STEPS,
    MAX_TITLE,
    Draft,
    clean,
    clean_all,
    minutes_of,
    servings_in,
)

_INGREDIENTS = re.compile(r"(?:the )?ingredients?(?: list)?|you(?:'|’)?(?: wi)?ll need|what you need", re.IGNORECASE)
_STEPS = re.compile(
    r"(?:the )?(?:method|instructions?|directions?|steps?|preparation|procedure|how to make it)", re.IGNORECASE
)
_SERVINGS = re.compile(
    r"(?:serves|servings?|makes|yields?|portions?)\b[^0-9\n]{0,20}([0-9]{1,3})\b"
    r"|(?:for )?([0-9]{1,3}) (?:servings|portions|people|persons)[.:)]?$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(prep|preparation|cook|cooking|total|baking|ready in)\b(?: ?time)? ?[:=-]? ?([0-9]{1,3}) ?(h|m)[a-z]{0,8}\.?"
    r"(?: (?:and )?([0-9]{1,3}) ?m[a-z]{0,8})?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:step )?[0-9]{1,2}[.):] ", re.IGNORECASE)
_BULLET = re.compile(r"[-*•–·▪☐]\s{0,5}")
_LONG = 70

type _Part = Literal["unknown", "ingredients", "steps"]


def read(text: str) -> Draft:
    """What the text says: the first line is the title; the others are ingredients, steps, or say for how many it is."""
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    servings = [match for line in rest if len(line) < _LONG and (match := _SERVINGS.match(line))]
    lines, steps = _sorted([line for line in rest if not _is_about_the_whole(line)])
    return Draft(
        title=clean(title, MAX_TITLE) or None,
        servings=servings_in(servings[0][1] or servings[0][2]) if servings else None,
        minutes=_minutes(rest),
        cuisine=None,
        meals=(),
        steps=clean_all(steps, MAX_STEP, MAX_STEPS),
        lines=clean_all(lines, MAX_LINE, MAX_LINES),
    )


def _is_about_the_whole(line: str) -> bool:
    """The line only says for how many it is, or how long it takes."""
    return len(line) < _LONG and bool(_SERVINGS.match(line) or _TIME.match(line))


def _sorted(body: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines of ingredients, and the steps."""
    found: dict[_Part, list[str]] = {"unknown": [], "ingredients": [], "steps": []}
    for part, line in _parts(body):
        found[part].append(line)
    return found["ingredients"], found["steps"]


def _parts(body: Sequence[str]) -> Iterator[tuple[_Part, str]]:
    """Each line with the part that it belongs to: by the heading above it, or by its looks where there is none."""
    part: _Part = "unknown"
    for line in body:
        heading = line.strip(" :#*-=").strip()
        if _INGREDIENTS.fullmatch(heading):
            part = "ingredients"
        elif _STEPS.fullmatch(heading):
            part = "steps"
        else:
            bare = _NUMBERED.sub("", line, count=1) if part == "steps" or _is_step(line) else line
            kind = part if part != "unknown" else "steps" if _is_step(line) else "ingredients"
            yield kind, _BULLET.sub("", bare, count=1) if _BULLET.match(bare) else bare


def _is_step(line: str) -> bool:
    """A sentence or a numbered line, as against "2 eggs" or "salt"."""
    return bool(_NUMBERED.match(line)) or len(line) > _LONG or line.endswith((".", "!"))


def _minutes(lines: Sequence[str]) -> Minutes | None:
    """The times that are named, the first of each kind."""
    times: dict[str, int] = {}
    for match in (match for line in lines for match in _TIME.finditer(line[:500])):
        kind = "prep" if match[1].lower().startswith("prep") else "total" if match[1][0].lower() in "tr" else "cook"
        hours = match[3].lower() == "h"
        times.setdefault(kind, int(match[2]) * (60 if hours else 1) + int(match[4] or 0))
    return minutes_of(times.get("prep"), times.get("cook"), times.get("total"))
