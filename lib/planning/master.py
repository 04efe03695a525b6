"""The master program: which day menus to use how often (the Dantzig-Wolfe reformulation; Dantzig and Wolfe 1960)."""

from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import Floats
from lib.planning.pools import Batch
from lib.planning.problem import Problem
from lib.planning.program import Entries, Program
from lib.planning.shared_rows import SharedRows


@dataclass(frozen=True, slots=True)
class MasterSolution:
    """The restricted master's optimum: its value, a price per shared row, and weights and reduced costs per class and
    menu.
    """

    value: float
    prices: Floats
    weights: tuple[Floats, ...]
    reduced: tuple[Floats, ...]
    shortfall: float


class Master:
    """A program with a row for the number of days of each class and the shared rows; a column is a day menu."""

    def __init__(self, problem: Problem, *, elastic: bool = True) -> None:
        """Start without menus; elastic limits keep it solvable until there are enough of them."""
        self.program = Program()
        self._days = self.program.add_equalities(np.array([float(len(one.days)) for one in problem.classes]))
        self._shared = SharedRows(self.program, problem.coupling.corridors, elastic=elastic)
        self._owner = np.zeros(0, dtype=np.intp)

    def add(self, position: int, batch: Batch, most: Floats | None = None) -> None:
        """Add a class's menus, each to be used at most so often."""
        usage = batch.usage
        rows = np.insert(self._shared.placed(usage.rows), usage.starts, self._days[position])
        amounts = np.insert(usage.amounts, usage.starts, 1.0)
        starts = usage.starts + np.arange(len(batch))
        self.program.add_choices(batch.worth, Entries(starts, rows, amounts), most)
        self._owner = np.concatenate([self._owner, np.full(len(batch), position)])

    def solve(self) -> MasterSolution:
        """The optimum over the menus so far.

        Raises:
            Unsolvable: a class has no menu yet.
        """
        found = self.program.solve()
        return MasterSolution(
            value=found.value,
            prices=self._shared.prices(found.prices),
            weights=self.by_class(found.weights),
            reduced=self.by_class(found.reduced),
            shortfall=found.shortfall,
        )

    def by_class(self, values: Floats) -> tuple[Floats, ...]:
        """A value per menu, class by class and in the order of adding."""
        return tuple(values[self._owner == position] for position in range(len(self._days)))
