"""Reads the properties that a page's own elements are marked with for schema.org/Recipe, without building a tree.

An element's text ends at the first end of its kind, so what is nested in its like is cut short; people see the draft.
"""

import re

_MARK = re.compile(r"schema\.org/recipe", re.IGNORECASE)
_START = re.compile(r"<([a-z][a-z0-9]{0,15})\b([^<>]{0,1000}+)>", re.IGNORECASE)
_NAME = re.compile(r"""itemprop\s{0,5}=\s{0,5}["']?([a-z ]{1,100})""", re.IGNORECASE)
_VALUE = re.compile(r"""(?:content|datetime)\s{0,5}=\s{0,5}(?:"([^"]{0,500})|'([^']{0,500}))""", re.IGNORECASE)
_WANTED = {
    name.lower(): name
    for name in (
        "name", "recipeIngredient", "ingredients", "recipeInstructions", "recipeYield", "recipeCuisine",
        "recipeCategory", "prepTime", "cookTime", "totalTime",
    )
}  # fmt: skip
_MOST = 300
_LONGEST = 10_000


def properties(page: str) -> dict[str, list[str]]:
    """The texts of each property behind the page's first mark of a recipe, in order; at most three hundred in all."""
    mark = _MARK.search(page)
    if mark is None:
        return {}
    found: dict[str, list[str]] = {}
    left = _MOST
    for start in _START.finditer(page, mark.end()):
        named = _NAME.search(start[2])
        for name in named[1].lower().split() if named else ():
            if name in _WANTED and left:
                left -= 1
                found.setdefault(_WANTED[name], []).append(_value(page, start))
    return found


def _value(page: str, start: re.Match[str]) -> str:
    """What an element's attribute says, or else its text."""
    given = _VALUE.search(start[2])
    if given:
        return given[1] or given[2] or ""
    end = page.find(f"</{start[1]}", start.end(), start.end() + _LONGEST)
    return page[start.end() : end] if end >= 0 else ""
