"""Dinners that are eaten again for lunch on the next day, by exact exchanges of two meals at a time (pure)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from lib.planning import rules
from lib.planning.appraisal import Appraiser, Meals
from lib.planning.model import Dish, PlannedDish, Wishes

DINNER, LUNCH = "dinner", "lunch"
_TRIED = 16
"""How many dishes are tried for each pair of meals: those that are liked best."""


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What can be cooked, under which wishes, and what a plan is worth (None where it may not be)."""

    dishes: Collection[Dish]
    wishes: Wishes
    appraiser: Appraiser
    worth: Callable[[Meals], float | None]


def count(meals: Sequence[PlannedDish]) -> int:
    """How many lunches are the dinner of the day before."""
    dinners = {meal.day: meal.recipe_id for meal in meals if meal.slot == DINNER}
    return sum(meal.slot == LUNCH and dinners.get(meal.day - 1) == meal.recipe_id for meal in meals)


def exchange(kitchen: Kitchen, meals: Meals) -> Meals:
    """The plan with a dinner eaten twice wherever that makes it worth more; fixed meals stay as they are."""
    if not {DINNER, LUNCH} <= set(kitchen.wishes.meals) or kitchen.wishes.max_repeats < 2:
        return meals
    best, most = meals, kitchen.worth(meals)
    for day in range(kitchen.wishes.days - 1):
        for changed in _pairs(kitchen, best, day):
            worth = kitchen.worth(changed)
            if worth is not None and (most is None or worth > most):
                best, most = changed, worth
    return best


def _pairs(kitchen: Kitchen, meals: Meals, day: int) -> Iterator[Meals]:
    """The plan with each dish in every portion for dinner on this day and for lunch on the next."""
    cells = {(meal.day, meal.slot): place for place, meal in enumerate(meals)}
    evening, noon = cells[day, DINNER], cells[day + 1, LUNCH]
    if meals[evening].recipe_id == meals[noon].recipe_id:
        return
    kept = {(cell.day, cell.slot): cell for cell in kitchen.wishes.fixed}
    for dish in _dishes_for(kitchen, meals[evening], meals[noon]):
        both = [_portions(kitchen, dish, meals[place], kept) for place in (evening, noon)]
        for tonight, tomorrow in product(*both):
            changed = list(meals)
            changed[evening], changed[noon] = tonight, tomorrow
            yield tuple(changed)


def _dishes_for(kitchen: Kitchen, *meals: PlannedDish) -> list[Dish]:
    fitting = [
        dish
        for dish in kitchen.dishes
        if all(rules.may_stand(dish, kitchen.wishes, meal.day, meal.slot) for meal in meals)
    ]
    present = {meal.recipe_id for meal in meals}
    # What stands there already comes first: to keep it changes one meal only.
    fitting.sort(key=lambda dish: (dish.id not in present, -kitchen.appraiser.liking(dish.id), dish.id.bytes))
    return fitting[:_TRIED]


def _portions(
    kitchen: Kitchen, dish: Dish, at: PlannedDish, kept: Mapping[tuple[int, str], PlannedDish]
) -> list[PlannedDish]:
    fixed = kept.get((at.day, at.slot))
    if fixed is not None:
        return [fixed] if fixed.recipe_id == dish.id else []
    return [replace(at, recipe_id=dish.id, portion=portion) for portion in kitchen.wishes.portions]
