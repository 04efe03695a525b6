"""From fractional weights to whole days: greedy rounding, then exchanges of one day at a time, all over the pools.

A broken hard limit costs `_BREACH` points a unit, so that a plan which overspends is first mended and then improved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import Corridors, Floats
from lib.planning.master import Pick
from lib.planning.pools import Batch, Pool
from lib.planning.problem import Problem

_BREACH = 1e5
_FRACTION_POINTS = 8.0
_WHOLE = 1e-6
_SWEEPS = 30
_BETTER = 1e-9


@dataclass(frozen=True, slots=True)
class Draft:
    """A menu for every day; `objective` counts broken limits as nothing, `is_legal` tells whether there are any."""

    picks: tuple[Pick, ...]
    objective: float
    is_legal: bool


def round_off(problem: Problem, pools: Sequence[Pool], weights: Sequence[Floats], prices: Floats) -> Draft:
    """A good draft near these weights; it may still break limits, but then no single exchange would mend it."""
    table = _Table(problem, pools)
    table.take_whole_days(weights)
    table.fill(weights, prices)
    table.exchange()
    return table.draft()


def draft_of(problem: Problem, pools: Sequence[Pool], picks: Sequence[Pick]) -> Draft:
    """These picks, improved by exchanges."""
    table = _Table(problem, pools)
    for position, menu in picks:
        table.put(position, menu)
    table.exchange()
    return table.draft()


class _Table:
    """The picks so far and what they use of the shared rows."""

    def __init__(self, problem: Problem, pools: Sequence[Pool]) -> None:
        self._limits: Corridors = problem.coupling.corridors
        self._pools: list[Batch] = [pool.menus for pool in pools]
        self._open = [len(one.days) for one in problem.classes]
        self._used = np.zeros(len(self._limits))
        self._picks: list[Pick] = []

    def take_whole_days(self, weights: Sequence[Floats]) -> None:
        """Keep what the weights already settle."""
        for position, each in enumerate(weights):
            for menu in np.flatnonzero(each >= 1.0 - _WHOLE).tolist():
                for _ in range(int(each[menu] + _WHOLE)):
                    self.put(position, menu)

    def fill(self, weights: Sequence[Floats], prices: Floats) -> None:
        """Give each open day, one after the other, the menu that adds most, leaning towards high weights.

        Money and weekly rules are felt before they bind, through the prices.
        """
        leaning = [
            _FRACTION_POINTS * (each - np.floor(each + _WHOLE))
            - _paid(batch, np.where(self._limits.weight > 0, 0.0, prices))
            for each, batch in zip(weights, self._pools, strict=True)
        ]
        while any(self._open):
            ranked: list[tuple[float, int, int]] = []
            for position, left in enumerate(self._open):
                if left:
                    gains = self._gains(position)
                    inclined = gains + leaning[position]
                    menu = int(np.argmax(inclined))
                    ranked.append((float(inclined[menu] - gains.max()), position, menu))
            _, position, menu = max(ranked, key=lambda each: each[0])
            self.put(position, menu)

    def exchange(self) -> None:
        """Swap single days for better menus until no swap helps."""
        for _ in range(_SWEEPS):
            improved = False
            for at in range(len(self._picks)):
                improved |= self._improve(at)
            if not improved:
                return

    def draft(self) -> Draft:
        """The picks as they stand."""
        rows = np.arange(len(self._used))
        charged = self._limits.charge(rows, self._used, breach=0.0).sum()
        legal = self._limits.charge(rows, self._used, breach=1.0).sum() == charged
        worth = sum(float(self._pools[position].worth[menu]) for position, menu in self._picks)
        return Draft(tuple(self._picks), worth - float(charged), bool(legal))

    def put(self, position: int, menu: int) -> None:
        """Give a day of this class this menu."""
        self._use(position, menu, 1.0)
        self._open[position] -= 1
        self._picks.append((position, menu))

    def _improve(self, at: int) -> bool:
        position, menu = self._picks[at]
        self._use(position, menu, -1.0)
        gains = self._gains(position)
        best = int(np.argmax(gains))
        better = bool(gains[best] > gains[menu] + _BETTER)
        if better:
            self._picks[at] = (position, best)
        self._use(*self._picks[at], 1.0)
        return better

    def _use(self, position: int, menu: int, sign: float) -> None:
        batch = self._pools[position]
        start, end = batch.span(menu)
        self._used[batch.usage.rows[start:end]] += sign * batch.usage.amounts[start:end]

    def _gains(self, position: int) -> Floats:
        """What each menu of a class would add to the plan as it stands."""
        batch = self._pools[position]
        rows = batch.usage.rows
        now = self._used[rows]
        cost = self._limits.charge(rows, now + batch.usage.amounts, _BREACH) - self._limits.charge(rows, now, _BREACH)
        gains: Floats = batch.worth - np.add.reduceat(cost, batch.usage.starts)
        return gains


def _paid(batch: Batch, prices: Floats) -> Floats:
    paid: Floats = np.add.reduceat(prices[batch.usage.rows] * batch.usage.amounts, batch.usage.starts)
    return paid
