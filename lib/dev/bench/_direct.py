"""The planning problem as one integer program on HiGHS: a binary for every day, meal, dish and portion.

It states the objective of `lib.planning.objective` anew and knows neither day patterns nor classes of days, so that the
two ways can be compared. Budgets, weekly rules and fixed meals are left out: the weeks that are compared have none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from uuid import UUID

import highspy
import numpy as np

from lib.planning.eligibility import eligible
from lib.planning.model import BLOCK_DAYS, NUTRIENTS, Dish, PlannedDish, Wishes
from lib.planning.objective import DEVIATION, MAIN_FREE, MAIN_POINTS, REPEAT_POINTS
from lib.planning.rules import may_stand
from lib.planning.valuation import liking, serving

_HUNDRED = 100.0


@dataclass(slots=True)
class _Model:
    """Columns and rows as they are collected; each row is its limits and its entries."""

    values: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)

    def column(self, value: float, most: float) -> int:
        self.values.append(value)
        self.most.append(most)
        return len(self.values) - 1

    def row(self, least: float, most: float, entries: list[tuple[int, float]]) -> None:
        self.rows.append((least, most, entries))


@dataclass(frozen=True, slots=True)
class Direct:
    """The best plan that was found, if any, and HiGHS' own bound."""

    meals: tuple[PlannedDish, ...] | None
    bound: float


def solve(dishes: Sequence[Dish], wishes: Wishes, seconds: float) -> Direct:
    """What HiGHS makes of the whole week in so many seconds, on one thread, up to a gap of one per cent."""
    model = _Model()
    cells = _choices(model, dishes, wishes)
    binaries = len(model.values)
    dish_of = {dish.id: dish for dish in dishes}
    _limit_days(model, cells, dish_of, wishes)
    _limit_repeats(model, cells, dish_of, wishes)
    highs = _highs(model, binaries, seconds)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Direct(None, info.mip_dual_bound)
    chosen = np.asarray(highs.getSolution().col_value)[:binaries] > 0.5
    return Direct(tuple(cell for cell, column in cells if chosen[column]), info.mip_dual_bound)


def _choices(model: _Model, dishes: Sequence[Dish], wishes: Wishes) -> list[tuple[PlannedDish, int]]:
    usable = eligible(dishes, wishes)
    cells = []
    for day, slot in product(range(wishes.days), wishes.meals):
        fitting = [dish for dish in usable if may_stand(dish, wishes, day, slot)]
        found = [
            (PlannedDish(day, slot, dish.id, portion), model.column(liking(dish, wishes) + serving(dish, portion), 1.0))
            for dish in fitting
            for portion in wishes.portions
        ]
        model.row(1.0, 1.0, [(column, 1.0) for _, column in found])
        cells += found
    return cells


def _limit_days(
    model: _Model, cells: Sequence[tuple[PlannedDish, int]], dishes: dict[UUID, Dish], wishes: Wishes
) -> None:
    for day, name in product(range(wishes.days), NUTRIENTS):
        wished = getattr(wishes, name)
        if wished.is_open:
            continue
        today = [
            (column, cell.portion * getattr(dishes[cell.recipe_id], name)) for cell, column in cells if cell.day == day
        ]
        least = -highspy.kHighsInf if wished.minimum is None else wished.minimum
        most = highspy.kHighsInf if wished.maximum is None else wished.maximum
        if wished.minimum is not None or wished.maximum is not None:
            model.row(least, most, today)
        if wished.target is not None:
            unit = wished.target / _HUNDRED
            points, slack = DEVIATION[name].points, DEVIATION[name].tolerance * unit
            over, under = (model.column(-points / unit, highspy.kHighsInf) for _ in range(2))
            model.row(-highspy.kHighsInf, wished.target + slack, [*today, (over, -1.0)])
            model.row(wished.target - slack, highspy.kHighsInf, [*today, (under, 1.0)])


def _limit_repeats(
    model: _Model, cells: Sequence[tuple[PlannedDish, int]], dishes: dict[UUID, Dish], wishes: Wishes
) -> None:
    on_day, in_plan, in_block = defaultdict(list), defaultdict(list), defaultdict(list)
    for cell, column in cells:
        on_day[cell.day, cell.recipe_id].append((column, 1.0))
        in_plan[cell.recipe_id].append((column, 1.0))
        if dishes[cell.recipe_id].main is not None:
            in_block[cell.day // BLOCK_DAYS, dishes[cell.recipe_id].main].append((column, 1.0))
    for entries in on_day.values():
        if len(entries) > len(wishes.portions):  # suits several meals of the day
            model.row(-highspy.kHighsInf, 1.0, entries)
    for entries in in_plan.values():
        again = model.column(-REPEAT_POINTS, wishes.max_repeats - 1.0)
        model.row(-highspy.kHighsInf, 1.0, [*entries, (again, -1.0)])
    for entries in in_block.values():
        more = model.column(-MAIN_POINTS, highspy.kHighsInf)
        model.row(-highspy.kHighsInf, MAIN_FREE, [*entries, (more, -1.0)])


def _highs(model: _Model, binaries: int, seconds: float) -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float] = {
        "output_flag": False,
        "threads": 1,
        "time_limit": seconds,
        "mip_rel_gap": 0.01,
    }
    for name, option in options.items():
        highs.setOptionValue(name, option)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    count, none = len(model.values), np.zeros(0, np.int32)
    highs.addCols(
        count,
        np.array(model.values),
        np.zeros(count),
        np.array(model.most),
        0,
        np.zeros(count, np.int32),
        none,
        np.zeros(0),
    )
    whole = np.full(binaries, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
    highs.changeColsIntegrality(binaries, np.arange(binaries, dtype=np.int32), whole)
    entries = [entry for _, _, row in model.rows for entry in row]
    starts = np.cumsum([0] + [len(row) for _, _, row in model.rows[:-1]]).astype(np.int32)
    least, most = (np.array([row[side] for row in model.rows], dtype=float) for side in (0, 1))
    columns = np.array([column for column, _ in entries], dtype=np.int32)
    highs.addRows(
        len(model.rows), least, most, len(entries), starts, columns, np.array([amount for _, amount in entries])
    )
    return highs
