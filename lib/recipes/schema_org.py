"""Reads a recipe out of a page by its own schema.org data: JSON-LD, or microdata where there is none.

The page is a stranger's. Python's HTMLParser takes time that grows with the square of some pages (400 KB of "<a " cost
more than five seconds on 3.12.1), so tags are found here by patterns that never look at a character twice.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

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
from lib.recipes.meals import MEALS, Meal
from lib.recipes.microdata import properties

MAX_PAGE = 2_000_000
_MAX_SCRIPT = 500_000
_MAX_SCRIPTS = 30
_MAX_RECIPES = 20
_MAX_NODES = 20_000
_MAX_DEPTH = 30
_MAX_CUISINE = 80

_SCRIPT = re.compile(r"<!--|<script\b([^<>]{0,500}+)>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_DURATION = re.compile(
    r"P(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,4}(?:\.[0-9]{1,3})?)H)?(?:([0-9]{1,5}(?:\.[0-9]{1,3})?)M)?(?:[0-9.]{1,8}S)?)?",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\r\n|\n|<br[^>]{0,50}+>|</(?:p|li|div)>", re.IGNORECASE)
_HOURS_A_DAY, _MINUTES_AN_HOUR = 24, 60

type Node = dict[str, Any]


def read(page: str) -> Draft | None:
    """The page's first recipe that has ingredients; None where there is none."""
    recipes = (node for script in _scripts(page[:MAX_PAGE]) for node in _recipes(script))
    found = (_draft(node) for node in islice(filter(_lines, recipes), _MAX_RECIPES))
    return next((draft for draft in found if draft.lines), None) or _microdata(page[:MAX_PAGE])


def _scripts(page: str) -> Iterator[Any]:
    """What the page's JSON-LD scripts hold; those that are no JSON are passed over."""
    at, left = 0, _MAX_SCRIPTS
    while left and (match := _SCRIPT.search(page, at)):
        if match[1] is None:
            at = page.find("-->", match.end()) + 1 or len(page)
            continue
        end = _SCRIPT_END.search(page, match.end())
        at = end.end() if end else len(page)
        if "ld+json" in match[1].lower():
            left -= 1
            yield from _parsed(page[match.end() : end.start() if end else len(page)])


def _parsed(text: str) -> Iterator[Any]:
    """The value of a text in JSON; its numbers stay texts, because they may have thousands of digits."""
    if len(text) > _MAX_SCRIPT:
        return
    try:
        yield json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return


def _recipes(value: Any) -> Iterator[Node]:
    """Every object that is called a recipe, wherever it stands, the outermost first."""
    pending, left = deque([(value, 0)]), _MAX_NODES
    while pending and left:
        node, depth = pending.popleft()
        left -= 1
        if isinstance(node, dict) and any(
            kind.rpartition("/")[2].lower() == "recipe" for kind in _texts(node.get("@type"))
        ):
            yield node
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        if depth < _MAX_DEPTH:
            pending.extend((one, depth + 1) for one in inner if isinstance(one, dict | list))


def _draft(node: Node) -> Draft:
    return Draft(
        title=clean(next(_texts(node.get("name")), ""), MAX_TITLE) or None,
        servings=next(filter(None, map(servings_in, _texts(node.get("recipeYield")))), None),
        minutes=_minutes(node),
        cuisine=clean(next(_texts(node.get("recipeCuisine")), ""), _MAX_CUISINE) or None,
        meals=_meals(_texts(node.get("recipeCategory"))),
        steps=clean_all(_steps(node.get("recipeInstructions")), MAX_STEP, MAX_STEPS),
        lines=clean_all(_apart(_texts(_lines(node))), MAX_LINE, MAX_LINES),
    )


def _lines(node: Node) -> Any:
    return node.get("recipeIngredient") or node.get("ingredients")


def _texts(value: Any) -> Iterator[str]:
    """The texts that a value is or lists; of an object its value, name or text."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            named = (one.get(name) for name in ("value", "name", "text"))
            yield from (text for text in named if isinstance(text, str))


def _apart(texts: Iterable[str]) -> Iterator[str]:
    """Each line of texts that hold several."""
    for text in texts:
        yield from _BREAK.split(text)


def _steps(value: Any, depth: int = 0) -> Iterator[str]:
    """The steps in order, out of sections, lists, and texts with several lines."""
    if isinstance(value, str):
        yield from _BREAK.split(value)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for one in value:
            yield from _steps(one, depth + 1)
    elif isinstance(value, dict):
        inner = value.get("itemListElement") or value.get("steps") or value.get("item")
        yield from _steps(inner, depth + 1) if inner and depth < _MAX_DEPTH else _steps(_text_of(value), depth + 1)


def _text_of(step: Node) -> str:
    text = step.get("text") or step.get("name") or step.get("description")
    return text if isinstance(text, str) else ""


def _minutes(node: Node) -> Minutes | None:
    """How long it takes; a total that is less than its parts is not believed."""
    prep, cook, total = (_duration(node.get(name)) for name in ("prepTime", "cookTime", "totalTime"))
    return minutes_of(prep, cook, total)


def _duration(value: Any) -> int | None:
    """The minutes of a duration of ISO 8601, such as PT1H30M; None for nought, which means that nobody said."""
    match = next((match for text in _texts(value) if (match := _DURATION.fullmatch(text.strip()))), None)
    if match is None:
        return None
    days, hours, minutes = (float(part or 0) for part in match.groups())
    return round((days * _HOURS_A_DAY + hours) * _MINUTES_AN_HOUR + minutes) or None


def _meals(categories: Iterable[str]) -> tuple[Meal, ...]:
    named = " ".join(text.lower()[:200] for text in categories)
    return tuple(meal for meal in MEALS if meal in named)


def _microdata(page: str) -> Draft | None:
    """The recipe of a page that marks its own elements; each property goes to the first recipe, wherever it stands."""
    found = properties(page)
    draft = _draft({name: values if len(values) > 1 else values[0] for name, values in found.items()})
    return draft if draft.lines else None
