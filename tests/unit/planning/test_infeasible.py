"""Wishes without a plan: what is said, and whether it is called proved."""

from dataclasses import replace

import pytest

from lib.planning.model import (
    Conflict,
    EmptySlot,
    Infeasible,
    NotFound,
    Range,
    Reason,
    UnreachableBand,
    WeeklyRule,
    Wishes,
)
from lib.planning.planner import solve
from tests.unit.planning import samples
from tests.unit.planning.instances import instance

FACTS = samples.recipes(80, 21)


def _reasons(wishes: Wishes) -> tuple[tuple[Reason, ...], bool]:
    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(FACTS), wishes)
    return raised.value.reasons, raised.value.proved


def test_an_empty_meal_says_how_many_dishes_each_filter_left() -> None:
    reasons, proved = _reasons(samples.wishes(weekday_minutes=5, weekend_minutes=None))

    first = reasons[0]
    assert isinstance(first, EmptySlot)
    assert (first.slot, first.day_kind, first.minutes) == ("breakfast", "weekday", 5)
    assert first.left[0] == ("meal", sum("breakfast" in dish.meals for dish in samples.dishes(FACTS)))
    assert first.left[-1] == ("minutes", 0)
    assert proved


def test_a_band_out_of_reach_says_what_can_be_reached() -> None:
    reasons, proved = _reasons(samples.wishes(kcal=Range(minimum=20_000)))

    (band,) = reasons
    assert isinstance(band, UnreachableBand)
    assert (band.nutrient, band.limit, band.wished, band.day_kind) == ("kcal", "minimum", 20_000, "every day")
    assert 2_000 < band.reachable < 20_000
    assert proved


def test_limits_that_exclude_each_other_are_among_the_named() -> None:
    reasons, proved = _reasons(samples.wishes(kcal=Range(maximum=1_900), protein_g=Range(minimum=230)))

    (conflict,) = reasons
    assert isinstance(conflict, Conflict)
    assert {"kcal.maximum", "protein_g.minimum"} <= set(conflict.wishes)
    assert proved


def test_too_small_a_budget_is_named() -> None:
    reasons, proved = _reasons(samples.wishes(kcal=Range(minimum=1_900), budget_cents=1_000))

    (conflict,) = reasons
    assert isinstance(conflict, Conflict)
    assert "budget_cents" in conflict.wishes
    assert proved


@pytest.mark.parametrize("minimum", [28, 29])
def test_more_of_a_tag_than_can_be_had_is_named(minimum: int) -> None:
    reasons, proved = _reasons(samples.wishes(weekly_rules=(WeeklyRule("fish", minimum, None),), max_repeats=1))

    (conflict,) = reasons
    assert isinstance(conflict, Conflict)
    assert "weekly_rules.fish.minimum" in conflict.wishes
    assert proved


def test_one_dish_for_two_meals_of_a_day_is_impossible() -> None:
    single = samples.recipes(1, 1, meals=("lunch", "dinner"))
    both = {key: replace(recipe, meals=frozenset({"lunch", "dinner"})) for key, recipe in single.items()}

    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(both), samples.wishes(days=1, meals=("lunch", "dinner")))

    assert raised.value.proved


def test_a_band_between_the_dishes_is_refuted_by_looking_at_every_day() -> None:
    """Half of one dish and half of the other would do, so that no linear argument refutes it."""
    facts = samples.recipes(2, 5, meals=("dinner",))
    low, high = sorted(recipe.per_serving("kcal") for recipe in facts.values())
    middle = (low + high) / 2
    band = Range(middle - 1, None, middle + 1)
    wishes = samples.wishes(days=2, meals=("dinner",), portions=(1.0,), max_repeats=1, kcal=band)

    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(facts), wishes)

    assert raised.value.proved
    assert isinstance(raised.value.reasons[0], Conflict)
    assert "kcal.minimum" in raised.value.reasons[0].wishes


def test_what_was_searched_for_in_vain_is_not_called_proved() -> None:
    """Fractions of days would do, and their number is too large to refute whole ones by looking at each."""
    facts, wishes = instance(14)

    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(facts), wishes)

    assert isinstance(raised.value.reasons[0], NotFound)
    assert not raised.value.proved
