"""What a plan is worth, in plain arithmetic over dishes: the objective of `objective`, one term at a time (pure)."""

from collections.abc import Mapping

from lib.planning.model import NUTRIENTS, Dish, Range, Wishes
from lib.planning.objective import (
    CENTS_PER_UNIT,
    COST_POINTS,
    CUISINE_POINTS,
    DEVIATION,
    MAIN_FREE,
    MAIN_POINTS,
    PORTION_POINTS,
    PORTION_STEP,
    REPEAT_POINTS,
    TASTE_POINTS,
    USE_UP_FOODS,
    USE_UP_POINTS,
    appeal,
)


def liking(dish: Dish, wishes: Wishes) -> float:
    """Points for the dish itself, whatever its portion."""
    used_up = min(len(dish.foods & wishes.use_up), USE_UP_FOODS)
    preferred = CUISINE_POINTS if dish.cuisine in wishes.cuisines else 0.0
    return TASTE_POINTS * appeal(wishes.seed, dish.id) + preferred + USE_UP_POINTS * used_up


def serving(dish: Dish, portion: float) -> float:
    """Points, nought or less, for the size and the cost of a portion."""
    cost = portion * dish.cost_cents / CENTS_PER_UNIT
    return -PORTION_POINTS * abs(portion - 1.0) / PORTION_STEP - COST_POINTS * cost


def day(eaten: Mapping[str, float], wishes: Wishes) -> float:
    """Points, nought or less, for how far a day's totals are from their targets."""
    return -sum(_deviation(name, getattr(wishes, name), eaten[name]) for name in NUTRIENTS)


def repetition(times: int) -> float:
    """Points, nought or less, for a recipe that is planned so often."""
    return -REPEAT_POINTS * max(0, times - 1)


def monotony(times: int) -> float:
    """Points, nought or less, for a main ingredient that is planned so often in a block."""
    return -MAIN_POINTS * max(0, times - MAIN_FREE)


def _deviation(nutrient: str, wished: Range, eaten: float) -> float:
    if wished.target is None:
        return 0.0
    per_cent = 100.0 * abs(eaten - wished.target) / wished.target
    return DEVIATION[nutrient].points * max(0.0, per_cent - DEVIATION[nutrient].tolerance)
