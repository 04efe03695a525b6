"""The planner against everything that could contradict it: exhaustive search, other processes, awkward wishes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from uuid import UUID

import pytest

from lib.planning.model import Infeasible, Plan, Range, WeeklyRule
from lib.planning.planner import Thoroughness, solve
from lib.planning.verifier import verify
from tests.unit.planning import samples
from tests.unit.planning.exhaustive import best_objective
from tests.unit.planning.instances import SEEDS, instance


@pytest.mark.parametrize("seed", SEEDS)
def test_agrees_with_trying_everything(seed: int) -> None:
    facts, wishes = instance(seed)
    best = best_objective(facts, wishes)

    if best is None:
        with pytest.raises(Infeasible):
            solve(samples.dishes(facts), wishes)
        return
    plan = solve(samples.dishes(facts), wishes)

    assert verify(plan, wishes, facts).violations == ()
    assert plan.objective <= best + 1e-6
    assert plan.bound >= best - 1e-6


def test_what_is_called_proved_is_impossible() -> None:
    proved = 0
    for seed in SEEDS:
        facts, wishes = instance(seed)
        try:
            solve(samples.dishes(facts), wishes)
        except Infeasible as infeasible:
            if infeasible.proved:
                proved += 1
                assert best_objective(facts, wishes) is None
    assert proved >= 10


@pytest.mark.parametrize("seed", range(6))
def test_comes_within_one_per_cent_on_pools_of_the_catalogues_size(seed: int) -> None:
    facts = samples.recipes(232, seed)
    wishes = samples.typical(seed)

    plan = solve(samples.dishes(facts), wishes)

    assert plan.gap <= 0.01
    assert verify(plan, wishes, facts).violations == ()


def test_looks_longer_when_it_is_told_to() -> None:
    facts, wishes = samples.recipes(120, 3), samples.typical(3)

    usual = solve(samples.dishes(facts), wishes)
    thorough = solve(samples.dishes(facts), wishes, Thoroughness(gap=0.001, rounds=20, kept=400))

    assert thorough.gap <= usual.gap
    assert thorough.bound >= usual.objective - 1e-6


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kcal": Range(), "weekday_minutes": 40},
        {"days": 1},
        {"days": 14, "max_repeats": 3},
        {"days": 10, "weekly_rules": (WeeklyRule("fish", 2, None), WeeklyRule("red_meat", None, 1))},
        {"meals": ("snack",)},
        {"portions": (1.0,)},
        {"servings": 5, "budget_cents": 100_000},
        {"diets": frozenset({"vegan"})},
        {"avoid_allergens": frozenset({"eggs", "fish"}), "dislikes": frozenset({"celery"})},
        {"max_repeats": 1, "seed": 2**53 - 1},
        {"fat_g": Range(maximum=80), "protein_g": Range(minimum=60)},
    ],
    ids=str,
)
def test_keeps_every_promise_whatever_is_wished(changes: dict[str, object]) -> None:
    facts = samples.recipes(160, 11)
    wishes = samples.wishes(**changes)

    plan = solve(samples.dishes(facts), wishes)

    assert verify(plan, wishes, facts).violations == ()
    assert plan.gap <= 0.02


def test_the_order_of_the_dishes_does_not_matter() -> None:
    facts, wishes = samples.recipes(100, 5), samples.typical(5)
    dishes = samples.dishes(facts)

    assert solve(dishes, wishes) == solve(dishes[::-1], wishes)


def test_another_process_finds_the_same_plan() -> None:
    script = (
        "import json; from tests.unit.planning import samples; from lib.planning.planner import solve;"
        "plan = solve(samples.dishes(samples.recipes(150, 9)), samples.typical(9));"
        "print(json.dumps([[m.day, m.slot, str(m.recipe_id), m.portion] for m in plan.meals] + [plan.bound]))"
    )

    plans = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]

    assert plans[0] == plans[1]
    assert _cells(solve(samples.dishes(samples.recipes(150, 9)), samples.typical(9))) == json.loads(plans[0])


def _cells(plan: Plan) -> list[object]:
    return [[meal.day, meal.slot, str(meal.recipe_id), meal.portion] for meal in plan.meals] + [plan.bound]


def test_a_seed_is_a_taste() -> None:
    facts = samples.recipes(150, 9)

    plans = [_cells(solve(samples.dishes(facts), samples.typical(seed))) for seed in range(3)]

    assert plans[0] != plans[1] != plans[2]


def test_a_dish_that_is_not_wholly_known_is_never_planned() -> None:
    facts, wishes = samples.recipes(60, 2), samples.wishes(days=3)
    dishes = samples.dishes(facts)
    best = solve(dishes, wishes).meals[0].recipe_id
    unknown = [replace(dish, kcal=float("nan")) if dish.id == best else dish for dish in dishes]

    assert best not in {meal.recipe_id for meal in solve(unknown, wishes).meals}


def test_no_dishes_at_all_is_a_proof() -> None:
    with pytest.raises(Infeasible) as infeasible:
        solve([], samples.wishes())

    assert infeasible.value.proved


def test_a_budget_that_bites_is_kept() -> None:
    facts, free = samples.recipes(200, 4), samples.typical(4, servings=2)
    costs = {dish.id: dish.cost_cents for dish in samples.dishes(facts)}

    def cost(plan: Plan) -> float:
        return 2 * sum(meal.portion * costs[UUID(str(meal.recipe_id))] for meal in plan.meals)

    tight = replace(free, budget_cents=int(0.85 * cost(solve(samples.dishes(facts), free))))
    plan = solve(samples.dishes(facts), tight)

    assert cost(plan) <= (tight.budget_cents or 0)
    assert verify(plan, tight, facts).violations == ()
