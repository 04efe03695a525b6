"""The planner's CPU time and certified gap, on the catalogue and on made-up pools, for ordinary and for awkward wishes.

CPU time depends on the machine and its neighbours, so each row also tells it as a multiple of a fixed piece of Python
that is run between the plans (the yardstick): that ratio can be compared between runs.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from lib.dev.bench._pools import catalogue, made_up
from lib.planning import smart
from lib.planning.model import MEALS, Dish, Infeasible, Plan, Range, WeeklyRule, Wishes
from lib.planning.planner import solve

SEEDS = 30
SEEDS_OF_LARGE = 10
BUDGET_MS = {341: 50.0, 400: 50.0, 10_000: 250.0}
"""What the median may take on a machine of its own, by the size of the pool."""
SMART_MS = 600.0
"""What the median of a week that is cooked smart may take."""
GAP = 0.01

_KCAL = (1600, 1900, 2200, 2500, 2800)
_PROTEIN_SHARE = (0.18, 0.22, 0.26)
_FAT_SHARE = (0.30, 0.35)
_RULES = (WeeklyRule("fish", 2, None), WeeklyRule("red_meat", None, 1))
_HEADER = (
    f"{'pool, wishes':44}{'runs':>5}{'ms p50':>8}{'p90':>8}{'p99':>8}{'max':>8}"
    f"{'x stick':>9}{'gap p50':>9}{'max':>8}  no plan"
)

type Pool = Callable[[int], list[Dish]]
type Wishing = Callable[[int, Sequence[Dish]], Wishes]


@dataclass(frozen=True, slots=True)
class Case:
    """A pool and wishes, both by seed."""

    name: str
    pool: Pool
    wishes: Wishing
    seeds: int = SEEDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """CPU milliseconds, the same in yardsticks, and the gap, if there is a plan."""

    ms: float
    sticks: float
    gap: float | None


def run() -> None:
    """Measure every case and print the table."""
    solve(catalogue(), usual(0))
    print(_HEADER)
    for case in _cases():
        print(_row(case.name, [_measure(case, seed) for seed in range(case.seeds)]), flush=True)
    print(f"Budgets for p50 on a quiet machine: {BUDGET_MS} ms; gap at most {GAP:.0%}.")
    print(f"Cooked smart: p50 {SMART_MS:.0f} ms; the gap then holds what that costs in points.")


def usual(seed: int, meals: int = len(MEALS)) -> Wishes:
    """A week of an ordinary person: energy and all macronutrients, 40 minutes on weekdays, no dish more than twice."""
    kcal = _KCAL[seed % len(_KCAL)]
    protein, fat = _PROTEIN_SHARE[seed % len(_PROTEIN_SHARE)], _FAT_SHARE[seed % len(_FAT_SHARE)]
    return Wishes(
        starts_on=date(2026, 11, 23),
        days=7,
        meals=MEALS[:meals],
        diets=frozenset(),
        avoid_allergens=frozenset(),
        allow_traces=False,
        dislikes=frozenset(),
        servings=2,
        kcal=Range(0.85 * kcal, kcal, 1.15 * kcal),
        protein_g=Range(target=kcal * protein / 4),
        fat_g=Range(target=kcal * fat / 9),
        carbs_g=Range(target=kcal * (1 - protein - fat) / 4),
        weekday_minutes=40,
        weekend_minutes=None,
        max_repeats=2,
        budget_cents=None,
        weekly_rules=(),
        seed=seed,
    )


def _cases() -> list[Case]:
    cases = []
    for meals in (4, 3):
        named = [(f"catalogue, {meals} meals", lambda _: catalogue(), SEEDS)]
        named += [(f"{size:,} made up, {meals} meals", _pool_of(size), SEEDS) for size in (400, 2_000)]
        named.append((f"10,000 made up, {meals} meals", _pool_of(10_000), SEEDS_OF_LARGE))
        cases += [Case(name, pool, _usual_with(meals), seeds) for name, pool, seeds in named]
    awkward: list[tuple[str, Wishing]] = [
        ("vegan, gluten-free, 1,500 kcal within 5 %", _vegan),
        ("85 % of the free plan's cost", _thrifty),
        ("fish >= 2, red meat <= 1", lambda seed, _: replace(usual(seed), weekly_rules=_RULES)),
        ("the same for 85 % of the cost", lambda seed, pool: replace(_thrifty(seed, pool), weekly_rules=_RULES)),
        ("14 days", lambda seed, _: replace(usual(seed), days=14)),
        ("14 days, fish >= 2, red meat <= 1", lambda seed, _: replace(usual(seed), days=14, weekly_rules=_RULES)),
        ("no dish twice", lambda seed, _: replace(usual(seed), max_repeats=1)),
    ]
    smartly: list[tuple[str, Wishing]] = [
        ("leftovers", lambda seed, _: replace(usual(seed), leftovers=True)),
        ("fewer foods", lambda seed, _: replace(usual(seed), fewer_foods=True)),
        ("leftovers and fewer foods", lambda seed, _: replace(usual(seed), leftovers=True, fewer_foods=True)),
    ]
    cases += [Case(f"catalogue, {name}", lambda _: catalogue(), wishing) for name, wishing in awkward + smartly]
    return cases + [Case(f"400, {name}", _pool_of(400), wishing) for name, wishing in awkward[1:]]


def _pool_of(size: int) -> Pool:
    return lambda seed: made_up(size, seed)


def _usual_with(meals: int) -> Wishing:
    return lambda seed, _: usual(seed, meals)


def _vegan(seed: int, _: Sequence[Dish]) -> Wishes:
    # The catalogue has so few breakfasts of this kind that, with less than four repeats, there provably is no plan.
    return replace(
        usual(seed),
        diets=frozenset({"vegan"}),
        avoid_allergens=frozenset({"gluten", "wheat"}),
        max_repeats=4,
        kcal=Range(0.95 * 1500, 1500, 1.05 * 1500),
        protein_g=Range(target=60),
        fat_g=Range(target=50),
        carbs_g=Range(target=200),
    )


def _thrifty(seed: int, pool: Sequence[Dish]) -> Wishes:
    free = usual(seed)
    costs = {dish.id: dish.cost_cents for dish in pool}
    spent = free.servings * sum(costs[meal.recipe_id] * meal.portion for meal in solve(pool, free).meals)
    return replace(free, budget_cents=int(0.85 * spent))


def _measure(case: Case, seed: int) -> Outcome:
    pool = case.pool(seed)
    wishes = case.wishes(seed, pool)
    before = _yardstick()
    started = time.process_time()
    plan = _plan_or_none(pool, wishes)
    spent = 1_000 * (time.process_time() - started)
    stick = (before + _yardstick()) / 2
    return Outcome(spent, spent / stick, None if plan is None else plan.gap)


def _plan_or_none(pool: Sequence[Dish], wishes: Wishes) -> Plan | None:
    try:
        return smart.solve(pool, wishes)
    except Infeasible:
        return None


def _yardstick() -> float:
    """CPU milliseconds of a fixed piece of Python."""
    started, total = time.process_time(), 0
    for number in range(20_000):
        total += number * number
    return 1_000 * (time.process_time() - started)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    ms, gaps = sorted(each.ms for each in outcomes), sorted(each.gap for each in outcomes if each.gap is not None)
    times = f"{statistics.median(ms):8.0f}{_quantile(ms, 0.9):8.0f}{_quantile(ms, 0.99):8.0f}{ms[-1]:8.0f}"
    sticks = statistics.median(each.sticks for each in outcomes)
    closeness = f"{statistics.median(gaps):9.2%}{gaps[-1]:8.2%}" if gaps else f"{'-':>9}{'-':>8}"
    return f"{name:44}{len(outcomes):5}{times}{sticks:9.0f}{closeness}{len(outcomes) - len(gaps):9}"


def _quantile(ascending: Sequence[float], share: float) -> float:
    """The smallest measurement that this share of all does not exceed."""
    return ascending[max(0, ceil(share * len(ascending)) - 1)]


if __name__ == "__main__":
    run()
