"""Turns what somebody wrote into what the planner understands (pure).

A household eats the same dishes. Whoever has limits of their own eats a fixed share of the first eater's portions, so
that a limit of theirs, divided by the share, is a limit of the first eater's day: one plan respects everybody, and its
bound stays a bound.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from lib.accounts.preferences import Eating, Member, Preferences
from lib.accounts.preferences import Range as WrittenRange
from lib.planning.asked import Wish, shared
from lib.planning.model import NUTRIENTS, Eater, PlannedDish, Range, WeeklyRule, Wishes
from lib.recipes import allergens

_SHARE_STEP = 20  # to a twentieth of a portion, which kitchen scales still tell
_LEAST_SHARE, _MOST_SHARE = 0.25, 3.0


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a plan is for, beyond what somebody eats: its days, what was eaten lately, and what stays as it is."""

    starts_on: dt.date
    days: int
    seed: int
    recent: Collection[UUID] = ()
    fixed: tuple[PlannedDish, ...] = ()


def wishes_of(preferences: Preferences, occasion: Occasion) -> Wishes:
    """The wishes of a plan: groups of allergens become single ones, a budget becomes cents, a household one eater."""
    everybody: list[Eating] = [preferences, *preferences.household]
    avoiding = [eater for eater in everybody if eater.avoid_allergens]
    limits = {name: _limit_of_all(preferences, name) for name in NUTRIENTS}
    return Wishes(
        starts_on=occasion.starts_on,
        days=occasion.days,
        meals=tuple(preferences.meals),
        diets=frozenset(eater.diet for eater in everybody if eater.diet is not None),
        avoid_allergens=frozenset[str]().union(*map(_avoided, everybody)),
        allow_traces=all(eater.allow_traces for eater in avoiding),
        dislikes=frozenset(food for eater in everybody for food in eater.dislikes),
        servings=eaters(preferences),
        **limits,
        weekday_minutes=preferences.minutes.weekday,
        weekend_minutes=preferences.minutes.weekend,
        max_repeats=preferences.max_repeats,
        budget_cents=int(preferences.budget.amount * 100) if preferences.budget is not None else None,
        weekly_rules=tuple(WeeklyRule(rule.tag, rule.min, rule.max) for rule in preferences.weekly_rules),
        portions=tuple(preferences.portions),
        cuisines=frozenset(preferences.cuisines),
        use_up=frozenset(preferences.use_up),
        recent=frozenset(occasion.recent),
        fixed=occasion.fixed,
        eaters=tuple(_eater(member, share_of(member, preferences)) for member in preferences.household),
        leftovers=preferences.cook_smart.leftovers,
        fewer_foods=preferences.cook_smart.fewer_foods,
        seed=occasion.seed,
    )


def written(preferences: Preferences, wishes: Wishes) -> tuple[Wish, ...]:
    """The wishes that may be talked about, one by one as everybody at the table wrote them."""
    table: list[tuple[str, float, Eating]] = [("", 1.0, preferences)]
    table += [
        (f"/household/{place}", share_of(member, preferences), member)
        for place, member in enumerate(preferences.household)
    ]
    limits = [
        Wish(f"{name}.{side}", value, whose, share)
        for whose, share, eating in table
        for name in NUTRIENTS
        for side, value in zip(("minimum", "maximum"), _ends(getattr(eating, name)), strict=True)
        if value is not None
    ]
    days = preferences.no_repeat_days
    others = [replace(wish, value=days) if wish.path == "no_repeat_days" else wish for wish in shared(wishes)]
    return (*limits, *others)


def _ends(limits: WrittenRange) -> tuple[float | None, float | None]:
    return limits.min, limits.max


def eaters(preferences: Preferences) -> float:
    """How many portions like the first eater's are cooked of every dish."""
    return round(preferences.servings + sum(share_of(member, preferences) for member in preferences.household), 2)


def share_of(member: Member, preferences: Preferences) -> float:
    """A member's portion for each of the first eater's: as written, or by energy, or one for one."""
    if member.share is not None:
        return member.share
    theirs, ours = _middle(member.kcal), _middle(preferences.kcal)
    if theirs is None or ours is None:
        return 1.0
    return min(max(round(theirs / ours * _SHARE_STEP) / _SHARE_STEP, _LEAST_SHARE), _MOST_SHARE)


def origin_of(preferences: Preferences, nutrient: str, side: str) -> str:
    """The pointer to whose limit of a nutrient is the strictest; `side` is `min` or `max`."""
    strictest = max if side == "min" else min
    written = [(getattr(getattr(preferences, nutrient), side), "")]
    for place, member in enumerate(preferences.household):
        limit = getattr(getattr(member, nutrient), side)
        share = share_of(member, preferences)
        written.append((None if limit is None else limit / share, f"/household/{place}"))
    given = [each for each in written if each[0] is not None]
    whose = strictest(given, key=lambda each: each[0])[1] if given else ""
    return f"{whose}/{nutrient}/{side}"


def _middle(written: WrittenRange) -> float | None:
    ends = [end for end in (written.min, written.max) if end]
    return written.target or (sum(ends) / len(ends) if ends else None)


def _limit_of_all(preferences: Preferences, nutrient: str) -> Range:
    own: WrittenRange = getattr(preferences, nutrient)
    others = [(share_of(member, preferences), getattr(member, nutrient)) for member in preferences.household]
    least = [own.min, *(limit.min and limit.min / share for share, limit in others)]
    most = [own.max, *(limit.max and limit.max / share for share, limit in others)]
    targets = [limit.target / share for share, limit in others if limit.target]
    return Range(
        minimum=max((each for each in least if each is not None), default=None),
        target=own.target or (sum(targets) / len(targets) if targets else None),
        maximum=min((each for each in most if each is not None), default=None),
    )


def _eater(member: Member, share: float) -> Eater:
    return Eater(
        name=member.name,
        share=share,
        diets=frozenset() if member.diet is None else frozenset({str(member.diet)}),
        avoid_allergens=_avoided(member),
        allow_traces=member.allow_traces,
        dislikes=frozenset(member.dislikes),
        limits={name: _range(getattr(member, name)) for name in NUTRIENTS},
    )


def _avoided(eater: Eating) -> frozenset[str]:
    return frozenset(allergens.expand(eater.avoid_allergens))


def _range(written: WrittenRange) -> Range:
    return Range(written.min, written.target, written.max)
