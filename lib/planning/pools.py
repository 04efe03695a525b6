"""The day menus collected so far, class by class, with what each uses of the shared rows."""

from dataclasses import dataclass

import numpy as np

from lib.planning.corridors import Floats, Indexes
from lib.planning.day_menus import DayMenus
from lib.planning.problem import DayClass, Problem
from lib.planning.program import Entries, combine


@dataclass(frozen=True, slots=True)
class Batch:
    """Menus of one class: options by meal, worth after nutrition, and their use of the shared rows."""

    options: Indexes
    worth: Floats
    usage: Entries

    def __len__(self) -> int:
        return len(self.worth)

    def take(self, menus: Indexes) -> "Batch":
        """These menus alone, in this order."""
        spans = [np.arange(*self.span(menu)) for menu in menus.tolist()]
        lengths = np.array([len(span) for span in spans], dtype=np.intp)
        entries = np.concatenate([*spans, np.zeros(0, dtype=np.intp)])
        starts = np.cumsum(lengths) - lengths
        usage = Entries(starts, self.usage.rows[entries], self.usage.amounts[entries])
        return Batch(self.options[menus], self.worth[menus], usage)

    def span(self, menu: int) -> tuple[int, int]:
        """Where a menu's entries begin and end."""
        starts = self.usage.starts
        return int(starts[menu]), int(starts[menu + 1]) if menu + 1 < len(starts) else len(self.usage.rows)

    def joined(self, other: "Batch") -> "Batch":
        """This batch followed by another."""
        starts = np.concatenate([self.usage.starts, other.usage.starts + len(self.usage.rows)])
        rows = np.concatenate([self.usage.rows, other.usage.rows])
        amounts = np.concatenate([self.usage.amounts, other.usage.amounts])
        options = np.concatenate([self.options, other.options])
        return Batch(options, np.concatenate([self.worth, other.worth]), Entries(starts, rows, amounts))


class Pool:
    """The distinct menus of one class, in the order in which they came."""

    def __init__(self, problem: Problem, one: DayClass) -> None:
        """Start empty."""
        self._problem = problem
        self.day_class = one
        self._known: set[bytes] = set()
        nothing = Entries(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
        self.menus = Batch(np.zeros((0, len(problem.meals)), dtype=np.intp), np.zeros(0), nothing)

    def add(self, found: DayMenus) -> Batch:
        """Add the menus that are new; returns them."""
        new = np.array(
            [at for at, menu in enumerate(np.sort(found.options, axis=1)) if self._is_new(menu)], dtype=np.intp
        )
        options = found.options[new]
        lines, rows, amounts = self._problem.usage(self.day_class.block, options)
        batch = Batch(options, found.worth[new], combine(lines, rows, amounts, len(new)))
        self.menus = self.menus.joined(batch)
        return batch

    def _is_new(self, menu: Indexes) -> bool:
        key = menu.tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        return True
