"""What is said about a dish follows from its foods, and nothing is forgotten."""

from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.recipes import files
from lib.recipes.allergens import TREE_NUTS, Allergen
from lib.recipes.catalogue import Catalogue
from lib.recipes.derive import FODMAP_LIMITS, TAG_GRAMS, Derived, derive
from lib.recipes.vocabulary import Diet, Flag, Tag
from tests.unit.recipes.samples import Traits, dish, food, only

type Lines = Mapping[str, dict[str, Any]]

FOODS = files.load().foods
PLATES = st.dictionaries(st.sampled_from(sorted(FOODS)), st.integers(1, 500), min_size=1, max_size=12)


@pytest.mark.parametrize("key", Allergen)
def test_a_dish_declares_every_allergen_of_its_foods(key: Allergen) -> None:
    foods = {"plain": food("plain"), "bearer": food("bearer", Traits(contains=[key]))}

    assert derive(dish({"plain": 100, "bearer": 1}), foods).contains == {key}


@pytest.mark.parametrize("key", Allergen)
def test_a_dish_declares_every_trace_of_its_foods(key: Allergen) -> None:
    foods = {"plain": food("plain"), "bearer": food("bearer", Traits(may_contain=[key]))}

    found = derive(dish({"plain": 100, "bearer": 1}), foods)

    assert found.contains == frozenset()
    assert found.may_contain == {key}


def test_what_is_contained_is_no_longer_a_trace() -> None:
    foods = {"a": food("a", Traits(may_contain=["milk", "soy"])), "b": food("b", Traits(contains=["milk"]))}

    found = derive(dish({"a": 1, "b": 1}), foods)

    assert found.contains == {Allergen.MILK}
    assert found.may_contain == {Allergen.SOY}


@pytest.mark.parametrize("key", Allergen)
def test_every_recipe_declares_the_allergen(
    key: Allergen, recipe_lines: Lines, food_lines: Lines, derived: Mapping[str, Derived]
) -> None:
    for name, line in recipe_lines.items():
        used = [food_lines[item["food"]] for item in line["ingredients"]]
        assert (key in derived[name].contains) == any(key in one["contains"] for one in used), name
        possible = any(key in one["may_contain"] for one in used) and key not in derived[name].contains
        assert (key in derived[name].may_contain) == possible, name


@given(PLATES)
def test_any_plate_declares_what_its_foods_hold(amounts: dict[str, int]) -> None:
    found = derive(dish(amounts), FOODS)

    for name in amounts:
        assert FOODS[name].contains <= found.contains
        assert FOODS[name].may_contain <= found.contains | found.may_contain
    assert not found.contains & found.may_contain


@given(PLATES)
def test_diets_of_any_plate_hold_together(amounts: dict[str, int]) -> None:
    found = derive(dish(amounts), FOODS)

    assert_consistent(found)


def test_diets_of_every_recipe_hold_together(derived: Mapping[str, Derived]) -> None:
    for found in derived.values():
        assert_consistent(found)


def assert_consistent(found: Derived) -> None:
    """The diets imply each other and contradict no declared allergen."""
    declared, possible = found.contains, found.contains | found.may_contain
    if Diet.VEGAN in found.diets:
        assert {Diet.VEGETARIAN, Diet.KOSHER_STYLE} <= found.diets
        assert not declared & {Allergen.MILK, Allergen.EGGS}
        assert not found.tags & {Tag.EGG, Tag.ANIMAL_RENNET}
    if Diet.VEGETARIAN in found.diets:
        assert Diet.PESCATARIAN in found.diets
        assert not declared & {Allergen.FISH, Allergen.CRUSTACEANS, Allergen.MOLLUSCS}
        assert not found.tags & {Tag.FISH, Tag.SHELLFISH}
    if Diet.PESCATARIAN in found.diets:
        assert not found.tags & {Tag.RED_MEAT, Tag.POULTRY, Tag.PROCESSED_MEAT}
    if Diet.HALAL_FRIENDLY in found.diets or Diet.KOSHER_STYLE in found.diets:
        assert Tag.PORK not in found.tags
    assert (Diet.GLUTEN_FREE in found.diets) == (not possible & {Allergen.GLUTEN, Allergen.WHEAT})
    assert (Diet.DAIRY_FREE in found.diets) == (Allergen.MILK not in possible)
    assert (Diet.NUT_FREE in found.diets) == (not possible & (TREE_NUTS | {Allergen.NUTS, Allergen.PEANUTS}))


@pytest.mark.parametrize(
    ("flag", "lost"),
    [
        (Flag.MEAT, {Diet.VEGAN, Diet.VEGETARIAN, Diet.PESCATARIAN}),
        (Flag.FISH, {Diet.VEGAN, Diet.VEGETARIAN}),
        (Flag.SHELLFISH, {Diet.VEGAN, Diet.VEGETARIAN, Diet.KOSHER_STYLE}),
        (Flag.DAIRY, {Diet.VEGAN}),
        (Flag.EGG, {Diet.VEGAN}),
        (Flag.HONEY, {Diet.VEGAN}),
        (Flag.GELATINE, {Diet.VEGAN, Diet.VEGETARIAN, Diet.PESCATARIAN, Diet.HALAL_FRIENDLY}),
        (Flag.ANIMAL_RENNET, {Diet.VEGAN}),
        (Flag.PORK, {Diet.VEGAN, Diet.VEGETARIAN, Diet.PESCATARIAN, Diet.HALAL_FRIENDLY, Diet.KOSHER_STYLE}),
        (Flag.ALCOHOL, {Diet.HALAL_FRIENDLY}),
        (Flag.HIGH_FODMAP, {Diet.LOW_FODMAP_CANDIDATE}),
    ],
)
def test_a_flag_costs_exactly_its_diets(flag: Flag, lost: set[Diet]) -> None:
    plain = derive(dish({"a": 100}), {"a": food("a", Traits(flags=[Flag.LOW_FODMAP]))}).diets

    flagged = derive(dish({"a": 100}), {"a": food("a", Traits(flags=[Flag.LOW_FODMAP, flag]))}).diets

    assert plain - flagged == lost


@pytest.mark.parametrize(
    ("key", "lost"),
    [
        ("gluten", Diet.GLUTEN_FREE),
        ("wheat", Diet.GLUTEN_FREE),
        ("milk", Diet.DAIRY_FREE),
        ("peanuts", Diet.NUT_FREE),
        ("nuts", Diet.NUT_FREE),
        *[(nut, Diet.NUT_FREE) for nut in sorted(TREE_NUTS)],
    ],
)
def test_a_trace_is_enough_to_lose_a_free_from_diet(key: str, lost: Diet) -> None:
    plain = derive(dish({"a": 100}), {"a": food("a")}).diets

    traced = derive(dish({"a": 100}), {"a": food("a", Traits(may_contain=[key]))}).diets

    assert plain - traced == {lost}


def test_meat_and_milk_are_kosher_style_only_apart() -> None:
    foods = {"meat": food("meat", Traits(flags=["meat", "beef"])), "milk": food("milk", Traits(flags=["dairy"]))}

    assert Diet.KOSHER_STYLE in derive(dish({"meat": 100}), foods).diets
    assert Diet.KOSHER_STYLE in derive(dish({"milk": 100}), foods).diets
    assert Diet.KOSHER_STYLE not in derive(dish({"meat": 100, "milk": 100}), foods).diets


@pytest.mark.parametrize(
    ("fat_g", "carbs_g", "fibre_g", "expected"),
    [(50, 20, 8, True), (50, 20.2, 8, False), (40, 12, 0, True), (39, 12, 0, False)],
)
def test_keto_asks_for_few_net_carbohydrates_and_mostly_fat(
    fat_g: float, carbs_g: float, fibre_g: float, expected: bool
) -> None:
    foods = {"a": food("a", Traits(nutrition=only(720, fat_g, carbs_g, fibre_g)))}

    assert (Diet.KETO in derive(dish({"a": 100}), foods).diets) is expected


@pytest.mark.parametrize("flag", [flag for flag, grams in FODMAP_LIMITS.items() if 0 < grams < inf])
def test_a_low_fodmap_candidate_holds_no_more_of_any_food_than_is_low(flag: Flag) -> None:
    foods = {"a": food("a", Traits(flags=[flag])), "b": food("b", Traits(flags=[Flag.LOW_FODMAP]))}
    low = int(FODMAP_LIMITS[flag])

    within, beyond = dish({"a": 2 * low, "b": 900}, servings=2), dish({"a": 2 * low + 1, "b": 900}, servings=2)

    assert Diet.LOW_FODMAP_CANDIDATE in derive(within, foods).diets
    assert Diet.LOW_FODMAP_CANDIDATE not in derive(beyond, foods).diets


def test_a_food_that_says_nothing_of_fodmaps_makes_no_candidate() -> None:
    foods = {"a": food("a"), "b": food("b", Traits(flags=[Flag.LOW_FODMAP]))}

    assert Diet.LOW_FODMAP_CANDIDATE not in derive(dish({"a": 1, "b": 100}), foods).diets


def test_every_fodmap_word_says_its_amount() -> None:
    words = [flag for flag in Flag if "fodmap" in flag]

    assert set(FODMAP_LIMITS) == set(words)
    for flag, grams in FODMAP_LIMITS.items():
        assert flag in {f"low_fodmap_to_{grams}_g", "low_fodmap" if grams == inf else "high_fodmap"}


def test_nutrition_is_per_serving() -> None:
    foods = {"a": food("a", Traits(nutrition=only(kcal=300))), "b": food("b", Traits(nutrition=only(kcal=60)))}

    assert derive(dish({"a": 200, "b": 50}, servings=3), foods).nutrition.kcal == pytest.approx(210)


def test_cost_is_cents_per_serving_rounded() -> None:
    foods = {"a": food("a", Traits(usd_per_kg=7)), "b": food("b", Traits(usd_per_kg=2))}

    assert derive(dish({"a": 250, "b": 100}, servings=2), foods).cost_cents == 98


def test_estimates_are_a_share_of_the_energy() -> None:
    foods = {
        "known": food("known", Traits(nutrition=only(kcal=300))),
        "guess": food("guess", Traits(nutrition=only(kcal=100), estimate=True)),
        "water": food("water"),
    }

    assert derive(dish({"known": 100, "guess": 100}), foods).estimated_share == pytest.approx(0.25)
    assert derive(dish({"water": 100}), foods).estimated_share == 0


@pytest.mark.parametrize(("tag", "grams"), TAG_GRAMS.items())
def test_a_dish_counts_as_a_tag_from_the_stated_amount_per_serving(tag: Tag, grams: int) -> None:
    foods = {"a": food("a", Traits(groups=[tag])), "b": food("b", Traits(groups=[tag]))}

    assert derive(dish({"a": grams, "b": grams}, servings=2), foods).tags == {tag}
    assert derive(dish({"a": grams, "b": grams - 1}, servings=2), foods).tags == frozenset()


@pytest.mark.parametrize(
    ("recipe", "tag", "expected"),
    [
        ("thai-beef-salad", Tag.FISH, False),  # only fish sauce
        ("chicken-caesar-salad", Tag.FISH, False),  # 4 g of anchovy a serving
        ("salmon-poke-bowl", Tag.OILY_FISH, True),
        ("cod-with-tomato-and-chickpeas", Tag.OILY_FISH, False),
        ("cod-with-tomato-and-chickpeas", Tag.FISH, True),
        ("fish-pie", Tag.SHELLFISH, True),
        ("pasta-carbonara", Tag.PROCESSED_MEAT, True),
        ("pasta-carbonara", Tag.PORK, True),
        ("duck-breast-with-lentils-and-orange", Tag.RED_MEAT, False),
        ("mushroom-risotto", Tag.ANIMAL_RENNET, True),
        ("goulash", Tag.BEEF, True),
    ],
)
def test_dishes_count_as_a_cook_would_say(
    recipe: str, tag: Tag, expected: bool, derived: Mapping[str, Derived]
) -> None:
    assert (tag in derived[recipe].tags) is expected


@pytest.mark.parametrize(
    ("word", "diet"),
    [
        ("vegan", Diet.VEGAN),
        ("gluten-free", Diet.GLUTEN_FREE),
        ("dairy-free", Diet.DAIRY_FREE),
        ("low-fodmap", Diet.LOW_FODMAP_CANDIDATE),
        ("keto", Diet.KETO),
    ],
)
def test_titles_promise_no_more_than_the_foods_keep(
    word: str, diet: Diet, catalogue: Catalogue, derived: Mapping[str, Derived]
) -> None:
    promising = [recipe.id for recipe in catalogue.recipes if word in recipe.title.lower()]

    assert promising
    assert [name for name in promising if diet not in derived[name].diets] == []


def test_no_title_promises_what_nobody_can_keep(catalogue: Catalogue) -> None:
    assert [recipe.title for recipe in catalogue.recipes if "nut-free" in recipe.title.lower()] == []


LEAST = {
    (Diet.VEGAN,): {"breakfast": 30, "lunch": 33, "dinner": 38, "snack": 36},
    (Diet.VEGETARIAN,): {"breakfast": 65, "lunch": 68, "dinner": 73, "snack": 63},
    (Diet.PESCATARIAN,): {"breakfast": 67, "lunch": 86, "dinner": 110, "snack": 66},
    (Diet.GLUTEN_FREE,): {"breakfast": 33, "lunch": 52, "dinner": 83, "snack": 34},
    (Diet.DAIRY_FREE,): {"breakfast": 31, "lunch": 51, "dinner": 92, "snack": 25},
    (Diet.NUT_FREE,): {"breakfast": 31, "lunch": 64, "dinner": 106, "snack": 23},
    (Diet.HALAL_FRIENDLY,): {"breakfast": 67, "lunch": 98, "dinner": 160, "snack": 65},
    (Diet.KOSHER_STYLE,): {"breakfast": 67, "lunch": 90, "dinner": 124, "snack": 65},
    (Diet.LOW_FODMAP_CANDIDATE,): {"breakfast": 11, "lunch": 16, "dinner": 17, "snack": 14},
    (Diet.KETO,): {"breakfast": 15, "lunch": 22, "dinner": 21, "snack": 15},
    (Diet.VEGAN, Diet.GLUTEN_FREE): {"breakfast": 16, "lunch": 17, "dinner": 17, "snack": 19},
    (Diet.VEGAN, Diet.GLUTEN_FREE, Diet.NUT_FREE): {"breakfast": 12, "lunch": 14, "dinner": 13, "snack": 8},
}
"""How many dishes a diet, or several at once, must have for each meal: some fewer than there are."""


@pytest.mark.parametrize("diets", LEAST, ids=" ".join)
def test_every_diet_has_enough_dishes_to_plan_with(
    diets: tuple[Diet, ...], catalogue: Catalogue, derived: Mapping[str, Derived]
) -> None:
    suited = [recipe for recipe in catalogue.recipes if derived[recipe.id].diets >= set(diets)]
    left = Counter[str](meal for recipe in suited for meal in recipe.meals)

    assert {meal: left[meal] for meal, least in LEAST[diets].items() if left[meal] < least} == {}
