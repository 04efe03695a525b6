"""Small plans to shop for."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from uuid import UUID, uuid5

from lib.recipes import files
from lib.recipes.vocabulary import Aisle
from lib.shopping.model import Food, Meal, Use, exactly

_NAMESPACE = UUID("0b7c6a4e-0000-4000-8000-000000000000")
MONDAY = dt.date(2026, 11, 30)
NO_UNITS: Mapping[str, float] = {}


def food(name: str, aisle: str = Aisle.PRODUCE, units: Mapping[str, float] = NO_UNITS, usd_per_kg: float = 2) -> Food:
    return Food(uuid5(_NAMESPACE, name), name, aisle, units, usd_per_kg)


def catalogue() -> dict[str, Food]:
    """Every food of the catalogue's files, by name."""
    return {
        one.name: Food(
            uuid5(_NAMESPACE, one.name),
            one.name,
            str(one.aisle),
            {str(unit): float(grams) for unit, grams in one.unit_grams.items()},
            float(one.usd_per_kg),
        )
        for one in files.load().foods.values()
    }


def meal(title: str, share: Fraction | int = 1, day: int = 0, slot: str = "dinner") -> Meal:
    date = MONDAY + dt.timedelta(days=day)
    return Meal(uuid5(_NAMESPACE, f"{date} {slot}"), date, slot, title, Fraction(share))


def use(of: Meal, what: Food, grams: float) -> Use:
    return Use(of, what, exactly(grams))
