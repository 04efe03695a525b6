"""The best plan by trying everything: plain Python, none of the planner's code, points by the verifier's scoring.

Days of the same kind in the same block are interchangeable, so only one order of their menus is tried; a branch is
left when even the best menus for the remaining days could not beat the best plan so far.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from uuid import UUID

from lib.planning.model import NUTRIENTS, PlannedDish, Wishes
from lib.planning.verifier import RecipeFacts
from lib.planning.verifier_score import day_total, score

type Facts = Mapping[UUID, RecipeFacts]


@dataclass(frozen=True)
class Menu:
    """A whole day: its points (repeats and main ingredients apart), its money and its dishes."""

    points: float
    cents: float
    recipes: tuple[RecipeFacts, ...]


def best_objective(facts: Facts, wishes: Wishes) -> float | None:
    """The most points that any plan scores, or None if there is no plan."""
    return _Exhaustion(facts, wishes).run()


class _Exhaustion:
    def __init__(self, facts: Facts, wishes: Wishes) -> None:
        self.wishes = wishes
        days = sorted(range(wishes.days), key=lambda day: (day // 7, self._weekend(day)))
        self.classes = [(day // 7, self._weekend(day)) for day in days]
        menus = {
            weekend: list(_menus(facts, wishes, weekend=weekend)) for weekend in {each[1] for each in self.classes}
        }
        self.menus = [sorted(menus[weekend], key=lambda menu: -menu.points) for _, weekend in self.classes]
        self.best: float | None = None

    def run(self) -> float | None:
        if all(self.menus):
            self._descend([], 0.0)
        return self.best

    def _weekend(self, day: int) -> bool:
        return (self.wishes.starts_on + timedelta(days=day)).weekday() > 4

    def _descend(self, chosen: list[int], points: float) -> None:
        at = len(chosen)
        if at == len(self.menus):
            self._finish([menus[index] for menus, index in zip(self.menus, chosen, strict=True)], points)
            return
        same = at > 0 and self.classes[at] == self.classes[at - 1]
        rest = sum(menus[0].points for menus in self.menus[at + 1 :])
        for index in range(chosen[-1] if same else 0, len(self.menus[at])):
            menu = self.menus[at][index]
            if self.best is not None and points + menu.points + rest <= self.best:
                return
            self._descend([*chosen, index], points + menu.points)

    def _finish(self, plan: list[Menu], points: float) -> None:
        times = Counter(recipe.id for menu in plan for recipe in menu.recipes)
        budget = self.wishes.budget_cents
        allowed = float("inf") if budget is None else budget * self.wishes.days / 7 + 1e-6
        if max(times.values()) > self.wishes.max_repeats or sum(menu.cents for menu in plan) > allowed:
            return
        blocks = sorted({block for block, _ in self.classes})
        weeks = [[menu for menu, each in zip(plan, self.classes, strict=True) if each[0] == block] for block in blocks]
        if not all(_week_is_legal(week, self.wishes) for week in weeks):
            return
        mains = Counter(
            (at, dish.main) for at, week in enumerate(weeks) for menu in week for dish in menu.recipes if dish.main
        )
        points -= 12 * sum(count - 1 for count in times.values()) + 15 * sum(
            max(0, count - 3) for count in mains.values()
        )
        self.best = points if self.best is None else max(self.best, points)


def _week_is_legal(week: Sequence[Menu], wishes: Wishes) -> bool:
    for rule in wishes.weekly_rules:
        count = sum(rule.tag in recipe.tags for menu in week for recipe in menu.recipes)
        if rule.minimum is not None and count < rule.minimum * len(week) // 7:
            return False
        if rule.maximum is not None and count > -(-rule.maximum * len(week) // 7):
            return False
    return True


def _menus(facts: Facts, wishes: Wishes, *, weekend: bool) -> Iterator[Menu]:
    minutes = wishes.weekend_minutes if weekend else wishes.weekday_minutes
    single = replace(wishes, days=1)
    mainless = {key: replace(recipe, main=None) for key, recipe in facts.items()}
    quick = [recipe for recipe in facts.values() if minutes is None or recipe.minutes <= minutes]
    cells = [
        [PlannedDish(0, meal, dish.id, portion) for dish in quick if meal in dish.meals for portion in wishes.portions]
        for meal in wishes.meals
    ]
    for day in product(*cells):
        if len({cell.recipe_id for cell in day}) == len(day) and _day_is_legal(day, wishes, facts):
            cents = wishes.servings * sum(cell.portion * facts[cell.recipe_id].cents_per_serving() for cell in day)
            yield Menu(score(day, single, mainless), cents, tuple(facts[cell.recipe_id] for cell in day))


def _day_is_legal(day: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> bool:
    for name in NUTRIENTS:
        limits = getattr(wishes, name)
        if limits.minimum is not None and day_total(day, name, facts) < limits.minimum - 1e-6:
            return False
        if limits.maximum is not None and day_total(day, name, facts) > limits.maximum + 1e-6:
            return False
    return True
