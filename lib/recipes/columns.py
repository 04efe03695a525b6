"""Between what is derived of foods and recipes and the columns that it is kept in."""

from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from lib.models import recipe as models
from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Food
from lib.recipes.derive import Derived
from lib.recipes.nutrition import Nutrition
from lib.recipes.vocabulary import Aisle, Flag, Tag, Unit

_NUTRIENTS = Nutrition.__slots__


def derived_columns(derived: Derived) -> dict[str, Any]:
    """The columns of a recipe that follow from its foods."""
    return {
        "contains": texts(derived.contains),
        "may_contain": texts(derived.may_contain),
        "diets": texts(derived.diets),
        "tags": texts(derived.tags),
        **asdict(derived.nutrition),
        "cost_cents": float(derived.cost_cents),
        "estimated_share": derived.estimated_share,
    }


def texts(values: Iterable[str]) -> list[str]:
    """The values as a column holds them, in one order."""
    return sorted(str(value) for value in values)


def food_of(row: models.Food) -> Food:
    """The food of a row, without the rows that its nutrients came from."""
    return Food(
        name=row.name,
        contains=frozenset(map(Allergen, row.contains)),
        may_contain=frozenset(map(Allergen, row.may_contain)),
        flags=frozenset(map(Flag, row.flags)),
        groups=frozenset(map(Tag, row.groups)),
        aisle=Aisle(row.aisle),
        unit_grams={Unit(unit): exactly(grams) for unit, grams in row.unit_grams.items()},
        usd_per_kg=exactly(row.usd_per_kg),
        nutrition=Nutrition(**{name: getattr(row, name) for name in _NUTRIENTS}),
        source=(),
        estimate=row.is_estimate,
    )


def exactly(number: float) -> Fraction:
    """The decimal that was written, which the shortest text of the float still shows."""
    return Fraction(str(number))
