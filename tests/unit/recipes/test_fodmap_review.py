"""The review of the FODMAPs and the catalogue say the same of every food."""

import re
from collections.abc import Mapping

import pytest

from lib.recipes import files
from lib.recipes.catalogue import Catalogue
from lib.recipes.derive import FODMAP_LIMITS
from lib.recipes.vocabulary import Flag

ROW = re.compile(r"^\| (.+) \| (none|any|\d+ g) \| (.+) \|$", re.MULTILINE)

MUST_BE_HIGH = [
    "onion", "garlic", "leek", "shallot", "garlic powder", "apple", "pear", "mango", "honey", "mushroom", "cauliflower",
    "plain flour", "spaghetti", "white bread", "semi-skimmed milk", "plain yogurt", "ricotta", "red lentils",
    "canned kidney beans", "cashews", "pistachios", "vegetable stock", "chicken stock", "pork sausage", "pesto",
]  # fmt: skip


@pytest.fixture(scope="module")
def reviewed() -> Mapping[str, str]:
    review = (files.DATA / "fodmap-review.md").read_text(encoding="utf-8")
    named = [(name, limit) for names, limit, _ in ROW.findall(review) for name in names.split(", ")]

    assert len(named) == len(dict(named))
    return dict(named)


def test_the_review_speaks_of_every_food_and_of_no_other(reviewed: Mapping[str, str], catalogue: Catalogue) -> None:
    assert reviewed.keys() == catalogue.foods.keys()


def test_the_catalogue_follows_the_review(reviewed: Mapping[str, str], catalogue: Catalogue) -> None:
    for food in catalogue.foods.values():
        words = [flag for flag in food.flags if flag in FODMAP_LIMITS]
        assert words == [_flag(reviewed[food.name])], food.name


def _flag(limit: str) -> Flag:
    words = {"none": Flag.HIGH_FODMAP, "any": Flag.LOW_FODMAP}
    return words.get(limit) or Flag(f"low_fodmap_to_{limit.removesuffix(' g')}_g")


@pytest.mark.parametrize("name", MUST_BE_HIGH)
def test_what_everybody_knows_to_be_high_is(name: str, catalogue: Catalogue) -> None:
    assert Flag.HIGH_FODMAP in catalogue.foods[name].flags
