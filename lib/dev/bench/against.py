"""Our planner beside what others do, in one run: random valid filling, and the same model given to HiGHS as a whole.

Every plan is scored by the verifier's score, which knows none of the three. What it is short of is the planner's
certified bound, which holds for all plans; HiGHS' own bound stands beside it. Both are shares of the bound.
`python3 -m lib.dev.bench.against --seconds 5 --seeds 1` shortens HiGHS' time per week.
"""

import argparse
import random
import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from uuid import UUID

from lib.dev.bench import _direct
from lib.dev.bench._pools import catalogue, made_up
from lib.dev.bench.planner import usual
from lib.planning import planner, rules
from lib.planning.appraisal import Appraiser, Meals
from lib.planning.eligibility import eligible
from lib.planning.model import NUTRIENTS, Dish, PlannedDish, Wishes
from lib.planning.verifier import FoodFacts, RecipeFacts
from lib.planning.verifier_score import score

SECONDS = 30.0
SEEDS = 3
_TRIES = 5_000
_MADE_UP = 400


def run(seconds: float = SECONDS, seeds: int = SEEDS) -> None:
    """Plan some weeks in all three ways and print a line for each."""
    print(f"{'week':24}{'way':>14}{'objective':>11}{'short':>9}{'own':>9}{'CPU s':>8}")
    planner.solve(catalogue(), usual(0))
    for seed in range(seeds):
        for name, dishes in (("catalogue", catalogue()), (f"{_MADE_UP} made up", made_up(_MADE_UP, seed))):
            _compare(f"{name}, seed {seed}", dishes, usual(seed), seconds)


def _compare(name: str, dishes: Sequence[Dish], wishes: Wishes, seconds: float) -> None:
    facts = {dish.id: _facts(dish) for dish in dishes}
    started = time.process_time()
    ours = planner.solve(dishes, wishes)
    clock = [started, time.process_time()]
    filled = random_fill(dishes, wishes)
    clock.append(time.process_time())
    direct = _direct.solve(dishes, wishes, seconds)
    clock.append(time.process_time())
    found = (("planner", ours.meals, ours.bound), ("random", filled, None), ("HiGHS", direct.meals, direct.bound))
    for (way, meals, bound), begun, ended in zip(found, clock, clock[1:], strict=False):
        print(f"{name:24}{way:>14}{_figures(meals, wishes, facts, ours.bound, bound)}{ended - begun:8.2f}", flush=True)


def _figures(
    meals: Meals | None, wishes: Wishes, facts: dict[UUID, RecipeFacts], certified: float, own: float | None
) -> str:
    if meals is None:
        return f"{'no plan':>11}{'-':>9}{'-':>9}"
    points = score(meals, wishes, facts)
    short, own_short = (
        (bound - points) / max(1.0, abs(bound)) for bound in (certified, certified if own is None else own)
    )
    return f"{points:11.1f}{short:9.2%}" + (f"{own_short:9.2%}" if own is not None else f"{'-':>9}")


def random_fill(dishes: Sequence[Dish], wishes: Wishes) -> Meals | None:
    """Days filled at random until each keeps the limits: what meal planners without an optimiser do, at their best."""
    source = random.Random(wishes.seed)
    appraiser = Appraiser({dish.id: dish for dish in dishes}, wishes)
    usable = eligible(dishes, wishes)
    fitting = {
        (day, slot): [dish for dish in usable if rules.may_stand(dish, wishes, day, slot)]
        for day, slot in product(range(wishes.days), wishes.meals)
    }
    meals: Meals = ()
    for day in range(wishes.days):
        for _ in range(_TRIES):
            today = [
                PlannedDish(day, slot, source.choice(fitting[day, slot]).id, source.choice(wishes.portions))
                for slot in wishes.meals
            ]
            if appraiser.objective((*meals, *today)) is not None:
                meals = (*meals, *today)
                break
        else:
            return None
    return meals


def _facts(dish: Dish) -> RecipeFacts:
    """The dish as one food of 100 g: all that the score looks at."""
    food = FoodFacts(
        name="all of it",
        grams=Fraction(100),
        contains=dish.contains,
        may_contain=dish.may_contain,
        flags=frozenset(),
        groups=frozenset(),
        per_100g={name: getattr(dish, name) for name in NUTRIENTS},
        cents_per_kg=10 * Fraction(dish.cost_cents),
    )
    return RecipeFacts(dish.id, "", dish.meals, dish.minutes, dish.main, dish.cuisine, dish.tags, (food,), 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    run(**vars(parser.parse_args()))
