"""The filter before the optimisation: what it removes no weight can bring back.

A dish that is not wholly known counts as unsafe: without foods its allergens are unknown, and a nutrient or cost that
is not a finite, non-negative number cannot be planned with.
"""

from collections.abc import Callable, Iterable
from math import isfinite
from operator import attrgetter

from lib.planning.model import NUTRIENTS, Dish, Wishes

type Test = Callable[[Dish], bool]


def eligible(dishes: Iterable[Dish], wishes: Wishes) -> list[Dish]:
    """The dishes that suit at least one wished meal and break no rule of diet, allergens or dislikes, in the given
    order.
    """
    tests = [test for _, test in filters(wishes)]
    meals = frozenset(wishes.meals)
    return [dish for dish in dishes if not meals.isdisjoint(dish.meals) and all(test(dish) for test in tests)]


def filters(wishes: Wishes) -> list[tuple[str, Test]]:
    """Every filter that these wishes call for, with its name, in the order in which reports count them."""
    kept = {cell.recipe_id for cell in wishes.fixed}
    found: list[tuple[str, Test]] = [
        ("known data", is_known),
        ("still offered", lambda dish: dish.is_offered or dish.id in kept),
    ]
    if needs_every_ingredient(wishes):
        found.append(("confirmed ingredients", lambda dish: dish.is_confirmed))
    if wishes.diets:
        found.append(("diet", lambda dish: wishes.diets <= dish.diets))
    if wishes.avoid_allergens:
        found.append(("avoid_allergens", lambda dish: is_free_of(dish, wishes.avoid_allergens)))
        if not wishes.allow_traces:
            found.append(("allow_traces", lambda dish: wishes.avoid_allergens.isdisjoint(dish.may_contain)))
    if wishes.dislikes:
        found.append(("dislikes", lambda dish: wishes.dislikes.isdisjoint(dish.foods)))
    if recent := wishes.recent - kept:
        found.append(("no_repeat_days", lambda dish: dish.id not in recent))
    return found


_numbers = attrgetter(*NUTRIENTS, "cost_cents")


def is_known(dish: Dish) -> bool:
    """The dish names its foods, and its nutrition and cost are finite and not negative."""
    numbers = _numbers(dish)
    # What is not a number makes the sum none, and so is not finite.
    return bool(dish.foods) and isfinite(sum(numbers)) and min(numbers) >= 0


def needs_every_ingredient(wishes: Wishes) -> bool:
    """Whether any wish could be broken by an ingredient that nobody has named."""
    nutrients = [getattr(wishes, name) for name in NUTRIENTS]
    forbidden = wishes.diets or wishes.avoid_allergens or wishes.dislikes
    limited = any(rule.maximum is not None for rule in wishes.weekly_rules) or wishes.budget_cents is not None
    return bool(forbidden or limited or not all(nutrient.is_open for nutrient in nutrients))


def is_free_of(dish: Dish, allergens: frozenset[str]) -> bool:
    """No ingredient of the dish contains any of these allergens."""
    return allergens.isdisjoint(dish.contains)
