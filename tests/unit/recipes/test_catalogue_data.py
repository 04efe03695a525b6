"""The catalogue's files fit together and say nothing that contradicts itself."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Catalogue, Food
from lib.recipes.derive import TAG_GRAMS
from lib.recipes.vocabulary import Aisle, Flag, Tag

type Lines = Mapping[str, dict[str, Any]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHELLFISH_KEYS = frozenset({Allergen.CRUSTACEANS, Allergen.MOLLUSCS})

FLAG_MEANS_ALLERGEN = [
    (Flag.DAIRY, frozenset({Allergen.MILK})),
    (Flag.EGG, frozenset({Allergen.EGGS})),
    (Flag.FISH, frozenset({Allergen.FISH})),
    (Flag.SHELLFISH, SHELLFISH_KEYS),
]

NAMED_NUTS = {
    "almond": Allergen.ALMOND,
    "hazelnut": Allergen.HAZELNUT,
    "walnut": Allergen.WALNUT,
    "cashew": Allergen.CASHEW,
    "pecan": Allergen.PECAN,
    "pistachio": Allergen.PISTACHIO,
    "pine nut": Allergen.PINE_NUT,
    "peanut": Allergen.PEANUTS,
}


def test_holds_all_recipes_and_foods(catalogue: Catalogue) -> None:
    assert len(catalogue.recipes) >= 340
    assert len(catalogue.foods) >= 348


def test_every_recipe_is_named_timed_and_served(catalogue: Catalogue) -> None:
    for recipe in catalogue.recipes:
        assert SLUG.fullmatch(recipe.id), recipe.id
        assert recipe.title
        assert recipe.meals
        assert recipe.servings > 0, recipe.id
        assert recipe.steps, recipe.id
        assert recipe.minutes.total == recipe.minutes.prep + recipe.minutes.cook > 0, recipe.id


def test_the_slug_is_the_title(catalogue: Catalogue) -> None:
    for recipe in catalogue.recipes:
        assert recipe.id == "-".join(re.findall(r"[a-z0-9]+", recipe.title.lower()))


def test_grams_are_the_quantity_times_what_the_unit_weighs(recipe_lines: Lines, food_lines: Lines) -> None:
    for recipe in recipe_lines.values():
        for item in recipe["ingredients"]:
            weights = {"g": 1, **food_lines[item["food"]]["unit_grams"]}
            exact = Decimal(str(item["quantity"])) * Decimal(str(weights[item["unit"]]))
            assert abs(exact - Decimal(str(item["grams"]))) <= Decimal("0.05"), (recipe["id"], item)


def test_no_recipe_lists_a_food_twice(catalogue: Catalogue) -> None:
    for recipe in catalogue.recipes:
        names = [item.food for item in recipe.ingredients]
        assert len(names) == len(set(names)), recipe.id


def test_every_amount_is_positive(catalogue: Catalogue) -> None:
    for recipe in catalogue.recipes:
        assert all(item.quantity > 0 and item.grams > 0 for item in recipe.ingredients), recipe.id


def test_nothing_is_both_contained_and_only_possible(food_lines: Lines) -> None:
    for name, line in food_lines.items():
        assert not set(line["contains"]) & set(line["may_contain"]), name


@pytest.mark.parametrize(("flag", "keys"), FLAG_MEANS_ALLERGEN)
def test_animal_flags_and_allergens_agree(flag: Flag, keys: frozenset[Allergen], catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        assert (flag in food.flags) == bool(keys & food.contains), food.name


def test_wheat_always_brings_gluten(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        if Allergen.WHEAT in food.contains:
            assert Allergen.GLUTEN in food.contains, food.name
        if Allergen.WHEAT in food.may_contain:
            assert Allergen.GLUTEN in food.contains | food.may_contain, food.name


def test_gluten_of_any_cereal_may_be_wheat(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        if Allergen.GLUTEN in food.contains | food.may_contain:
            assert Allergen.WHEAT in food.contains | food.may_contain, food.name


def test_what_is_called_gluten_free_is(catalogue: Catalogue) -> None:
    named = [food for food in catalogue.foods.values() if "gluten-free" in food.name]

    assert len(named) == 11
    for food in named:
        assert not {Allergen.GLUTEN, Allergen.WHEAT} & (food.contains | food.may_contain), food.name


@pytest.mark.parametrize(("word", "key"), NAMED_NUTS.items())
def test_a_nut_in_the_name_is_declared_by_its_own_key(word: str, key: Allergen, catalogue: Catalogue) -> None:
    named = [food for food in catalogue.foods.values() if word in food.name]

    assert named
    for food in named:
        assert key in food.contains, food.name
        assert Allergen.NUTS not in food.contains, food.name


def test_beef_and_pork_are_meat(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        if {Flag.BEEF, Flag.PORK} & food.flags:
            assert Flag.MEAT in food.flags, food.name


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (Tag.OILY_FISH, Tag.FISH),
        (Tag.BEEF, Tag.RED_MEAT),
        (Tag.PORK, Tag.RED_MEAT),
        (Tag.LAMB, Tag.RED_MEAT),
        (Tag.SOYA_FOOD, Tag.LEGUMES),
    ],
)
def test_a_narrow_group_lies_within_the_wide_one(narrow: Tag, wide: Tag, catalogue: Catalogue) -> None:
    members = [food for food in catalogue.foods.values() if narrow in food.groups]

    assert members
    assert all(wide in food.groups for food in members)


@pytest.mark.parametrize(
    ("group", "flag"),
    [
        (Tag.FISH, Flag.FISH),
        (Tag.SHELLFISH, Flag.SHELLFISH),
        (Tag.BEEF, Flag.BEEF),
        (Tag.PORK, Flag.PORK),
        (Tag.LAMB, Flag.MEAT),
        (Tag.POULTRY, Flag.MEAT),
        (Tag.PROCESSED_MEAT, Flag.MEAT),
        (Tag.EGG, Flag.EGG),
    ],
)
def test_animal_groups_carry_the_flag_that_diets_ask_for(group: Tag, flag: Flag, catalogue: Catalogue) -> None:
    members = [food for food in catalogue.foods.values() if group in food.groups]

    assert members
    assert all(flag in food.flags for food in members)


def test_meat_and_fish_on_the_counter_are_in_a_group(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        if food.aisle in {Aisle.MEAT, Aisle.FISH}:
            assert food.groups & {Tag.RED_MEAT, Tag.POULTRY, Tag.FISH, Tag.SHELLFISH}, food.name


def test_every_group_of_a_food_has_an_amount_from_which_it_counts(catalogue: Catalogue) -> None:
    assert {group for food in catalogue.foods.values() for group in food.groups} == set(TAG_GRAMS)


def test_only_what_comes_from_the_tap_is_free(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        assert (food.usd_per_kg == 0) == (food.aisle is Aisle.TAP), food.name


def test_what_is_measured_by_volume_says_its_density(catalogue: Catalogue) -> None:
    milk, onion = catalogue.foods["semi-skimmed milk"], catalogue.foods["onion"]

    assert milk.density is not None
    assert 1 < milk.density < 1.1
    assert onion.density is None


def test_every_food_names_the_rows_it_rests_on(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        assert food.source, food.name
        assert all(row.fdc_id > 0 and row.description and row.share > 0 for row in food.source), food.name


def test_nutrients_are_possible(catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        assert _is_possible(food), food


def _is_possible(food: Food) -> bool:
    """No part exceeds its whole by more than rounding, and 100 g hold no more than 101 g."""
    found = food.nutrition
    parts = found.saturates_g <= found.fat_g and found.fibre_g <= found.carbs_g + 0.1
    sugars = found.sugars_g <= found.carbs_g + 0.65
    return parts and sugars and found.protein_g + found.fat_g + found.carbs_g <= 101 and found.sodium_mg <= 39_000
