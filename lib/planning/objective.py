"""The planner's objective, in points. This text is the definition; the verifier restates it on its own.

    objective =   sum over planned dishes of  TASTE_POINTS * appeal
                                            + CUISINE_POINTS, if the cuisine is a preferred one
                                            + USE_UP_POINTS * (foods to be used up in the dish, at most USE_UP_FOODS)
                                            - PORTION_POINTS * |portion - 1| / PORTION_STEP
                                            - COST_POINTS * portion * cost of one serving in currency units
                - sum over days and nutrients of  DEVIATION[nutrient].points * max(0, d - DEVIATION[nutrient].tolerance)
                - sum over recipes of  REPEAT_POINTS * (times planned - 1)
                - sum over 7-day blocks and main ingredients of  MAIN_POINTS * max(0, times planned - MAIN_FREE)

`appeal` is in [0, 1), pseudo-random for a seed and a recipe, and the same in every process. `d` is the deviation of
the day's total from the target in per cent of the target, either way; a nutrient without a target costs nothing. Cost
counts one person's portion, whatever the number of servings, so that a large family's plan is not a cheaper kind of
plan. Main ingredients are limited softly: a hard limit could make a plan impossible for a reason that nobody wished.
"""

from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

TASTE_POINTS = 100.0
CUISINE_POINTS = 15.0
USE_UP_POINTS = 10.0
USE_UP_FOODS = 3
PORTION_POINTS = 6.0
PORTION_STEP = 0.25
COST_POINTS = 4.0
CENTS_PER_UNIT = 100.0
REPEAT_POINTS = 12.0
MAIN_POINTS = 15.0
MAIN_FREE = 3


@dataclass(frozen=True, slots=True)
class Deviation:
    """Points lost per further per cent of the target, once the deviation exceeds the tolerance (in per cent)."""

    tolerance: float
    points: float


DEVIATION = {
    "kcal": Deviation(tolerance=3.0, points=4.0),
    "protein_g": Deviation(tolerance=5.0, points=2.0),
    "fat_g": Deviation(tolerance=10.0, points=1.0),
    "carbs_g": Deviation(tolerance=10.0, points=1.0),
    "fibre_g": Deviation(tolerance=10.0, points=1.0),
    "sodium_mg": Deviation(tolerance=10.0, points=1.0),
    "saturates_g": Deviation(tolerance=10.0, points=1.0),
}

_SEED_BYTES = 8
_HASH_BYTES = 8


def appeal(seed: int, recipe_id: UUID) -> float:
    """How much this recipe appeals under this seed, in [0, 1): the first 53 bits of blake2b(seed, id), big-endian.

    The seed is taken modulo 2**64, the hash is 8 bytes long (RFC 7693).
    """
    message = (seed % 2 ** (8 * _SEED_BYTES)).to_bytes(_SEED_BYTES, "big") + recipe_id.bytes
    digest = blake2b(message, digest_size=_HASH_BYTES).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53
