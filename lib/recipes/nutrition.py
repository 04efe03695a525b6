"""The eight nutrients that Tiffin counts, as a value that adds and scales."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Nutrition:
    """Energy in kilocalories, sodium in milligrams, the rest in grams; of what amount is for the holder to say.

    Sugars and fibre are part of the carbohydrates, saturates part of the fat.
    """

    kcal: float
    protein_g: float
    fat_g: float
    saturates_g: float
    carbs_g: float
    sugars_g: float
    fibre_g: float
    sodium_mg: float

    def __add__(self, other: Self) -> "Nutrition":
        return Nutrition(
            self.kcal + other.kcal,
            self.protein_g + other.protein_g,
            self.fat_g + other.fat_g,
            self.saturates_g + other.saturates_g,
            self.carbs_g + other.carbs_g,
            self.sugars_g + other.sugars_g,
            self.fibre_g + other.fibre_g,
            self.sodium_mg + other.sodium_mg,
        )

    def __mul__(self, factor: float) -> "Nutrition":
        return Nutrition(
            self.kcal * factor,
            self.protein_g * factor,
            self.fat_g * factor,
            self.saturates_g * factor,
            self.carbs_g * factor,
            self.sugars_g * factor,
            self.fibre_g * factor,
            self.sodium_mg * factor,
        )

    def rounded(self) -> "Nutrition":
        """The same, as people read it: whole kilocalories and milligrams, tenths of a gram."""
        return Nutrition(
            round(self.kcal),
            round(self.protein_g, 1),
            round(self.fat_g, 1),
            round(self.saturates_g, 1),
            round(self.carbs_g, 1),
            round(self.sugars_g, 1),
            round(self.fibre_g, 1),
            round(self.sodium_mg),
        )


ZERO = Nutrition(0, 0, 0, 0, 0, 0, 0, 0)


def total(parts: Iterable[Nutrition]) -> Nutrition:
    """The sum of the parts; `ZERO` for none."""
    return sum(parts, start=ZERO)
