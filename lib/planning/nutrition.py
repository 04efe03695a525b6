"""A day's nutrition as corridors: hard limits, the tolerance around a target, and what the dishes of the day can
reach at all.
"""

from collections.abc import Sequence

import numpy as np

from lib.planning.corridors import SLACK, Corridors, Floats
from lib.planning.model import DayKind, Range, UnreachableBand
from lib.planning.objective import DEVIATION


def unit_of(limits: Range) -> float:
    """The amount in which a nutrient is measured inside the planner, so that all have a like size."""
    return limits.target or limits.maximum or limits.minimum or 1.0


def daily_bands(limits: Sequence[tuple[str, Range]], reach: tuple[Floats, Floats]) -> Corridors:
    """One corridor per limited nutrient, in its unit, for days whose totals lie within `reach` (in the same units).

    Limits beyond the reach are cut to it; see `unreachable` for limits that leave nothing.
    """
    units = np.array([unit_of(wished) for _, wished in limits])
    wished_least = np.array([wished.minimum or 0.0 for _, wished in limits]) / units
    wished_most = np.array([np.inf if wished.maximum is None else wished.maximum for _, wished in limits]) / units
    least, most = np.maximum(wished_least, reach[0]), np.minimum(wished_most, reach[1])
    tolerance = np.array([DEVIATION[name].tolerance / 100.0 for name, _ in limits])
    targeted = np.array([wished.target is not None for _, wished in limits], dtype=bool)
    weight = np.where(targeted, [100.0 * DEVIATION[name].points for name, _ in limits], 0.0)
    low, high = np.where(targeted, 1.0 - tolerance, least), np.where(targeted, 1.0 + tolerance, most)
    base = weight * np.maximum(np.maximum(low - most, least - high), 0.0)
    return Corridors(
        least=least,
        low=np.clip(low, least, most),
        high=np.clip(high, least, most),
        most=most,
        weight=weight,
        base=base,
        floor_wished=wished_least > reach[0],
        ceiling_wished=wished_most < reach[1],
    )


def unreachable(
    limits: Sequence[tuple[str, Range]], reach: tuple[Floats, Floats], kind: DayKind
) -> list[UnreachableBand]:
    """Every hard limit that no day of this kind can meet, whatever is chosen."""
    found = []
    for (name, wished), lowest, highest in zip(limits, *reach, strict=True):
        unit = unit_of(wished)
        if wished.minimum is not None and wished.minimum / unit > highest + SLACK:
            found.append(UnreachableBand(name, "minimum", wished.minimum, float(highest) * unit, kind))
        if wished.maximum is not None and wished.maximum / unit < lowest - SLACK:
            found.append(UnreachableBand(name, "maximum", wished.maximum, float(lowest) * unit, kind))
    return found
