"""The prices of a day's nutrients that bound a class best, at given prices of the shared rows.

They minimise the `top` of the frontier (see `day_menus`), which is a small linear program: one mixed day. It is kept
from round to round, so that only its values change, and solved by sifting. Any prices give a valid ceiling, so rounds
may run out.
"""

import numpy as np

from lib.planning.corridors import Flags, Floats, Indexes
from lib.planning.problem import DayClass, Problem
from lib.planning.program import Program, combine

_NEAREST = 40
_ROUNDS = 4
_PAYS = 1e-4


class NutrientPricing:
    """One class's program: a row per meal, a corridor per nutrient, and a column for every option that has mattered."""

    def __init__(self, problem: Problem, one: DayClass, start: Floats) -> None:
        """Begin from prices that were good for the relaxation."""
        self._nutrition = problem.options.nutrition
        self._choices = one.kind.choices
        self._program = Program()
        self._cells = self._program.add_equalities(np.ones(len(problem.meals)))
        self._bands = self._program.add_corridors(one.kind.bands, elastic=True)
        self._option = np.zeros(0, dtype=np.intp)
        self._known = [np.zeros(len(choices), dtype=bool) for choices in self._choices]
        self.prices = start

    def settle(self, left: Floats) -> Floats:
        """Prices near the best for options that are worth `left` after the shared rows."""
        if not len(self._bands):
            return self.prices
        cell_prices = np.full(len(self._cells), -np.inf)
        if len(self._option):
            self._program.revalue(left[self._option])
            cell_prices = self._solve()
        for _ in range(_ROUNDS):
            if not self._add_paying(left, cell_prices):
                break
            cell_prices = self._solve()
        return self.prices

    def _solve(self) -> Floats:
        solution = self._program.solve()
        self.prices = solution.prices[self._bands]
        return solution.prices[self._cells]

    def _add_paying(self, left: Floats, cell_prices: Floats) -> bool:
        priced = left - self.prices @ self._nutrition
        chosen = []
        for cell, (choices, known) in enumerate(zip(self._choices, self._known, strict=True)):
            places = _nearest(priced[choices] - cell_prices[cell], known)
            known[places] = True
            chosen.append(choices[places])
        options = np.concatenate(chosen)
        if not len(options):
            return False
        cells = np.repeat(np.arange(len(chosen)), [len(each) for each in chosen])
        self._add(options, cells, left[options])
        return True

    def _add(self, options: Indexes, cells: Indexes, worth: Floats) -> None:
        count, every = len(options), np.arange(len(options))
        entries = combine(
            np.concatenate([every, np.tile(every, len(self._bands))]),
            np.concatenate([self._cells[cells], np.repeat(self._bands, count)]),
            np.concatenate([np.ones(count), self._nutrition[:, options].ravel()]),
            count,
        )
        self._program.add_choices(worth, entries)
        self._option = np.concatenate([self._option, options])


def _nearest(reduced: Floats, known: Flags) -> Indexes:
    paying = np.flatnonzero((reduced > _PAYS) & ~known)
    if len(paying) <= _NEAREST:
        return paying
    return paying[np.argpartition(-reduced[paying], _NEAREST - 1)[:_NEAREST]]
