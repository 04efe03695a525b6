"""What the planner remembers of one class of days between rounds: its menus, its nutrients' prices, how deep it had
to look.
"""

from dataclasses import dataclass

from lib.planning.corridors import Floats
from lib.planning.day_menus import DayMenus, DayPrices, Effort, best_menus
from lib.planning.nutrient_prices import NutrientPricing
from lib.planning.pools import Batch, Pool
from lib.planning.problem import DayClass, Problem

_FIRST_DEPTH, _NEXT_DEPTH = 3.0, 8.0
_DEEPER = 2
_MOST_SCORED = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """One round's outcome for a class: the menus that are new, and the certified ceiling at the round's prices."""

    new: Batch
    ceiling: float


class DaySearch:
    """The search for the menus of one class."""

    def __init__(self, problem: Problem, one: DayClass, nutrient_prices: Floats) -> None:
        """Begin with the relaxation's nutrient prices and no menus."""
        self._problem = problem
        self.day_class = one
        self.pool = Pool(problem, one)
        self._pricing = NutrientPricing(problem, one, nutrient_prices)
        self._depth = _FIRST_DEPTH
        self._scored = 0

    def explore(self, prices: Floats, scored: int, kept: int) -> Found:
        """Look for the best menus at these prices of the shared rows, scoring about so many or more where that was
        too few.
        """
        left = self._problem.adjusted(self.day_class.block, prices)
        first = self._scored == 0
        nutrients = self._pricing.prices if first else self._pricing.settle(left)
        effort = Effort(max(scored, self._scored), kept, self._depth)
        menus = best_menus(self._problem, self.day_class, DayPrices(left, nutrients), effort)
        self._remember(menus, effort.scored, first=first)
        return Found(self.pool.add(menus), menus.ceiling)

    def _remember(self, menus: DayMenus, scored: int, *, first: bool) -> None:
        # The relaxation's prices make very many equals at little depth, which says nothing about the rounds to come.
        self._depth = _NEXT_DEPTH if first else menus.depth
        deeper = menus.is_shallow and not first
        self._scored = min(_DEEPER * scored, _MOST_SCORED) if deeper else scored
