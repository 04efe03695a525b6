"""No step names an allergen, or an animal food, that the ingredients do not hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from lib.recipes.allergens import TREE_NUTS, Allergen
from lib.recipes.catalogue import Catalogue, Food, Recipe
from lib.recipes.vocabulary import Flag

FALSE_FRIENDS = {
    "coconut milk": "coconut milk",
    "soy milk": "soy milk",
    "almond milk": "almond milk",
    "coconut yogurt": "coconut yogurt",
    "soy yogurt": "soy yogurt",
    "peanut butter": "peanut butter",
    "almond butter": "almond butter",
    "rice noodles": "rice noodles",
    "corn tortillas": "corn tortilla",
    "gluten-free pasta": "gluten-free pasta",
    "gluten-free bread": "vegan gluten-free bread",
    "gluten-free rice noodles": "gluten-free rice noodles",
    "gluten-free corn tortillas": "gluten-free corn tortilla",
}
"""Phrases that sound like another allergen; each is passed over only in a recipe that lists the food it means."""

MILK = (
    "milk buttermilk butter ghee cream yogurt cheese cheeses parmesan mozzarella cheddar feta ricotta halloumi paneer"
)
MILK += " gruyere quark skyr custard whey mascarpone"
EGGS = "egg eggs yolk yolks mayonnaise meringue"
GLUTEN = "bread toast crumbs croutons flour pasta spaghetti noodles couscous bulgur barley oats muesli tortilla"
GLUTEN += " tortillas buns pitta pittas bagel muffin baguette crackers oatcakes flakes gnocchi"
FISH = "fish salmon cod tuna trout mackerel anchovy anchovies sardine sardines tilapia haddock"
CRUSTACEANS = "prawn prawns shrimp shrimps crab lobster"
MOLLUSCS = "mussel mussels squid scallop scallops oyster oysters clams"
SOY = "soy soya tofu tempeh miso tamari edamame"
NUTS = "nuts nut almond almonds walnut walnuts cashew cashews pecan pecans pistachio pistachios hazelnut hazelnuts"

WORDS: Mapping[frozenset[Allergen], str] = {
    frozenset({Allergen.MILK}): MILK,
    frozenset({Allergen.EGGS}): EGGS,
    frozenset({Allergen.GLUTEN}): GLUTEN,
    frozenset({Allergen.FISH}): FISH,
    frozenset({Allergen.CRUSTACEANS}): CRUSTACEANS,
    frozenset({Allergen.MOLLUSCS}): MOLLUSCS,
    frozenset({Allergen.SOY}): SOY,
    TREE_NUTS | {Allergen.NUTS}: NUTS,
    frozenset({Allergen.PEANUTS}): "peanut peanuts",
    frozenset({Allergen.SESAME}): "sesame tahini hummus",
    frozenset({Allergen.MUSTARD}): "mustard",
    frozenset({Allergen.CELERY}): "celery celeriac",
    frozenset({Allergen.SULPHITES}): "wine",
    frozenset({Allergen.LUPIN}): "lupin",
}

ANIMALS: Mapping[Flag, str] = {
    Flag.MEAT: "meat chicken turkey duck lamb beef pork bacon ham sausage sausages chorizo mince steak",
    Flag.BEEF: "beef steak",
    Flag.PORK: "pork bacon ham sausage sausages chorizo",
    Flag.HONEY: "honey",
    Flag.GELATINE: "gelatine",
}

MEANS_NO_MEAT = {"mussel meat": "mussels"}
"""The same for animal words."""


def hidden(recipe: Recipe, foods: Mapping[str, Food]) -> list[str]:
    """The words in the steps that no ingredient accounts for."""
    used = [foods[item.food] for item in recipe.ingredients]
    contains = {key for food in used for key in food.contains}
    flags = {flag for food in used for flag in food.flags}
    text = _without_false_friends(" ".join(recipe.steps).lower(), {food.name for food in used})
    allergens = [word for keys, words in WORDS.items() if not keys & contains for word in _spoken(words, text)]
    animals = [word for flag, words in ANIMALS.items() if flag not in flags for word in _spoken(words, text)]
    return allergens + animals


def _without_false_friends(text: str, names: set[str]) -> str:
    for phrase, food in (FALSE_FRIENDS | MEANS_NO_MEAT).items():
        if food in names:
            text = text.replace(phrase, "")
    return text


def _spoken(words: str, text: str) -> Iterator[str]:
    return (word for word in words.split() if re.search(rf"\b{word}\b", text))


def test_no_step_names_what_the_ingredients_lack(catalogue: Catalogue) -> None:
    found = {recipe.id: hidden(recipe, catalogue.foods) for recipe in catalogue.recipes}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("phrase", FALSE_FRIENDS | MEANS_NO_MEAT)
def test_every_false_friend_is_still_needed(phrase: str, catalogue: Catalogue) -> None:
    assert any(phrase in " ".join(recipe.steps).lower() for recipe in catalogue.recipes)


@pytest.mark.parametrize(
    ("step", "word"),
    [
        ("Finish with a knob of butter.", "butter"),
        ("Stir in the coconut milk.", "milk"),
        ("Scatter with walnuts.", "walnuts"),
        ("Deglaze with wine.", "wine"),
        ("Add the bacon.", "bacon"),
        ("Drizzle with honey.", "honey"),
    ],
)
def test_the_check_notices_what_is_slipped_into_a_step(step: str, word: str, catalogue: Catalogue) -> None:
    soup = next(recipe for recipe in catalogue.recipes if recipe.id == "red-lentil-and-tomato-soup")

    assert hidden(replace(soup, steps=(*soup.steps, step)), catalogue.foods).count(word) >= 1


def test_the_check_is_not_fooled_by_longer_words(catalogue: Catalogue) -> None:
    soup = next(recipe for recipe in catalogue.recipes if recipe.id == "red-lentil-and-tomato-soup")
    steps = ("Fry the eggplant and the butternut, thicken with cornflour and add the oatmeal-coloured beans.",)

    assert hidden(replace(soup, steps=steps), catalogue.foods) == []
