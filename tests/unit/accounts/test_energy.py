"""Energy: the formulas give what their authors print, and the ranges are such that a plan can keep them."""

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.accounts import energy
from lib.accounts.energy import Activity, Body
from lib.accounts.preferences import Preferences
from lib.planning import planner
from lib.planning.wishes import Occasion, wishes_of
from lib.recipes import files
from tests.unit.planning import real

ACTIVITIES: tuple[Activity, ...] = get_args(Activity.__value__)
BODIES = st.builds(
    Body,
    sex=st.sampled_from(["male", "female"]),
    age=st.integers(19, 120),
    height_cm=st.floats(100, 250),
    weight_kg=st.floats(30, 300),
    activity=st.sampled_from(ACTIVITIES),
)


def _body(**changes: Any) -> Body:
    usual: dict[str, Any] = {"sex": "male", "age": 30, "height_cm": 180, "weight_kg": 80, "activity": "inactive"}
    return Body(**(usual | changes))


# Worked by hand: 10 x 80 + 6.25 x 180 - 5 x 30 + 5 = 1780; 10 x 60 + 6.25 x 165 - 5 x 40 - 161 = 1270.25.
@pytest.mark.parametrize(
    ("body", "resting"),
    [(_body(), 1780.0), (_body(sex="female", age=40, height_cm=165, weight_kg=60), 1270.25)],
)
def test_resting_energy_is_mifflins(body: Body, resting: float) -> None:
    assert energy.mifflin_st_jeor(body) == pytest.approx(1.2 * resting)


# Worked by hand from the printed equations, such as 753.07 - 10.83 x 30 + 6.50 x 180 + 14.10 x 80 = 2726.17.
@pytest.mark.parametrize(
    ("sex", "activity", "kcal"),
    [
        ("male", "inactive", 2726.17),
        ("male", "low", 2945.77),
        ("male", "active", 3126.32),
        ("male", "very_active", 3495.82),
        ("female", "inactive", 2341.00),
        ("female", "low", 2524.67),
        ("female", "active", 2664.35),
        ("female", "very_active", 2938.93),
    ],
)
def test_total_energy_is_that_of_2023(sex: str, activity: str, kcal: float) -> None:
    assert energy.dri_2023(_body(sex=sex, activity=activity)) == pytest.approx(kcal)


@given(BODIES)
def test_no_suggestion_is_below_the_floor_and_every_range_is_one(body: Body) -> None:
    found = energy.estimate(body)

    assert found.suggested_kcal >= found.floor_kcal == energy.FLOOR[body.sex]
    assert (
        found.suggested_kcal == found.floor_kcal if found.is_floored else abs(found.suggested_kcal - _middle(body)) <= 5
    )
    wanted = Preferences(**found.targets.model_dump())
    assert wanted.kcal.target == found.suggested_kcal
    assert wanted.protein_g.min is not None
    assert wanted.protein_g.max is not None
    assert wanted.protein_g.min <= wanted.protein_g.max


def _middle(body: Body) -> float:
    return (energy.mifflin_st_jeor(body) + energy.dri_2023(body)) / 2


@given(BODIES)
def test_more_weight_and_fewer_years_mean_more_energy(body: Body) -> None:
    heavier, older = body.model_copy(update={"weight_kg": body.weight_kg + 1}), body.model_copy(update={"age": 121})

    for formula in (energy.mifflin_st_jeor, energy.dri_2023):
        assert formula(older) < formula(body) < formula(heavier)


def test_who_is_under_the_floor_is_told() -> None:
    small = energy.estimate(_body(sex="female", age=80, height_cm=145, weight_kg=38))

    assert small.is_floored
    assert small.suggested_kcal == 1200


@pytest.mark.parametrize("change", [{"age": 18}, {"age": -1}, {"pregnant_or_breastfeeding": True}])
def test_nobody_else_gets_an_answer(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="set the targets by hand with a professional"):
        _body(**change)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("activity", ACTIVITIES)
def test_the_catalogue_has_a_week_for_the_suggestion(sex: str, activity: str) -> None:
    body = _body(sex=sex, activity=activity, weight_kg=80 if sex == "male" else 62)
    wanted = Preferences(
        **energy.estimate(body).targets.model_dump(), meals=["breakfast", "lunch", "dinner", "snack"], max_repeats=3
    )

    plan = planner.solve(real.dishes(files.load()), wishes_of(wanted, Occasion(date(2026, 11, 30), 7, 1)))

    assert plan.gap <= 0.02
