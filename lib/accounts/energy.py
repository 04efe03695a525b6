"""How much energy an adult needs, by two published formulas, and the ranges that go with it (pure; no medical advice).

Sources: Mifflin et al., Am J Clin Nutr 1990, 51:241 (resting energy, times a level of physical activity); National
Academies, Dietary Reference Intakes for Energy, 2023, Table 5-16 (total energy of adults; activity is inside, so it is
never multiplied again). The ranges are the acceptable macronutrient distribution ranges of the Institute of Medicine
(2005), with fibre, sodium and saturated fat as in the Dietary Guidelines for Americans 2020-2025.

Both are for adults who are neither pregnant nor breastfeeding; for everybody else there is no answer here.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from lib.accounts.preferences import Range
from lib.fields import Input

type Sex = Literal["male", "female"]
type Activity = Literal["inactive", "low", "active", "very_active"]

ADULT = 19
FLOOR = {"female": 1200, "male": 1500}
"""What is never gone below without a professional, in kcal a day."""
NOTICE = (
    "An estimate from averages of many people, and no medical advice: your own need may well differ by 300 kcal and "
    "more. Speak with a doctor or dietitian before you change what you eat for your health."
)

_BY_HAND = "set the targets by hand with a professional"
_STEP = 10
_LEVEL = {"inactive": 1.2, "low": 1.375, "active": 1.55, "very_active": 1.725}
_KCAL_PER_GRAM = {"protein_g": 4.0, "fat_g": 9.0, "carbs_g": 4.0, "saturates_g": 9.0}
_SHARES = {"protein_g": (0.10, 0.35), "fat_g": (0.20, 0.35), "carbs_g": (0.45, 0.65)}
_NEAR = 0.1
_PROTEIN_PER_KG = 0.8
_FIBRE_PER_KCAL = 14 / 1000
_MOST_SODIUM = 2300.0
_MOST_SATURATES = 0.10


@dataclass(frozen=True, slots=True)
class _Line:
    """kcal = constant - per_year * age + per_cm * height + per_kg * weight."""

    constant: float
    per_year: float
    per_cm: float
    per_kg: float


_DRI_2023 = {
    ("male", "inactive"): _Line(753.07, 10.83, 6.50, 14.10),
    ("male", "low"): _Line(581.47, 10.83, 8.30, 14.94),
    ("male", "active"): _Line(1004.82, 10.83, 6.52, 15.91),
    ("male", "very_active"): _Line(-517.88, 10.83, 15.61, 19.11),
    ("female", "inactive"): _Line(584.90, 7.01, 5.72, 11.71),
    ("female", "low"): _Line(575.77, 7.01, 6.60, 12.14),
    ("female", "active"): _Line(710.25, 7.01, 6.54, 12.34),
    ("female", "very_active"): _Line(511.83, 7.01, 9.07, 12.56),
}
_RESTING = {"male": _Line(5, 5, 6.25, 10), "female": _Line(-161, 5, 6.25, 10)}


def _adult(age: int) -> int:
    if age < ADULT:
        raise ValueError(f"the formulas are for adults of {ADULT} years and more: {_BY_HAND}")
    return age


def _neither(expecting: bool) -> bool:
    if expecting:
        raise ValueError(f"the formulas do not hold in pregnancy and while breastfeeding: {_BY_HAND}")
    return expecting


class Body(Input):
    """Whose energy is estimated; nothing of it is stored."""

    sex: Sex
    age: Annotated[int, Field(le=120, json_schema_extra={"minimum": ADULT}), AfterValidator(_adult)]
    height_cm: Annotated[float, Field(ge=100, le=250)]
    weight_kg: Annotated[float, Field(ge=30, le=300)]
    activity: Activity
    pregnant_or_breastfeeding: Annotated[bool, Field(json_schema_extra={"const": False}), AfterValidator(_neither)] = (
        False
    )


class Targets(BaseModel):
    """Ranges of a day as preferences take them."""

    kcal: Range
    protein_g: Range
    fat_g: Range
    carbs_g: Range
    fibre_g: Range
    sodium_mg: Range
    saturates_g: Range


class EnergyEstimate(BaseModel):
    """What both formulas say, in kcal a day, and a target between them that preferences can take over.

    `is_floored` tells that both together say less than `floor_kcal`, which no plan should go below without a
    professional.
    """

    mifflin_st_jeor_kcal: int
    dri_2023_kcal: int
    suggested_kcal: int
    floor_kcal: int
    is_floored: bool
    targets: Targets
    notice: str


def estimate(body: Body) -> EnergyEstimate:
    """The energy and the ranges for this adult: the middle of both formulas, to ten kcal, and never below the floor."""
    both = mifflin_st_jeor(body), dri_2023(body)
    middle, floor = round(sum(both) / len(both) / _STEP) * _STEP, FLOOR[body.sex]
    suggested = max(middle, floor)
    return EnergyEstimate(
        mifflin_st_jeor_kcal=round(both[0]),
        dri_2023_kcal=round(both[1]),
        suggested_kcal=suggested,
        floor_kcal=floor,
        is_floored=middle < floor,
        targets=targets(suggested, body.weight_kg),
        notice=NOTICE,
    )


def mifflin_st_jeor(body: Body) -> float:
    """Resting energy (10 w + 6.25 h - 5 a, + 5 for men, - 161 for women) times 1.2, 1.375, 1.55 or 1.725."""
    return _on(_RESTING[body.sex], body) * _LEVEL[body.activity]


def dri_2023(body: Body) -> float:
    """Total energy by the equations of 2023, height in centimetres."""
    return _on(_DRI_2023[body.sex, body.activity], body)


def targets(kcal: float, weight_kg: float) -> Targets:
    """The ranges for so much energy: shares of it for the macronutrients, at least 0.8 g of protein for a kilogram."""
    grams = {name: [share * kcal / _KCAL_PER_GRAM[name] for share in shares] for name, shares in _SHARES.items()}
    least, most = grams["protein_g"]
    grams["protein_g"][0] = min(max(least, _PROTEIN_PER_KG * weight_kg), most)
    ranges = {name: Range(min=round(low), max=round(high)) for name, (low, high) in grams.items()}
    return Targets(
        kcal=Range(min=round((1 - _NEAR) * kcal), target=kcal, max=round((1 + _NEAR) * kcal)),
        **ranges,
        fibre_g=Range(min=round(_FIBRE_PER_KCAL * kcal)),
        sodium_mg=Range(max=_MOST_SODIUM),
        saturates_g=Range(max=round(_MOST_SATURATES * kcal / _KCAL_PER_GRAM["saturates_g"])),
    )


def _on(line: _Line, body: Body) -> float:
    return line.constant - line.per_year * body.age + line.per_cm * body.height_cm + line.per_kg * body.weight_kg
