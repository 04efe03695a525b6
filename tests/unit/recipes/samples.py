"""Small foods and dishes to derive from."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Food, Ingredient, Minutes, Recipe
from lib.recipes.nutrition import ZERO, Nutrition
from lib.recipes.vocabulary import Aisle, Flag, Tag, Unit


@dataclass(frozen=True)
class Traits:
    """What is special about a sample food."""

    contains: Iterable[str] = ()
    may_contain: Iterable[str] = ()
    flags: Iterable[str] = ()
    groups: Iterable[str] = ()
    nutrition: Nutrition = ZERO
    usd_per_kg: int = 0
    estimate: bool = False


def food(name: str, traits: Traits = Traits()) -> Food:
    return Food(
        name=name,
        contains=frozenset(map(Allergen, traits.contains)),
        may_contain=frozenset(map(Allergen, traits.may_contain)),
        flags=frozenset(map(Flag, traits.flags)),
        groups=frozenset(map(Tag, traits.groups)),
        aisle=Aisle.PRODUCE,
        unit_grams={Unit.ML: Fraction("0.92"), Unit.PIECE: Fraction(50)},
        usd_per_kg=Fraction(traits.usd_per_kg),
        nutrition=traits.nutrition,
        source=(),
        estimate=traits.estimate,
    )


def dish(amounts: dict[str, int], servings: int = 1) -> Recipe:
    ingredients = [Ingredient(name, Fraction(grams), Unit.G, Fraction(grams)) for name, grams in amounts.items()]
    return Recipe("dish", "Dish", ("dinner",), "None", "none", servings, Minutes(0, 0, 0), (), tuple(ingredients))


def only(kcal: float = 0, fat_g: float = 0, carbs_g: float = 0, fibre_g: float = 0) -> Nutrition:
    return Nutrition(kcal, 0, fat_g, 0, carbs_g, 0, fibre_g, 0)
