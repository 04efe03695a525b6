"""CPU time of the other dishes for one meal, and of planning a week anew around meals that are locked."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from lib.dev.bench._pools import catalogue
from lib.dev.bench.planner import usual
from lib.planning.alternatives import alternatives
from lib.planning.planner import solve

SEEDS = 8
UNLOCKED = 3
BUDGET_MS = {"alternatives of one meal": 40.0, f"anew, all but {UNLOCKED} locked": 60.0}
"""What the median may take on a machine of its own."""


def run() -> None:
    """Measure every meal of some weeks and print the table."""
    solve(catalogue(), usual(0))
    print(f"{'catalogue week':40}{'runs':>6}{'ms p50':>8}{'p99':>8}{'max':>8}{'budget':>8}")
    for (name, budget), measured in zip(BUDGET_MS.items(), (_swaps(), _replans()), strict=True):
        ms = sorted(measured)
        p50, p99 = statistics.median(ms), ms[-(-99 * len(ms) // 100) - 1]
        over = "   OVER" if p50 > budget else ""
        print(f"{name:40}{len(ms):6}{p50:8.1f}{p99:8.1f}{ms[-1]:8.1f}{budget:8.0f}{over}")


def _swaps() -> Iterator[float]:
    for seed in range(SEEDS):
        wishes = usual(seed)
        meals = solve(catalogue(), wishes).meals
        for at in meals:
            yield _spent(partial(alternatives, catalogue(), wishes, meals, at, {at.recipe_id}))


def _replans() -> Iterator[float]:
    for seed in range(SEEDS):
        wishes = usual(seed)
        meals = solve(catalogue(), wishes).meals
        for turn in range(UNLOCKED):
            free = random.Random(turn).sample(meals, UNLOCKED)
            fixed = tuple(meal for meal in meals if meal not in free)
            locked = replace(wishes, fixed=fixed, recent=frozenset(meal.recipe_id for meal in free))
            yield _spent(partial(solve, catalogue(), locked))


def _spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1_000 * (time.process_time() - started)


if __name__ == "__main__":
    run()
