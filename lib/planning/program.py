"""Linear and integer programs on HiGHS, as the planner needs them: equalities, corridors, and columns that arrive in
batches.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from lib.planning.corridors import Corridors, Flags, Floats, Indexes

BREACH = 1e6
"""Points per unit by which an elastic hard limit is broken: far above any price a feasible plan would pay."""

_INFINITY = highspy.kHighsInf
_RANDOM_SEED = 7


@dataclass(frozen=True, slots=True)
class Entries:
    """Coefficients of a batch of columns in compressed form; no row occurs twice in a column."""

    starts: Indexes
    rows: Indexes
    amounts: Floats


@dataclass(frozen=True, slots=True)
class Solution:
    """What HiGHS found: a price per row, a weight and a reduced cost per choice column, and units of broken limits."""

    value: float
    prices: Floats
    weights: Floats
    reduced: Floats
    shortfall: float


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Where an integer search stops: at a value that is good enough, or after so many nodes.

    Never after seconds, so that the same input gives the same answer.
    """

    nodes: int
    target: float


class Unsolvable(Exception):
    """A linear program has no optimum."""


class Program:
    """A maximisation whose rows are equalities or corridors and whose columns may arrive in batches."""

    def __init__(self) -> None:
        """Start empty, with every source of nondeterminism in HiGHS switched off."""
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, bool | int | str] = {
            "output_flag": False,
            "threads": 1,
            "random_seed": _RANDOM_SEED,
            "presolve": "off",
            "solver": "simplex",
        }
        for name, option in options.items():
            self._highs.setOptionValue(name, option)
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._rows = 0
        self._is_choice: list[Flags] = []
        self._is_elastic: list[Flags] = []

    def add_equalities(self, totals: Floats) -> Indexes:
        """Add one row per total that the columns must sum up to exactly; returns the rows."""
        return self._add_rows(totals, totals)

    def add_corridors(self, corridors: Corridors, *, elastic: bool) -> Indexes:
        """Add one row per corridor, charged as it says; elastic rows may break wished limits at `BREACH` a unit."""
        over, under = corridors.most > corridors.high, corridors.low > corridors.least
        # A side that nature closes must stay open here: its price would be an arbitrary number, and a misleading one.
        lower = np.where(under | corridors.floor_wished, corridors.low, -_INFINITY)
        upper = np.where(over | corridors.ceiling_wished, corridors.high, _INFINITY)
        rows = self._add_rows(lower, upper)
        breach = elastic & corridors.ceiling_wished, elastic & corridors.floor_wished
        sides = [over, under, *breach]
        where = np.concatenate([rows[side] for side in sides])
        broken = np.arange(len(where)) >= over.sum() + under.sum()
        values = np.where(broken, -BREACH, -np.concatenate([corridors.weight[side] for side in sides]))
        room = np.concatenate([(corridors.most - corridors.high)[over], (corridors.low - corridors.least)[under]])
        most = np.concatenate([room, np.full(int(broken.sum()), _INFINITY)])
        signs = np.repeat([-1.0, 1.0, -1.0, 1.0], [side.sum() for side in sides])
        self._add_columns(values, most, Entries(np.arange(len(where)), where, signs))
        self._is_choice.append(np.zeros(len(where), dtype=bool))
        self._is_elastic.append(broken)
        return rows

    def add_choices(self, values: Floats, entries: Entries, most: Floats | None = None) -> None:
        """Add columns between nought and `most` (unlimited if left out), in the order of later weights."""
        upper = np.full(len(values), _INFINITY) if most is None else most
        self._add_columns(values, upper, entries)
        self._is_choice.append(np.ones(len(values), dtype=bool))
        self._is_elastic.append(np.zeros(len(values), dtype=bool))

    def revalue(self, values: Floats) -> None:
        """Give every choice a new value, in the order in which they were added."""
        choices = np.flatnonzero(np.concatenate(self._is_choice)).astype(np.int32)
        self._highs.changeColsCost(len(choices), choices, values)

    def use_at_least(self, choice: int, weight: float) -> None:
        """Do not let a choice's weight fall below this; nought takes the floor away."""
        column = int(np.flatnonzero(np.concatenate(self._is_choice))[choice])
        self._highs.changeColBounds(column, weight, _INFINITY)

    def charge_only_breaches(self) -> None:
        """Forget every value and charge one point per unit of broken limit: the first phase of the simplex method."""
        elastic = np.concatenate(self._is_elastic)
        columns = np.arange(len(elastic), dtype=np.int32)
        self._highs.changeColsCost(len(elastic), columns, np.where(elastic, -1.0, 0.0))

    def solve(self) -> Solution:
        """The optimum of the linear program.

        Raises:
            Unsolvable: there is none; with elastic limits that means that an equality has no columns.
        """
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolvable(self._highs.getModelStatus())
        found = self._highs.getSolution()
        weights, reduced = np.asarray(found.col_value), np.asarray(found.col_dual)
        choice, elastic = np.concatenate(self._is_choice), np.concatenate(self._is_elastic)
        return Solution(
            value=self._highs.getInfo().objective_function_value,
            prices=np.asarray(found.row_dual),
            weights=weights[choice],
            reduced=reduced[choice],
            shortfall=float(weights[elastic].sum()),
        )

    def search(self, limits: SearchLimits) -> Floats | None:
        """Integer weights of the choices, the best found within the limits, or None if none was found."""
        choices = np.flatnonzero(np.concatenate(self._is_choice)).astype(np.int32)
        kinds = np.full(len(choices), highspy.HighsVarType.kInteger.value, dtype=np.uint8)
        self._highs.changeColsIntegrality(len(choices), choices, kinds)
        options: dict[str, float | str] = {
            "mip_max_nodes": limits.nodes,
            "objective_target": limits.target,
            "solver": "choose",
            "presolve": "on",
        }
        for name, option in options.items():
            self._highs.setOptionValue(name, option)
        self._highs.run()
        if self._highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        found: Floats = np.rint(np.asarray(self._highs.getSolution().col_value)[choices])
        return found

    def _add_rows(self, lower: Floats, upper: Floats) -> Indexes:
        count = len(lower)
        self._highs.addRows(count, lower, upper, 0, np.zeros(count, np.int32), np.zeros(0, np.int32), np.zeros(0))
        self._rows += count
        return np.arange(self._rows - count, self._rows)

    def _add_columns(self, values: Floats, most: Floats, entries: Entries) -> None:
        count = len(values)
        starts, rows = entries.starts.astype(np.int32), entries.rows.astype(np.int32)
        self._highs.addCols(count, values, np.zeros(count), most, len(rows), starts, rows, entries.amounts)


def combine(columns: Indexes, rows: Indexes, amounts: Floats, count: int) -> Entries:
    """Coefficients given one by one as the columns of a batch of `count`, equal positions added up."""
    height = int(rows.max(initial=0)) + 1
    keys, positions = np.unique(columns * height + rows, return_inverse=True)
    sums = np.bincount(positions, weights=amounts, minlength=len(keys))
    starts = np.searchsorted(keys, np.arange(count) * height)
    return Entries(starts, keys % height, sums)
