"""The verifier judges amounts by its own arithmetic, and what nobody knows is not allowed."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lib.planning.verifier import RecipeFacts
from lib.planning.verifier_diets import offences
from tests.unit.planning import samples

LOW_FODMAP = "low_fodmap_candidate"


def _dish(grams: int, *flags: str) -> RecipeFacts:
    """Two servings of one food."""
    recipe = next(iter(samples.recipes(1, 1).values()))
    food = replace(recipe.ingredients[0], name="food", grams=Fraction(grams), flags=frozenset(flags))
    return replace(recipe, ingredients=(food,), servings=2)


@pytest.mark.parametrize(
    ("grams", "flags", "expected"),
    [
        (80, ["low_fodmap_to_40_g"], []),
        (81, ["low_fodmap_to_40_g"], ["food: 40.5 g, of which 40 g are low in FODMAPs"]),
        (81, ["low_fodmap_to_40_g", "low_fodmap"], ["food: 40.5 g, of which 40 g are low in FODMAPs"]),
        (900, ["low_fodmap"], []),
        (1, [], ["food: nobody knows how much of it is low in FODMAPs"]),
        (1, ["low_fodmap_to_x_g"], ["food: nobody knows how much of it is low in FODMAPs"]),
        (1, ["high_fodmap", "low_fodmap"], ["food: high_fodmap"]),
    ],
)
def test_a_serving_holds_no_more_than_is_low_in_fodmaps(grams: int, flags: list[str], expected: list[str]) -> None:
    assert offences(_dish(grams, *flags), LOW_FODMAP) == expected


def test_an_unknown_diet_is_broken_by_everything() -> None:
    assert offences(_dish(1), "air") == ["nobody knows the diet 'air'"]
