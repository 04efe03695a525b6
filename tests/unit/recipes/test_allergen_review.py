"""The allergens that a careless edit must not change: what these foods must carry, and what must carry nothing."""

import re
from collections.abc import Mapping

import pytest

from lib.recipes import files
from lib.recipes.catalogue import Food

MUST_CONTAIN = {
    "plain flour": {"gluten", "wheat"},
    "wholemeal bread": {"gluten", "wheat"},
    "spaghetti": {"gluten", "wheat"},
    "couscous": {"gluten", "wheat"},
    "bulgur": {"gluten", "wheat"},
    "rye bread": {"gluten"},
    "pearl barley": {"gluten"},
    "rolled oats": {"gluten"},
    "seitan": {"gluten", "wheat"},
    "soy sauce": {"gluten", "wheat", "soy"},
    "gluten-free tamari": {"soy"},
    "beer": {"gluten"},
    "egg": {"eggs"},
    "mayonnaise": {"eggs", "mustard"},
    "butter": {"milk"},
    "semi-skimmed milk": {"milk"},
    "plain yogurt": {"milk"},
    "parmesan": {"milk"},
    "feta": {"milk"},
    "whey protein": {"milk"},
    "firm tofu": {"soy"},
    "edamame": {"soy"},
    "miso": {"soy"},
    "soy milk": {"soy"},
    "peanut butter": {"peanuts"},
    "almonds": {"almond"},
    "walnuts": {"walnut"},
    "cashews": {"cashew"},
    "pesto": {"milk", "cashew", "pine_nut"},
    "tahini": {"sesame"},
    "salmon": {"fish"},
    "anchovy": {"fish"},
    "fish sauce": {"fish"},
    "worcestershire sauce": {"fish", "gluten"},
    "kimchi": {"fish", "crustaceans"},
    "prawns": {"crustaceans"},
    "mussels": {"molluscs"},
    "squid": {"molluscs"},
    "celery": {"celery"},
    "vegetable stock": {"celery"},
    "mustard": {"mustard"},
    "white wine": {"sulphites"},
    "dried apricot": {"sulphites"},
}
MUST_BE_CLEAN = [
    "carrot", "onion", "garlic", "potato", "tomato", "apple", "banana", "lemon", "broccoli", "cucumber",
    "courgette", "aubergine", "red pepper", "mushroom", "olive oil", "chicken breast", "beef mince", "lamb",
    "basil", "parsley", "salt", "sugar", "honey", "ginger", "blueberry", "avocado", "sweet potato", "spinach",
]  # fmt: skip


@pytest.fixture(scope="module")
def foods() -> Mapping[str, Food]:
    return files.load().foods


@pytest.mark.parametrize("name", MUST_CONTAIN)
def test_carries_what_it_is_known_for(foods: Mapping[str, Food], name: str) -> None:
    assert {str(key) for key in foods[name].contains} >= MUST_CONTAIN[name]


@pytest.mark.parametrize("name", MUST_BE_CLEAN)
def test_carries_nothing(foods: Mapping[str, Food], name: str) -> None:
    assert not foods[name].contains | foods[name].may_contain


def test_the_review_speaks_of_foods_that_exist(foods: Mapping[str, Food]) -> None:
    review = (files.DATA / "allergen-review.md").read_text("utf-8")
    named = {name.strip() for cell in re.findall(r"^\| ([^|]+) \|", review, re.MULTILINE) for name in cell.split(",")}

    assert named - foods.keys() <= {"food", "foods"}
    assert len(named) > 100


def test_wheat_never_stands_without_gluten(foods: Mapping[str, Food]) -> None:
    for food in foods.values():
        carried = {*map(str, food.contains), *map(str, food.may_contain)}
        assert "wheat" not in carried or "gluten" in carried, food.name
