"""What a shopping list is computed from (pure): the meals of a plan and the foods that they take."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from uuid import UUID


@lru_cache(maxsize=4096)  # a plan repeats a few hundred figures, and reading one costs more than all that follows
def exactly(number: float) -> Fraction:
    """The decimal that somebody wrote, which the shortest text of the float still shows."""
    return Fraction(str(number))


def eaters(portions: float) -> Fraction:
    """How many portions like the first eater's are cooked of every meal of a plan."""
    return exactly(portions)


@dataclass(frozen=True, slots=True)
class Food:
    """A food as the catalogue has it: what its units weigh, and its price in US dollars."""

    id: UUID
    name: str
    aisle: str
    unit_grams: Mapping[str, float]
    usd_per_kg: float


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal of the plan; `share` is how much of the whole recipe is cooked for it."""

    id: UUID
    date: dt.date
    slot: str
    title: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Use:
    """An ingredient of a meal's recipe; the grams are those of the whole recipe."""

    meal: Meal
    food: Food
    grams: Fraction


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything that a plan's list follows from: its days, what its meals use, what is at home, what is ticked off.

    `as_written` are lines of own recipes of which nobody has confirmed what they mean.
    """

    plan: UUID
    starts_on: dt.date
    days: int
    uses: tuple[Use, ...]
    pantry: Mapping[UUID, Fraction]
    ticked: frozenset[UUID]
    as_written: tuple[tuple[str, Meal], ...] = ()
