"""What any plan scores and whether it keeps the limits that its meals share: exact, day by day (pure).

A day that was looked at before is not looked at again, so that plans which differ in a day or two are cheap to compare.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from lib.planning import valuation
from lib.planning.model import BLOCK_DAYS, NUTRIENTS, Dish, PlannedDish, Wishes

_SATURDAY = 5
_ROUNDING = 1e-9

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
        if not all(day.is_legal for day in days) or not self._is_affordable(sum(day.cents for day in days)):
            return None
        times = Counter(meal.recipe_id for meal in meals)
        if max(times.values()) > self._wishes.max_repeats or not self._keeps_weekly_rules(meals):
            return None
        return sum(day.points for day in days) + sum(map(valuation.repetition, times.values())) + self._monotony(meals)

    def suits(self, dish: Dish, day: int, slot: str) -> bool:
        """Whether the dish by itself may stand there, as far as the meal and the minutes go."""
        wishes = self._wishes
        is_weekend = (wishes.starts_on + timedelta(days=day)).weekday() >= _SATURDAY
        minutes = wishes.weekend_minutes if is_weekend else wishes.weekday_minutes
        return slot in dish.meals and (minutes is None or dish.minutes <= minutes)

    def _look_at(self, menu: _Menu) -> _Day:
        served = [(self._dishes[identity], portion) for identity, portion in menu]
        eaten = {name: sum(portion * getattr(dish, name) for dish, portion in served) for name in NUTRIENTS}
        points = sum(self.liking(dish.id) + valuation.serving(dish, portion) for dish, portion in served)
        is_legal = len({dish.id for dish, _ in served}) == len(served) and self._is_within_limits(eaten)
        cents = sum(portion * dish.cost_cents for dish, portion in served)
        return _Day(points + valuation.day(eaten, self._wishes), cents, is_legal)

    def _is_within_limits(self, eaten: Mapping[str, float]) -> bool:
        for name, total in eaten.items():
            wished = getattr(self._wishes, name)
            if wished.minimum is not None and total < wished.minimum * (1 - _ROUNDING):
                return False
            if wished.maximum is not None and total > wished.maximum * (1 + _ROUNDING):
                return False
        return True

    def _is_affordable(self, cents: float) -> bool:
        wishes = self._wishes
        if wishes.budget_cents is None:
            return True
        return cents * wishes.servings <= wishes.budget_cents * wishes.days / BLOCK_DAYS * (1 + _ROUNDING)

    def _keeps_weekly_rules(self, meals: Sequence[PlannedDish]) -> bool:
        wishes = self._wishes
        tagged = {
            rule.tag: Counter(meal.day // BLOCK_DAYS for meal in meals if rule.tag in self._dishes[meal.recipe_id].tags)
            for rule in wishes.weekly_rules
        }
        for block in range(-(-wishes.days // BLOCK_DAYS)):
            days = min(BLOCK_DAYS, wishes.days - block * BLOCK_DAYS)
            for rule in wishes.weekly_rules:
                count, most = tagged[rule.tag][block], rule.most_in(days)
                if count < rule.least_in(days) or (most is not None and count > most):
                    return False
        return True

    def _monotony(self, meals: Sequence[PlannedDish]) -> float:
        mains = Counter((meal.day // BLOCK_DAYS, self._dishes[meal.recipe_id].main) for meal in meals)
        return sum(valuation.monotony(times) for (_, main), times in mains.items() if main is not None)


def _menus(meals: Sequence[PlannedDish]) -> dict[int, _Menu]:
    days: dict[int, list[tuple[UUID, float]]] = {}
    for meal in meals:
        days.setdefault(meal.day, []).append((meal.recipe_id, meal.portion))
    return {day: tuple(menu) for day, menu in days.items()}
