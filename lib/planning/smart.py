"""Cooking smart: fewer different foods, and dinners that are eaten twice, as far as they are worth their cost (pure).

Neither can be added up over meals, so neither is in the objective that a plan is certified for. They are sought around
the certified plan, and what they cost in that objective is told: the bound stays that of the plain plan, so that the
gap holds the cost as well.

    worth = objective - FOOD_POINTS * (different foods, if fewer are wished)
                      + LEFTOVER_POINTS * (lunches that are the last dinner again, if leftovers are wished)

For fewer foods the planner plans again and again. Each time a food costs the less the more the last plan used it, so
that the costs of all its uses add up to about one food's: a concave cost is majorised by its tangent and minimised,
round by round, until a plan comes again or a fixed number of rounds is over. That ends in a hollow, so it is done
twice, once with costs that pull harder than they should. The best of all the plans is kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum
from uuid import UUID

from lib.planning import leftovers, planner
from lib.planning.appraisal import Appraiser, Meals
from lib.planning.eligibility import eligible
from lib.planning.leftovers import Kitchen
from lib.planning.model import Dish, Infeasible, Plan, PlannedDish, Savings, Wishes
from lib.planning.planner import Thoroughness

FOOD_POINTS = 6.0
LEFTOVER_POINTS = 30.0

_PULLS = (1.0, 1.5)
_ROUNDS = 6
_UNUSED = 1.05
_SOFTENED = 0.35
"""A food that is used n times costs 1 / (n + softened) each time, and an unused one a little more than a whole food:
otherwise what the first plan happens to use would never be given up.
"""
_QUICKLY = Thoroughness(gap=0.02, rounds=2)


def solve(dishes: Sequence[Dish], wishes: Wishes) -> Plan:
    """The planner's plan, cooked smart where that is wished; its bound is that of the plain plan.

    Raises:
        Infeasible: there is no plan (proved), or none was found.
    """
    plain = planner.solve(dishes, wishes)
    if not wishes.fewer_foods and not wishes.leftovers:
        return plain
    return _Cook(dishes, wishes).improve(plain)


def foods_of(meals: Sequence[PlannedDish], dishes: Mapping[UUID, Dish]) -> int:
    """How many different foods the plan uses."""
    return len(frozenset[str]().union(*(dishes[meal.recipe_id].foods for meal in meals)))


class _Cook:
    def __init__(self, dishes: Sequence[Dish], wishes: Wishes) -> None:
        self._offered, self._wishes = dishes, wishes
        self._dishes = {dish.id: dish for dish in dishes}
        self._appraiser = Appraiser(self._dishes, wishes)
        new = [dish for dish in eligible(dishes, wishes) if dish.is_offered and dish.id not in wishes.recent]
        fixed = {cell.recipe_id for cell in wishes.fixed}
        usable = new + [self._dishes[identity] for identity in fixed - {dish.id for dish in new}]
        self._kitchen = Kitchen(usable, wishes, self._appraiser, self._worth)

    def improve(self, plain: Plan) -> Plan:
        found = [plain.meals]
        if self._wishes.fewer_foods:
            found += [meals for pull in _PULLS for meals in self._reweighted(plain.meals, pull)]
        best = max(found, key=self._ranked)
        if self._wishes.leftovers:
            best = leftovers.exchange(self._kitchen, best)
        return self._certified(plain, best)

    def _reweighted(self, meals: Meals, pull: float) -> Iterator[Meals]:
        for _ in range(_ROUNDS):
            before, bonuses = meals, self._bonuses(meals, pull * FOOD_POINTS)
            try:
                meals = planner.drawn(self._offered, self._wishes, bonuses, _QUICKLY)
            except Infeasible:  # not found at these prices: what was found before stands
                return
            if meals == before:
                return
            yield meals

    def _bonuses(self, meals: Meals, points: float) -> dict[UUID, float]:
        uses = Counter(food for meal in meals for food in self._dishes[meal.recipe_id].foods)
        cost = {food: points / (count + _SOFTENED) for food, count in uses.items()}
        unused = _UNUSED * points
        # Added up exactly, for a set has no order that is the same in every process.
        return {dish.id: -fsum(cost.get(food, unused) for food in dish.foods) for dish in self._offered}

    def _ranked(self, meals: Meals) -> float:
        worth = self._worth(meals)
        return float("-inf") if worth is None else worth

    def _worth(self, meals: Meals) -> float | None:
        objective = self._appraiser.objective(meals)
        if objective is None:
            return None
        foods = FOOD_POINTS * foods_of(meals, self._dishes) if self._wishes.fewer_foods else 0.0
        return objective - foods + (LEFTOVER_POINTS * leftovers.count(meals) if self._wishes.leftovers else 0.0)

    def _certified(self, plain: Plan, meals: Meals) -> Plan:
        objective = self._appraiser.objective(meals)
        if objective is None or meals == plain.meals:
            meals, objective = plain.meals, plain.objective
        bound = max(plain.bound, objective)
        savings = Savings(
            points=plain.objective - objective,
            foods_before=foods_of(plain.meals, self._dishes),
            foods=foods_of(meals, self._dishes),
            leftovers=leftovers.count(meals),
        )
        gap = (bound - objective) / max(1.0, abs(objective))
        return replace(plain, meals=meals, objective=objective, bound=bound, gap=gap, cook_smart=savings)
