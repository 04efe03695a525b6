"""Nutrition adds, scales and rounds field by field."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.recipes.nutrition import ZERO, Nutrition, total

ONE = Nutrition(1, 2, 3, 4, 5, 6, 7, 8)
AMOUNTS = st.floats(0, 1e4)
FOUND = st.builds(Nutrition, *[AMOUNTS] * 8)


def test_adds_field_by_field() -> None:
    assert ONE + Nutrition(10, 20, 30, 40, 50, 60, 70, 80) == Nutrition(11, 22, 33, 44, 55, 66, 77, 88)


def test_scales_field_by_field() -> None:
    doubled = ONE * 2

    assert doubled == Nutrition(2, 4, 6, 8, 10, 12, 14, 16)


def test_rounds_for_people() -> None:
    found = Nutrition(412.6, 20.04, 9.96, 1.25, 50.05, 3.33, 7.77, 803.5)

    assert found.rounded() == Nutrition(413, 20.0, 10.0, 1.2, 50.0, 3.3, 7.8, 804)


def test_the_total_of_nothing_is_nought() -> None:
    assert total([]) == ZERO


@given(st.lists(FOUND, max_size=5))
def test_a_total_is_the_sum_of_its_parts(parts: list[Nutrition]) -> None:
    columns = zip(*map(astuple, parts), strict=True) if parts else [[0.0]] * 8

    assert astuple(total(parts)) == pytest.approx([sum(column) for column in columns])


def test_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        ONE.kcal = 5  # type: ignore[misc]
