"""The master program: which day menus to use how often (the Dantzig-Wolfe reformulation; Dantzig and Wolfe 1960)."""

from collections.abc import Sequence
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


type Pick = tuple[int, int]
"""A class and a menu of its pool."""

_WHOLE = 1e-6


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

    def dive(self, first: int = 0) -> list[Pick]:
        """A menu for every day: round the weight that is nearest to its next whole number up, solve again, and so on.

        What is still to be had shapes every choice, so that it serves where money or rules are tight; the outcome may
        break an elastic limit all the same. Other dives come of beginning with the `first` nearest after that one (a
        discrepancy; Harvey and Ginsberg 1995).

        Raises:
            Unsolvable: a class has no menu yet.
        """
        raised: list[int] = []
        try:
            while True:
                weights = self.program.solve().weights
                part = weights - np.floor(weights + _WHOLE)
                order = np.argsort(-part, kind="stable")
                if part[order[0]] <= _WHOLE:
                    return self.picks(weights)
                open_parts = int(np.count_nonzero(part > _WHOLE))
                nearest = int(order[0 if raised else min(first, open_parts - 1)])
                raised.append(nearest)
                self.program.use_at_least(nearest, float(np.ceil(weights[nearest])))
        finally:
            for choice in raised:
                self.program.use_at_least(choice, 0.0)

    def picks(self, weights: Floats) -> list[Pick]:
        """Whole weights as that many picks."""
        parts: Sequence[Floats] = self.by_class(np.rint(weights))
        return [
            (position, menu)
            for position, each in enumerate(parts)
            for menu in np.repeat(np.arange(len(each)), each.astype(np.intp)).tolist()
        ]

    def by_class(self, values: Floats) -> tuple[Floats, ...]:
        """A value per menu, class by class and in the order of adding."""
        return tuple(values[self._owner == position] for position in range(len(self._days)))
