"""The wishes that may be talked about, one by one: what a plan is asked for beyond what nobody may be served.

Diet, allergens and dislikes have no name here, so that nothing built on this can offer to give them up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any

from lib.planning.model import NUTRIENTS, Range, WeeklyRule, Wishes

_SIDES = ("minimum", "maximum")
_FILTERS = ("minutes", "weekday_minutes", "weekend_minutes", "no_repeat_days")
_STEPS = {"kcal": 10.0, "sodium_mg": 50.0, "budget_cents": 50.0, "minutes": 5.0} | dict.fromkeys(_FILTERS[:3], 5.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """One number that somebody wrote, named by its path (such as `kcal.maximum`); `whose` points to a member of the
    household, who eats `share` times the first eater's portions.

    `minutes` stands for both kinds of day where they have the same limit. A meal that stays as it is counts 1.
    """

    path: str
    value: float
    whose: str = ""
    share: float = 1.0

    @property
    def limit(self) -> float:
        """The number in terms of the first eater's day."""
        return self.value / self.share

    @property
    def is_minimum(self) -> bool:
        """Less would be easier."""
        return self.path.endswith(".minimum")

    @property
    def is_all_or_nothing(self) -> bool:
        """The wish can only be kept or given up."""
        return self.path.startswith("fixed.") or self.path == "no_repeat_days"

    @property
    def is_filter(self) -> bool:
        """The wish decides which dishes may stand where, so that no proof over dishes can name it."""
        return self.path in _FILTERS or self.path.startswith("fixed.")

    @property
    def step(self) -> float:
        """The unit in which people would write such a number."""
        return _STEPS.get(self.path.split(".")[0], 1.0)

    def eased(self, steps: int) -> "Wish":
        """The wish asking for less by so many steps, at a number that people would write."""
        if self.is_minimum:
            return replace(self, value=max(0.0, (ceil(self.value / self.step) - steps) * self.step))
        return replace(self, value=(floor(self.value / self.step) + steps) * self.step)


def asked(wishes: Wishes) -> tuple[Wish, ...]:
    """Every wish that may be talked about, as if the first eater had written all of them."""
    bands = [(f"{name}.{side}", getattr(getattr(wishes, name), side)) for name in NUTRIENTS for side in _SIDES]
    return (*(Wish(path, value) for path, value in bands if value is not None), *shared(wishes))


def shared(wishes: Wishes) -> tuple[Wish, ...]:
    """The wishes among them that belong to the plan and not to somebody's day."""
    rules = [
        (f"weekly_rules.{rule.tag}.{side}", getattr(rule, side)) for rule in wishes.weekly_rules for side in _SIDES
    ]
    found = [("budget_cents", wishes.budget_cents), *rules, *_minutes(wishes)]
    found.append(("max_repeats", wishes.max_repeats if wishes.max_repeats < wishes.days else None))
    found.append(("no_repeat_days", 1 if wishes.recent else None))
    found += [(f"fixed.{cell.day}.{cell.slot}", 1) for cell in wishes.fixed]
    return tuple(Wish(path, value) for path, value in found if value is not None)


def _minutes(wishes: Wishes) -> list[tuple[str, int | None]]:
    if wishes.weekday_minutes == wishes.weekend_minutes:
        return [("minutes", wishes.weekday_minutes)]
    return [("weekday_minutes", wishes.weekday_minutes), ("weekend_minutes", wishes.weekend_minutes)]


def restricted(wishes: Wishes, kept: Sequence[Wish]) -> Wishes:
    """The wishes with only these of those that may be talked about; targets, tastes and filters stay."""
    numbers = {wish.path: round(wish.value) for wish in kept if wish.path.split(".")[0] not in NUTRIENTS}
    every_day = numbers.get("minutes")
    rules = [_rule(rule.tag, numbers) for rule in wishes.weekly_rules]
    limits: dict[str, Any] = {name: _range(name, getattr(wishes, name), kept) for name in NUTRIENTS}
    return replace(
        wishes,
        **limits,
        budget_cents=numbers.get("budget_cents"),
        weekly_rules=tuple(rule for rule in rules if rule.minimum is not None or rule.maximum is not None),
        weekday_minutes=numbers.get("weekday_minutes", every_day),
        weekend_minutes=numbers.get("weekend_minutes", every_day),
        max_repeats=numbers.get("max_repeats", max(wishes.max_repeats, wishes.days)),
        recent=wishes.recent if "no_repeat_days" in numbers else frozenset(),
        fixed=tuple(cell for cell in wishes.fixed if f"fixed.{cell.day}.{cell.slot}" in numbers),
    )


def _rule(tag: str, numbers: Mapping[str, int]) -> WeeklyRule:
    return WeeklyRule(tag, *(numbers.get(f"weekly_rules.{tag}.{side}") for side in _SIDES))


def _range(nutrient: str, wished: Range, kept: Sequence[Wish]) -> Range:
    least, most = ([wish.limit for wish in kept if wish.path == f"{nutrient}.{side}"] for side in _SIDES)
    return Range(max(least, default=None), wished.target, min(most, default=None))
