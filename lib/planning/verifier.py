"""The verifier: does a plan keep every promise? It shares no code with the planner and starts from ingredients, not
from labels.

Every hard wish is checked afresh, and the objective, bound and gap that a plan claims are recomputed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lib.planning.model import Plan, PlannedDish, WeeklyRule, Wishes
from lib.planning.verifier_diets import offences
from lib.planning.verifier_facts import FoodFacts, RecipeFacts
from lib.planning.verifier_score import day_total, score

__all__ = ["FoodFacts", "RecipeFacts", "Verification", "Violation", "verify"]

_NUTRIENTS = ("kcal", "protein_g", "fat_g", "carbs_g")
_BLOCK = 7
_SATURDAY = 5
_ROUNDING = 1e-6

type Facts = Mapping[UUID, RecipeFacts]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where, what was the limit, what was found, and what shows it."""

    rule: str
    where: str
    limit: float | str
    value: float | str
    evidence: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What is wrong with a plan (nothing, if empty) and its objective as recomputed (not a number if that is
    impossible).
    """

    violations: tuple[Violation, ...]
    objective: float


def verify(plan: Plan, wishes: Wishes, facts: Facts) -> Verification:
    """Every rule that the plan breaks, in the order: cells, dishes, days, weeks, money, claims."""
    unknown = list(_unknown_dishes(plan.meals, facts))
    known = [cell for cell in plan.meals if cell.recipe_id in facts]
    found = [*_cells(plan.meals, wishes), *unknown]
    for cell in known:
        found += _dish(cell, wishes, facts[cell.recipe_id])
    found += [*_days(known, wishes, facts), *_repeats(known, wishes, facts), *_weeks(known, wishes, facts)]
    found += _money(known, wishes, facts)
    if unknown:
        return Verification(tuple(found), float("nan"))
    objective = score(plan.meals, wishes, facts)
    return Verification((*found, *_claims(plan, objective)), objective)


def _cells(cells: Sequence[PlannedDish], wishes: Wishes) -> Iterator[Violation]:
    wanted = {(day, meal) for day in range(wishes.days) for meal in wishes.meals}
    times = Counter((cell.day, cell.slot) for cell in cells)
    for day, slot in sorted(wanted | times.keys()):
        count, due = times[day, slot], int((day, slot) in wanted)
        if count != due:
            yield Violation(
                "cells", f"day {day}, {slot}", due, count, "every wished meal has one dish, no other has any"
            )


def _unknown_dishes(cells: Sequence[PlannedDish], facts: Facts) -> Iterator[Violation]:
    for cell in cells:
        recipe = facts.get(cell.recipe_id)
        if recipe is None or not recipe.is_known(_NUTRIENTS):
            yield Violation("known data", _where(cell), "known", "unknown", f"recipe {cell.recipe_id}")


def _where(cell: PlannedDish) -> str:
    return f"day {cell.day}, {cell.slot}"


def _dish(cell: PlannedDish, wishes: Wishes, recipe: RecipeFacts) -> Iterator[Violation]:
    where, title = _where(cell), recipe.title
    if cell.slot not in recipe.meals:
        yield Violation("meals", where, cell.slot, ", ".join(sorted(recipe.meals)), title)
    if cell.portion not in wishes.portions:
        yield Violation("portions", where, ", ".join(map(str, wishes.portions)), cell.portion, title)
    minutes = _minutes_allowed(cell.day, wishes)
    if minutes is not None and recipe.minutes > minutes:
        yield Violation("minutes", where, minutes, recipe.minutes, title)
    if (unnamed := recipe.unconfirmed()) and _could_be_broken(wishes):
        yield Violation("confirmed ingredients", where, "none", ", ".join(unnamed), title)
    if wishes.diet is not None and (broken := offences(recipe, wishes.diet)):
        yield Violation("diet", where, wishes.diet, "; ".join(broken), title)
    if carriers := recipe.carriers(wishes.avoid_allergens, traces=False):
        yield Violation("avoid_allergens", where, "none", ", ".join(carriers), title)
    if not wishes.allow_traces and (carriers := recipe.carriers(wishes.avoid_allergens, traces=True)):
        yield Violation("allow_traces", where, "none", ", ".join(carriers), title)
    if disliked := sorted({food.name for food in recipe.ingredients} & wishes.dislikes):
        yield Violation("dislikes", where, "none", ", ".join(disliked), title)


def _could_be_broken(wishes: Wishes) -> bool:
    """Whether anything is asked that a food which nobody has named might break."""
    asked = [wishes.diet, wishes.budget_cents, *(rule.maximum for rule in wishes.weekly_rules)]
    for name in _NUTRIENTS:
        band = getattr(wishes, name)
        asked += [band.minimum, band.target, band.maximum]
    return bool(wishes.avoid_allergens) or bool(wishes.dislikes) or any(one is not None for one in asked)


def _minutes_allowed(day: int, wishes: Wishes) -> int | None:
    is_weekend = (wishes.starts_on + timedelta(days=day)).weekday() >= _SATURDAY
    return wishes.weekend_minutes if is_weekend else wishes.weekday_minutes


def _days(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Violation]:
    for day in range(wishes.days):
        today = [cell for cell in cells if cell.day == day]
        for recipe_id, count in Counter(cell.recipe_id for cell in today).items():
            if count > 1:
                yield Violation("same day", f"day {day}", 1, count, facts[recipe_id].title)
        for name in _NUTRIENTS:
            yield from _band(day, name, wishes, day_total(today, name, facts))


def _band(day: int, name: str, wishes: Wishes, eaten: float) -> Iterator[Violation]:
    wished = getattr(wishes, name)
    if wished.minimum is not None and not eaten >= wished.minimum - _ROUNDING * max(1.0, wished.minimum):
        yield Violation(f"{name}.minimum", f"day {day}", wished.minimum, eaten, "sum of the day's ingredients")
    if wished.maximum is not None and not eaten <= wished.maximum + _ROUNDING * max(1.0, wished.maximum):
        yield Violation(f"{name}.maximum", f"day {day}", wished.maximum, eaten, "sum of the day's ingredients")


def _repeats(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Violation]:
    for recipe_id, count in Counter(cell.recipe_id for cell in cells).items():
        if count > wishes.max_repeats:
            yield Violation("max_repeats", "plan", wishes.max_repeats, count, facts[recipe_id].title)


def _weeks(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Violation]:
    for first in range(0, wishes.days, _BLOCK):
        length = min(_BLOCK, wishes.days - first)
        dishes = [facts[cell.recipe_id] for cell in cells if first <= cell.day < first + length]
        for rule in wishes.weekly_rules:
            yield from _week(rule, dishes, (first, length))


def _week(rule: WeeklyRule, dishes: Sequence[RecipeFacts], block: tuple[int, int]) -> Iterator[Violation]:
    # A minimum counts only what an ingredient bears out, a maximum whatever is so tagged: doubt goes against the plan.
    first, length = block
    where, share = f"days {first} to {first + length - 1}", length / _BLOCK
    shown, tagged = sum(dish.shows(rule.tag) for dish in dishes), sum(rule.tag in dish.tags for dish in dishes)
    if rule.minimum is not None and shown + 1 <= rule.minimum * share + _ROUNDING:
        yield Violation(
            f"weekly_rules.{rule.tag}.minimum", where, rule.minimum, shown, "dishes with such an ingredient"
        )
    if rule.maximum is not None and tagged - 1 >= rule.maximum * share - _ROUNDING:
        yield Violation(f"weekly_rules.{rule.tag}.maximum", where, rule.maximum, tagged, "dishes with this tag")


def _money(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Violation]:
    if wishes.budget_cents is None:
        return
    spent = wishes.servings * sum(cell.portion * facts[cell.recipe_id].cents_per_serving() for cell in cells)
    allowed = wishes.budget_cents * wishes.days / _BLOCK
    if spent > allowed + _ROUNDING * max(1.0, allowed):
        yield Violation("budget_cents", "plan", allowed, spent, f"{wishes.servings} servings of every dish")


def _claims(plan: Plan, objective: float) -> Iterator[Violation]:
    rounding = _ROUNDING * max(1.0, abs(objective))
    if not abs(plan.objective - objective) <= rounding:
        yield Violation("objective", "certificate", objective, plan.objective, "recomputed from the ingredients")
    if not plan.bound >= objective - rounding:
        yield Violation("bound", "certificate", objective, plan.bound, "no bound is below a plan that exists")
    gap = (plan.bound - plan.objective) / max(1.0, abs(plan.objective))
    if not abs(plan.gap - gap) <= _ROUNDING:
        yield Violation("gap", "certificate", gap, plan.gap, "(bound - objective) / max(1, |objective|)")
