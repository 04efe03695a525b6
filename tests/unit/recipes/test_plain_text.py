"""Recipes that were pasted as text."""

import time

import pytest

from lib.recipes import plain_text
from lib.recipes.catalogue import Minutes
from lib.recipes.draft import Draft

WITH_HEADINGS = """Banana Pancakes

Serves 2
Prep time: 10 min, Cook time: 1 h 20 min

Ingredients:
- 2 ripe bananas
* 2 eggs
50 g flour
a pinch of salt

Method
1. Mash the bananas.
2. Mix and fry for 5 minutes.
"""


def test_reads_text_with_headings() -> None:
    assert plain_text.read(WITH_HEADINGS) == Draft(
        title="Banana Pancakes",
        servings=2,
        minutes=Minutes(10, 80, 90),
        cuisine=None,
        meals=(),
        steps=("Mash the bananas.", "Mix and fry for 5 minutes."),
        lines=("2 ripe bananas", "2 eggs", "50 g flour", "a pinch of salt"),
    )


def test_tells_lines_from_steps_without_headings() -> None:
    draft = plain_text.read("Fried eggs\n2 eggs\nbutter\nFry the eggs in the butter for 20 minutes.\n1) Serve")

    assert (draft.lines, draft.steps) == (("2 eggs", "butter"), ("Fry the eggs in the butter for 20 minutes.", "Serve"))
    assert (draft.servings, draft.minutes) == (None, None)


def test_no_line_of_ingredients_is_lost() -> None:
    lines = ["2 eggs", "3 portions of rice", "for the sauce", "1 tbsp oil"]

    draft = plain_text.read("\n".join(["Title", "Ingredients", *lines]))

    assert draft.lines == tuple(lines)


@pytest.mark.parametrize("text", [" ", "\n\n", "\u200b", "🍅"])
def test_text_without_a_recipe_has_no_lines(text: str) -> None:
    assert plain_text.read(text).lines == ()


@pytest.mark.parametrize(
    "part", ["1 ", " ", "(", "1 onion\n", "prep time : ", "Serves ", ".\n", "- ", "1. ", "ingredients\n", "\r\n"]
)
def test_no_text_costs_much(part: str) -> None:
    text = (part * 20_000)[:20_000]
    began = time.process_time()

    plain_text.read(text)

    assert time.process_time() - began < 0.5
