"""Whether some of the wishes have a plan, as far as can be told: by the linear program alone, or by planning."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from lib.planning import eligibility, planner
from lib.planning.asked import Wish, restricted
from lib.planning.model import Conflict, Dish, Infeasible, Reason, UnreachableBand, Wishes
from lib.planning.problem import build
from lib.planning.relaxation import refutation

MOST_IN_VAIN = 24
"""So many quick searches may end with neither plan nor proof (they are the dear ones); then every question is open."""

_THOROUGH = 6
"""How many quick searches a thorough one counts for."""


class Verdict(Enum):
    """What is known about some wishes: there is a plan, there is none (proved), or neither."""

    FOUND = "found"
    REFUTED = "refuted"
    OPEN = "open"


class Judge:
    """Judges any part of what is asked; searches in vain are counted, never timed, and no answer is sought twice."""

    def __init__(self, dishes: Sequence[Dish], wishes: Wishes) -> None:
        """Put aside at once what diet, allergens and dislikes forbid, for no answer depends on it."""
        self._wishes = wishes
        self._dishes = eligibility.eligible(dishes, replace(wishes, recent=frozenset()))
        self._known: dict[frozenset[Wish], Verdict] = {}
        self._thorough: set[frozenset[Wish]] = set()
        self._in_vain = 0

    def carriers(self, kept: Sequence[Wish]) -> frozenset[str] | None:
        """The paths that carry a proof by the linear program that these wishes have no plan; None without proof."""
        try:
            found = refutation(build(self._dishes, restricted(self._wishes, kept)))
        except Infeasible as infeasible:
            return _paths(infeasible.reasons[0])
        return None if found is None else frozenset(found)

    def judge(self, kept: Sequence[Wish]) -> Verdict:
        """What quick planning for these wishes shows."""
        key = frozenset(kept)
        if key not in self._known:
            self._known[key] = self._plan(kept, planner.QUICK, 1)
        return self._known[key]

    def judge_well(self, kept: Sequence[Wish]) -> Verdict:
        """What planning for these wishes shows, when it tries as hard as it does for a plan that is wanted."""
        verdict, key = self.judge(kept), frozenset(kept)
        if verdict is Verdict.OPEN and key not in self._thorough:
            self._thorough.add(key)
            self._known[key] = self._plan(kept, planner.Thoroughness(), _THOROUGH)
        return self._known[key]

    def _plan(self, kept: Sequence[Wish], effort: planner.Thoroughness, cost: int) -> Verdict:
        if self._in_vain + cost > MOST_IN_VAIN:
            return Verdict.OPEN
        try:
            planner.solve(self._dishes, restricted(self._wishes, kept), effort)
        except Infeasible as infeasible:
            if infeasible.proved:
                return Verdict.REFUTED
            self._in_vain += cost
            return Verdict.OPEN
        return Verdict.FOUND


def _paths(reason: Reason) -> frozenset[str]:
    match reason:
        case UnreachableBand():
            return frozenset({f"{reason.nutrient}.{reason.limit}"})
        case Conflict():
            return frozenset(reason.wishes)
    return frozenset()
