"""Why there is no plan, and what single change would give one.

The reason is a set of wishes that have no plan (proved) while, as far as planning can tell, all but any one of them
have. A deletion filter finds it (Chinneck 2008): it begins with the wishes that carry the linear program's proof
(Farkas) and leaves out whatever the proof does without.

For each wish of the set, what it would have to be with everything else unchanged is narrowed down by proofs, rounded
to what people would write, and offered only when planning with it has found a plan.

The work is bounded by counts: for w wishes, of which a set of k conflicts, at most 2w + 3 linear programs and 2k
searches find the set, and for each of the first 8 of it at most 19 linear programs, 6 quick searches and 3 thorough
ones find what would be enough. Once searches in vain have cost as much as 24 quick ones, none is begun any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.planning.asked import Wish
from lib.planning.easing import Offer, offers
from lib.planning.model import Dish, Infeasible, Wishes
from lib.planning.verdicts import Judge, Verdict

_MOST_EASED = 8
_GIVEN_UP_FIRST = ("max_repeats", "no_repeat_days", "minutes", "weekday_minutes", "weekend_minutes")
"""In this order wishes leave the set if it can do without; those not listed, which are written on purpose, later."""


@dataclass(frozen=True, slots=True)
class Member:
    """A wish of the conflict; `is_needed` if the others have a plan without it, and not only no proof against one."""

    wish: Wish
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The conflict (empty if what excludes a plan is nothing to talk about) and the offers, least asked first."""

    members: tuple[Member, ...]
    offers: tuple[Offer, ...]


def diagnose(dishes: Sequence[Dish], wishes: Wishes, written: Sequence[Wish], infeasible: Infeasible) -> Diagnosis:
    """What is in the way of a plan; `written` are the wishes one by one, as their owners wrote them.

    Without a proof that there is no plan, nothing is said.
    """
    if not infeasible.proved:
        return Diagnosis((), ())
    judge = Judge(dishes, wishes)
    members = _Conflict(judge, written).minimal()
    eased = [member.wish for member in members[:_MOST_EASED]]
    return Diagnosis(tuple(members), tuple(offers(judge, written, eased)))


class _Conflict:
    """A set of wishes without a plan, getting smaller."""

    def __init__(self, judge: Judge, written: Sequence[Wish]) -> None:
        self._judge = judge
        self._current = _least_missed_first(written)
        self._by_program = judge.carriers(written) is not None

    def minimal(self) -> list[Member]:
        """The set when nothing more can be left out."""
        if not self._refuted([]):
            self._start_from_the_proof()
            self._leave_out([wish for wish in self._current if wish.path.startswith("fixed.")])
            for wish in self._current:
                self._leave_out([wish])
            return self._confirmed()
        return []

    def _start_from_the_proof(self) -> None:
        carriers = self._judge.carriers(self._current)
        core = [] if carriers is None else _strictest(self._current, carriers)
        if core and self._refuted(core):
            self._current = core

    def _leave_out(self, chunk: list[Wish]) -> None:
        """The set does without these, or without as many of them as it can."""
        if not chunk:
            return
        rest = [wish for wish in self._current if wish not in chunk]
        if self._refuted(rest):
            self._current = rest
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            self._leave_out(chunk[:middle])
            self._leave_out(chunk[middle:])

    def _refuted(self, kept: list[Wish]) -> bool:
        if self._by_program:
            return self._judge.carriers(kept) is not None
        return self._judge.judge_well(kept) is Verdict.REFUTED

    def _confirmed(self) -> list[Member]:
        """The set again, without what planning can refute it without although the linear program cannot."""
        needed = {}
        for wish in list(self._current):
            rest = [other for other in self._current if other != wish]
            verdict = self._judge.judge_well(rest)
            if verdict is Verdict.REFUTED:
                self._current = rest
            needed[wish] = verdict is Verdict.FOUND
        return [Member(wish, needed[wish]) for wish in self._current]


def _least_missed_first(written: Sequence[Wish]) -> list[Wish]:
    rank = {path: place for place, path in enumerate(_GIVEN_UP_FIRST)}
    return sorted(written, key=lambda wish: rank.get(wish.path, len(rank)))


def _strictest(current: Sequence[Wish], carriers: frozenset[str]) -> list[Wish]:
    """Of each limit in the proof what asks most, and every filter, for proofs cannot name filters."""
    strictest: dict[str, Wish] = {}
    for wish in current:
        held = strictest.setdefault(wish.path, wish)
        if (wish.limit > held.limit) if wish.is_minimum else (wish.limit < held.limit):
            strictest[wish.path] = wish
    return [wish for wish in current if wish.is_filter or (wish.path in carriers and strictest[wish.path] == wish)]
