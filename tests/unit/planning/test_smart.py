"""Cooking smart: what it brings, what it costs, and that it breaks nothing."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from lib.planning import leftovers, planner, rules, smart
from lib.planning.appraisal import Appraiser
from lib.planning.model import MEALS, Dish, Plan, PlannedDish, Range, WeeklyRule, Wishes
from lib.planning.verifier import RecipeFacts, verify
from lib.planning.verifier_score import score
from lib.recipes import files
from tests.unit.planning import real, samples

CATALOGUE = files.load()
DISHES, FACTS = real.dishes(CATALOGUE), real.facts(CATALOGUE)
WEEKS = [
    samples.typical(0),
    samples.typical(1, diets=frozenset({"vegetarian"}), budget_cents=6_000),
    samples.typical(2, weekly_rules=(WeeklyRule("fish", 2, None), WeeklyRule("red_meat", None, 1)), servings=2),
    samples.typical(3, avoid_allergens=frozenset({"milk"}), kcal=Range(1900, 2000, 2100)),
]
BOTH: dict[str, Any] = {"fewer_foods": True, "leftovers": True}


@pytest.fixture(scope="module", params=range(len(WEEKS)))
def week(request: pytest.FixtureRequest) -> Wishes:
    found: Wishes = WEEKS[request.param]
    return found


def _foods(plan: Plan) -> set[str]:
    return {food.name for meal in plan.meals for food in FACTS[meal.recipe_id].ingredients}


def test_without_the_wish_the_plan_is_the_planners(week: Wishes) -> None:
    assert smart.solve(DISHES, week) == planner.solve(DISHES, week)


def test_fewer_foods_are_fewer_by_a_tenth_and_more(week: Wishes) -> None:
    plain, plan = planner.solve(DISHES, week), smart.solve(DISHES, replace(week, fewer_foods=True))

    assert plan.cook_smart is not None
    assert (plan.cook_smart.foods_before, plan.cook_smart.foods) == (len(_foods(plain)), len(_foods(plan)))
    assert plan.cook_smart.foods <= 0.9 * plan.cook_smart.foods_before


def test_no_hard_wish_is_broken_and_the_certificate_holds(week: Wishes) -> None:
    wishes = replace(week, **BOTH)

    plan = smart.solve(DISHES, wishes)

    assert verify(plan, wishes, FACTS).violations == ()


def test_the_cost_is_the_difference_of_the_objectives(week: Wishes) -> None:
    plain, plan = planner.solve(DISHES, week), smart.solve(DISHES, replace(week, **BOTH))

    assert plan.cook_smart is not None
    lost = score(plain.meals, week, FACTS) - score(plan.meals, week, FACTS)
    assert plan.cook_smart.points == pytest.approx(lost, abs=1e-6)
    assert plan.bound >= plain.bound
    assert plan.gap == pytest.approx((plan.bound - plan.objective) / plan.objective)


def test_leftovers_come_about_and_are_worth_what_they_cost() -> None:
    told = [smart.solve(DISHES, samples.typical(seed, leftovers=True)).cook_smart for seed in range(6)]

    savings = [each for each in told if each is not None]
    assert sum(each.leftovers for each in savings) >= 6
    assert all(each.points <= smart.LEFTOVER_POINTS * each.leftovers + 1e-9 for each in savings)


def test_a_dish_that_may_come_only_once_leaves_nothing_over() -> None:
    plan = smart.solve(DISHES, samples.typical(0, leftovers=True, max_repeats=1))

    assert leftovers.count(plan.meals) == 0


def test_what_is_fixed_stays_and_is_eaten_again_only_where_it_may_be() -> None:
    plain = planner.solve(DISHES, WEEKS[0])
    fixed = tuple(meal for meal in plain.meals if meal.day in {1, 4})
    wishes = replace(WEEKS[0], **BOTH, fixed=fixed, seed=50)

    plan = smart.solve(DISHES, wishes)

    assert set(fixed) <= set(plan.meals)
    assert verify(plan, wishes, FACTS).violations == ()


def test_what_was_eaten_lately_is_not_warmed_up() -> None:
    recent = frozenset(meal.recipe_id for meal in smart.solve(DISHES, replace(WEEKS[0], **BOTH)).meals)
    wishes = replace(WEEKS[0], **BOTH, recent=recent)

    plan = smart.solve(DISHES, wishes)

    assert recent.isdisjoint(meal.recipe_id for meal in plan.meals)


def test_one_day_and_few_meals_are_planned_as_well() -> None:
    for days, meals in product((1, 2), (MEALS[:1], MEALS[1:3])):
        plan = smart.solve(DISHES, samples.wishes(days=days, meals=meals, **BOTH))

        assert len(plan.meals) == days * len(meals)


_IN_ANOTHER_PROCESS = """
from tests.unit.planning.test_smart import BOTH, DISHES, WEEKS
from dataclasses import replace
from lib.planning import smart
print(smart.solve(DISHES, replace(WEEKS[2], **BOTH)))
"""


@pytest.mark.timeout(120)
def test_every_process_finds_the_same_plan() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", _IN_ANOTHER_PROCESS], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_appraiser_agrees_with_the_verifier(seed: int) -> None:
    facts = samples.recipes(60, seed)
    dishes = {dish.id: dish for dish in samples.dishes(facts)}
    wishes = samples.typical(
        seed, days=8, budget_cents=7_000, weekly_rules=(WeeklyRule("fish", 1, 6),), kcal=Range(1500, 2000, 2500)
    )
    plan = planner.solve(list(dishes.values()), wishes)

    for place in range(len(plan.meals)):
        for dish in list(dishes.values())[place % 7 :: 7]:
            changed = replace(plan.meals[place], recipe_id=dish.id, portion=1.25)
            meals = (*plan.meals[:place], changed, *plan.meals[place + 1 :])
            assert _appraised(wishes, dishes, meals, changed) == pytest.approx(_verified(meals, wishes, facts))


def _appraised(
    wishes: Wishes, dishes: Mapping[UUID, Dish], meals: tuple[PlannedDish, ...], changed: PlannedDish
) -> float | None:
    if not rules.may_stand(dishes[changed.recipe_id], wishes, changed.day, changed.slot):
        return None
    return Appraiser(dishes, wishes).objective(meals)


def _verified(meals: tuple[PlannedDish, ...], wishes: Wishes, facts: Mapping[UUID, RecipeFacts]) -> float | None:
    objective = score(meals, wishes, facts)
    claimed = Plan(meals, objective, objective, 0.0, "test")
    return None if verify(claimed, wishes, facts).violations else objective
