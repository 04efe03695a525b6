"""The meals of a day, in their order."""

from typing import Literal

type Meal = Literal["breakfast", "lunch", "dinner", "snack"]

MEALS: tuple[Meal, ...] = ("breakfast", "lunch", "dinner", "snack")
