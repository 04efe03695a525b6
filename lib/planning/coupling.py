"""Limits that tie the days of a plan together: repetitions, main ingredients, weekly rules, money.

Each is one corridor (one row). A planned dish uses one unit of its recipe's row, of its main ingredient's row in that
block and of every weekly rule that its tags meet in that block; its cost goes to the budget's row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.planning.corridors import Corridors, Floats, Indexes
from lib.planning.model import BLOCK_DAYS, Dish, Wishes
from lib.planning.objective import CENTS_PER_UNIT, MAIN_FREE, MAIN_POINTS, REPEAT_POINTS


@dataclass(frozen=True, slots=True)
class Coupling:
    """The shared rows and, per block, the rows that each dish uses (padded with `nowhere`, one past the last row).

    `wishes` names the wish behind each row, without the side; an empty name means that nobody asked for the limit.
    """

    corridors: Corridors
    rows: tuple[Indexes, ...]
    budget: int | None
    wishes: tuple[str, ...]

    @property
    def nowhere(self) -> int:
        """The row number that stands for "no row"."""
        return len(self.corridors)


def couple(dishes: Sequence[Dish], wishes: Wishes) -> Coupling:
    """The rows that these dishes share under these wishes: recipes first, then mains and rules by block, then money."""
    blocks = _block_lengths(wishes.days)
    mains = sorted({dish.main for dish in dishes if dish.main is not None})
    cells = [days * len(wishes.meals) for days in blocks]
    parts = [_recipe_rows(len(dishes), wishes), _main_rows(len(mains), cells), _rule_rows(wishes, blocks)]
    names = ["max_repeats" if wishes.max_repeats < wishes.days else "meals"] * len(dishes) + [""] * (
        len(mains) * len(blocks)
    )
    names += [f"weekly_rules.{rule.tag}" for _ in blocks for rule in wishes.weekly_rules]
    if wishes.budget_cents is not None:
        parts.append(_budget_row(wishes.budget_cents, wishes.days))
        names.append("budget_cents")
    corridors = _joined(parts)
    usage = _usage(dishes, wishes, mains)
    rows = tuple(_rows_in_block(usage, block, len(blocks), len(corridors)) for block in range(len(blocks)))
    return Coupling(corridors, rows, len(names) - 1 if wishes.budget_cents is not None else None, tuple(names))


def _block_lengths(days: int) -> list[int]:
    return [min(BLOCK_DAYS, days - start) for start in range(0, days, BLOCK_DAYS)]


def _recipe_rows(count: int, wishes: Wishes) -> Corridors:
    # A recipe is never planned twice on a day, so the number of days limits it too.
    most = min(wishes.max_repeats, wishes.days)
    rows = Corridors.free(np.full(count, float(most)))
    return replace(
        rows,
        high=np.ones(count),
        weight=np.full(count, REPEAT_POINTS),
        ceiling_wished=np.ones(count, dtype=bool),
    )


def _main_rows(mains: int, cells: Sequence[int]) -> Corridors:
    rows = Corridors.free(np.repeat(np.asarray(cells, dtype=float), mains))
    return replace(rows, high=np.minimum(rows.most, MAIN_FREE), weight=np.full(len(rows), MAIN_POINTS))


def _rule_rows(wishes: Wishes, blocks: Sequence[int]) -> Corridors:
    least, most, wished = [], [], []
    for days in blocks:
        for rule in wishes.weekly_rules:
            ceiling, natural = rule.most_in(days), days * len(wishes.meals)
            least.append(float(rule.least_in(days)))
            most.append(float(natural if ceiling is None else min(ceiling, natural)))
            wished.append(ceiling is not None and ceiling < natural)
    floors, ceilings = np.array(least), np.array(most)
    rows = Corridors.free(ceilings)
    return replace(rows, least=floors, low=floors, floor_wished=floors > 0, ceiling_wished=np.array(wished, dtype=bool))


def _budget_row(budget_cents: int, days: int) -> Corridors:
    row = Corridors.free(np.array([budget_cents * days / BLOCK_DAYS / CENTS_PER_UNIT]))
    return replace(row, ceiling_wished=np.ones(1, dtype=bool))


def _joined(parts: Sequence[Corridors]) -> Corridors:
    return Corridors(*(np.concatenate([getattr(part, name) for part in parts]) for name in Corridors.__slots__))


@dataclass(frozen=True, slots=True)
class _Usage:
    """Which main ingredient and which rules each dish counts for (mains: -1 for none; rules: a flag per rule)."""

    main: Indexes
    mains: int
    rules: Indexes


def _usage(dishes: Sequence[Dish], wishes: Wishes, mains: Sequence[str]) -> _Usage:
    position = {main: index for index, main in enumerate(mains)}
    main = np.array([-1 if dish.main is None else position[dish.main] for dish in dishes], dtype=np.intp)
    tags = [rule.tag for rule in wishes.weekly_rules]
    rules = np.array([[tag in dish.tags for tag in tags] for dish in dishes], dtype=np.intp)
    return _Usage(main, len(mains), rules.reshape(len(dishes), len(tags)))


def _rows_in_block(usage: _Usage, block: int, blocks: int, nowhere: int) -> Indexes:
    count, rules = usage.rules.shape
    first_main = count + block * usage.mains
    first_rule = count + blocks * usage.mains + block * rules
    own = np.arange(count)
    main = np.where(usage.main >= 0, first_main + usage.main, nowhere)
    rule = np.where(usage.rules > 0, first_rule + np.arange(rules), nowhere)
    rows: Indexes = np.column_stack([own, main, rule])
    return rows


def priced(coupling: Coupling, block: int, prices: Floats) -> Floats:
    """What each dish pays in this block for the rows it uses, the budget apart."""
    padded = np.append(prices, 0.0)
    paid: Floats = padded[coupling.rows[block]].sum(axis=1)
    return paid
