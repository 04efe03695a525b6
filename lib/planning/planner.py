"""The planner: a plan with a certificate, by day patterns.

1. What must not be eaten is filtered out (`eligibility`); the rest becomes arrays (`problem`).
2. A linear program over single dishes gives first prices and a bound, or proves that there is no plan (`relaxation`).
3. At these prices the best whole days are enumerated, with a ceiling on all others (`day_menus`): a better bound.
4. A linear program over whole days gives better prices (`master`); rounding its answer gives a plan (`rounding`).
5. 3 and 4 repeat, with smoothed prices (Wentges 1997), until bound and plan are close enough.
6. Where rounding is what is lacking, the linear program is dived into from several sides; if there is still no
   plan at all, a capped integer search over the collected days comes last (`pool_search`).

Everything stops by counts, never by time: the same dishes, wishes and seed give the same plan.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf
from uuid import UUID

import numpy as np

from lib.planning.corridors import Indexes
from lib.planning.day_search import DaySearch
from lib.planning.master import Master, MasterSolution
from lib.planning.model import Conflict, Dish, Infeasible, NotFound, Plan, PlannedDish, Wishes
from lib.planning.pool_search import SearchSize, search
from lib.planning.problem import Problem, build
from lib.planning.program import SearchLimits, Unsolvable
from lib.planning.relaxation import Relaxation, relax
from lib.planning.rounding import Draft, draft_of, round_off

ENGINE = "day-pattern/1"

_WIDER = 4
"""How many times more menus are kept once rounding is what is lacking: it needs a choice of nearly as good days."""

_SETTLED = 0.25
"""Once fractional days are this near the bound, in parts of the gap asked for, more rounds would not help."""


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """When to be content, and how much to try before that; `dives` before a search gives up or takes a wider gap."""

    gap: float = 0.01
    rounds: int = 8
    scored_first: int = 6_000
    scored: int = 12_000
    kept: int = 120
    searched: int = 500
    nodes: int = 200
    smoothing: float = 0.6
    dives: int = 12


QUICK = Thoroughness(gap=0.05, rounds=2, searched=100, nodes=5, dives=2)
"""Enough to find some plan where there are many; what it does not find may exist."""


def solve(dishes: Sequence[Dish], wishes: Wishes, thoroughness: Thoroughness | None = None) -> Plan:
    """A plan that meets every hard wish, with a certified bound on how much better any plan could be.

    Raises:
        Infeasible: there is no plan (proved), or none was found within the limits of the search (not proved).
    """
    return _solve(build(dishes, wishes), thoroughness or Thoroughness())


def drawn(
    dishes: Sequence[Dish], wishes: Wishes, bonuses: Mapping[UUID, float], thoroughness: Thoroughness
) -> tuple[PlannedDish, ...]:
    """The meals of a good plan if these dishes scored so many points more: drawn to them, and so without certificate.

    Raises:
        Infeasible: as for `solve`.
    """
    problem = build(dishes, wishes)
    extra = np.array([bonuses.get(dish.id, 0.0) for dish in problem.dishes])[problem.options.dish]
    options = replace(problem.options, worth=problem.options.worth + extra)
    return _solve(replace(problem, options=options), thoroughness).meals


def bound(dishes: Sequence[Dish], wishes: Wishes) -> float:
    """What no plan scores more than, by the linear program alone: quick, certain, and not very close.

    Raises:
        Infeasible: there is no plan at all (proved).
    """
    return relax(build(dishes, wishes)).bound


def _solve(problem: Problem, thoroughness: Thoroughness) -> Plan:
    planning = _Planning(problem, relax(problem), thoroughness)
    planning.run()
    if planning.best is None:
        raise Infeasible((NotFound(_hard_wishes(problem)),))
    return planning.plan(planning.best)


class _Planning:
    """Column generation: the pools grow, the bound falls, the best plan rises."""

    def __init__(self, problem: Problem, relaxed: Relaxation, thoroughness: Thoroughness) -> None:
        self._problem = problem
        self._thorough = thoroughness
        self._prices = self._centre = relaxed.prices
        parts = zip(problem.classes, relaxed.nutrient_prices, strict=True)
        self._days = [DaySearch(problem, one, start) for one, start in parts]
        self._pools = [day.pool for day in self._days]
        self._master = Master(problem)
        self._kept = thoroughness.kept
        self.bound = relaxed.bound
        self.best: Draft | None = None

    def run(self) -> None:
        """Improve plan and bound until they are close enough or everything has been tried."""
        solution = self._generate()
        if solution is not None and self.gap > self._thorough.gap:
            self._dive_elsewhere()
            if self.best is None:
                self._search(solution)

    def _generate(self) -> MasterSolution | None:
        """Rounds of column generation; the last master's solution, or None if some class has no menu yet."""
        solution = None
        for turn in range(self._thorough.rounds):
            grown = self._enumerate(self._thorough.scored if turn else self._thorough.scored_first)
            if not all(len(pool.menus) for pool in self._pools):
                continue
            try:
                solution = self._master.solve()
            except Unsolvable:  # numerical trouble: the plan and the bound so far stand
                break
            self._round_off(solution)
            is_settled = _gap(self.bound, solution.value) <= _SETTLED * self._thorough.gap
            if self.gap <= self._thorough.gap or is_settled:
                break
            self._move_prices(solution, grown)
        return solution

    def plan(self, draft: Draft) -> Plan:
        """The draft as a plan with its certificate; days of a class take its menus in their order."""
        free = [list(one.days) for one in self._problem.classes]
        menus = [(free[position].pop(0), self._pools[position].menus.options[menu]) for position, menu in draft.picks]
        cells = [cell for day, options in sorted(menus, key=lambda each: each[0]) for cell in self._cells(day, options)]
        # Sums in different orders: where bound and objective are equal, rounding must not make the bound the smaller.
        bound = max(self.bound, draft.objective)
        return Plan(tuple(cells), draft.objective, bound, _gap(bound, draft.objective), ENGINE)

    @property
    def gap(self) -> float:
        """How far the bound is above the best plan, relative to the plan; infinite while there is none."""
        return inf if self.best is None else _gap(self.bound, self.best.objective)

    def _enumerate(self, scored: int) -> bool:
        """Collect the best days of every class at the present prices and tighten the bound; tells whether any is new.

        Raises:
            Infeasible: a class has no menu at all (proved).
        """
        bound, grown = float(self._problem.coupling.corridors.conjugate(self._prices).sum()), False
        for position, day in enumerate(self._days):
            found = day.explore(self._prices, scored, self._kept)
            if found.ceiling == -inf:
                raise Infeasible((Conflict(("meals", *_daily_wishes(self._problem))),))
            self._master.add(position, found.new)
            bound += len(day.day_class.days) * found.ceiling
            grown |= len(found.new) > 0
        if bound < self.bound:
            self.bound, self._centre = bound, self._prices
        return grown

    def _cells(self, day: int, options: Indexes) -> list[PlannedDish]:
        dishes, chosen = self._problem.dishes, self._problem.options
        return [
            PlannedDish(day, meal, dishes[chosen.dish[option]].id, float(chosen.portion[option]))
            for meal, option in zip(self._problem.meals, options.tolist(), strict=True)
        ]

    def _round_off(self, solution: MasterSolution) -> None:
        """Keep the best of a fresh rounding, the best plan so far mended with the menus that came since, and a dive.

        The dive costs most and is made only where fractional days are good enough, so that rounding alone is at fault.
        """
        before = self.best
        self._consider(round_off(self._problem, self._pools, solution.weights, solution.prices))
        if before is not None:
            self._consider(draft_of(self._problem, self._pools, before.picks))
        if _gap(self.bound, solution.value) <= self._thorough.gap < self.gap:
            self._dive(0)
            self._kept = _WIDER * self._thorough.kept

    def _consider(self, draft: Draft) -> None:
        if draft.is_legal and (self.best is None or draft.objective > self.best.objective):
            self.best = draft

    def _move_prices(self, solution: MasterSolution, grown: bool) -> None:
        stay = self._thorough.smoothing * (1.0 if grown else 0.5)
        self._prices = stay * self._centre + (1.0 - stay) * solution.prices

    def _dive_elsewhere(self) -> None:
        """Dive from other sides until the plan is good enough."""
        for first in range(1, self._thorough.dives):
            if self.gap > self._thorough.gap:
                self._dive(first)

    def _dive(self, first: int) -> None:
        with suppress(Unsolvable):  # numerical trouble: the plan and the bound so far stand
            self._consider(draft_of(self._problem, self._pools, self._master.dive(first)))

    def _search(self, solution: MasterSolution) -> None:
        room = self._thorough.gap * max(1.0, abs(self.bound)) / (1.0 + self._thorough.gap)
        limits = SearchLimits(self._thorough.nodes, self.bound - room)
        found = -inf if self.best is None else self.best.objective
        picks = search(self._problem, self._pools, solution, found, SearchSize(self._thorough.searched, limits))
        if picks is not None:
            self._consider(draft_of(self._problem, self._pools, picks))


def _gap(bound: float, objective: float) -> float:
    return (bound - objective) / max(1.0, abs(objective))


def _daily_wishes(problem: Problem) -> tuple[str, ...]:
    sides = [
        (name, side)
        for name, wished in problem.limits
        for side in ("minimum", "maximum")
        if getattr(wished, side) is not None
    ]
    return tuple(f"{name}.{side}" for name, side in sides)


def _hard_wishes(problem: Problem) -> tuple[str, ...]:
    return (*_daily_wishes(problem), *dict.fromkeys(name for name in problem.coupling.wishes if name))
