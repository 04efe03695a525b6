"""The verifier: does a plan keep every promise? It shares no code with the planner and starts from ingredients, not
from labels.

Every hard wish is checked afresh, for the first eater and for everybody else at the table, and the objective, bound and
gap that a plan claims are recomputed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lib.planning.model import Eater, Plan, PlannedDish, Range, WeeklyRule, Wishes
from lib.planning.verifier_diets import offences
from lib.planning.verifier_facts import FoodFacts, RecipeFacts
from lib.planning.verifier_score import day_total, score

__all__ = ["Check", "FoodFacts", "RecipeFacts", "Verification", "verify"]

_NUTRIENTS = ("kcal", "protein_g", "fat_g", "carbs_g", "fibre_g", "sodium_mg", "saturates_g")
_BLOCK = 7
_SATURDAY = 5
_ROUNDING = 1e-6
type Facts = Mapping[UUID, RecipeFacts]
type Value = float | str


@dataclass(frozen=True, slots=True)
class Check:
    """One rule at one place: the limit, what was found, whether it holds, and what shows it."""

    rule: str
    where: str
    limit: Value
    value: Value
    holds: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that was looked at, and the plan's objective as recomputed (not a number if that is impossible)."""

    checks: tuple[Check, ...]
    objective: float

    @property
    def violations(self) -> tuple[Check, ...]:
        """What is wrong with the plan: nothing, if this is empty."""
        return tuple(check for check in self.checks if not check.holds)


def verify(plan: Plan, wishes: Wishes, facts: Facts) -> Verification:
    """Every rule, held against the plan, in the order: cells, dishes, days, weeks, money, other eaters, claims."""
    known = [cell for cell in plan.meals if cell.recipe_id in facts]
    found = [*_cells(plan.meals, wishes), *_known_dishes(plan.meals, facts)]
    for cell in known:
        found += _dish(cell, wishes, facts[cell.recipe_id])
    found += [*_days(known, wishes, facts), *_repeats(known, wishes, facts), *_weeks(known, wishes, facts)]
    found += _money(known, wishes, facts)
    for eater in wishes.eaters:
        found += _eater(eater, known, wishes, facts)
    if len(known) < len(plan.meals) or not all(facts[cell.recipe_id].is_known(_NUTRIENTS) for cell in known):
        return Verification(tuple(found), float("nan"))
    objective = score(plan.meals, wishes, facts)
    return Verification((*found, *_claims(plan, objective)), objective)


def _cells(cells: Sequence[PlannedDish], wishes: Wishes) -> Iterator[Check]:
    wanted = {(day, meal) for day in range(wishes.days) for meal in wishes.meals}
    times = Counter((cell.day, cell.slot) for cell in cells)
    for day, slot in sorted(wanted | times.keys()):
        count, due = times[day, slot], int((day, slot) in wanted)
        why = "every wished meal has one dish, no other has any"
        yield Check("cells", f"day {day}, {slot}", due, count, count == due, why)
    held = {(cell.day, cell.slot): cell for cell in cells}
    for cell in wishes.fixed:
        now = held.get((cell.day, cell.slot))
        yield Check(
            "locked", _where(cell), _shown(cell), "nothing" if now is None else _shown(now), now == cell, "the meal"
        )


def _shown(cell: PlannedDish) -> str:
    return f"{cell.recipe_id} x {cell.portion}"


def _known_dishes(cells: Sequence[PlannedDish], facts: Facts) -> Iterator[Check]:
    for cell in cells:
        recipe = facts.get(cell.recipe_id)
        known = recipe is not None and recipe.is_known(_NUTRIENTS)
        shows = f"recipe {cell.recipe_id}" if recipe is None else f"{len(recipe.ingredients)} foods of {recipe.title}"
        yield Check("known data", _where(cell), "known", "known" if known else "unknown", known, shows)


def _where(cell: PlannedDish) -> str:
    return f"day {cell.day}, {cell.slot}"


def _dish(cell: PlannedDish, wishes: Wishes, recipe: RecipeFacts) -> Iterator[Check]:
    where, title = _where(cell), recipe.title
    yield Check("meals", where, cell.slot, ", ".join(sorted(recipe.meals)), cell.slot in recipe.meals, title)
    portions = ", ".join(map(str, wishes.portions))
    yield Check("portions", where, portions, cell.portion, cell.portion in wishes.portions, title)
    minutes = _minutes_allowed(cell.day, wishes)
    if minutes is not None:
        yield Check("minutes", where, minutes, recipe.minutes, recipe.minutes <= minutes, title)
    if wishes.recent and cell not in wishes.fixed:
        is_new = recipe.id not in wishes.recent
        yield Check("no_repeat_days", where, "not lately", "new" if is_new else "eaten lately", is_new, title)
    if _could_be_broken(wishes):
        unnamed = recipe.unconfirmed()
        yield Check("confirmed ingredients", where, "all", ", ".join(unnamed) or "all", not unnamed, title)
    yield from _safe(wishes, where, recipe)


def _safe(wished: Wishes | Eater, where: str, recipe: RecipeFacts) -> Iterator[Check]:
    """What nobody may be served, by the ingredients."""
    for diet in sorted(wished.diets):
        broken = offences(recipe, diet)
        yield Check("diet", where, diet, "; ".join(broken) or "kept", not broken, recipe.title)
    if wished.avoid_allergens:
        avoided = ", ".join(sorted(wished.avoid_allergens))
        kinds = {"avoid_allergens": False} if wished.allow_traces else {"avoid_allergens": False, "allow_traces": True}
        for rule, traces in kinds.items():
            carriers = recipe.carriers(wished.avoid_allergens, traces=traces)
            evidence = f"{len(recipe.ingredients)} foods of {recipe.title}"
            yield Check(rule, where, f"no {avoided}", ", ".join(carriers) or "none", not carriers, evidence)
    if wished.dislikes:
        disliked = sorted({food.name for food in recipe.ingredients} & wished.dislikes)
        yield Check("dislikes", where, "none", ", ".join(disliked) or "none", not disliked, recipe.title)


def _could_be_broken(wishes: Wishes) -> bool:
    """Whether anybody asks anything that a food which nobody has named might break."""
    asked = [wishes.budget_cents, *(rule.maximum for rule in wishes.weekly_rules)]
    bands = [getattr(wishes, name) for name in _NUTRIENTS]
    for band in (*bands, *(band for eater in wishes.eaters for band in eater.limits.values())):
        asked += [band.minimum, band.target, band.maximum]
    everybody: tuple[Wishes | Eater, ...] = (wishes, *wishes.eaters)
    forbidden = any(each.diets or each.avoid_allergens or each.dislikes for each in everybody)
    return forbidden or any(one is not None for one in asked)


def _minutes_allowed(day: int, wishes: Wishes) -> int | None:
    is_weekend = (wishes.starts_on + timedelta(days=day)).weekday() >= _SATURDAY
    return wishes.weekend_minutes if is_weekend else wishes.weekday_minutes


def _days(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Check]:
    for day in range(wishes.days):
        today = [cell for cell in cells if cell.day == day]
        for recipe_id, count in Counter(cell.recipe_id for cell in today).items():
            yield Check("same day", f"day {day}", 1, count, count == 1, facts[recipe_id].title)
        for name in _NUTRIENTS:
            eaten = day_total(today, name, facts)
            yield from _band(name, getattr(wishes, name), f"day {day}", eaten)


def _band(name: str, wished: Range, where: str, eaten: float) -> Iterator[Check]:
    evidence = "sum of the day's ingredients"
    if wished.minimum is not None:
        is_enough = eaten >= wished.minimum - _ROUNDING * max(1.0, wished.minimum)
        yield Check(f"{name}.minimum", where, wished.minimum, eaten, is_enough, evidence)
    if wished.maximum is not None:
        is_little = eaten <= wished.maximum + _ROUNDING * max(1.0, wished.maximum)
        yield Check(f"{name}.maximum", where, wished.maximum, eaten, is_little, evidence)


def _repeats(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Check]:
    for recipe_id, count in Counter(cell.recipe_id for cell in cells).items():
        most = wishes.max_repeats
        yield Check("max_repeats", "plan", most, count, count <= most, facts[recipe_id].title)


def _weeks(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Check]:
    for first in range(0, wishes.days, _BLOCK):
        length = min(_BLOCK, wishes.days - first)
        dishes = [facts[cell.recipe_id] for cell in cells if first <= cell.day < first + length]
        for rule in wishes.weekly_rules:
            yield from _week(rule, dishes, (first, length))


def _week(rule: WeeklyRule, dishes: Sequence[RecipeFacts], block: tuple[int, int]) -> Iterator[Check]:
    # A minimum counts only what an ingredient bears out, a maximum whatever is so tagged: doubt goes against the plan.
    first, length = block
    where, share = f"days {first} to {first + length - 1}", length / _BLOCK
    shown, tagged = sum(dish.shows(rule.tag) for dish in dishes), sum(rule.tag in dish.tags for dish in dishes)
    if rule.minimum is not None:
        enough = shown + 1 > rule.minimum * share + _ROUNDING
        evidence = "dishes with such an ingredient"
        yield Check(f"weekly_rules.{rule.tag}.minimum", where, rule.minimum, shown, enough, evidence)
    if rule.maximum is not None:
        few = tagged - 1 < rule.maximum * share - _ROUNDING
        yield Check(f"weekly_rules.{rule.tag}.maximum", where, rule.maximum, tagged, few, "dishes with this tag")


def _money(cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Check]:
    if wishes.budget_cents is None:
        return
    spent = wishes.servings * sum(cell.portion * facts[cell.recipe_id].cents_per_serving() for cell in cells)
    allowed = wishes.budget_cents * wishes.days / _BLOCK
    holds = spent <= allowed + _ROUNDING * max(1.0, allowed)
    yield Check("budget_cents", "plan", allowed, spent, holds, f"{wishes.servings:g} servings of every dish")


def _eater(eater: Eater, cells: Sequence[PlannedDish], wishes: Wishes, facts: Facts) -> Iterator[Check]:
    for cell in cells:
        yield from _safe(eater, f"{eater.name}: {_where(cell)}", facts[cell.recipe_id])
    for day in range(wishes.days):
        today = [cell for cell in cells if cell.day == day]
        for name, wished in eater.limits.items():
            eaten = eater.share * day_total(today, name, facts)
            yield from _band(name, wished, f"{eater.name}: day {day}", eaten)


def _claims(plan: Plan, objective: float) -> Iterator[Check]:
    rounding = _ROUNDING * max(1.0, abs(objective))
    is_same = abs(plan.objective - objective) <= rounding
    yield Check("objective", "certificate", objective, plan.objective, is_same, "recomputed from the ingredients")
    is_above = plan.bound >= objective - rounding
    yield Check("bound", "certificate", objective, plan.bound, is_above, "no bound is below a plan that exists")
    gap = (plan.bound - plan.objective) / max(1.0, abs(plan.objective))
    is_gap = abs(plan.gap - gap) <= _ROUNDING
    yield Check("gap", "certificate", gap, plan.gap, is_gap, "(bound - objective) / max(1, |objective|)")
