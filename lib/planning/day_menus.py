"""Whole days, best first, and a bound on all days that were not looked at.

With a price on each nutrient, a day is worth at most the sum of its options' priced worths plus what the corridors
pay back: `top` when every meal takes its best. The frontier holds every menu whose slack is within its depth, so a
menu that it does not hold is worth at most top - depth. Those that it holds are scored exactly. The ceiling is
therefore certified, whatever the prices were.
"""

from dataclasses import dataclass

import numpy as np

from lib.planning import frontier
from lib.planning.corridors import Flags, Floats, Indexes
from lib.planning.frontier import Frontier
from lib.planning.gates import narrowest
from lib.planning.problem import DayClass, Problem

_EXAMINED_PER_WANTED = 4
_RANKED = 1500
_ENOUGH = 0.25


@dataclass(frozen=True, slots=True)
class DayPrices:
    """What a day pays in one class: every option's worth after the shared rows, and a price per nutrient."""

    left: Floats
    nutrients: Floats


@dataclass(frozen=True, slots=True)
class Effort:
    """How many menus to score, how many to keep, and the depth to try first."""

    scored: int
    kept: int
    depth: float


@dataclass(frozen=True, slots=True)
class DayMenus:
    """The best menus found, best first: options by meal, and worth after nutrition but before the shared rows.

    At the prices they were made with, no menu of the class is worth more than `ceiling` (minus infinity: there is no
    menu). `is_shallow`: it is the frontier that sets the ceiling, so that looking deeper would lower it.
    """

    options: Indexes
    worth: Floats
    ceiling: float
    depth: float
    is_shallow: bool


def best_menus(problem: Problem, one: DayClass, prices: DayPrices, effort: Effort) -> DayMenus:
    """The best menus of a class at these prices, with their certified ceiling."""
    options, bands = problem.options, one.kind.bands
    meals, found = _explore(problem, one, prices, effort)
    left = found.totals(prices.left)
    eaten = np.array([found.totals(row) for row in options.nutrition]).reshape(len(bands), len(left))
    lost = bands.penalty(eaten)
    legal = _legal(found, left - lost, options.dish, effort.kept)
    top = sum(meal.best for meal in meals) + float(bands.conjugate(prices.nutrients).sum())
    best = float((left - lost)[legal[:1]].max(initial=-np.inf))
    beyond = -np.inf if found.complete else top - found.depth
    menus = found.options(legal)
    kept = _first_of_each(menus)[: effort.kept]
    own = options.worth[menus[kept]].sum(axis=1) - lost[legal[kept]]
    return DayMenus(menus[kept], own, max(best, beyond), found.depth, is_shallow=beyond > best)


def _explore(
    problem: Problem, one: DayClass, prices: DayPrices, effort: Effort
) -> tuple[list[frontier.Ranked], Frontier]:
    """The meals' best options and the frontier over them; all options, where the best make too few combinations."""
    options = problem.options
    priced = prices.left - prices.nutrients @ options.nutrition
    gate = narrowest(one.kind.bands, prices.nutrients, options.nutrition, one.kind.spread)
    most = _RANKED
    while True:
        meals = [frontier.rank(choices, priced, most) for choices in one.kind.choices]
        found = frontier.explore(frontier.Day(meals, options.dish, gate), effort.scored, effort.depth)
        is_cut = found.depth >= min(meal.left_out for meal in meals)
        if not is_cut or len(found.left) >= _ENOUGH * effort.scored:
            return meals, found
        most = len(priced)


def _legal(found: Frontier, worth: Floats, dish: Indexes, wanted: int) -> Indexes:
    """The best pairs that repeat no dish and break no limit, best first: as many as wanted or more, or all."""
    examined = _EXAMINED_PER_WANTED * wanted
    while True:
        order = _best_first(worth, examined)
        legal = order[np.isfinite(worth[order]) & _without_repeats(dish[found.options(order)])]
        if len(legal) >= wanted or examined >= len(worth):
            return legal
        examined *= _EXAMINED_PER_WANTED


def _best_first(worth: Floats, count: int) -> Indexes:
    if count < len(worth):
        best = np.sort(np.argpartition(-worth, count)[:count])
        return best[np.argsort(-worth[best], kind="stable")]
    return np.argsort(-worth, kind="stable")


def _without_repeats(dishes: Indexes) -> Flags:
    ordered = np.sort(dishes, axis=1)
    distinct: Flags = (ordered[:, 1:] != ordered[:, :-1]).all(axis=1)
    return distinct


def _first_of_each(menus: Indexes) -> Indexes:
    """The first line of each set of options: lunch and dinner changed about are the same day to everybody."""
    seen: dict[bytes, int] = {}
    for line, menu in enumerate(np.sort(menus, axis=1)):
        seen.setdefault(menu.tobytes(), line)
    return np.array(list(seen.values()), dtype=np.intp)
