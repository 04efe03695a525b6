"""Dishes to measure the planner with: the catalogue's, and made-up ones with plausible figures."""

import random
from functools import cache
from uuid import UUID

from lib.dev.dishes import dish_of
from lib.planning.model import Dish
from lib.recipes import files

_KINDS = ("breakfast", "main", "snack")
_KIND_SHARES = (22, 60, 18)
_KCAL = {"breakfast": 380.0, "main": 560.0, "snack": 190.0}
_CENTS = {"breakfast": 120.0, "main": 290.0, "snack": 90.0}
_MINUTES = {"breakfast": 12.0, "main": 35.0, "snack": 5.0}
# Shapes of gamma variates: shares of energy from protein, fat and carbohydrates.
_ENERGY = {"breakfast": (3.0, 5.2, 7.5), "main": (4.2, 6.2, 7.2), "snack": (2.2, 5.5, 8.5)}
_FISH, _RED_MEAT = ("salmon", "cod", "tuna", "prawns"), ("beef", "pork", "lamb")
_MAINS = (*_RED_MEAT, "chicken", *_FISH, "tofu", "chickpeas", "lentils", "beans", "eggs", "pasta", "rice", "potato",
          "mushroom", "cheese", "aubergine", "squash", "turkey", "quinoa", "halloumi", "tempeh")  # fmt: skip


@cache
def catalogue() -> list[Dish]:
    """Every recipe of the catalogue's files as the planner sees it."""
    found = files.load()
    return [dish_of(recipe, found.foods) for recipe in found.recipes]


@cache
def made_up(size: int, seed: int) -> list[Dish]:
    """So many dishes, the same for the same seed."""
    source = random.Random(seed)
    return [_made_up_dish(source) for _ in range(size)]


def _made_up_dish(source: random.Random) -> Dish:
    kind = source.choices(_KINDS, _KIND_SHARES)[0]
    kcal = _around(source, _KCAL[kind], 0.30, (70, 1300))
    energy = [source.gammavariate(shape, 1.0) for shape in _ENERGY[kind]]
    protein, fat, carbs = (kcal * part / sum(energy) for part in energy)
    main = source.choices(_MAINS, [1 / (rank + 2) for rank in range(len(_MAINS))])[0] if kind == "main" else None
    return Dish(
        id=UUID(int=source.getrandbits(128)),
        meals=_meals(source, kind),
        minutes=round(_around(source, _MINUTES[kind], 0.5, (2, 180))),
        main=main,
        cuisine="",
        tags=frozenset({"fish"} if main in _FISH else {"red_meat"} if main in _RED_MEAT else ()),
        contains=frozenset(),
        may_contain=frozenset(),
        diets=frozenset(),
        foods=frozenset({"water"}),
        kcal=kcal,
        protein_g=protein / 4,
        fat_g=fat / 9,
        carbs_g=carbs / 4,
        fibre_g=carbs / 30,
        sodium_mg=kcal,
        saturates_g=fat / 27,
        cost_cents=float(round(_around(source, _CENTS[kind], 0.35, (20, 1200)))),
    )


def _around(source: random.Random, middle: float, spread: float, limits: tuple[float, float]) -> float:
    return min(limits[1], max(limits[0], middle * source.lognormvariate(0.0, spread)))


def _meals(source: random.Random, kind: str) -> frozenset[str]:
    if kind == "snack":
        return frozenset({"snack"})
    if kind == "breakfast":
        return frozenset({"breakfast", *(meal for meal in ("lunch", "snack") if source.random() < 0.13)})
    if source.random() < 0.18:
        return frozenset({"lunch"})
    return frozenset({"dinner", *(["lunch"] if source.random() < 0.8 else [])})
