"""The lines of a shopping list (pure): what is needed, less what is at home, as it is bought, in walking order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from lib.shopping import aisles
from lib.shopping.model import Food, Use, exactly
from lib.shopping.needs import Need, needs
from lib.shopping.purchase import Purchase, purchase

_GRAMS_PER_CENT = 10  # at a dollar per kilo
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A food of the list: how much of the pantry goes into the meals, and what is bought, if anything is.

    `left_over` is what is bought and not eaten, `cents` what it costs by the catalogue's prices.
    """

    need: Need
    from_pantry: Fraction
    purchase: Purchase | None
    left_over: Fraction
    cents: int


def lines(uses: Iterable[Use], pantry: Mapping[UUID, Fraction]) -> list[Line]:
    """A line for every food that the meals need, in the order in which a shop has them."""
    found = [_line(need, pantry.get(need.food.id)) for need in needs(uses) if need.grams]
    return sorted(found, key=lambda line: (aisles.place(line.need.food.aisle), line.need.food.name))


def _line(need: Need, at_home: Fraction | None) -> Line:
    from_pantry = min(at_home, need.grams) if at_home is not None else _NONE
    missing = need.grams - from_pantry if at_home is not None else need.grams
    bought = purchase(need.food, missing, has_some=at_home is not None)
    if bought is None:
        return Line(need, from_pantry, None, _NONE, 0)
    spare = bought.grams - missing
    return Line(need, from_pantry, bought, spare if spare.numerator > 0 else _NONE, _cents(need.food, bought))


def _cents(food: Food, bought: Purchase) -> int:
    """The price, rounded half up; in integers, as a list has many lines and fractions are slow."""
    price, grams = exactly(food.usd_per_kg), bought.grams
    parts, whole = price.numerator * grams.numerator, price.denominator * grams.denominator * _GRAMS_PER_CENT
    return (2 * parts + whole) // (2 * whole)
