"""Every combination of one option per meal that falls short of the best by no more than a depth.

An option's slack is what it falls short of the best option of its meal; a combination's slack is the sum. The meals
are folded into two halves sorted by slack. A pair of halves is formed only if its slack and the strain of one
nutrient (see `gates`) together stay within the depth: the second half is cut into layers of slack, each sorted by
that nutrient, so that the partners of a half are one run of each layer, found by binary search without visiting the
others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from lib.planning.corridors import Floats, Indexes
from lib.planning.gates import Gate

_TRIES = 5
_TOO_MANY, _TOO_FEW = 4.0, 0.3
_CROWD = 400_000
_LARGEST_HALF = 4_000_000
_HALVINGS = 30
_SHALLOW = 0.05
_ROUNDING = 1e-6
_NONE = np.zeros(0, dtype=np.intp)
_LAYERS = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75])


@dataclass(frozen=True, slots=True)
class Partial:
    """Combinations for some of the meals (options by meal), sorted by slack."""

    options: Indexes
    slack: Floats


@dataclass(frozen=True, slots=True)
class Ranked:
    """The options of one meal, best first: the worth of the best, and the least slack among those left out."""

    part: Partial
    best: float
    left_out: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """Pairs of partial combinations: at least all of those within `depth`, and all there are if `complete`."""

    first: Partial
    second: Partial
    left: Indexes
    right: Indexes
    depth: float
    complete: bool

    def options(self, pairs: Indexes) -> Indexes:
        """The options of these pairs, a line per pair and a column per meal."""
        return np.concatenate([self.first.options[self.left[pairs]], self.second.options[self.right[pairs]]], axis=1)

    def totals(self, amounts: Floats) -> Floats:
        """For every pair the sum of an amount that each option has."""
        totals: Floats = amounts[self.first.options].sum(axis=1)[self.left]
        totals += amounts[self.second.options].sum(axis=1)[self.right]
        return totals


@dataclass(frozen=True, slots=True)
class Day:
    """What the combinations are made of: the meals' options in order, the dish of every option, and the gate."""

    meals: Sequence[Ranked]
    dish: Indexes
    gate: Gate


def rank(choices: Indexes, worth: Floats, most: int) -> Ranked:
    """The best options of a meal, at most so many, by their worth (an array over all options)."""
    slack = -worth[choices]
    best = float(slack.min())
    slack -= best
    left_out = np.inf
    if len(choices) > most:
        near = np.argpartition(slack, most)
        left_out = float(slack[near[most]])
        near = np.sort(near[:most])
        choices, slack = choices[near], slack[near]
    order = np.argsort(slack, kind="stable")
    return Ranked(Partial(choices[order, None], slack[order]), -best, left_out)


def explore(day: Day, wanted: int, depth: float) -> Frontier:
    """About `wanted` combinations that fall least short; `depth` is tried first.

    Where a crowd of equals is far larger, the pairs are cut short and the depth is nought: it proves nothing but the
    top.
    """
    left_out = min(meal.left_out for meal in day.meals)
    everything = sum(float(meal.part.slack[-1]) for meal in day.meals) + float(day.gate.strains.max()) + _ROUNDING
    middle = _middle(day.meals)
    deepest = everything if left_out == np.inf else left_out
    deepest = min(_bearable(half, deepest) for half in (day.meals[:middle], day.meals[middle:]))
    joined = _settle(day, wanted, (min(depth, deepest), deepest))
    counts, depth = joined.counts, joined.depth
    if counts.sum() > _CROWD:
        counts, depth = np.diff(np.minimum(np.cumsum(counts), _CROWD), prepend=0), 0.0
    left = np.repeat(joined.left, counts)
    place = np.arange(len(left)) + np.repeat(joined.begins - (np.cumsum(counts) - counts), counts)
    everything_seen = left_out == np.inf and depth >= everything
    return Frontier(joined.first, joined.second, left, joined.order[place], depth, complete=everything_seen)


@dataclass(frozen=True, slots=True)
class _Joined:
    """The pairs within a depth as runs: with `left[i]` go `counts[i]` partners from place `begins[i]` of `order`."""

    first: Partial
    second: Partial
    order: Indexes
    left: Indexes
    begins: Indexes
    counts: Indexes
    depth: float


def _settle(day: Day, wanted: int, depths: tuple[float, float]) -> _Joined:
    """The pairs within a depth at which they are about as many as wanted, or within the deepest depth."""
    depth, deepest = depths
    shallow, deep = 0.0, deepest
    for _ in range(_TRIES):
        joined = _join(day, depth)
        count = int(joined.counts.sum())
        # Combinations grow about with the depth to the power of the number of meals.
        guess = depth * (wanted / max(count, 1)) ** (1.0 / len(day.meals))
        if count > _TOO_MANY * wanted and depth > _SHALLOW:
            deep = depth
            depth = max(guess, 0.3 * depth, shallow + 0.1 * (deep - shallow), _SHALLOW)
        elif count < _TOO_FEW * wanted and depth < deep:
            shallow = depth
            depth = min(guess, 3.0 * depth + _ROUNDING, deep if deep == deepest else shallow + 0.9 * (deep - shallow))
        else:
            return joined
    return _join(day, depth)


def _join(day: Day, depth: float) -> _Joined:
    middle = _middle(day.meals)
    first, second = _fold(day.meals[:middle], day.dish, depth), _fold(day.meals[middle:], day.dish, depth)
    own, others = day.gate.amounts[first.options].sum(axis=1), day.gate.amounts[second.options].sum(axis=1)
    edges = np.searchsorted(second.slack, _LAYERS * depth).tolist()
    order = np.arange(len(second.slack))
    left, begins, counts = [_NONE], [_NONE], [_NONE]
    for start, end in pairwise([*edges, len(second.slack)]):
        if end > start:
            order[start:end] = start + np.argsort(others[start:end], kind="stable")
            layer = others[order[start:end]]
            allowed = depth - second.slack[start] - first.slack
            allowed = allowed[: np.searchsorted(-allowed, 0.0, side="right")]
            lowest, highest = day.gate.window(allowed)
            begin = np.searchsorted(layer, lowest - own[: len(allowed)], side="left")
            run = np.searchsorted(layer, highest - own[: len(allowed)], side="right") - begin
            left.append(np.arange(len(allowed)))
            begins.append(start + begin)
            counts.append(np.maximum(run, 0))
    return _Joined(first, second, order, np.concatenate(left), np.concatenate(begins), np.concatenate(counts), depth)


def _middle(meals: Sequence[Ranked]) -> int:
    return len(meals) // 2


def _bearable(half: Sequence[Ranked], deepest: float) -> float:
    """A depth at which the half has no more than `_LARGEST_HALF` combinations: the deepest, or found by bisection."""
    slacks = [meal.part.slack for meal in half]
    if prod(len(slack) for slack in slacks) <= _LARGEST_HALF:
        return deepest
    low, high = 0.0, deepest
    for _ in range(_HALVINGS):
        depth = (low + high) / 2
        counts = [int(np.searchsorted(slack, depth, side="right")) for slack in slacks]
        low, high = (depth, high) if prod(counts) <= _LARGEST_HALF else (low, depth)
    return low


def _fold(meals: Sequence[Ranked], dish: Indexes, depth: float) -> Partial:
    folded = Partial(np.zeros((1, 0), dtype=np.intp), np.zeros(1))
    for meal in meals:
        folded = _merge(folded, meal.part, dish, depth)
    return folded


def _merge(some: Partial, more: Partial, dish: Indexes, depth: float) -> Partial:
    counts = np.searchsorted(more.slack, depth - some.slack, side="right")
    left = np.repeat(np.arange(len(counts)), counts)
    right = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
    added = more.options[right]
    differs = (dish[some.options[left]] != dish[added]).all(axis=1)
    options = np.concatenate([some.options[left], added], axis=1)[differs]
    slack = (some.slack[left] + more.slack[right])[differs]
    order = np.argsort(slack, kind="stable")
    return Partial(options[order], slack[order])
