"""Everything that is said about a dish follows from its foods: nutrition, allergens, diets, tags and cost."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from lib.recipes.allergens import TREE_NUTS, Allergen
from lib.recipes.catalogue import Food, Recipe
from lib.recipes.nutrition import Nutrition, total
from lib.recipes.vocabulary import Diet, Flag, Tag

__all__ = ["DIETS", "TAG_GRAMS", "Derived", "Diet", "Tag", "derive", "derive_serving"]

TAG_GRAMS: Mapping[Tag, int] = {
    Tag.FISH: 30,
    Tag.OILY_FISH: 30,
    Tag.SHELLFISH: 30,
    Tag.RED_MEAT: 10,
    Tag.BEEF: 10,
    Tag.PORK: 10,
    Tag.LAMB: 10,
    Tag.POULTRY: 10,
    Tag.PROCESSED_MEAT: 10,
    Tag.EGG: 25,
    Tag.LEGUMES: 40,
    Tag.SOYA_FOOD: 40,
    Tag.NUTS_SEEDS: 10,
    Tag.WHOLEGRAIN: 20,
}
"""Grams per serving, as bought, from which a group makes the dish count. Meat counts early, because people limit it;
what people want more of counts only when it is a real part of the dish. Fish sauce is in no group."""

FLAG_TAGS: Mapping[Flag, Tag] = {Flag.ANIMAL_RENNET: Tag.ANIMAL_RENNET, Flag.ALCOHOL: Tag.ALCOHOL}
"""Flags that people may limit in whatever amount: vegetarians who mind rennet cap that tag at nought."""

FLESH = frozenset({Flag.MEAT, Flag.BEEF, Flag.PORK, Flag.GELATINE})
SEAFOOD = frozenset({Flag.FISH, Flag.SHELLFISH})
ANIMAL = FLESH | SEAFOOD | {Flag.DAIRY, Flag.EGG, Flag.HONEY, Flag.ANIMAL_RENNET}

FODMAP_LIMITS: Mapping[Flag, float] = {
    Flag.HIGH_FODMAP: 0,
    Flag.LOW_FODMAP_TO_10_G: 10,
    Flag.LOW_FODMAP_TO_20_G: 20,
    Flag.LOW_FODMAP_TO_30_G: 30,
    Flag.LOW_FODMAP_TO_40_G: 40,
    Flag.LOW_FODMAP_TO_60_G: 60,
    Flag.LOW_FODMAP_TO_75_G: 75,
    Flag.LOW_FODMAP_TO_100_G: 100,
    Flag.LOW_FODMAP_TO_150_G: 150,
    Flag.LOW_FODMAP_TO_250_G: 250,
    Flag.LOW_FODMAP: inf,
}
"""Up to how many grams in one serving a food is low in FODMAPs; `data/fodmap-review.md` gives the reasons."""

KETO_NET_CARBS_G = 12
KETO_FAT_SHARE = 0.5
FAT_KCAL_PER_G = 9


@dataclass(frozen=True, slots=True)
class Derived:
    """What a recipe's foods say about it; amounts are for one serving.

    `may_contain` leaves out what is contained anyway. `cost_cents` are US cents. `estimated_share` is the part of the
    energy, from 0 to 1, that comes from foods whose nutrients are estimates.
    """

    nutrition: Nutrition
    contains: frozenset[Allergen]
    may_contain: frozenset[Allergen]
    diets: frozenset[Diet]
    tags: frozenset[Tag]
    cost_cents: int
    estimated_share: float


@dataclass(frozen=True, slots=True)
class _Dish:
    """What a diet may ask about: one serving's foods and nutrition, all flags, all allergens with their traces."""

    foods: Sequence[tuple[Food, Fraction]]
    flags: frozenset[Flag]
    allergens: frozenset[Allergen]
    nutrition: Nutrition

    def has_any(self, flags: Iterable[Flag]) -> bool:
        """Whether any food of the dish carries any of the flags."""
        return not self.flags.isdisjoint(flags)

    def is_free_of(self, allergens: Iterable[Allergen]) -> bool:
        """Whether no food contains, or may contain, any of them."""
        return self.allergens.isdisjoint(allergens)


def derive(recipe: Recipe, foods: Mapping[str, Food]) -> Derived:
    """Return what the recipe's foods say about one serving of it.

    Raises:
        KeyError: an ingredient's food is not among the foods.
    """
    return derive_serving([(foods[item.food], item.grams / recipe.servings) for item in recipe.ingredients])


def derive_serving(used: Sequence[tuple[Food, Fraction]], hints: frozenset[Allergen] = frozenset()) -> Derived:
    """Return what follows from one serving's foods with their grams; `hints` are allergens that it may hold besides."""
    nutrition = total(_part(food, grams) for food, grams in used)
    contains = frozenset(key for food, _ in used for key in food.contains)
    traces = frozenset(key for food, _ in used for key in food.may_contain) | hints
    flags = frozenset(flag for food, _ in used for flag in food.flags)
    dish = _Dish(used, flags, contains | traces, nutrition)
    return Derived(
        nutrition=nutrition,
        contains=contains,
        may_contain=traces - contains,
        diets=frozenset(diet for diet, suits in DIETS.items() if suits(dish)),
        tags=_tags(used) | {tag for flag, tag in FLAG_TAGS.items() if flag in flags},
        cost_cents=round(sum((grams * food.usd_per_kg for food, grams in used), start=Fraction(0)) / 10),
        estimated_share=_estimated_share(used),
    )


def _part(food: Food, grams: Fraction) -> Nutrition:
    return food.nutrition * (float(grams) / 100)


def _tags(used: Iterable[tuple[Food, Fraction]]) -> frozenset[Tag]:
    """The groups of which one serving holds enough, over all foods together."""
    amounts: dict[Tag, Fraction] = {}
    for food, grams in used:
        for group in food.groups:
            amounts[group] = amounts.get(group, Fraction(0)) + grams
    return frozenset(tag for tag, grams in amounts.items() if grams >= TAG_GRAMS[tag])


def _estimated_share(used: Iterable[tuple[Food, Fraction]]) -> float:
    energy = [(food.estimate, _part(food, grams).kcal) for food, grams in used]
    everything = sum(kcal for _, kcal in energy)
    return sum(kcal for estimate, kcal in energy if estimate) / everything if everything else 0.0


def _is_kosher_style(dish: _Dish) -> bool:
    """No pork, no shellfish, and never meat together with milk; nothing is said about the slaughter."""
    mixed = Flag.MEAT in dish.flags and Flag.DAIRY in dish.flags
    return not mixed and not dish.has_any({Flag.PORK, Flag.SHELLFISH})


def _is_keto(dish: _Dish) -> bool:
    """At most 12 g of net carbohydrates, and half of the energy or more from fat."""
    serving = dish.nutrition
    fat_kcal = FAT_KCAL_PER_G * serving.fat_g
    return serving.carbs_g - serving.fibre_g <= KETO_NET_CARBS_G and fat_kcal >= KETO_FAT_SHARE * serving.kcal


def _is_low_fodmap_candidate(dish: _Dish) -> bool:
    """Every food stays within the amount that is known to be low; of one that nobody has looked at, none is."""
    return all(grams <= _fodmap_limit(food) for food, grams in dish.foods)


def _fodmap_limit(food: Food) -> float:
    return min((FODMAP_LIMITS[flag] for flag in food.flags if flag in FODMAP_LIMITS), default=0)


DIETS: Mapping[Diet, Callable[[_Dish], bool]] = {
    Diet.VEGAN: lambda dish: not dish.has_any(ANIMAL),
    Diet.VEGETARIAN: lambda dish: not dish.has_any(FLESH | SEAFOOD),
    Diet.PESCATARIAN: lambda dish: not dish.has_any(FLESH),
    Diet.GLUTEN_FREE: lambda dish: dish.is_free_of({Allergen.GLUTEN, Allergen.WHEAT}),
    Diet.DAIRY_FREE: lambda dish: dish.is_free_of({Allergen.MILK}),
    Diet.NUT_FREE: lambda dish: dish.is_free_of(TREE_NUTS | {Allergen.NUTS, Allergen.PEANUTS}),
    Diet.HALAL_FRIENDLY: lambda dish: not dish.has_any({Flag.PORK, Flag.ALCOHOL, Flag.GELATINE}),
    Diet.KOSHER_STYLE: _is_kosher_style,
    Diet.LOW_FODMAP_CANDIDATE: _is_low_fodmap_candidate,
    Diet.KETO: _is_keto,
}
"""What each diet asks of a dish's ingredients. "Free of" means neither contained nor possibly contained."""
