"""The first bound: a linear program in which the days of a class may mix dishes, solved by sifting.

It knows only a few hundred options at a time; the others are priced in one vectorised pass and join when they would pay
(Bixby et al. 1992). Its bound does not rest on the solver's tolerances: it is recomputed from the prices by weak
duality.
"""

from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import Flags, Floats, Indexes
from lib.planning.model import Conflict, Infeasible
from lib.planning.problem import DayClass, Problem
from lib.planning.program import Program, Unsolvable, combine
from lib.planning.shared_rows import SharedRows

_BATCH = 24
_ROUNDS = 60
_PAYS = 1e-6
_UNMET = 1e-7
_CERTAIN = -1e-6
_CLOSE = 1e-3
"""Sifting ends when the bound is this near, relative to itself: the day menus will improve on it anyway."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Prices of the shared rows and of each class's nutrients, and the bound that they prove for every plan."""

    prices: Floats
    nutrient_prices: tuple[Floats, ...]
    bound: float


def relax(problem: Problem) -> Relaxation:
    """The relaxation's optimum.

    Raises:
        Infeasible: even mixed days cannot meet the wishes together (proved).
    """
    sifting = _Sifting(problem)
    found = sifting.run()
    if sifting.shortfall > _UNMET:
        sifting.seek_feasibility()
        proof = sifting.run()
        if proof.bound < _CERTAIN:
            raise Infeasible((Conflict(conflicting(problem, proof)),))
    return found


def refutation(problem: Problem) -> tuple[str, ...] | None:
    """The wishes that carry a proof that even mixed days cannot meet them all; None if there is no such proof."""
    sifting = _Sifting(problem)
    sifting.seek_feasibility()
    proof = sifting.run()
    return conflicting(problem, proof) if proof.bound < _CERTAIN else None


def conflicting(problem: Problem, proof: Relaxation) -> tuple[str, ...]:
    """The wishes that carry a proof of infeasibility: those whose limits have a price in it (Farkas)."""
    names = []
    for prices in proof.nutrient_prices:
        names += [
            f"{name}.{_side(price)}" for (name, _), price in zip(problem.limits, prices, strict=True) if _carries(price)
        ]
    for name, price in zip(problem.coupling.wishes, proof.prices, strict=True):
        if name and _carries(price):
            names.append(f"{name}.{_side(price)}" if name.startswith("weekly_rules") else name)
    return tuple(dict.fromkeys(names))


def _side(price: float) -> str:
    return "maximum" if price > 0 else "minimum"


def _carries(price: float) -> bool:
    return abs(price) > _UNMET


class _Sifting:
    """The growing linear program: a cell row per class and meal, band rows per class, and the shared rows."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._program = Program()
        sizes = [float(len(one.days)) for one in problem.classes]
        self._cells = [self._program.add_equalities(np.full(len(problem.meals), size)) for size in sizes]
        self._bands = [
            self._program.add_corridors(one.kind.bands.times(len(one.days)), elastic=True) for one in problem.classes
        ]
        self._shared = SharedRows(self._program, problem.coupling.corridors, elastic=True)
        self._known = [[np.zeros(len(choices), dtype=bool) for choices in one.kind.choices] for one in problem.classes]
        self._seeking = False
        self.shortfall = 0.0
        for position, one in enumerate(problem.classes):
            self._add_best(position, one, problem.options.worth, np.full(len(problem.meals), -np.inf))

    def seek_feasibility(self) -> None:
        """From now on minimise broken limits and nothing else."""
        self._problem = self._problem.feasibility_only()
        self._seeking = True

    def run(self) -> Relaxation:
        """Solve, price and add until nothing pays any more, or the rounds are used up: the bound holds all the same."""
        found = self._with_bound(np.zeros(len(self._problem.coupling.corridors)), self._no_prices())
        for _ in range(_ROUNDS):
            if self._seeking:
                self._program.charge_only_breaches()
            try:
                solution = self._program.solve()
            except Unsolvable:
                # Numerical trouble alone can bring this about, for limits are elastic and cells have columns.
                break
            self.shortfall = solution.shortfall
            nutrients = tuple(solution.prices[rows] for rows in self._bands)
            found = self._with_bound(self._shared.prices(solution.prices), nutrients)
            close = self.shortfall <= _UNMET and found.bound - solution.value <= _CLOSE * abs(found.bound)
            if close or not self._add_paying(found, solution.prices):
                break
        return found

    def _no_prices(self) -> tuple[Floats, ...]:
        return tuple(np.zeros(len(rows)) for rows in self._bands)

    def _with_bound(self, prices: Floats, nutrients: tuple[Floats, ...]) -> Relaxation:
        bound = float(self._problem.coupling.corridors.conjugate(prices).sum())
        for one, own in zip(self._problem.classes, nutrients, strict=True):
            left = self._problem.adjusted(one.block, prices) - own @ self._problem.options.nutrition
            best = sum(float(left[choices].max()) for choices in one.kind.choices)
            bound += len(one.days) * (best + float(one.kind.bands.conjugate(own).sum()))
        return Relaxation(prices, nutrients, bound)

    def _add_paying(self, found: Relaxation, prices: Floats) -> bool:
        """Add the options that pay most beyond their cell's price; tells whether there were any."""
        grown = False
        for position, one in enumerate(self._problem.classes):
            left = self._problem.adjusted(one.block, found.prices)
            left -= found.nutrient_prices[position] @ self._problem.options.nutrition
            grown |= self._add_best(position, one, left, prices[self._cells[position]])
        return grown

    def _add_best(self, position: int, one: DayClass, left: Floats, cell_prices: Floats) -> bool:
        chosen, cells = [], []
        for slot, (choices, known) in enumerate(zip(one.kind.choices, self._known[position], strict=True)):
            best = _most_paying(left[choices] - cell_prices[slot], known)
            known[best] = True
            chosen.append(choices[best])
            cells.append(np.full(len(best), self._cells[position][slot]))
        options = np.concatenate(chosen)
        if len(options):
            self._add_options(position, one, options, np.concatenate(cells))
        return len(options) > 0

    def _add_options(self, position: int, one: DayClass, chosen: Indexes, cells: Indexes) -> None:
        count = len(chosen)
        lines, rows, amounts = self._problem.usage(one.block, chosen[:, None])
        bands, nutrition = self._bands[position], self._problem.options.nutrition[:, chosen]
        every = np.arange(count)
        entries = combine(
            np.concatenate([every, np.tile(every, len(bands)), lines]),
            np.concatenate([cells, np.repeat(bands, count), self._shared.placed(rows)]),
            np.concatenate([np.ones(count), nutrition.ravel(), amounts]),
            count,
        )
        self._program.add_choices(self._problem.options.worth[chosen], entries)


def _most_paying(reduced: Floats, known: Flags) -> Indexes:
    paying = np.flatnonzero((reduced > _PAYS) & ~known)
    if len(paying) <= _BATCH:
        return paying
    return np.sort(paying[np.argpartition(-reduced[paying], _BATCH - 1)[:_BATCH]])
