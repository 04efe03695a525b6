"""The prices of a day's nutrients that bound a class best, at given prices of the shared rows.

They minimise the `top` of the frontier (see `day_menus`), which is a small linear program: one mixed day. It is solved by
sifting; when the rounds run out the prices are merely a little worse, for any prices give a valid ceiling.
"""

import numpy as np

from lib.planning.corridors import Floats, Indexes
from lib.planning.problem import DayClass, Problem
from lib.planning.program import Program, combine

_NEAREST = 40
_ROUNDS = 3
_PAYS = 1e-6


def nutrient_prices(problem: Problem, one: DayClass, left: Floats, start: Floats) -> Floats:
    """Prices near the best for a class whose options are worth `left`, beginning from those of an earlier round."""
    if not len(start):
        return start
    program = Program()
    cells = program.add_equalities(np.ones(len(problem.meals)))
    bands = program.add_corridors(one.kind.bands, elastic=True)
    prices, cell_prices = start, np.full(len(cells), -np.inf)
    known = np.zeros((len(cells), len(left)), dtype=bool)
    for _ in range(_ROUNDS):
        priced = left - prices @ problem.options.nutrition
        chosen = [
            _nearest(one.kind.choices[slot], priced - cell_prices[slot], known[slot]) for slot in range(len(cells))
        ]
        options = np.concatenate(chosen)
        if not len(options):
            break
        rows = np.repeat(cells, [len(each) for each in chosen])
        known[rows, options] = True
        _add(program, problem.options.nutrition[:, options], left[options], (rows, bands))
        solution = program.solve()
        if solution is None:
            break
        prices, cell_prices = solution.prices[bands], solution.prices[cells]
    return prices


def _nearest(choices: Indexes, reduced: Floats, known: Floats) -> Indexes:
    paying = choices[(reduced[choices] > _PAYS) & ~known[choices]]
    if len(paying) <= _NEAREST:
        return paying
    return np.sort(paying[np.argpartition(-reduced[paying], _NEAREST - 1)[:_NEAREST]])


def _add(program: Program, nutrition: Floats, worth: Floats, rows: tuple[Indexes, Indexes]) -> None:
    cells, bands = rows
    count = len(worth)
    every = np.arange(count)
    entries = combine(
        np.concatenate([every, np.tile(every, len(bands))]),
        np.concatenate([cells, np.repeat(bands, count)]),
        np.concatenate([np.ones(count), nutrition.ravel()]),
        count,
    )
    program.add_choices(worth, entries)
