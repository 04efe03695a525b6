"""The last step: an integer search over the collected menus, capped in size and in nodes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import Floats, Indexes
from lib.planning.master import Master, MasterSolution, Pick
from lib.planning.pools import Pool
from lib.planning.problem import Problem
from lib.planning.program import SearchLimits


@dataclass(frozen=True, slots=True)
class SearchSize:
    """How many menus take part, in how many nodes, up to which value."""

    menus: int
    limits: SearchLimits


def search(
    problem: Problem, pools: Sequence[Pool], solution: MasterSolution, worth_finding: float, size: SearchSize
) -> list[Pick] | None:
    """A menu for every day, the best found, or None.

    A menu whose reduced cost exceeds what is still to be gained over `worth_finding` cannot be part of anything better.
    """
    room = solution.value - worth_finding
    kept = _most_promising(solution.reduced, room, size.menus)
    master = Master(problem, elastic=False)
    for position, (pool, menus) in enumerate(zip(pools, kept, strict=True)):
        master.add(position, pool.menus.take(menus), np.full(len(menus), float(len(problem.classes[position].days))))
    weights = master.program.search(size.limits)
    if weights is None:
        return None
    return [(position, int(kept[position][menu])) for position, menu in master.picks(weights)]


def _most_promising(reduced: Sequence[Floats], room: float, count: int) -> list[Indexes]:
    every = np.sort(-np.concatenate(list(reduced)))
    limit = min(room, float(every[min(count, len(every)) - 1]))
    return [np.flatnonzero(-each <= limit + 1e-9) for each in reduced]
