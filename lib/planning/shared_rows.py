"""The shared rows inside a linear program: a row joins when a column first uses it, since most recipes never matter."""

import numpy as np

from lib.planning.corridors import Corridors, Floats, Indexes
from lib.planning.program import Program

_ABSENT = -1


class SharedRows:
    """Maps the shared rows of a problem to the rows of a program, adding those that are missing."""

    def __init__(self, program: Program, corridors: Corridors, *, elastic: bool) -> None:
        """Start with the rows that demand something: a minimum is short even while no column serves it."""
        self._program = program
        self._corridors = corridors
        self._elastic = elastic
        self._place = np.full(len(corridors), _ABSENT)
        self.placed(np.flatnonzero(corridors.floor_wished))

    def placed(self, rows: Indexes) -> Indexes:
        """The program's rows for these shared rows, all of them present afterwards."""
        missing = np.unique(rows[self._place[rows] == _ABSENT])
        if len(missing):
            self._place[missing] = self._program.add_corridors(self._corridors.take(missing), elastic=self._elastic)
        places: Indexes = self._place[rows]
        return places

    def prices(self, found: Floats) -> Floats:
        """The price of every shared row, given those of the program's rows; an absent row costs nothing."""
        present = self._place != _ABSENT
        prices = np.zeros(len(self._place))
        prices[present] = found[self._place[present]]
        return prices
