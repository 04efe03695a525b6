"""Turns what somebody wrote into what the planner understands (pure)."""

import datetime as dt

from lib.accounts.preferences import Preferences
from lib.accounts.preferences import Range as WrittenRange
from lib.planning.model import Range, WeeklyRule, Wishes
from lib.recipes import allergens


def wishes_of(preferences: Preferences, *, starts_on: dt.date, days: int, seed: int) -> Wishes:
    """The wishes of a plan: groups of allergens become single ones, a budget becomes cents."""
    return Wishes(
        starts_on=starts_on,
        days=days,
        meals=tuple(preferences.meals),
        diet=preferences.diet,
        avoid_allergens=frozenset(allergens.expand(preferences.avoid_allergens)),
        allow_traces=preferences.allow_traces,
        dislikes=frozenset(preferences.dislikes),
        servings=preferences.servings,
        kcal=_range(preferences.kcal),
        protein_g=_range(preferences.protein_g),
        fat_g=_range(preferences.fat_g),
        carbs_g=_range(preferences.carbs_g),
        weekday_minutes=preferences.minutes.weekday,
        weekend_minutes=preferences.minutes.weekend,
        max_repeats=preferences.max_repeats,
        budget_cents=int(preferences.budget.amount * 100) if preferences.budget is not None else None,
        weekly_rules=tuple(WeeklyRule(rule.tag, rule.min, rule.max) for rule in preferences.weekly_rules),
        seed=seed,
    )


def _range(written: WrittenRange) -> Range:
    return Range(written.min, written.target, written.max)
