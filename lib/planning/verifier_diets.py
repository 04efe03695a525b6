"""The verifier's own decision table: what each diet forbids, by ingredient.

Written from the definitions, apart from the table that derives a dish's diets, so that one mistake is not made twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lib.planning.verifier_facts import FoodFacts, RecipeFacts

_LAND_ANIMALS = frozenset({"meat", "beef", "pork", "gelatine"})
_SEA_ANIMALS = frozenset({"fish", "shellfish"})
_ANIMAL_PRODUCTS = frozenset({"dairy", "egg", "honey", "animal_rennet"})
_NUTS = frozenset(
    "nuts peanuts almond hazelnut walnut cashew pecan brazil_nut pistachio macadamia pine_nut".split()  # noqa: SIM905 (a word list)
)


@dataclass(frozen=True, slots=True)
class _Forbids:
    """Flags, and allergens even as traces, that no ingredient of a dish may have."""

    flags: frozenset[str] = frozenset()
    allergens: frozenset[str] = frozenset()


_DIETS = {
    "vegan": _Forbids(flags=_LAND_ANIMALS | _SEA_ANIMALS | _ANIMAL_PRODUCTS),
    "vegetarian": _Forbids(flags=_LAND_ANIMALS | _SEA_ANIMALS),
    "pescatarian": _Forbids(flags=_LAND_ANIMALS),
    "gluten_free": _Forbids(allergens=frozenset({"gluten", "wheat"})),
    "dairy_free": _Forbids(allergens=frozenset({"milk"})),
    "nut_free": _Forbids(allergens=_NUTS),
    "halal_friendly": _Forbids(flags=frozenset({"pork", "alcohol", "gelatine"})),
    "kosher_style": _Forbids(flags=frozenset({"pork", "shellfish"})),
    "low_fodmap_candidate": _Forbids(flags=frozenset({"high_fodmap"})),  # and amounts, below
    "keto": _Forbids(),
}

_FODMAP_AMOUNT = re.compile(r"low_fodmap_to_([1-9][0-9]*)_g")
_KETO_NET_CARBS_G = 12.0
_KETO_FAT_SHARE = 0.5
_KCAL_PER_G_FAT = 9.0


def offences(recipe: RecipeFacts, diet: str) -> list[str]:
    """What in a recipe breaks a diet, in words; an unknown diet is broken by everything."""
    return list(_offences(recipe, diet))


def _offences(recipe: RecipeFacts, diet: str) -> Iterator[str]:
    rule = _DIETS.get(diet)
    if rule is None:
        yield f"nobody knows the diet {diet!r}"
        return
    for food in recipe.ingredients:
        found = (food.flags & rule.flags) | ((food.contains | food.may_contain) & rule.allergens)
        if found:
            yield f"{food.name}: {', '.join(sorted(found))}"
    if diet == "kosher_style" and {"meat", "dairy"} <= recipe.flags():
        yield "meat and dairy in one dish"
    if diet == "keto":
        yield from _keto_offences(recipe)
    if diet == "low_fodmap_candidate":
        yield from _fodmap_offences(recipe)


def _keto_offences(recipe: RecipeFacts) -> Iterator[str]:
    net_carbs = recipe.per_serving("carbs_g") - recipe.per_serving("fibre_g")
    if not net_carbs <= _KETO_NET_CARBS_G:
        yield f"{net_carbs:.1f} g of net carbohydrates"
    share = _KCAL_PER_G_FAT * recipe.per_serving("fat_g") / max(recipe.per_serving("kcal"), 1e-9)
    if not share >= _KETO_FAT_SHARE:
        yield f"{share:.0%} of the energy from fat"


def _fodmap_offences(recipe: RecipeFacts) -> Iterator[str]:
    """The foods of which a serving holds more than the amount that is low, or of which no amount is known to be."""
    for food in recipe.ingredients:
        eaten, low = food.grams / recipe.servings, _low_fodmap_grams(food)
        if low is None:
            yield f"{food.name}: nobody knows how much of it is low in FODMAPs"
        elif eaten > low:
            yield f"{food.name}: {float(eaten):.1f} g, of which {low:.0f} g are low in FODMAPs"


def _low_fodmap_grams(food: FoodFacts) -> float | None:
    amounts = [float(found[1]) for flag in food.flags if (found := _FODMAP_AMOUNT.fullmatch(flag))]
    if amounts:
        return min(amounts)
    return float("inf") if "low_fodmap" in food.flags else None
