"""Wishes and dishes as arrays: options (dish x portion), what each costs and nourishes, and the limits they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from lib.planning import coupling as shared
from lib.planning import eligibility, nutrition
from lib.planning.corridors import SLACK, Corridors, Floats, Indexes
from lib.planning.coupling import Coupling
from lib.planning.model import (
    BLOCK_DAYS,
    NUTRIENTS,
    Conflict,
    DayKind,
    Dish,
    EmptySlot,
    Infeasible,
    Range,
    Reason,
    Wishes,
)
from lib.planning.objective import CENTS_PER_UNIT, COST_POINTS, PORTION_POINTS, PORTION_STEP
from lib.planning.valuation import liking

_SATURDAY = 5
_FREE = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """Days whose cells take the same options: per meal the options that fit, and for the day's nutrients corridors
    and spread.
    """

    name: DayKind
    choices: tuple[Indexes, ...]
    bands: Corridors
    spread: Floats


@dataclass(frozen=True, slots=True)
class DayClass:
    """Days that are interchangeable: of one kind, in one block of the plan."""

    kind: Kind
    block: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Every dish in every portion, option `i` being dish `i // portions`: points, day units of nutrients (one row
    each), money.
    """

    dish: Indexes
    portion: Floats
    worth: Floats
    nutrition: Floats
    cost: Floats


@dataclass(frozen=True, slots=True)
class Problem:
    """A planning problem in arrays; dishes are in the order of their ids."""

    dishes: tuple[Dish, ...]
    meals: tuple[str, ...]
    limits: tuple[tuple[str, Range], ...]
    options: Options
    classes: tuple[DayClass, ...]
    coupling: Coupling

    def adjusted(self, block: int, prices: Floats) -> Floats:
        """What each option is worth in a block after paying these prices for the shared rows it uses."""
        options = self.options
        left = options.worth - shared.priced(self.coupling, block, prices)[options.dish]
        if self.coupling.budget is not None:
            left -= prices[self.coupling.budget] * options.cost
        return left

    def usage(self, block: int, chosen: Indexes) -> tuple[Indexes, Indexes, Floats]:
        """What each line of chosen options uses of the shared rows: lines, rows and amounts, not yet added up."""
        lines = len(chosen)
        rows = self.coupling.rows[block][self.options.dish[chosen]]
        rows = rows.reshape(lines, rows.shape[1] * rows.shape[2])
        line, place = np.nonzero(rows < self.coupling.nowhere)
        used, amounts = rows[line, place], np.ones(len(line))
        if self.coupling.budget is not None:
            line = np.append(line, np.arange(lines))
            used = np.append(used, np.full(lines, self.coupling.budget))
            amounts = np.append(amounts, self.options.cost[chosen].sum(axis=1))
        return line, used, amounts

    def feasibility_only(self) -> "Problem":
        """The same hard limits with nothing to gain or lose inside them."""
        classes = tuple(replace(one, kind=replace(one.kind, bands=one.kind.bands.hard_only())) for one in self.classes)
        coupling = replace(self.coupling, corridors=self.coupling.corridors.hard_only())
        options = replace(self.options, worth=np.zeros(len(self.options.worth)))
        return replace(self, classes=classes, coupling=coupling, options=options)


def build(dishes: Sequence[Dish], wishes: Wishes) -> Problem:
    """The problem that these dishes and wishes pose.

    Raises:
        Infeasible: a meal has no dish left on some day, or a day's limit is out of reach (proved).
    """
    _refuse_if(_crossed(wishes))
    usable = sorted(eligibility.eligible(dishes, wishes), key=lambda dish: dish.id.bytes)
    limits = tuple((name, wished) for name in NUTRIENTS if not (wished := getattr(wishes, name)).is_open)
    drafts = _with_fixed_cells(_drafts(usable, wishes), usable, wishes)
    _refuse_if([reason for draft in drafts for reason in _empty_slots(draft, dishes, wishes)])
    options = _options(usable, wishes, limits)
    reaches = [_reach(draft, options) for draft in drafts]
    pairs = list(zip(drafts, reaches, strict=True))
    _refuse_if([reason for draft, reach in pairs for reason in nutrition.unreachable(limits, reach, draft.name)])
    kinds = [(draft, _kind(draft, options, nutrition.daily_bands(limits, reach))) for draft, reach in pairs]
    classes = [one for draft, kind in kinds for one in _classes(draft, kind)]
    return Problem(tuple(usable), wishes.meals, limits, options, tuple(classes), shared.couple(usable, wishes))


@dataclass(frozen=True, slots=True)
class _Draft:
    """Days with the same time limit, and per meal the options that fit them."""

    name: DayKind
    minutes: int | None
    days: tuple[int, ...]
    choices: tuple[Indexes, ...]


def _crossed(wishes: Wishes) -> list[Conflict]:
    """Limits of a day that exclude each other by themselves, as those of two eaters may."""
    pairs = [(name, getattr(wishes, name)) for name in NUTRIENTS]
    return [
        Conflict((f"{name}.minimum", f"{name}.maximum"))
        for name, wished in pairs
        if wished.minimum is not None and wished.maximum is not None and wished.minimum > wished.maximum + SLACK
    ]


def _refuse_if(reasons: Sequence[Reason]) -> None:
    if reasons:
        raise Infeasible(tuple(reasons))


def _drafts(dishes: Sequence[Dish], wishes: Wishes) -> list[_Draft]:
    weekend = [(wishes.starts_on + timedelta(days=day)).weekday() >= _SATURDAY for day in range(wishes.days)]
    if wishes.weekday_minutes == wishes.weekend_minutes:
        parts: list[tuple[DayKind, int | None, list[int]]] = [
            ("every day", wishes.weekday_minutes, list(range(wishes.days)))
        ]
    else:
        parts = [
            ("weekday", wishes.weekday_minutes, [day for day in range(wishes.days) if not weekend[day]]),
            ("weekend", wishes.weekend_minutes, [day for day in range(wishes.days) if weekend[day]]),
        ]
    suits = np.array([[meal in dish.meals for meal in wishes.meals] for dish in dishes], dtype=bool)
    suits = suits.reshape(len(dishes), len(wishes.meals))
    minutes = np.array([dish.minutes for dish in dishes])
    drafts = []
    for name, limit, days in parts:
        if days:
            fits = suits if limit is None else suits & (minutes <= limit)[:, None]
            choices = tuple(_options_of(np.flatnonzero(column), len(wishes.portions)) for column in fits.T)
            drafts.append(_Draft(name, limit, tuple(days), choices))
    return drafts


def _with_fixed_cells(drafts: Sequence[_Draft], dishes: Sequence[Dish], wishes: Wishes) -> list[_Draft]:
    """The drafts with every day that has fixed cells on its own, where these cells have one option each.

    Raises:
        Infeasible: a fixed cell breaks a rule by itself (proved).
    """
    kept = {cell.recipe_id for cell in wishes.fixed}
    option_of = {
        (dish.id, portion): place * len(wishes.portions) + size
        for place, dish in enumerate(dishes)
        if kept and dish.id in kept
        for size, portion in enumerate(wishes.portions)
    }
    fixed = {(cell.day, cell.slot): option_of.get((cell.recipe_id, cell.portion)) for cell in wishes.fixed}
    held = {day for day, _ in fixed}
    parts = []
    for draft in drafts:
        free = tuple(day for day in draft.days if day not in held)
        parts += [replace(draft, days=free)] if free else []
        parts += [_fixed_day(draft, day, fixed, wishes.meals) for day in draft.days if day in held]
    return parts


def _fixed_day(draft: _Draft, day: int, fixed: Mapping[tuple[int, str], int | None], meals: Sequence[str]) -> _Draft:
    choices = []
    for meal, fitting in zip(meals, draft.choices, strict=True):
        option = fixed.get((day, meal), _FREE)
        if option is None or (option != _FREE and option not in fitting):
            raise Infeasible((Conflict((f"fixed.{day}.{meal}",)),))
        choices.append(fitting if option == _FREE else np.array([option], dtype=np.intp))
    return replace(draft, days=(day,), choices=tuple(choices))


def _options_of(dishes: Indexes, portions: int) -> Indexes:
    return (dishes[:, None] * portions + np.arange(portions)).ravel()


def _empty_slots(draft: _Draft, dishes: Sequence[Dish], wishes: Wishes) -> list[EmptySlot]:
    return [
        EmptySlot(meal, draft.name, draft.minutes, _left_after_each(dishes, wishes, meal, draft.minutes))
        for meal, choices in zip(wishes.meals, draft.choices, strict=True)
        if not len(choices)
    ]


def _left_after_each(
    dishes: Sequence[Dish], wishes: Wishes, meal: str, minutes: int | None
) -> tuple[tuple[str, int], ...]:
    tests: list[tuple[str, eligibility.Test]] = [("meal", lambda dish: meal in dish.meals)]
    tests += eligibility.filters(wishes)
    if minutes is not None:
        tests.append(("minutes", lambda dish: dish.minutes <= minutes))
    left, counts = list(dishes), []
    for name, test in tests:
        left = [dish for dish in left if test(dish)]
        counts.append((name, len(left)))
    return tuple(counts)


def _options(dishes: Sequence[Dish], wishes: Wishes, limits: Sequence[tuple[str, Range]]) -> Options:
    portions = np.asarray(wishes.portions, dtype=float)
    liked = np.array([liking(dish, wishes) for dish in dishes])
    price = np.array([dish.cost_cents for dish in dishes]) / CENTS_PER_UNIT
    amounts = np.array(
        [[getattr(dish, name) / nutrition.unit_of(wished) for dish in dishes] for name, wished in limits]
    )
    cost = np.outer(price, portions).ravel()
    worth = np.repeat(liked, len(portions)) - COST_POINTS * cost
    worth -= np.tile(PORTION_POINTS * np.abs(portions - 1.0) / PORTION_STEP, len(dishes))
    return Options(
        dish=np.repeat(np.arange(len(dishes)), len(portions)),
        portion=np.tile(portions, len(dishes)),
        worth=worth,
        # Sizes are spelt out because there may be no limit at all.
        nutrition=(amounts.reshape(len(limits), len(dishes), 1) * portions).reshape(len(limits), len(cost)),
        cost=cost * wishes.servings,
    )


def _reach(draft: _Draft, options: Options) -> tuple[Floats, Floats]:
    """The least and the most of each nutrient that one choice per meal can add up to."""
    amounts = [options.nutrition[:, choices] for choices in draft.choices]
    lowest: Floats = np.sum([each.min(axis=1) for each in amounts], axis=0)
    highest: Floats = np.sum([each.max(axis=1) for each in amounts], axis=0)
    return lowest, highest


def _kind(draft: _Draft, options: Options, bands: Corridors) -> Kind:
    variances = [options.nutrition[:, choices].var(axis=1) for choices in draft.choices]
    return Kind(draft.name, draft.choices, bands, np.sqrt(np.sum(variances, axis=0) + SLACK))


def _classes(draft: _Draft, kind: Kind) -> list[DayClass]:
    blocks = sorted({day // BLOCK_DAYS for day in draft.days})
    return [DayClass(kind, block, tuple(day for day in draft.days if day // BLOCK_DAYS == block)) for block in blocks]
