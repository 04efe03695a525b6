"""The CPU time of a shopping list: what is computed between the statement and the answer, for plans of all sizes.

CPU time depends on the machine and its neighbours, so each row also tells it as a multiple of a fixed piece of Python
that is run between the lists (the yardstick): that ratio can be compared between runs.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from uuid import UUID

from lib.recipes import catalogue, files, loader
from lib.recipes.meals import MEALS
from lib.shopping.lines import lines
from lib.shopping.model import Food, Meal, Use, eaters, exactly

RUNS = 200
BUDGET_MS = 5.0
"""What the median may take for 14 days of 4 meals and a household of five, on a machine of its own."""

_PORTIONS = (0.75, 1.0, 1.25, 1.5)
_HEADER = f"{'plan':44}{'runs':>5}{'uses':>6}{'lines':>6}{'ms p50':>8}{'p90':>8}{'max':>8}{'x stick':>9}"


@dataclass(frozen=True, slots=True)
class Case:
    """A plan of so many days, for so many people, with or without a full pantry."""

    name: str
    days: int
    people: float
    has_pantry: bool = False


CASES = (
    Case("7 days, 4 meals, 2 people", 7, 2),
    Case("14 days, 4 meals, 5 people", 14, 5),
    Case("14 days, 4 meals, 4.35 people", 14, 4.35),
    Case("14 days, 4 meals, 5 people, 200 at home", 14, 5, has_pantry=True),
)


def run() -> None:
    """Measure every case and print the table."""
    print(_HEADER)
    for case in CASES:
        print(_row(case), flush=True)
    print(f"Budget for p50 of 14 days, 4 meals and 5 people on a quiet machine: {BUDGET_MS} ms.")


def _row(case: Case) -> str:
    pantry = {food.id: Fraction(100) for food in list(_foods().values())[:200]} if case.has_pantry else {}
    plans = [_uses(case, seed) for seed in range(RUNS)]
    found = [lines(uses, pantry) for uses in plans[:10]]
    measured = [_measure(uses, pantry) for uses in plans]
    ms = sorted(spent for spent, _ in measured)
    times = f"{statistics.median(ms):8.2f}{ms[int(0.9 * (RUNS - 1))]:8.2f}{ms[-1]:8.2f}"
    sticks = statistics.median(spent / stick for spent, stick in measured)
    size = f"{statistics.median(map(len, plans)):6.0f}{statistics.median(map(len, found)):6.0f}"
    return f"{case.name:44}{RUNS:5}{size}{times}{sticks:9.1f}"


def _measure(uses: tuple[Use, ...], pantry: Mapping[UUID, Fraction]) -> tuple[float, float]:
    """CPU milliseconds of a list and of the yardstick."""
    started = time.process_time()
    lines(uses, pantry)
    spent = 1_000 * (time.process_time() - started)
    return spent, _yardstick()


def _yardstick() -> float:
    """CPU milliseconds of a fixed piece of Python."""
    started, total = time.process_time(), 0
    for number in range(20_000):
        total += number * number
    return 1_000 * (time.process_time() - started)


@cache
def _foods() -> dict[str, Food]:
    return {food.name: _food(food) for food in files.load().foods.values()}


def _food(food: catalogue.Food) -> Food:
    units = {str(unit): float(grams) for unit, grams in food.unit_grams.items()}
    return Food(loader.food_id(food.name), food.name, str(food.aisle), units, float(food.usd_per_kg))


@cache
def _recipes() -> Mapping[str, list[catalogue.Recipe]]:
    return {slot: [recipe for recipe in files.load().recipes if slot in recipe.meals] for slot in MEALS}


def _uses(case: Case, seed: int) -> tuple[Use, ...]:
    """What a plan of dishes drawn from the catalogue uses, as the statement would give it."""
    source = random.Random(seed)
    uses: list[Use] = []
    for day in range(case.days):
        for slot in MEALS:
            recipe = source.choice(_recipes()[slot])
            meal = _meal(recipe, case, day, slot, source)
            uses += [Use(meal, _foods()[item.food], item.grams) for item in recipe.ingredients]
    return tuple(uses)


def _meal(recipe: catalogue.Recipe, case: Case, day: int, slot: str, source: random.Random) -> Meal:
    share = exactly(source.choice(_PORTIONS)) * eaters(case.people) / recipe.servings
    date = dt.date(2026, 11, 30) + dt.timedelta(days=day)
    return Meal(UUID(int=source.getrandbits(128)), date, slot, recipe.title, share)


if __name__ == "__main__":
    run()
