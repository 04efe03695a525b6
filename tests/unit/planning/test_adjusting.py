"""Cells that stay, dishes that must not come again, and the alternatives for a single meal."""

import random
from dataclasses import replace
from itertools import product

import pytest

from lib.planning import planner
from lib.planning.alternatives import alternatives
from lib.planning.model import Dish, Infeasible, Plan, PlannedDish, WeeklyRule, Wishes
from lib.planning.planner import solve
from lib.planning.verifier import verify
from lib.planning.verifier_score import score
from tests.unit.planning import samples
from tests.unit.planning.instances import instance

FACTS = samples.recipes(150, 8)
DISHES = samples.dishes(FACTS)
WISHES = samples.typical(
    8,
    budget_cents=9_000,
    weekly_rules=(WeeklyRule("fish", 2, 6),),
    cuisines=frozenset({"Thai"}),
    use_up=frozenset({"parsley"}),
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(DISHES, WISHES)


@pytest.mark.parametrize("seed", range(6))
def test_fixed_cells_stay_and_the_rest_is_planned_around_them(plan: Plan, seed: int) -> None:
    kept = tuple(random.Random(seed).sample(plan.meals, 4 * seed + 2))
    wishes = replace(WISHES, fixed=kept, seed=100 + seed)

    again = solve(DISHES, wishes)

    assert set(kept) <= set(again.meals)
    assert again.gap <= 0.01
    assert verify(again, wishes, FACTS).violations == ()


def test_a_plan_with_everything_fixed_is_itself(plan: Plan) -> None:
    again = solve(DISHES, replace(WISHES, fixed=plan.meals))

    assert set(again.meals) == set(plan.meals)
    assert again.objective == pytest.approx(plan.objective)
    assert again.bound == pytest.approx(plan.objective)


def test_a_fixed_cell_that_breaks_a_rule_by_itself_is_named() -> None:
    slow = next(dish for dish in DISHES if dish.minutes > 40 and "dinner" in dish.meals)
    wishes = replace(WISHES, fixed=(PlannedDish(0, "dinner", slow.id, 1.0),))

    with pytest.raises(Infeasible) as raised:
        solve(DISHES, wishes)

    assert raised.value.proved
    assert "fixed.0.dinner" in str(raised.value)


def test_what_was_eaten_lately_does_not_come_again_unless_it_is_fixed(plan: Plan) -> None:
    recent = frozenset(meal.recipe_id for meal in plan.meals[:6])

    fresh = solve(DISHES, replace(WISHES, recent=recent))
    kept = solve(DISHES, replace(WISHES, recent=recent, fixed=plan.meals[:1]))

    assert recent.isdisjoint(meal.recipe_id for meal in fresh.meals)
    assert plan.meals[0] in kept.meals
    assert verify(fresh, replace(WISHES, recent=recent), FACTS).violations == ()
    assert {check.rule for check in verify(plan, replace(WISHES, recent=recent), FACTS).violations} == {
        "no_repeat_days"
    }


def test_a_dish_that_is_no_longer_offered_is_kept_but_not_planned(plan: Plan) -> None:
    gone = plan.meals[0].recipe_id
    dishes = [replace(dish, is_offered=dish.id != gone) for dish in DISHES]

    kept, fresh = solve(dishes, replace(WISHES, fixed=plan.meals[:1])), solve(dishes, WISHES)

    assert plan.meals[0] in kept.meals
    assert gone not in {meal.recipe_id for meal in fresh.meals}


def test_preferred_cuisines_and_foods_to_use_up_count() -> None:
    plain = replace(WISHES, cuisines=frozenset(), use_up=frozenset())

    def liked(plan: Plan) -> int:
        dishes = [FACTS[meal.recipe_id] for meal in plan.meals]
        return sum(
            (dish.cuisine == "Thai") + any(food.name == "parsley" for food in dish.ingredients) for dish in dishes
        )

    assert liked(solve(DISHES, WISHES)) > liked(solve(DISHES, plain))


@pytest.mark.parametrize("place", range(0, 28, 3))
def test_the_best_alternative_is_the_best_of_all(plan: Plan, place: int) -> None:
    at = plan.meals[place]

    found = alternatives(DISHES, WISHES, plan.meals, at, {at.recipe_id})

    best: dict[object, float] = {}
    for dish, portion in product(DISHES, WISHES.portions):
        if dish.id != at.recipe_id:
            value = _value_with(plan, WISHES, at, dish, portion)
            if value is not None:
                best[dish.id] = max(value, best.get(dish.id, value))
    assert {each.dish.recipe_id: each.objective for each in found} == pytest.approx(best)
    assert [each.objective for each in found] == pytest.approx(sorted(best.values(), reverse=True))


def _value_with(plan: Plan, wishes: Wishes, at: PlannedDish, dish: Dish, portion: float) -> float | None:
    """What the verifier makes of the plan with the dish in that place: its score, or nothing where a rule breaks."""
    meals = tuple(replace(meal, recipe_id=dish.id, portion=portion) if meal == at else meal for meal in plan.meals)
    objective = score(meals, wishes, FACTS)
    claimed = Plan(meals, objective, objective, 0.0, "test")
    return None if verify(claimed, wishes, FACTS).violations else objective


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 8, 12, 13])
def test_the_quick_bound_is_above_the_certified_plan(seed: int) -> None:
    facts, wishes = instance(seed)
    try:
        plan = solve(samples.dishes(facts), wishes)
    except Infeasible:
        return

    assert planner.bound(samples.dishes(facts), wishes) >= plan.objective - 1e-6
