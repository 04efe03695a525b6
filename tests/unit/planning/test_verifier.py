"""The verifier notices any one thing that is wrong with a plan that was right."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from lib.planning.model import Plan, Range, WeeklyRule, Wishes
from lib.planning.planner import solve
from lib.planning.verifier import RecipeFacts, verify
from tests.unit.planning import samples

type Facts = dict[UUID, RecipeFacts]
type Case = tuple[Plan, Wishes, Facts]
type Change = Callable[[Plan, Wishes, Facts], Case]

WISHES = samples.typical(
    1,
    dislikes=frozenset({"chives"}),
    avoid_allergens=frozenset({"eggs", "soy"}),
    budget_cents=60_000,
    weekly_rules=(WeeklyRule("red_meat", None, 12),),
)


@pytest.fixture(scope="module")
def right() -> Case:
    facts = samples.recipes(150, 1)
    return solve(samples.dishes(facts), WISHES), WISHES, facts


def _first_dish(plan: Plan, wishes: Wishes, facts: Facts, **changes: object) -> Case:
    identity = plan.meals[0].recipe_id
    return plan, wishes, facts | {identity: replace(facts[identity], **changes)}  # type: ignore[arg-type]


def _first_food(plan: Plan, wishes: Wishes, facts: Facts, **changes: object) -> Case:
    food, *rest = facts[plan.meals[0].recipe_id].ingredients
    return _first_dish(plan, wishes, facts, ingredients=(replace(food, **changes), *rest))  # type: ignore[arg-type]


def _cell(plan: Plan, wishes: Wishes, facts: Facts, **changes: object) -> Case:
    first, *rest = plan.meals
    return replace(plan, meals=(replace(first, **changes), *rest)), wishes, facts  # type: ignore[arg-type]


CHANGES: dict[str, Change] = {
    "cells": lambda plan, wishes, facts: (replace(plan, meals=plan.meals[1:]), wishes, facts),
    "known data": lambda plan, wishes, facts: _cell(plan, wishes, facts, recipe_id=UUID(int=1)),
    "meals": lambda plan, wishes, facts: _first_dish(plan, wishes, facts, meals=frozenset({"supper"})),
    "portions": lambda plan, wishes, facts: _cell(plan, wishes, facts, portion=3.0),
    "minutes": lambda plan, wishes, facts: _first_dish(plan, wishes, facts, minutes=41),
    "diet": lambda plan, wishes, facts: (plan, replace(wishes, diets=frozenset({"vegan"})), facts),
    "avoid_allergens": lambda plan, wishes, facts: _first_food(plan, wishes, facts, contains=frozenset({"eggs"})),
    "allow_traces": lambda plan, wishes, facts: _first_food(plan, wishes, facts, may_contain=frozenset({"soy"})),
    "dislikes": lambda plan, wishes, facts: _first_food(plan, wishes, facts, name="chives"),
    "confirmed ingredients": lambda plan, wishes, facts: _first_food(plan, wishes, facts, is_confirmed=False),
    "same day": lambda plan, wishes, facts: _cell(plan, wishes, facts, recipe_id=plan.meals[1].recipe_id),
    "kcal.maximum": lambda plan, wishes, facts: _first_food(plan, wishes, facts, grams=Fraction(9_000)),
    "kcal.minimum": lambda plan, wishes, facts: (plan, replace(wishes, kcal=Range(minimum=5_000)), facts),
    "protein_g.minimum": lambda plan, wishes, facts: (plan, replace(wishes, protein_g=Range(minimum=400)), facts),
    "max_repeats": lambda plan, wishes, facts: (
        replace(plan, meals=tuple(replace(meal, recipe_id=plan.meals[0].recipe_id) for meal in plan.meals)),
        wishes,
        facts,
    ),
    "budget_cents": lambda plan, wishes, facts: (plan, replace(wishes, budget_cents=100), facts),
    "weekly_rules.red_meat.maximum": lambda plan, wishes, facts: (
        plan,
        replace(wishes, weekly_rules=(WeeklyRule("red_meat", None, 0),)),
        {key: replace(recipe, tags=frozenset({"red_meat"})) for key, recipe in facts.items()},
    ),
    "weekly_rules.fish.minimum": lambda plan, wishes, facts: (
        plan,
        replace(wishes, weekly_rules=(WeeklyRule("fish", 28, None),)),
        facts,
    ),
    "objective": lambda plan, wishes, facts: (replace(plan, objective=plan.objective + 1), wishes, facts),
    "bound": lambda plan, wishes, facts: (replace(plan, bound=plan.objective - 1), wishes, facts),
    "gap": lambda plan, wishes, facts: (replace(plan, gap=0.5), wishes, facts),
}


def test_finds_nothing_wrong_with_a_plan_that_is_right(right: Case) -> None:
    assert verify(*right).violations == ()


@pytest.mark.parametrize("rule", CHANGES)
def test_names_the_rule_that_one_change_breaks(right: Case, rule: str) -> None:
    assert rule in {violation.rule for violation in verify(*CHANGES[rule](*right)).violations}


def test_a_label_is_not_believed_where_the_ingredients_say_otherwise(right: Case) -> None:
    plan, wishes, facts = right
    only_labelled = {key: replace(recipe, tags=frozenset({"fish"})) for key, recipe in facts.items()}
    wanted = replace(wishes, weekly_rules=(WeeklyRule("fish", 28, None),))

    assert any(violation.rule.startswith("weekly") for violation in verify(plan, wanted, only_labelled).violations)
