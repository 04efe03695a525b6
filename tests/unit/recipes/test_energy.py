"""Energy agrees with what the nutrients give: 4 kcal per gram of protein and carbohydrate, 9 of fat, 2 of fibre.

Fibre at 2 kcal/g follows Annex XIV of Regulation (EU) 1169/2011. Alcohol (7 kcal/g) and organic acids (3 kcal/g) are
not among our nutrients, so foods that live on them are listed by name; no recipe holds enough of them to matter.
"""

from collections.abc import Mapping

import pytest

from lib.recipes.catalogue import Catalogue
from lib.recipes.derive import Derived
from lib.recipes.nutrition import Nutrition

RECIPE_TOLERANCE = 0.12
FOOD_TOLERANCE = 0.12
FOOD_SLACK_KCAL = 8

ACIDS = "acids count as carbohydrate by difference, or not at all"
SPICES = "USDA counts the protein and carbohydrate of spices low"
ALCOHOL = "the energy is the alcohol's"

KNOWN: Mapping[str, str] = {
    **dict.fromkeys(["lemon", "lemon juice", "lime", "lime juice", "ketchup", "lemongrass"], ACIDS),
    **dict.fromkeys(["white vinegar", "red wine vinegar", "balsamic vinegar"], ACIDS),
    **dict.fromkeys(["bay leaf", "cumin", "ground coriander", "paprika", "smoked paprika", "cayenne"], SPICES),
    **dict.fromkeys(["chilli flakes", "allspice", "cloves", "star anise", "saffron"], SPICES),
    **dict.fromkeys(["vanilla", "white wine", "red wine", "beer"], ALCOHOL),
    "nori": "USDA counts seaweed's carbohydrate low",
    "canned black beans": "the survey's energy takes the fibre in full",
    "cocoa powder": "USDA counts cocoa's protein and carbohydrate at less than half",
    "pea protein": "USDA counts protein isolate at 3.5 kcal/g",
}


def atwater(found: Nutrition) -> float:
    """Kilocalories by the general factors."""
    digestible = max(0.0, found.carbs_g - found.fibre_g)
    return 4 * found.protein_g + 9 * found.fat_g + 4 * digestible + 2 * found.fibre_g


def is_off(found: Nutrition, tolerance: float, slack: float = 0.0) -> bool:
    """Whether the stated energy and the computed one differ by more than allowed."""
    return abs(found.kcal - atwater(found)) > max(tolerance * found.kcal, slack)


def test_every_recipe_has_the_energy_of_its_nutrients(derived: Mapping[str, Derived]) -> None:
    off = {name: dish.nutrition for name, dish in derived.items() if is_off(dish.nutrition, RECIPE_TOLERANCE)}

    assert off == {}


def test_every_food_has_the_energy_of_its_nutrients_but_those_known_not_to(catalogue: Catalogue) -> None:
    off = {food.name for food in catalogue.foods.values() if is_off(food.nutrition, FOOD_TOLERANCE, FOOD_SLACK_KCAL)}

    assert off == set(KNOWN)


@pytest.mark.parametrize(("kcal", "expected"), [(199, False), (155, True), (245, True)])
def test_the_check_notices_energy_that_does_not_fit(kcal: float, expected: bool) -> None:
    found = Nutrition(kcal, protein_g=10, fat_g=10, saturates_g=0, carbs_g=20, sugars_g=0, fibre_g=5, sodium_mg=0)

    assert atwater(found) == 200
    assert is_off(found, RECIPE_TOLERANCE) is expected
