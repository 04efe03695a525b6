"""What follows from a recipe that somebody wrote, and what must not be concluded from it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lib.recipes.own import OwnLine, OwnRecipe, derive_own
from lib.recipes.vocabulary import Diet
from tests.unit.recipes.samples import Traits, food, only

OIL = OwnLine("50 g oil", food("oil", Traits(nutrition=only(kcal=900), usd_per_kg=10)), Fraction(50), is_confirmed=True)
CHEESE = OwnLine("cheese", food("cheese", Traits(contains=["milk"], flags=["dairy"])), Fraction(30), is_confirmed=True)
RECIPE = OwnRecipe("Dish", ["Cook."], 2, [OIL])


def test_a_confirmed_recipe_is_derived_like_any_other() -> None:
    derived = derive_own(RECIPE)

    assert (derived.nutrition.kcal, derived.cost_cents) == (225, 25)
    assert Diet.VEGAN in derived.diets


def test_a_line_that_is_not_confirmed_takes_every_claim_away() -> None:
    recipe = replace(RECIPE, lines=[OIL, OwnLine("something", None, None, is_confirmed=False)])

    derived = derive_own(recipe)

    assert derived.diets == frozenset()
    assert derived.nutrition == derive_own(RECIPE).nutrition


def test_what_is_only_proposed_counts_as_nothing_but_a_danger() -> None:
    derived = derive_own(replace(RECIPE, lines=[OIL, replace(CHEESE, is_confirmed=False)]))

    assert not derived.contains
    assert derived.may_contain == {"milk"}


def test_words_warn_beside_what_is_proposed() -> None:
    lines = [replace(CHEESE, is_confirmed=False), OwnLine("some peanuts", None, None, is_confirmed=False)]

    assert derive_own(replace(RECIPE, lines=lines)).may_contain == {"milk", "peanuts"}


@pytest.mark.parametrize(
    "recipe",
    [
        replace(RECIPE, title="Peanut dish"),
        replace(RECIPE, steps=["Sprinkle with peanuts."]),
        replace(RECIPE, lines=[OIL, OwnLine("some peanuts", None, None, is_confirmed=False)]),
    ],
)
def test_what_words_name_it_may_contain(recipe: OwnRecipe) -> None:
    derived = derive_own(recipe)

    assert derived.may_contain == {"peanuts"}
    assert Diet.NUT_FREE not in derived.diets


def test_the_words_of_a_confirmed_line_are_its_food() -> None:
    line = replace(OIL, text="vegan butter")

    assert derive_own(replace(RECIPE, lines=[line])).may_contain == frozenset()
