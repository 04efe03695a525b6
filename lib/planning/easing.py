"""How far one wish would have to give way if all others stayed: narrowed down by proofs, confirmed by planning."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from lib.planning.asked import Wish
from lib.planning.verdicts import Judge, Verdict

_DOUBLINGS = 12
_HALVINGS = 6
_ATTEMPTS = 6
_NOTICED = 0.01
"""Differences below this part of a number are not worth a proof."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan exists if this wish is eased to `to`, all else unchanged; None: if it is given up.

    `never` is the nearest number to it that is proved not to be enough.
    """

    wish: Wish
    to: Wish | None
    never: Wish

    @property
    def asks(self) -> float:
        """How much is asked, in parts of what was wished; a meal is one of many."""
        if self.to is None:
            return 1.0
        return abs(self.to.value - self.wish.value) / (self.wish.value or 1.0)


def offers(judge: Judge, written: Sequence[Wish], conflict: Sequence[Wish]) -> list[Offer]:
    """What is enough by itself, for each wish of the conflict that can be enough, least asked first."""
    found = [_Easing(judge, written, wish).offer() for wish in conflict]
    return sorted((offer for offer in found if offer is not None), key=lambda offer: offer.asks)


class _Easing:
    def __init__(self, judge: Judge, written: Sequence[Wish], wish: Wish) -> None:
        self._judge = judge
        self._wish = wish
        self._others = [other for other in written if other != wish]

    def offer(self) -> Offer | None:
        """What the wish would have to be; None if no number is known to be enough."""
        if self._judge.carriers(self._others) is not None:
            return None
        if self._wish.is_all_or_nothing:
            is_enough = self._judge.judge_well(self._others) is Verdict.FOUND
            return Offer(self._wish, None, self._wish) if is_enough else None
        refuted, candidate = self._narrowed()
        outwards = [candidate + self._finest() * (2**attempt - 1) for attempt in range(_ATTEMPTS)]
        never = self._wish.eased(refuted) if refuted else self._wish
        quick = ((steps, self._judge.judge(self._with(steps))) for steps in outwards)
        thorough = ((steps, self._judge.judge_well(self._with(steps))) for steps in outwards[1::2])
        enough = next((steps for steps, verdict in chain(quick, thorough) if verdict is Verdict.FOUND), None)
        return None if enough is None else Offer(self._wish, self._wish.eased(enough), never)

    def _with(self, steps: int) -> list[Wish]:
        return [*self._others, self._wish.eased(steps)]

    def _narrowed(self) -> tuple[int, int]:
        """Steps that are proved not to be enough, and more that may be."""
        refuted, reach = 0, self._finest()
        for _ in range(_DOUBLINGS):
            if not self._is_refuted(reach):
                break
            refuted, reach = reach, 2 * reach
        for _ in range(_HALVINGS):
            if reach - refuted <= self._finest():
                break
            middle = (refuted + reach) // 2
            refuted, reach = (middle, reach) if self._is_refuted(middle) else (refuted, middle)
        return refuted, reach

    def _finest(self) -> int:
        return max(1, int(_NOTICED * self._wish.value / self._wish.step))

    def _is_refuted(self, steps: int) -> bool:
        return self._judge.carriers(self._with(steps)) is not None
