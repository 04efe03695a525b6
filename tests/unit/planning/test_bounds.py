"""The bound is certified: nothing that the planner leaves out can be better than it says."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.planning.corridors import Corridors
from lib.planning.day_menus import DayMenus, DayPrices, Effort, best_menus
from lib.planning.model import Range, WeeklyRule
from lib.planning.problem import DayClass, Problem, build
from lib.planning.relaxation import relax
from tests.unit.planning import samples

FINITE = st.floats(-1_000, 1_000)


def _corridor(ends: list[float], weight: float) -> Corridors:
    least, low, high, most = (np.array([end]) for end in sorted(ends))
    no, nothing = np.zeros(1, dtype=bool), np.zeros(1)
    return Corridors(least, low, high, most, np.array([weight]), nothing, no, no)


@given(st.lists(FINITE, min_size=4, max_size=4), st.floats(0, 500), FINITE, st.floats(0, 1))
def test_no_total_earns_more_than_the_conjugate(ends: list[float], weight: float, price: float, place: float) -> None:
    corridor = _corridor(ends, weight)
    total = np.array([[min(ends) + place * (max(ends) - min(ends))]])

    earned = price * total[0, 0] - corridor.penalty(total)[0]

    assert earned <= corridor.conjugate(np.array([price]))[0] + 1e-6


@given(st.lists(FINITE, min_size=4, max_size=4), st.floats(0, 500), FINITE)
def test_some_total_earns_the_conjugate(ends: list[float], weight: float, price: float) -> None:
    corridor = _corridor(ends, weight)

    earned = [price * end - corridor.penalty(np.array([[end]]))[0] for end in ends]

    assert max(earned) == pytest.approx(corridor.conjugate(np.array([price]))[0])


@pytest.mark.parametrize("scored", [5, 60, 2_000, 10**6])
@pytest.mark.parametrize("seed", range(8))
def test_no_day_is_worth_more_than_the_ceiling_at_any_prices(seed: int, scored: int) -> None:
    problem, prices = _priced(seed)
    one = problem.classes[0]

    found = best_menus(problem, one, prices, Effort(scored, kept=10, depth=3.0))

    worth = dict(_every_menu(problem, one, prices))
    assert max(worth.values()) <= found.ceiling + 1e-6
    assert _found_worth(problem, found, prices) <= max(worth.values()) + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_the_best_day_is_found_when_every_day_is_looked_at(seed: int) -> None:
    problem, prices = _priced(seed)
    one = problem.classes[0]

    found = best_menus(problem, one, prices, Effort(10**6, kept=10, depth=1_000.0))

    worth = dict(_every_menu(problem, one, prices))
    assert found.ceiling == pytest.approx(max(worth.values()))
    assert _found_worth(problem, found, prices) == pytest.approx(max(worth.values()))


def test_a_class_without_any_legal_day_has_no_ceiling() -> None:
    facts = samples.recipes(1, 1, meals=("lunch", "dinner"))
    both = {key: replace(recipe, meals=frozenset({"lunch", "dinner"})) for key, recipe in facts.items()}
    problem = build(samples.dishes(both), samples.wishes(days=1, meals=("lunch", "dinner")))

    found = best_menus(problem, problem.classes[0], _no_prices(problem), Effort(100, kept=10, depth=3.0))

    assert found.ceiling == -np.inf
    assert len(found.worth) == 0


def test_options_that_were_not_even_ranked_count_for_the_ceiling() -> None:
    """Every option within the band is among the worst at these prices, beyond those that are looked at."""
    problem, perverse = _perverse()

    found = best_menus(problem, problem.classes[0], perverse, Effort(1_000, kept=10, depth=3.0))

    best = max(worth for _, worth in _every_menu(problem, problem.classes[0], perverse))
    assert found.ceiling >= best - 1e-6


def test_every_option_is_ranked_where_the_best_do_not_suffice() -> None:
    problem, perverse = _perverse()

    found = best_menus(problem, problem.classes[0], perverse, Effort(10**6, kept=10, depth=3.0))

    best = max(worth for _, worth in _every_menu(problem, problem.classes[0], perverse))
    assert found.ceiling == pytest.approx(best)
    assert _found_worth(problem, found, perverse) == pytest.approx(best)


def test_a_pool_too_large_to_be_looked_at_whole_is_cut_by_depth_and_said_to_be() -> None:
    """Thousands of options for each meal, of which the gate lets almost none through at perverse prices."""
    meals = ("breakfast", "lunch", "dinner")
    facts = samples.recipes(4_000, 5, meals)
    heaviest = 1.5 * max(recipe.per_serving("kcal") for recipe in facts.values())
    wishes = samples.wishes(days=1, meals=meals, kcal=Range(minimum=1.8 * heaviest))
    problem = build(samples.dishes(facts), wishes)
    kcal, bands = problem.options.nutrition[0], problem.classes[0].kind.bands
    perverse = DayPrices(-1_000.0 * kcal, np.zeros(1))
    richest = [choices[np.argmax(kcal[choices])] for choices in problem.classes[0].kind.choices]
    assert kcal[richest].sum() >= bands.least[0]  # so there is a menu, and its worth must not be above the ceiling

    tracemalloc.start()
    found = best_menus(problem, problem.classes[0], perverse, Effort(50_000, kept=10, depth=3.0))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.ceiling >= perverse.left[richest].sum()
    assert most < 1 << 30


def test_the_relaxations_bound_is_above_any_later_bound_it_allows() -> None:
    facts = samples.recipes(80, 6)
    problem = build(samples.dishes(facts), samples.typical(6, weekly_rules=(WeeklyRule("fish", 3, 5),)))

    relaxed = relax(problem)

    one_day = [
        best_menus(problem, one, DayPrices(problem.adjusted(one.block, relaxed.prices), own), Effort(3_000, 10, 3.0))
        for one, own in zip(problem.classes, relaxed.nutrient_prices, strict=True)
    ]
    ceilings = sum(len(one.days) * day.ceiling for one, day in zip(problem.classes, one_day, strict=True))
    assert ceilings + problem.coupling.corridors.conjugate(relaxed.prices).sum() <= relaxed.bound + 1e-6


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_arbitrary_prices_bound_every_plan(seed: int) -> None:
    problem, prices = _priced(seed)
    one = problem.classes[0]

    found = best_menus(problem, one, prices, Effort(40, kept=5, depth=1.0))

    assert all(worth <= found.ceiling + 1e-6 for _, worth in _every_menu(problem, one, prices))


def _priced(seed: int) -> tuple[Problem, DayPrices]:
    """A small problem at prices that no solver would choose."""
    source = np.random.default_rng(seed)
    meals = ("breakfast", "lunch", "dinner")[: 2 + seed % 2]
    kcal = 500.0 * len(meals)
    wishes = samples.wishes(
        days=2,
        meals=meals,
        seed=seed,
        kcal=Range(0.8 * kcal, kcal, 1.3 * kcal),
        protein_g=Range(target=25.0 * len(meals)),
        portions=(0.75, 1.0, 1.5),
    )
    problem = build(samples.dishes(samples.recipes(12, seed, meals)), wishes)
    prices = source.normal(0.0, 15.0, len(problem.coupling.corridors))
    return problem, DayPrices(problem.adjusted(0, prices), source.normal(0.0, 150.0, len(problem.limits)))


def _perverse() -> tuple[Problem, DayPrices]:
    """Many dinners of which only the heaviest are allowed, at prices that make these the worst."""
    facts = samples.recipes(600, 2, meals=("dinner",))
    heaviest = 1.5 * max(recipe.per_serving("kcal") for recipe in facts.values())
    wishes = samples.wishes(days=1, meals=("dinner",), kcal=Range(minimum=0.98 * heaviest))
    problem = build(samples.dishes(facts), wishes)
    return problem, DayPrices(-1_000.0 * problem.options.nutrition[0], np.zeros(1))


def _no_prices(problem: Problem) -> DayPrices:
    return DayPrices(problem.options.worth, np.zeros(len(problem.limits)))


def _every_menu(problem: Problem, one: DayClass, prices: DayPrices) -> Iterator[tuple[tuple[int, ...], float]]:
    for menu in product(*(choices.tolist() for choices in one.kind.choices)):
        dishes = {int(problem.options.dish[option]) for option in menu}
        eaten = problem.options.nutrition[:, list(menu)].sum(axis=1)
        if len(dishes) == len(menu):
            lost = sum(_lost(one.kind.bands, at, float(total)) for at, total in enumerate(eaten))
            yield menu, float(prices.left[list(menu)].sum()) - lost


def _lost(bands: Corridors, at: int, total: float) -> float:
    if not bands.least[at] - 1e-9 <= total <= bands.most[at] + 1e-9:
        return float("inf")
    outside = max(bands.low[at] - total, total - bands.high[at], 0.0)
    return float(bands.base[at] + bands.weight[at] * outside)


def _found_worth(problem: Problem, found: DayMenus, prices: DayPrices) -> float:
    """The best found menu's worth at the prices, from what the planner says it is worth without them."""
    paid = (problem.options.worth - prices.left)[found.options].sum(axis=1)
    return float((found.worth - paid).max(initial=-np.inf))
