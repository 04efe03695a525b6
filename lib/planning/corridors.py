"""Corridors: the one kind of limit that the planner knows.

Everything that a plan may use more or less of (a day's protein, a recipe's repetitions, a main ingredient, fish
dishes in a week, money) runs in a corridor: free of charge between `low` and `high`, `weight` points per unit
outside, impossible outside `least` to `most`. The penalty is convex, so its conjugate turns any prices into a valid
upper bound (weak duality; Fisher 1981).
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Indexes = NDArray[np.intp]
type Flags = NDArray[np.bool_]

SLACK = 1e-9
"""How far a total may overstep a hard limit by rounding in the arithmetic."""


@dataclass(frozen=True, slots=True)
class Corridors:
    """Parallel arrays, one entry per limited total.

    `base` is the penalty between low and high (a target that no allowed total reaches costs something everywhere).
    `floor_wished` and `ceiling_wished` tell a limit that somebody asked for from one that holds by nature.
    """

    least: Floats
    low: Floats
    high: Floats
    most: Floats
    weight: Floats
    base: Floats
    floor_wished: Flags
    ceiling_wished: Flags

    def __len__(self) -> int:
        return len(self.least)

    @classmethod
    def free(cls, ceilings: Floats) -> Self:
        """Corridors from nought to natural ceilings in which nothing is limited or charged for."""
        zeros, never = np.zeros(len(ceilings)), np.zeros(len(ceilings), dtype=bool)
        return cls(zeros, zeros.copy(), ceilings, ceilings.copy(), zeros.copy(), zeros.copy(), never, never.copy())

    def take(self, entries: Indexes) -> "Corridors":
        """The corridors at these entries."""
        return Corridors(*(getattr(self, name)[entries] for name in self.__slots__))

    def times(self, count: int) -> "Corridors":
        """The corridors of a sum over `count` equal days (Jensen: never costlier than the days one by one)."""
        scaled = {name: getattr(self, name) * count for name in ("least", "low", "high", "most", "base")}
        return replace(self, **scaled)

    def hard_only(self) -> "Corridors":
        """The same hard limits with nothing charged inside them."""
        nothing = np.zeros(len(self))
        return replace(self, low=self.least, high=self.most, weight=nothing, base=nothing)

    def conjugate(self, prices: Floats) -> Floats:
        """The most that each price can earn: max over allowed totals u of price * u - penalty(u).

        The penalty is piecewise linear, so one of the four corners attains it.
        """
        inside = np.maximum(prices * self.low, prices * self.high)
        below = prices * self.least - self.weight * (self.low - self.least)
        above = prices * self.most - self.weight * (self.most - self.high)
        best: Floats = np.maximum(np.maximum(inside, below), above) - self.base
        return best

    def penalty(self, totals: Floats) -> Floats:
        """Points lost by each column of totals (one row per corridor); infinite where a hard limit is broken."""
        lost = np.full(totals.shape[1], self.base.sum())
        for entry, total in enumerate(totals):
            outside = np.maximum(self.low[entry] - total, total - self.high[entry])
            lost += self.weight[entry] * np.maximum(outside, 0.0)
            lost[(total < self.least[entry] - SLACK) | (total > self.most[entry] + SLACK)] = np.inf
        return lost

    def charge(self, entries: Indexes, totals: Floats, breach: float) -> Floats:
        """Points lost at each given entry, with `breach` points per unit beyond a hard limit (the base left out)."""
        outside = np.maximum(self.low[entries] - totals, totals - self.high[entries])
        beyond = np.maximum(self.least[entries] - totals, totals - self.most[entries])
        beyond = np.where(beyond > SLACK, beyond, 0.0)
        charged: Floats = self.weight[entries] * np.maximum(outside, 0.0) + breach * beyond
        return charged
