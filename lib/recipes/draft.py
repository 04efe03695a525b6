"""What was read of a recipe somewhere else, before anybody looked at it; and how its texts are made fit to store."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from lib.fields import legible
from lib.recipes.catalogue import Minutes
from lib.recipes.meals import Meal

MAX_TITLE = 200
MAX_LINE = 200
MAX_STEP = 2_000
MAX_LINES = 100
MAX_STEPS = 100
MAX_SERVINGS = 100
MAX_MINUTES = 10_080

_TAG = re.compile(r"<[^<>]{0,1000}+>")
_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A recipe as it was found. What nobody said is None, and is not guessed."""

    title: str | None
    servings: int | None
    minutes: Minutes | None
    cuisine: str | None
    meals: tuple[Meal, ...]
    steps: tuple[str, ...]
    lines: tuple[str, ...]


def clean(text: str, most: int) -> str:
    """The text in one line without markup and without what is not seen, cut to a length; perhaps empty."""
    plain = _TAG.sub(" ", html.unescape(html.unescape(text[: 20 * most])))
    return legible(plain)[:most].strip()


def clean_all(texts: Iterable[str], most: int, count: int) -> tuple[str, ...]:
    """The first texts that are not empty once they are clean."""
    found = (clean(text, most) for text in texts)
    return tuple(islice((text for text in found if text), count))


def servings_in(text: str) -> int | None:
    """The first number of a text such as "Serves 4-6" if that many can be served."""
    match = _NUMBER.search(text)
    number = int(match[0]) if match else 0
    return number if 1 <= number <= MAX_SERVINGS else None


def minutes_of(prep: int | None, cook: int | None, total: int | None) -> Minutes | None:
    """The times that are known; None when none is, or they are beyond what a recipe takes."""
    known = [one for one in (prep, cook, total) if one is not None]
    if not known or max(known) > MAX_MINUTES or (prep or 0) + (cook or 0) > MAX_MINUTES:
        return None
    return Minutes(prep or 0, cook or 0, max(total or 0, (prep or 0) + (cook or 0)))
