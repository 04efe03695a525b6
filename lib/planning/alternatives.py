"""Every other dish that one meal of a plan could be, everything else as it is: exact, by looking at each (pure)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from lib.planning import rules, valuation
from lib.planning.eligibility import eligible
from lib.planning.model import BLOCK_DAYS, NUTRIENTS, Dish, PlannedDish, Wishes


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another dish, or another portion, for a meal, and what the plan would score with it."""

    dish: PlannedDish
    objective: float


def alternatives(
    dishes: Collection[Dish], wishes: Wishes, meals: Sequence[PlannedDish], at: PlannedDish, avoid: Collection[UUID]
) -> list[Alternative]:
    """What could stand at a meal and break no hard wish: one portion per dish, best first, ties by id.

    `dishes` holds every dish of the plan and all others on offer; those to `avoid` are left out. Wishes that the other
    meals break already are not asked of this one again.
    """
    rest = _Rest({dish.id: dish for dish in dishes}, wishes, [meal for meal in meals if meal != at], at)
    offered = (dish for dish in eligible(dishes, wishes) if dish.id not in avoid and rest.admits(dish))
    best = (max(found, key=lambda each: each.objective) for dish in offered if (found := list(rest.portions(dish))))
    return sorted(best, key=lambda each: (-each.objective, each.dish.recipe_id.bytes))


class _Rest:
    """The plan without one meal, and what it leaves to that meal."""

    def __init__(
        self, dishes: Mapping[UUID, Dish], wishes: Wishes, others: Sequence[PlannedDish], at: PlannedDish
    ) -> None:
        self._wishes, self._at = wishes, at
        served = [(meal, dishes[meal.recipe_id]) for meal in others]
        today = [(meal, dish) for meal, dish in served if meal.day == at.day]
        block = [dish for meal, dish in served if meal.day // BLOCK_DAYS == at.day // BLOCK_DAYS]
        self._same_day = {dish.id for _, dish in today}
        self._times = Counter(dish.id for _, dish in served)
        self._mains = Counter(dish.main for dish in block if dish.main is not None)
        self._tags = Counter(tag for dish in block for tag in dish.tags)
        self._eaten = {name: sum(meal.portion * getattr(dish, name) for meal, dish in today) for name in NUTRIENTS}
        self._cents = sum(meal.portion * dish.cost_cents for meal, dish in served)
        self._points = self._points_of(served, at)

    def admits(self, dish: Dish) -> bool:
        """Whether the dish may stand here, whatever its portion."""
        return (
            rules.may_stand(dish, self._wishes, self._at.day, self._at.slot)
            and dish.id not in self._same_day
            and self._times[dish.id] < self._wishes.max_repeats
            and self._keeps_weekly_rules(dish)
        )

    def portions(self, dish: Dish) -> Iterator[Alternative]:
        """The dish in every portion that breaks no limit."""
        for portion in self._wishes.portions:
            eaten = {name: self._eaten[name] + portion * getattr(dish, name) for name in NUTRIENTS}
            cents = self._cents + portion * dish.cost_cents
            if rules.are_within_limits(eaten, self._wishes) and rules.is_affordable(cents, self._wishes):
                yield Alternative(
                    replace(self._at, recipe_id=dish.id, portion=portion), self._objective(dish, portion, eaten)
                )

    def _objective(self, dish: Dish, portion: float, eaten: Mapping[str, float]) -> float:
        points = self._points + valuation.liking(dish, self._wishes) + valuation.serving(dish, portion)
        points += valuation.day(eaten, self._wishes)
        times = self._times[dish.id]
        points += valuation.repetition(times + 1) - valuation.repetition(times)
        if dish.main is not None:
            mains = self._mains[dish.main]
            points += valuation.monotony(mains + 1) - valuation.monotony(mains)
        return points

    def _points_of(self, served: Sequence[tuple[PlannedDish, Dish]], at: PlannedDish) -> float:
        """The objective of the other meals, without the day on which the meal stands."""
        wishes = self._wishes
        points = sum(valuation.liking(dish, wishes) + valuation.serving(dish, meal.portion) for meal, dish in served)
        points += sum(map(valuation.repetition, self._times.values()))
        mains = Counter((meal.day // BLOCK_DAYS, dish.main) for meal, dish in served if dish.main is not None)
        points += sum(map(valuation.monotony, mains.values()))
        for day in range(wishes.days):
            if day != at.day:
                today = [(meal.portion, dish) for meal, dish in served if meal.day == day]
                eaten = {name: sum(portion * getattr(dish, name) for portion, dish in today) for name in NUTRIENTS}
                points += valuation.day(eaten, wishes)
        return points

    def _keeps_weekly_rules(self, dish: Dish) -> bool:
        tags = {rule.tag: self._tags[rule.tag] + (rule.tag in dish.tags) for rule in self._wishes.weekly_rules}
        return rules.keeps_weekly_rules(tags, self._wishes, self._at.day // BLOCK_DAYS)
