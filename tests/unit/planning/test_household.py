"""A household eats one plan: every dish suits everybody, and everybody's own limits hold in portions of their own."""

from dataclasses import replace
from datetime import date

import pytest

from lib.accounts.preferences import Preferences
from lib.planning.model import Infeasible, Range
from lib.planning.planner import solve
from lib.planning.verifier import verify
from lib.planning.wishes import Occasion, eaters, origin_of, wishes_of
from tests.unit.planning import samples

FACTS = samples.recipes(160, 4)
WEEK = Occasion(date(2026, 11, 23), 7, 1)


def _family(**changes: object) -> Preferences:
    document = {
        "dislikes": ["chives"],
        "kcal": {"min": 1_700, "target": 2_000, "max": 2_300},
        "household": [
            {"name": "Bo", "avoid_allergens": ["eggs"], "kcal": {"target": 1_500, "max": 1_650}},
            {"name": "Cy", "diet": "vegan", "protein_g": {"min": 40}, "share": 0.5},
        ],
    }
    return Preferences.model_validate(document | changes)


def test_shares_follow_energy_unless_they_are_written() -> None:
    assert [eater.share for eater in wishes_of(_family(), WEEK).eaters] == [0.75, 0.5]
    assert eaters(_family(servings=2)) == 3.25


def test_the_filters_are_the_strictest_union() -> None:
    wishes = wishes_of(_family(), WEEK)

    assert wishes.diets == {"vegan"}
    assert wishes.avoid_allergens == {"eggs"}
    assert not wishes.allow_traces
    assert wishes.dislikes == {"chives"}


def test_traces_are_welcome_only_where_all_who_avoid_something_say_so() -> None:
    relaxed = {"name": "Bo", "avoid_allergens": ["eggs"], "allow_traces": True}
    strict = {"name": "Cy", "avoid_allergens": ["soy"]}

    assert wishes_of(_family(household=[relaxed]), WEEK).allow_traces
    assert not wishes_of(_family(household=[relaxed, strict]), WEEK).allow_traces


def test_a_members_limit_is_a_limit_of_the_day_divided_by_the_share() -> None:
    wishes = wishes_of(_family(), WEEK)

    assert wishes.kcal == Range(1_700, 2_000, 2_200)
    assert wishes.protein_g == Range(80.0, None, None)
    assert origin_of(_family(), "kcal", "max") == "/household/0/kcal/max"
    assert origin_of(_family(), "kcal", "min") == "/kcal/min"
    assert origin_of(_family(), "protein_g", "min") == "/household/1/protein_g/min"


def test_a_plan_keeps_everybodys_limits() -> None:
    family = _family(household=[{"name": "Bo", "avoid_allergens": ["eggs"], "kcal": {"target": 1_500, "max": 1_650}}])
    wishes = wishes_of(family, WEEK)

    plan = solve(samples.dishes(FACTS), wishes)

    verification = verify(plan, wishes, FACTS)
    assert verification.violations == ()
    assert {check.rule for check in verification.checks if check.where.startswith("Bo")} == {
        "avoid_allergens",
        "allow_traces",
        "kcal.maximum",
    }


def test_the_verifier_notices_what_the_union_forgot() -> None:
    wishes = wishes_of(_family(household=[{"name": "Bo", "avoid_allergens": ["fish"]}]), WEEK)
    plan = solve(samples.dishes(FACTS), replace(wishes, avoid_allergens=frozenset()))
    eaten = {meal.recipe_id for meal in plan.meals}
    assert any(FACTS[dish].carriers(frozenset({"fish"}), traces=False) for dish in eaten)

    violations = verify(plan, replace(wishes, avoid_allergens=frozenset()), FACTS).violations

    assert {violation.rule for violation in violations} == {"avoid_allergens"}
    assert all(violation.where.startswith("Bo: ") for violation in violations)


def test_the_verifier_notices_a_member_who_gets_too_much() -> None:
    wishes = wishes_of(_family(household=[{"name": "Bo", "kcal": {"max": 1_000}, "share": 1}]), WEEK)
    plan = solve(samples.dishes(FACTS), replace(wishes, kcal=Range(1_700, 2_000, 2_300)))

    violations = verify(plan, wishes, FACTS).violations

    assert {violation.rule for violation in violations} == {"kcal.maximum"}
    assert any(violation.where == "Bo: day 0" for violation in violations)


def test_limits_that_cross_are_refused_and_both_named() -> None:
    crossed = _family(household=[{"name": "Bo", "kcal": {"max": 1_000}, "share": 1}])

    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(FACTS), wishes_of(crossed, WEEK))

    assert raised.value.proved
    assert "kcal.minimum" in str(raised.value)
    assert "kcal.maximum" in str(raised.value)
