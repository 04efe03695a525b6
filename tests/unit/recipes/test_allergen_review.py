"""The review of the allergens and the catalogue say the same, and no careless edit undoes either."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from lib.recipes import files
from lib.recipes.allergens import TREE_NUTS, Allergen, expand
from lib.recipes.catalogue import Catalogue, Food
from lib.recipes.derive import Derived

ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
EVERY_OTHER_NUT = "every other nut"
REVIEWED_THRICE = 330

MUST_CONTAIN = {
    "spaghetti": "gluten wheat",
    "wholewheat pasta": "gluten wheat",
    "plain flour": "gluten wheat",
    "wholemeal bread": "gluten wheat",
    "couscous": "gluten wheat",
    "bulgur": "gluten wheat",
    "seitan": "gluten wheat",
    "egg noodles": "gluten wheat eggs",
    "soy sauce": "gluten wheat soy",
    "pork sausage": "gluten wheat sulphites",
    "muesli": "gluten wheat almond hazelnut",
    "rye bread": "gluten",
    "pearl barley": "gluten",
    "rolled oats": "gluten",
    "beer": "gluten",
    "egg": "eggs",
    "mayonnaise": "eggs mustard",
    "semi-skimmed milk": "milk",
    "butter": "milk",
    "ghee": "milk",
    "plain yogurt": "milk",
    "parmesan": "milk",
    "paneer": "milk",
    "chocolate chips": "milk soy",
    "whey protein": "milk soy",
    "pesto": "milk cashew pine_nut",
    "firm tofu": "soy",
    "edamame": "soy",
    "miso": "soy",
    "gluten-free tamari": "soy",
    "peanut butter": "peanuts",
    "ground almonds": "almond",
    "walnuts": "walnut",
    "tahini": "sesame",
    "hummus": "sesame",
    "salmon": "fish",
    "fish sauce": "fish",
    "worcestershire sauce": "fish gluten",
    "kimchi": "fish crustaceans",
    "red curry paste": "crustaceans",
    "prawns": "crustaceans",
    "mussels": "molluscs",
    "oyster sauce": "molluscs wheat gluten soy",
    "celeriac": "celery",
    "vegetable stock": "celery",
    "chicken stock": "celery",
    "beef stock": "celery",
    "mustard seed": "mustard",
    "curry powder": "mustard",
    "white wine": "sulphites",
    "dried apricot": "sulphites",
}

MUST_WARN_OF = {
    "rolled oats": "wheat",
    "cornflour": "gluten wheat",
    "buckwheat": "gluten wheat",
    "red lentils": "gluten wheat",
    "rice noodles": "gluten wheat",
    "corn tortilla": "gluten wheat",
    "worcestershire sauce": "wheat",
    "pasta": "eggs",
    "parmesan": "eggs",
    "white bread": "milk soy sesame",
    "dark chocolate": "milk nuts",
    "coconut yogurt": "milk nuts",
    "margarine": "milk soy",
    "vegan mayonnaise": "eggs milk mustard",
    "vegan curry paste": "crustaceans fish",
    "nori": "crustaceans fish molluscs",
    "almonds": "hazelnut walnut cashew peanuts",
    "sesame seeds": "nuts peanuts",
    "cumin": "celery mustard peanuts",
    "ketchup": "celery",
    "lemon juice": "sulphites",
    "raisins": "sulphites",
}

MUST_CARRY_NOTHING = [
    "carrot", "onion", "garlic", "potato", "tomato", "canned tomato", "broccoli", "spinach", "mushroom",
    "green beans", "apple", "banana", "lemon", "blueberry", "avocado", "white rice", "brown rice", "risotto rice",
    "canned kidney beans", "canned black beans", "olive oil", "rapeseed oil", "coconut oil", "chicken breast",
    "turkey mince", "beef mince", "pork loin", "lamb", "basil", "parsley", "salt", "sugar", "honey", "maple syrup",
    "baking soda", "water",
]  # fmt: skip

ENOUGH = {"breakfast": 4, "lunch": 8, "dinner": 12, "snack": 5}
USUAL_PROFILES = [
    *([key] for key in sorted(Allergen)),
    ["milk", "eggs"],
    ["celery", "mustard"],
    ["nuts", "peanuts"],
    ["crustaceans", "molluscs"],
    ["gluten", "milk"],
]


@pytest.fixture(scope="module")
def foods(catalogue: Catalogue) -> Mapping[str, Food]:
    return catalogue.foods


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """The rows of the review's tables with their cells, without the heads."""
    review = (files.DATA / "allergen-review.md").read_text(encoding="utf-8")
    cells = [row.split(" | ") for row in ROW.findall(review)]
    return [row for row in cells if len(row) > 3 and row[0] not in {"food", "foods"}]


@pytest.mark.parametrize("name", MUST_CONTAIN)
def test_contains_what_everybody_knows(name: str, foods: Mapping[str, Food]) -> None:
    assert foods[name].contains >= set(MUST_CONTAIN[name].split())


@pytest.mark.parametrize("name", MUST_WARN_OF)
def test_warns_of_what_usual_labels_warn_of(name: str, foods: Mapping[str, Food]) -> None:
    assert foods[name].may_contain >= set(MUST_WARN_OF[name].split())


@pytest.mark.parametrize("name", MUST_CARRY_NOTHING)
def test_plain_food_carries_nothing(name: str, foods: Mapping[str, Food]) -> None:
    assert not foods[name].contains | foods[name].may_contain


def test_the_review_speaks_of_foods_that_exist(rows: Sequence[Sequence[str]], foods: Mapping[str, Food]) -> None:
    named = {name for row in rows for name in row[0].split(", ")}

    assert len(named) > 160
    assert named <= foods.keys()


def test_the_catalogue_follows_every_decision_of_the_review(
    rows: Sequence[Sequence[str]], foods: Mapping[str, Food]
) -> None:
    decisions = [row for row in rows if len(row) == 5]

    assert len(decisions) > 100
    for names, keys, _, decision, _ in decisions:
        for name in names.split(", "):
            assert all(_follows(foods[name], key, decision) for key in keys.split(", ")), (name, keys, decision)


def _follows(food: Food, key: str, decision: str) -> bool:
    if key == EVERY_OTHER_NUT:
        return decision == "may contain" and food.may_contain >= TREE_NUTS - food.contains
    carried = food.contains | food.may_contain
    return {
        "contains": key in food.contains,
        "may contain": key in food.may_contain,
        "dropped": key not in carried,
        "named": key not in carried and carried >= TREE_NUTS,
    }[decision]


def test_a_food_that_was_added_later_carries_what_its_only_review_says(
    rows: Sequence[Sequence[str]], foods: Mapping[str, Food]
) -> None:
    said = {name: frozenset[str]() for name in list(foods)[REVIEWED_THRICE:]}
    for names, keys, _, _, _ in (row for row in rows if len(row) == 5 and row[2] == "alone"):
        for name in names.split(", "):
            said[name] |= TREE_NUTS - said[name] if keys == EVERY_OTHER_NUT else set(keys.split(", "))

    assert len(said) >= 18
    assert said == {name: foods[name].contains | foods[name].may_contain for name in said}


def test_what_the_review_left_out_is_out(rows: Sequence[Sequence[str]], foods: Mapping[str, Food]) -> None:
    left_out = [row for row in rows if len(row) == 4]

    assert len(left_out) > 40
    for names, keys, _, _ in left_out:
        for food in (foods[name] for name in names.split(", ")):
            by_group = TREE_NUTS if Allergen.NUTS in food.may_contain else frozenset()
            assert not set(keys.split(", ")) & (food.contains | food.may_contain) - by_group, (food.name, keys)


@pytest.mark.parametrize("avoided", USUAL_PROFILES, ids=" ".join)
def test_enough_is_left_for_who_avoids_even_traces(
    avoided: list[str], catalogue: Catalogue, derived: Mapping[str, Derived]
) -> None:
    keys = expand(avoided)
    carried = {name: dish.contains | dish.may_contain for name, dish in derived.items()}
    safe = [recipe for recipe in catalogue.recipes if keys.isdisjoint(carried[recipe.id])]
    left = Counter[str](meal for recipe in safe for meal in recipe.meals)

    assert {meal: left[meal] for meal, least in ENOUGH.items() if left[meal] < least} == {}
