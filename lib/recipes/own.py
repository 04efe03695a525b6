"""What follows from a recipe that somebody wrote: from the lines they confirmed, and in doubt from all others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lib.recipes.allergen_words import found_in
from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Food
from lib.recipes.derive import Derived, derive_serving


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line as it was written, with the food and grams for the whole recipe that are proposed or confirmed for it."""

    text: str
    food: Food | None
    grams: Fraction | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class OwnRecipe:
    """A recipe that somebody wrote."""

    title: str
    steps: Sequence[str]
    servings: int
    lines: Sequence[OwnLine]

    @property
    def is_confirmed(self) -> bool:
        """Whether every line is."""
        return all(line.is_confirmed for line in self.lines)


def derive_own(recipe: OwnRecipe) -> Derived:
    """What one serving is known to hold: nutrition, tags and cost of the confirmed lines alone.

    It may contain what any word of the rest names. No diet is claimed for a dish that is not wholly known.
    """
    used = [(food, grams / recipe.servings) for food, grams in _confirmed(recipe.lines)]
    derived = derive_serving(used, _hints(recipe))
    return derived if recipe.is_confirmed else replace(derived, diets=frozenset())


def _confirmed(lines: Sequence[OwnLine]) -> list[tuple[Food, Fraction]]:
    return [
        (line.food, line.grams)
        for line in lines
        if line.is_confirmed and line.food is not None and line.grams is not None
    ]


def _hints(recipe: OwnRecipe) -> frozenset[Allergen]:
    """What the title, the steps and the unconfirmed lines name, and what the foods proposed for these hold."""
    doubtful = [line for line in recipe.lines if not line.is_confirmed]
    proposed = [line.food for line in doubtful if line.food is not None]
    held = frozenset(key for food in proposed for key in food.contains | food.may_contain)
    return held | found_in([recipe.title, *recipe.steps, *(line.text for line in doubtful)])
