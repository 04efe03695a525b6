"""The published menu planning problem of school canteens: the cheapest menus for 20, 40 and 60 days, proved.

A day's menu is a first course, a second course and a dessert; a day may hold so much of some nutrients and the whole
plan so much of all (Marrero, Segredo, Leon and Segura, Mathematics 2020, 8(11):1960; 19 x 34 x 14 dishes, 21
nutrients). Few of all menus keep a day's limits (110 of 9,044 there), and days are interchangeable: what is left to
decide is how often each of them is served. That is a small integer program, which HiGHS solves to proven optimality,
or as near as a minute allows.
The authors' best costs are 20.2646, 40.0383 and 59.7212, found without proof.

`python3 -m lib.dev.bench.school_menu FILE` reads an instance, which is to be written from the authors' tables as

    {"nutrients": [{"name": "energy", "day": [1000, 1500], "plan": [1100, 1400]}, ...],
     "courses": [[{"name": "lentils", "cost": 0.31, "amounts": [310.5, ...]}, ...], [...], [...]]}

with amounts per portion in the order of the nutrients. `day` limits every single day, `plan` the average of all days;
null leaves a side, or both, open. Without a file an instance of the same size is made up, to time the method.
"""

import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import highspy
import numpy as np

DAYS = (20, 40, 60)
_COURSES, _NUTRIENTS = (19, 34, 14), 21
_ROUNDING = 1e-9
_SECONDS = 60.0

type Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Portion:
    """A dish of a course: its cost and its amount of each nutrient."""

    name: str
    cost: float
    amounts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """The dishes of each course, and each nutrient's limits for a day and for the average day of the plan."""

    courses: tuple[tuple[Portion, ...], ...]
    day: tuple[Limits, ...]
    plan: tuple[Limits, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The least cost of so many days, whether it is proved, and out of how many admissible menus."""

    cost: float
    proved: bool
    admissible: int


def run(file: Path | None = None) -> None:
    """Solve for each number of days and print the costs."""
    instance = made_up(1) if file is None else read(json.loads(file.read_text()))
    print(f"School menus: {'an instance made up in the published size' if file is None else file}")
    print(f"{'days':>6}{'admissible':>12}{'cost':>12}  {'proved':8}{'seconds':>8}")
    for days in DAYS:
        started = time.perf_counter()
        found = cheapest(instance, days)
        spent = time.perf_counter() - started
        if found is None:
            print(f"{days:6}{'':12}{'no plan':>12}")
        else:
            print(f"{days:6}{found.admissible:12}{found.cost:12.5f}  {found.proved!s:8}{spent:8.2f}")


def read(document: Mapping[str, Any]) -> Instance:
    """The instance of a document as described above."""
    courses = tuple(
        tuple(Portion(dish["name"], float(dish["cost"]), tuple(map(float, dish["amounts"]))) for dish in course)
        for course in document["courses"]
    )
    sides = [tuple(_limits(nutrient.get(name)) for nutrient in document["nutrients"]) for name in ("day", "plan")]
    return Instance(courses, *sides)


def cheapest(instance: Instance, days: int) -> Answer | None:
    """The least that so many days can cost, or None if there is no plan."""
    menus = admissible(instance)
    if not menus:
        return None
    costs = np.array([sum(dish.cost for dish in menu) for menu in menus])
    amounts = np.array([_total(menu) for menu in menus])
    highs = _program(costs, amounts, instance.plan, days)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    counts = np.rint(np.asarray(highs.getSolution().col_value))
    proved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Answer(float(counts @ costs), proved, len(menus))


def admissible(instance: Instance) -> list[tuple[Portion, ...]]:
    """The menus that keep the limits of a day."""
    return [menu for menu in product(*instance.courses) if _is_within(_total(menu), instance.day)]


def made_up(seed: int) -> Instance:
    """An instance of the published size with plausible costs, the same for the same seed."""
    source = random.Random(seed)
    typical = [source.uniform(5, 300) for _ in range(_NUTRIENTS)]
    courses = tuple(
        tuple(
            Portion(
                f"{course}-{dish}",
                source.uniform(0.1, 0.8),
                tuple(each * source.gammavariate(4, 0.25) for each in typical),
            )
            for dish in range(size)
        )
        for course, size in enumerate(_COURSES)
    )
    wide, narrow = ((0.65, 1.45), (0.85, 1.15))
    day, plan = (tuple((3 * each * low, 3 * each * high) for each in typical) for low, high in (wide, narrow))
    return Instance(courses, day, plan)


def _limits(given: Sequence[float | None] | None) -> Limits:
    low, high = given if given is not None else (None, None)
    return -highspy.kHighsInf if low is None else low, highspy.kHighsInf if high is None else high


def _total(menu: Sequence[Portion]) -> list[float]:
    return [sum(each) for each in zip(*(dish.amounts for dish in menu), strict=True)]


def _is_within(amounts: Sequence[float], limits: Sequence[Limits]) -> bool:
    return all(
        low - _ROUNDING <= amount <= high + _ROUNDING for amount, (low, high) in zip(amounts, limits, strict=True)
    )


def _program(costs: Any, amounts: Any, plan: Sequence[Limits], days: int) -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, option in {
        "output_flag": False,
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-9,
        "time_limit": _SECONDS,
    }.items():
        highs.setOptionValue(name, option)
    count = len(costs)
    nothing = np.zeros(0, np.int32)
    highs.addCols(
        count, costs, np.zeros(count), np.full(count, float(days)), 0, np.zeros(count, np.int32), nothing, np.zeros(0)
    )
    every = np.arange(count, dtype=np.int32)
    highs.changeColsIntegrality(count, every, np.full(count, highspy.HighsVarType.kInteger.value, dtype=np.uint8))
    highs.addRow(float(days), float(days), count, every, np.ones(count))
    for (low, high), held in zip(plan, amounts.T, strict=True):
        highs.addRow(days * low, days * high, count, every, np.ascontiguousarray(held))
    return highs


if __name__ == "__main__":
    run(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
