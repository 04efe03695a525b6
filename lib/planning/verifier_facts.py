"""What the verifier knows of dishes: their ingredients, and what follows from those alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FoodFacts:
    """One ingredient of a whole recipe: its weight, and what its food is and holds per 100 g.

    Flags are what diets ask about (meat, beef, pork, fish, shellfish, dairy, egg, honey, gelatine, animal_rennet,
    alcohol, high_fodmap, low_fodmap, low_fodmap_to_40_g and the like), groups what weekly rules count. One that is not
    confirmed may be, hold and weigh anything.
    """

    name: str
    grams: Fraction
    contains: frozenset[str]
    may_contain: frozenset[str]
    flags: frozenset[str]
    groups: frozenset[str]
    per_100g: Mapping[str, float]
    cents_per_kg: Fraction
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class RecipeFacts:
    """A recipe as it is written, with the ingredients for all its servings."""

    id: UUID
    title: str
    meals: frozenset[str]
    minutes: int
    main: str | None
    cuisine: str
    tags: frozenset[str]
    ingredients: tuple[FoodFacts, ...]
    servings: int

    def per_serving(self, nutrient: str) -> float:
        """One serving's amount of a nutrient; not a number where a food does not state it."""
        amounts = (food.per_100g.get(nutrient, float("nan")) * float(food.grams) for food in self.ingredients)
        return sum(amounts) / 100.0 / self.servings

    def cents_per_serving(self) -> int:
        """The cost of one serving in whole cents (a half goes to the even cent)."""
        return round(
            sum((food.grams * food.cents_per_kg for food in self.ingredients), Fraction(0)) / 1000 / self.servings
        )

    def flags(self) -> frozenset[str]:
        """What any ingredient is flagged as."""
        return _union(food.flags for food in self.ingredients)

    def carriers(self, allergens: frozenset[str], *, traces: bool) -> list[str]:
        """The ingredients that contain (or, as traces, may contain) any of these allergens."""
        held = ((food.name, food.may_contain if traces else food.contains) for food in self.ingredients)
        return [name for name, keys in held if keys & allergens]

    def unconfirmed(self) -> list[str]:
        """The ingredients of which nobody has said what food they are, and how much."""
        return [food.name for food in self.ingredients if not food.is_confirmed]

    def shows(self, tag: str) -> bool:
        """The recipe has the tag and an ingredient bears it out."""
        return tag in self.tags and any(tag in food.groups or tag in food.flags for food in self.ingredients)

    def is_known(self, nutrients: Iterable[str]) -> bool:
        """The recipe names its ingredients, and their nutrients add up to numbers."""
        return bool(self.ingredients) and all(isfinite(self.per_serving(nutrient)) for nutrient in nutrients)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(key for each in sets for key in each)
