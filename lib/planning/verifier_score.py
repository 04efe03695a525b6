"""The objective restated from its definition, in plain arithmetic over ingredients, for comparison with what a plan
claims.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from uuid import UUID

from lib.planning.model import PlannedDish, Range, Wishes
from lib.planning.verifier_facts import RecipeFacts

_DAYS_IN_BLOCK = 7
_FREE_OF_ONE_MAIN = 3
_MOST_USED_UP = 3
_POINTS = {
    "taste": 100.0,
    "cuisine": 15.0,
    "used up": 10.0,
    "quarter": 6.0,
    "unit of money": 4.0,
    "repeat": 12.0,
    "main": 15.0,
}
_LOOSE = ("fat_g", "carbs_g", "fibre_g", "sodium_mg", "saturates_g")
_TOLERATED_PER_CENT = {"kcal": 3.0, "protein_g": 5.0} | dict.fromkeys(_LOOSE, 10.0)
_POINTS_PER_CENT = {"kcal": 4.0, "protein_g": 2.0} | dict.fromkeys(_LOOSE, 1.0)


def score(cells: Sequence[PlannedDish], wishes: Wishes, facts: Mapping[UUID, RecipeFacts]) -> float:
    """The points of a plan whose dishes are all known."""
    points = sum(_cell_points(cell, wishes, facts[cell.recipe_id]) for cell in cells)
    for day in range(wishes.days):
        today = [cell for cell in cells if cell.day == day]
        points -= sum(
            _deviation_points(name, getattr(wishes, name), day_total(today, name, facts)) for name in _POINTS_PER_CENT
        )
    times = Counter(cell.recipe_id for cell in cells)
    points -= _POINTS["repeat"] * sum(count - 1 for count in times.values())
    mains = Counter(
        (cell.day // _DAYS_IN_BLOCK, main) for cell in cells if (main := facts[cell.recipe_id].main) is not None
    )
    return points - _POINTS["main"] * sum(max(0, count - _FREE_OF_ONE_MAIN) for count in mains.values())


def day_total(today: Sequence[PlannedDish], nutrient: str, facts: Mapping[UUID, RecipeFacts]) -> float:
    """What one person eats of a nutrient on a day."""
    return sum(cell.portion * facts[cell.recipe_id].per_serving(nutrient) for cell in today)


def _cell_points(cell: PlannedDish, wishes: Wishes, recipe: RecipeFacts) -> float:
    money = cell.portion * recipe.cents_per_serving() / 100.0
    quarters = abs(cell.portion - 1.0) / 0.25
    used_up = len({food.name for food in recipe.ingredients} & wishes.use_up)
    liked = _POINTS["taste"] * _appeal(wishes.seed, recipe.id)
    liked += _POINTS["used up"] * min(used_up, _MOST_USED_UP) + _POINTS["cuisine"] * (recipe.cuisine in wishes.cuisines)
    return liked - _POINTS["quarter"] * quarters - _POINTS["unit of money"] * money


def _appeal(seed: int, recipe: UUID) -> float:
    """blake2b (8 bytes) of the seed modulo 2**64 in 8 bytes and the id in 16; its first 53 bits as a fraction of
    2**53.
    """
    hashed = blake2b(int.to_bytes(seed & 0xFFFF_FFFF_FFFF_FFFF, 8, "big") + recipe.bytes, digest_size=8).hexdigest()
    return float(int(hashed, 16) // 2**11) / float(2**53)


def _deviation_points(nutrient: str, wished: Range, eaten: float) -> float:
    if wished.target is None:
        return 0.0
    per_cent = abs(eaten - wished.target) / wished.target * 100.0
    return _POINTS_PER_CENT[nutrient] * max(0.0, per_cent - _TOLERATED_PER_CENT[nutrient])
