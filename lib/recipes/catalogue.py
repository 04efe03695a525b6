"""What the catalogue holds: foods, and recipes that are nothing but amounts of foods. `files` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lib.recipes.allergens import Allergen
from lib.recipes.meals import Meal
from lib.recipes.nutrition import Nutrition
from lib.recipes.vocabulary import Aisle, Flag, Tag, Unit


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of USDA FoodData Central and how many grams of it make 100 g of the food."""

    fdc_id: int
    data_type: str
    description: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Food:
    """A food as it is bought. `nutrition` is per 100 g; `estimate` says that a relative or a mixture stands in for it.

    `contains` holds what the food always or usually carries, `may_contain` traces and what differs from maker to maker.
    """

    name: str
    contains: frozenset[Allergen]
    may_contain: frozenset[Allergen]
    flags: frozenset[Flag]
    groups: frozenset[Tag]
    aisle: Aisle
    unit_grams: Mapping[Unit, Fraction]
    usd_per_kg: Fraction
    nutrition: Nutrition
    source: tuple[SourceRow, ...]
    estimate: bool

    @property
    def density(self) -> Fraction | None:
        """Grams per millilitre, for foods that are measured by volume."""
        return self.unit_grams.get(Unit.ML)

    @property
    def main_source(self) -> SourceRow:
        """The row that makes up most of the food; the only one unless the food is a mixture."""
        return max(self.source, key=lambda row: row.share)

    def grams(self, quantity: Fraction, unit: Unit) -> Fraction:
        """What so much of the food weighs, exactly.

        Raises:
            ValueError: nobody has said what this unit of this food weighs.
        """
        if unit is Unit.G:
            return quantity
        if unit not in self.unit_grams:
            raise ValueError(f"nobody has said what a {unit} of {self.name} weighs")
        return quantity * self.unit_grams[unit]


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An amount of a food for the whole recipe, as the cook measures it and in grams (to a tenth)."""

    food: str
    quantity: Fraction
    unit: Unit
    grams: Fraction


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long the cook is busy and the dish cooks; waiting overnight is not counted."""

    prep: int
    cook: int
    total: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """A dish. `id` is a slug that never changes; the amounts are for all `servings` together."""

    id: str
    title: str
    meals: tuple[Meal, ...]
    cuisine: str
    main: str
    servings: int
    minutes: Minutes
    steps: tuple[str, ...]
    ingredients: tuple[Ingredient, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that can be planned: the recipes, and by name the foods that they are made of."""

    foods: Mapping[str, Food]
    recipes: tuple[Recipe, ...]
