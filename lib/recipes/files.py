"""Reads the catalogue from the files in `data`, one JSON object per line, and refuses what does not fit together.

`foods.jsonl` and `recipes.jsonl` are written by hand; `nutrients.jsonl` is made by `python -m lib.dev.nutrients` from
`sources.jsonl`, which is written by hand too and not read here.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Catalogue, Food, Ingredient, Minutes, Recipe, SourceRow
from lib.recipes.meals import MEALS, Meal
from lib.recipes.nutrition import Nutrition
from lib.recipes.vocabulary import Aisle, Flag, Tag, Unit

DATA = Path(__file__).parent / "data"

type Line = dict[str, Any]


class CatalogueError(ValueError):
    """A file of the catalogue that cannot be right, with its name, the line and the reason."""


def load(folder: Path = DATA) -> Catalogue:
    """Return the catalogue of a folder.

    Raises:
        CatalogueError: a line is no JSON object, lacks a field, repeats a name, or uses an unknown food, unit, aisle,
            allergen, flag, group or meal.
    """
    nutrients = _read(folder / "nutrients.jsonl", "food", lambda line: line)
    foods = _read(folder / "foods.jsonl", "food", lambda line: _food(line, nutrients))
    recipes = _read(folder / "recipes.jsonl", "id", lambda line: _recipe(line, foods))
    return Catalogue(foods=foods, recipes=tuple(recipes.values()))


def _read[T](path: Path, key: str, parse: Callable[[Line], T]) -> dict[str, T]:
    """Parse every line of a file by its key, and say where it went wrong."""
    found: dict[str, T] = {}
    for number, line in _lines(path):
        try:
            name, value = line[key], parse(line)
        except KeyError as error:
            raise CatalogueError(f"{path.name}, line {number}: no field {error}") from error
        except (TypeError, ValueError) as error:
            raise CatalogueError(f"{path.name}, line {number}: {error}") from error
        if name in found:
            raise CatalogueError(f"{path.name}, line {number}: {name!r} appears twice")
        found[name] = value
    return found


def _lines(path: Path) -> Iterator[tuple[int, Line]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield number, DECODER.decode(text)
        except json.JSONDecodeError as error:
            raise CatalogueError(f"{path.name}, line {number}: {error}") from error


@cache
def _exact(figure: str | int) -> Fraction:
    """The figure as it is written; cached, because a few hundred figures make up the whole catalogue."""
    return Fraction(figure)


DECODER = json.JSONDecoder(parse_float=_exact)


def _food(line: Line, nutrients: Mapping[str, Line]) -> Food:
    name = line["food"]
    if name not in nutrients:
        raise ValueError(f"{name!r} has no nutrients")
    measured = nutrients[name]
    return Food(
        name=name,
        contains=frozenset(map(Allergen, line["contains"])),
        may_contain=frozenset(map(Allergen, line["may_contain"])),
        flags=frozenset(map(Flag, line["flags"])),
        groups=frozenset(map(Tag, line["groups"])),
        aisle=Aisle(line["aisle"]),
        unit_grams={Unit(unit): _exact(grams) for unit, grams in line["unit_grams"].items()},
        usd_per_kg=_exact(line["usd_per_kg"]),
        nutrition=_nutrition(measured),
        source=tuple(_source_row(row) for row in measured["rows"]),
        estimate=measured["estimate"],
    )


def _nutrition(line: Line) -> Nutrition:
    return Nutrition(
        kcal=float(line["kcal"]),
        protein_g=float(line["protein_g"]),
        fat_g=float(line["fat_g"]),
        saturates_g=float(line["saturates_g"]),
        carbs_g=float(line["carbs_g"]),
        sugars_g=float(line["sugars_g"]),
        fibre_g=float(line["fibre_g"]),
        sodium_mg=float(line["sodium_mg"]),
    )


def _source_row(row: Line) -> SourceRow:
    return SourceRow(row["fdc_id"], row["data_type"], row["description"], _exact(row.get("share", 100)))


def _recipe(line: Line, foods: Mapping[str, Food]) -> Recipe:
    return Recipe(
        id=line["id"],
        title=line["title"],
        meals=tuple(map(_meal, line["meals"])),
        cuisine=line["cuisine"],
        main=line["main"],
        servings=line["servings"],
        minutes=Minutes(**line["minutes"]),
        steps=tuple(line["steps"]),
        ingredients=tuple(_ingredient(item, foods) for item in line["ingredients"]),
    )


def _meal(name: str) -> Meal:
    for meal in MEALS:
        if meal == name:
            return meal
    raise ValueError(f"{name!r} is not a meal")


def _ingredient(item: Line, foods: Mapping[str, Food]) -> Ingredient:
    """Return the ingredient once its food is known and says what the unit weighs."""
    name, unit = item["food"], Unit(item["unit"])
    if name not in foods:
        raise ValueError(f"no food is called {name!r}")
    if unit is not Unit.G and unit not in foods[name].unit_grams:
        raise ValueError(f"nobody has said what a {unit} of {name} weighs")
    return Ingredient(name, _exact(item["quantity"]), unit, _exact(item["grams"]))
