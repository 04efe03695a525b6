"""Small random instances that an exhaustive search can settle: four shapes, with and without every kind of wish."""

import random
from typing import Any

from lib.planning.model import MEALS, Range, WeeklyRule, Wishes
from tests.unit.planning.exhaustive import Facts
from tests.unit.planning.samples import FRIDAY, MONDAY, recipes, wishes

_KCAL = {"breakfast": 420, "lunch": 620, "dinner": 700, "snack": 200}
_SHAPES: tuple[tuple[int, int, tuple[str, ...], tuple[float, ...]], ...] = (
    (10, 2, MEALS[:3], (0.75, 1.0, 1.5)),
    (9, 2, MEALS, (1.0, 1.25)),
    (8, 8, MEALS[2:3], (1.0,)),
    (10, 3, MEALS[1:3], (0.75, 1.0, 1.25)),
)
_HARD_TO_EXHAUST = {9, 31, 40, 60, 67, 68, 69, 76, 85, 89, 96, 105, 108}
SEEDS = [seed for seed in range(112) if seed not in _HARD_TO_EXHAUST]


def instance(seed: int) -> tuple[Facts, Wishes]:
    """Recipes and wishes, the same for the same seed."""
    source = random.Random(seed)
    count, days, meals, portions = _SHAPES[seed % len(_SHAPES)]
    kcal = sum(_KCAL[meal] for meal in meals) * source.uniform(0.9, 1.15)
    changes = _nutrition(source, kcal) | _others(source, len(meals))
    start = source.choice((MONDAY, FRIDAY))
    repeats, servings = source.choice((1, 2, 3)), source.choice((1, 3))
    return recipes(count, seed, meals), wishes(
        days=days,
        meals=meals,
        starts_on=start,
        max_repeats=repeats,
        portions=portions,
        seed=seed,
        servings=servings,
        **changes,
    )


def _nutrition(source: random.Random, kcal: float) -> dict[str, Any]:
    width = source.choice((0.06, 0.15, 0.3))
    found: dict[str, Any] = {
        "kcal": Range(
            kcal * (1 - width) if source.random() < 0.7 else None,
            kcal if source.random() < 0.8 else None,
            kcal * (1 + width) if source.random() < 0.7 else None,
        )
    }
    if source.random() < 0.6:
        found["protein_g"] = Range(target=kcal * 0.055)
    if source.random() < 0.4:
        target, maximum = source.random() < 0.5, source.random() < 0.6
        found["fat_g"] = Range(None, kcal * 0.033 if target else None, kcal * 0.045 if maximum else None)
    if source.random() < 0.4:
        found["carbs_g"] = Range(kcal * 0.08 if source.random() < 0.5 else None, kcal * 0.115, None)
    return found


def _others(source: random.Random, meals: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if source.random() < 0.4:
        found["budget_cents"] = int(source.uniform(0.5, 1.2) * 7 * 230 * meals)
    if source.random() < 0.5:
        found["weekly_rules"] = (
            WeeklyRule("fish", source.choice((None, 2, 4)), source.choice((None, 5))),
            WeeklyRule("red_meat", None, source.choice((1, 2))),
        )
    if source.random() < 0.4:
        found["weekday_minutes"] = 30
    return found
