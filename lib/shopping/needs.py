"""What the meals of a plan need of each food, to the last fraction of a gram, and which meals need it (pure)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import NamedTuple

from lib.recipes.vocabulary import Aisle
from lib.shopping.model import Food, Meal, Use


class Cause(NamedTuple):
    """A meal that needs a food, and how much of it."""

    meal: Meal
    grams: Fraction


@dataclass(frozen=True, slots=True)
class Need:
    """A food, how much of it all meals need together, and each of these meals once, in the order of the uses."""

    food: Food
    grams: Fraction
    causes: tuple[Cause, ...]


def needs(uses: Iterable[Use]) -> list[Need]:
    """Every food of the uses that somebody has to buy; water comes from the tap.

    Foods are told apart by their names and meals by their cells, which hash several times faster than their ids.
    """
    foods: dict[str, Food] = {}
    causes: dict[str, dict[tuple[dt.date, str], Cause]] = {}
    for use in uses:
        food, meal = use.food, use.meal
        foods[food.name] = food
        of_food = causes.setdefault(food.name, {})
        before = of_food.get((meal.date, meal.slot))
        grams = use.grams * meal.share
        of_food[meal.date, meal.slot] = Cause(meal, grams if before is None else before.grams + grams)
    return [_need(food, causes[name].values()) for name, food in foods.items() if food.aisle != Aisle.TAP]


def _need(food: Food, causes: Iterable[Cause]) -> Need:
    each = tuple(causes)
    return Need(food, reduce(add, [cause.grams for cause in each]), each)
