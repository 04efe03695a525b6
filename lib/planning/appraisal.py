"""What any plan scores and whether it keeps the limits that its meals share: exact, day by day (pure).

A day that was looked at before is not looked at again, so that plans which differ in a day or two are cheap to compare.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from lib.planning import rules, valuation
from lib.planning.model import BLOCK_DAYS, NUTRIENTS, Dish, PlannedDish, Wishes

type Meals = tuple[PlannedDish, ...]
type _Menu = tuple[tuple[UUID, float], ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """A day's points, the repetitions of dishes and main ingredients apart, and its cost for one person."""

    points: float
    cents: float
    is_legal: bool


class Appraiser:
    """Looks at plans of these dishes under the same wishes; `dishes` holds every dish that any of them has."""

    def __init__(self, dishes: Mapping[UUID, Dish], wishes: Wishes) -> None:
        self._dishes, self._wishes = dishes, wishes
        self._day = cache(self._look_at)
        self.liking = cache(lambda identity: valuation.liking(dishes[identity], wishes))

    def objective(self, meals: Sequence[PlannedDish]) -> float | None:
        """The plan's objective, or None if its meals together break a hard wish."""
        days = [self._day(menu) for menu in _menus(meals).values()]
        cents = sum(day.cents for day in days)
        if not all(day.is_legal for day in days) or not rules.is_affordable(cents, self._wishes):
            return None
        times = Counter(meal.recipe_id for meal in meals)
        if max(times.values()) > self._wishes.max_repeats or not self._keeps_weekly_rules(meals):
            return None
        return sum(day.points for day in days) + sum(map(valuation.repetition, times.values())) + self._monotony(meals)

    def _look_at(self, menu: _Menu) -> _Day:
        served = [(self._dishes[identity], portion) for identity, portion in menu]
        eaten = {name: sum(portion * getattr(dish, name) for dish, portion in served) for name in NUTRIENTS}
        points = sum(self.liking(dish.id) + valuation.serving(dish, portion) for dish, portion in served)
        is_legal = len({dish.id for dish, _ in served}) == len(served) and rules.are_within_limits(eaten, self._wishes)
        cents = sum(portion * dish.cost_cents for dish, portion in served)
        return _Day(points + valuation.day(eaten, self._wishes), cents, is_legal)

    def _keeps_weekly_rules(self, meals: Sequence[PlannedDish]) -> bool:
        blocks = range(-(-self._wishes.days // BLOCK_DAYS))
        tags: dict[int, Counter[str]] = {block: Counter() for block in blocks}
        for meal in meals:
            tags[meal.day // BLOCK_DAYS].update(self._dishes[meal.recipe_id].tags)
        return all(rules.keeps_weekly_rules(tags[block], self._wishes, block) for block in blocks)

    def _monotony(self, meals: Sequence[PlannedDish]) -> float:
        mains = Counter((meal.day // BLOCK_DAYS, self._dishes[meal.recipe_id].main) for meal in meals)
        return sum(valuation.monotony(times) for (_, main), times in mains.items() if main is not None)


def _menus(meals: Sequence[PlannedDish]) -> dict[int, _Menu]:
    days: dict[int, list[tuple[UUID, float]]] = {}
    for meal in meals:
        days.setdefault(meal.day, []).append((meal.recipe_id, meal.portion))
    return {day: tuple(menu) for day, menu in days.items()}
