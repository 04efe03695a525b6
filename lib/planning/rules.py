"""The hard limits that are not filters, in plain arithmetic: what a day, a block and a plan may hold (pure)."""

from collections.abc import Mapping
from datetime import timedelta

from lib.planning.model import BLOCK_DAYS, Dish, Wishes

_SATURDAY = 5
_ROUNDING = 1e-9


def may_stand(dish: Dish, wishes: Wishes, day: int, slot: str) -> bool:
    """Whether the dish by itself may stand there, as far as the meal and the minutes go."""
    is_weekend = (wishes.starts_on + timedelta(days=day)).weekday() >= _SATURDAY
    minutes = wishes.weekend_minutes if is_weekend else wishes.weekday_minutes
    return slot in dish.meals and (minutes is None or dish.minutes <= minutes)


def are_within_limits(eaten: Mapping[str, float], wishes: Wishes) -> bool:
    """Whether a day's totals of all nutrients keep their limits."""
    for name, total in eaten.items():
        wished = getattr(wishes, name)
        if wished.minimum is not None and total < wished.minimum * (1 - _ROUNDING):
            return False
        if wished.maximum is not None and total > wished.maximum * (1 + _ROUNDING):
            return False
    return True


def is_affordable(cents: float, wishes: Wishes) -> bool:
    """Whether a plan that costs so much for one person keeps the budget, which is for everybody."""
    if wishes.budget_cents is None:
        return True
    return cents * wishes.servings <= wishes.budget_cents * wishes.days / BLOCK_DAYS * (1 + _ROUNDING)


def keeps_weekly_rules(tags: Mapping[str, int], wishes: Wishes, block: int) -> bool:
    """Whether a block of days in which tags occur so often keeps every weekly rule."""
    days = min(BLOCK_DAYS, wishes.days - block * BLOCK_DAYS)
    for rule in wishes.weekly_rules:
        count, most = tags.get(rule.tag, 0), rule.most_in(days)
        if count < rule.least_in(days) or (most is not None and count > most):
            return False
    return True
