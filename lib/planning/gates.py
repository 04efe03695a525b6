"""How far one nutrient's total may stray before a day falls below a given depth.

At a price, a total earns price * total less its penalty; the best total earns the conjugate. The difference is the
*strain* of a total: convex, nought where the price is right, infinite where a hard limit is broken. A day falls short
of `top` by its slack plus the strain of every nutrient, so a depth allows only a window of totals, and the narrowest
window sifts pairs best.
"""

from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import SLACK, Corridors, Floats

_PROBE = np.array([10.0])
"""The strain, in points, at which windows are compared."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One nutrient of the options, and its strain at the corners of its corridor (from the least to the most)."""

    amounts: Floats
    totals: Floats
    strains: Floats

    def window(self, allowed: Floats) -> tuple[Floats, Floats]:
        """The lowest and the highest total whose strain is within what is allowed (never less than the unstrained
        ones).
        """
        calm = self.strains.min() + SLACK
        lightest = int(np.argmax(self.strains <= calm))
        heaviest = len(self.strains) - 1 - int(np.argmax(self.strains[::-1] <= calm))
        lowest = np.interp(allowed, self.strains[lightest::-1], self.totals[lightest::-1])
        highest = np.interp(allowed, self.strains[heaviest:], self.totals[heaviest:])
        return lowest - SLACK, highest + SLACK


def narrowest(bands: Corridors, prices: Floats, nutrition: Floats, spread: Floats) -> Gate:
    """The gate whose window is narrowest for the `spread` of its nutrient; one that is always open if none is
    limited.
    """
    gates = [_gate(bands, entry, float(price), nutrition[entry]) for entry, price in enumerate(prices)]
    if not gates:
        return Gate(np.zeros(nutrition.shape[1]), np.zeros(1), np.zeros(1))
    widths = [float(np.subtract(*gate.window(_PROBE)[::-1])[0]) for gate in gates]
    return gates[int(np.argmin(widths / spread))]


def _gate(bands: Corridors, entry: int, price: float, amounts: Floats) -> Gate:
    totals = np.array([corner[entry] for corner in (bands.least, bands.low, bands.high, bands.most)])
    below, above = bands.low[entry] - totals, totals - bands.high[entry]
    earned = price * totals - bands.weight[entry] * np.maximum(np.maximum(below, above), 0.0)
    return Gate(amounts, totals, earned.max() - earned)
