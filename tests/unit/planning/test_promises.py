"""What a plan promises beyond single rules: softness where nobody asked, blocks, threads, and a light import."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.planning.day_menus import DayPrices, Effort, best_menus
from lib.planning.master import Master
from lib.planning.model import Infeasible, Range, WeeklyRule, Wishes
from lib.planning.planner import solve
from lib.planning.pool_search import SearchSize, search
from lib.planning.pools import Pool
from lib.planning.problem import build
from lib.planning.program import SearchLimits
from lib.planning.relaxation import relax
from lib.planning.verifier import verify
from tests.unit.planning import samples

CATALOGUE = samples.recipes(90, 33)
DISHES = samples.dishes(CATALOGUE)


def _range(middle: float) -> st.SearchStrategy[Range]:
    limit = st.sampled_from([None, 0.6, 0.8, 0.9, 0.97])
    target = st.sampled_from([None, middle])
    return st.builds(
        lambda below, wished, above: Range(
            None if below is None else middle * below, wished, None if above is None else middle * (2 - above)
        ),
        limit,
        target,
        limit,
    )


ANY_WISHES = st.fixed_dictionaries(
    {
        "starts_on": st.dates(samples.MONDAY, samples.FRIDAY),
        "days": st.integers(1, 14),
        "diets": st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"vegan"})]),
        "avoid_allergens": st.sets(st.sampled_from(["eggs", "fish", "soy"])).map(frozenset),
        "allow_traces": st.booleans(),
        "dislikes": st.sets(st.sampled_from(["chives", "celery", "rice"]), max_size=1).map(frozenset),
        "servings": st.integers(1, 6),
        "kcal": _range(1_950),
        "protein_g": _range(105),
        "fat_g": _range(68),
        "carbs_g": _range(210),
        "weekday_minutes": st.sampled_from([None, 30, 40]),
        "max_repeats": st.integers(1, 14),
        "fibre_g": st.sampled_from([Range(), Range(minimum=15, target=25)]),
        "sodium_mg": st.sampled_from([Range(), Range(maximum=2_300)]),
        "cuisines": st.sampled_from([frozenset[str](), frozenset({"Thai"})]),
        "use_up": st.sampled_from([frozenset[str](), frozenset({"parsley", "sesame"})]),
        "budget_cents": st.sampled_from([None, 3_000, 8_000, 30_000]),
        "weekly_rules": st.sampled_from([(), (WeeklyRule("fish", 2, None), WeeklyRule("red_meat", None, 1))]),
        "portions": st.sampled_from([(0.75, 1.0, 1.25, 1.5), (1.0,), (1.0, 2.0)]),
        "seed": st.integers(-1, 2**64),
    }
).map(lambda changes: samples.wishes(**changes))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_WISHES)
def test_whatever_is_wished_the_plan_keeps_it_or_there_is_none(wishes: Wishes) -> None:
    try:
        plan = solve(DISHES, wishes)
    except Infeasible:
        return

    assert verify(plan, wishes, CATALOGUE).violations == ()


def test_a_single_main_ingredient_costs_points_but_never_the_plan() -> None:
    facts = {key: replace(recipe, main="rice") for key, recipe in samples.recipes(60, 3).items()}

    plan = solve(samples.dishes(facts), samples.typical(3))

    assert verify(plan, samples.typical(3), facts).violations == ()


def test_a_rule_holds_in_each_block_and_is_scaled_in_a_short_one() -> None:
    wishes = samples.wishes(days=10, weekly_rules=(WeeklyRule("fish", 5, 6),), max_repeats=10)

    plan = solve(DISHES, wishes)

    fish = Counter(meal.day // 7 for meal in plan.meals if "fish" in CATALOGUE[meal.recipe_id].tags)
    assert 5 <= fish[0] <= 6
    assert 2 <= fish[1] <= 3


@pytest.mark.parametrize(("days", "least", "most"), [(1, 0, 1), (2, 1, 2), (3, 2, 3), (7, 5, 6)])
def test_a_short_block_has_its_share_of_a_rule_rounded_in_the_plans_favour(days: int, least: int, most: int) -> None:
    rule = WeeklyRule("fish", 5, 6)

    assert (rule.least_in(days), rule.most_in(days)) == (least, most)


def test_threads_do_not_disturb_each_other() -> None:
    wishes = [samples.typical(seed) for seed in range(6)]
    alone = [solve(DISHES, each) for each in wishes]

    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda each: solve(DISHES, each), wishes))

    assert together == alone


@pytest.mark.parametrize("module", ["model", "eligibility", "objective", "verifier"])
def test_what_only_describes_plans_does_not_load_the_solver(module: str) -> None:
    script = f"import sys, lib.planning.{module}; sys.exit(any(name in sys.modules for name in ('numpy', 'highspy')))"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_verifier_shares_no_code_with_the_planner() -> None:
    script = (
        "import sys, lib.planning.verifier;"
        "print(*sorted(name for name in sys.modules if name.startswith('lib.planning.')))"
    )

    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()

    mine = {"verifier", "verifier_diets", "verifier_facts", "verifier_score"}
    assert set(loaded) == {f"lib.planning.{name}" for name in {"model", *mine}}


def test_the_integer_search_finds_a_whole_plan_among_collected_days() -> None:
    problem = build(DISHES, samples.typical(2, weekly_rules=(WeeklyRule("fish", 4, None),)))
    relaxed = relax(problem)
    pools, master = [Pool(problem, one) for one in problem.classes], Master(problem)
    for position, (one, own) in enumerate(zip(problem.classes, relaxed.nutrient_prices, strict=True)):
        prices = DayPrices(problem.adjusted(one.block, relaxed.prices * 0.9), own)
        master.add(position, pools[position].add(best_menus(problem, one, prices, Effort(20_000, 300, 3.0))))

    picks = search(problem, pools, master.solve(), -1e9, SearchSize(400, SearchLimits(200, -1e9)))

    assert picks is not None
    assert Counter(position for position, _ in picks) == {at: len(one.days) for at, one in enumerate(problem.classes)}
