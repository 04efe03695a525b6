"""What the verifier starts from, out of the database's rows: ingredients, never what was derived from them."""

from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.planning.verifier import FoodFacts, RecipeFacts

_CENTS_PER_DOLLAR = 100
_NUTRIENTS = ("kcal", "protein_g", "fat_g", "saturates_g", "carbs_g", "sugars_g", "fibre_g", "sodium_mg")


def facts_of(rows: Iterable[tuple[Recipe, RecipeIngredient, Food | None]]) -> dict[UUID, RecipeFacts]:
    """The facts of every recipe in the rows, by its id."""
    recipes: dict[UUID, Recipe] = {}
    ingredients: dict[UUID, list[FoodFacts]] = {}
    for recipe, ingredient, food in rows:
        recipes[recipe.id] = recipe
        ingredients.setdefault(recipe.id, []).append(_food(ingredient, food))
    return {identity: _recipe(recipe, ingredients[identity]) for identity, recipe in recipes.items()}


def _recipe(recipe: Recipe, ingredients: list[FoodFacts]) -> RecipeFacts:
    return RecipeFacts(
        id=recipe.id,
        title=recipe.title,
        meals=frozenset(recipe.meals),
        minutes=recipe.total_minutes,
        main=recipe.main,
        cuisine=recipe.cuisine,
        tags=frozenset(recipe.tags),
        ingredients=tuple(ingredients),
        servings=recipe.servings,
    )


def _food(ingredient: RecipeIngredient, food: Food | None) -> FoodFacts:
    if food is None or ingredient.grams is None or not ingredient.is_confirmed:
        return _unconfirmed(ingredient.text or "")
    return FoodFacts(
        name=food.name,
        grams=_exactly(ingredient.grams),
        contains=frozenset(food.contains),
        may_contain=frozenset(food.may_contain),
        flags=frozenset(food.flags),
        groups=frozenset(food.groups),
        per_100g={name: getattr(food, name) for name in _NUTRIENTS},
        cents_per_kg=_exactly(food.usd_per_kg) * _CENTS_PER_DOLLAR,
    )


def _unconfirmed(text: str) -> FoodFacts:
    """A line of which only its words are known; it adds nothing to any sum."""
    nothing: frozenset[str] = frozenset()
    return FoodFacts(
        name=text,
        grams=Fraction(0),
        contains=nothing,
        may_contain=nothing,
        flags=nothing,
        groups=nothing,
        per_100g=dict.fromkeys(_NUTRIENTS, 0.0),
        cents_per_kg=Fraction(0),
        is_confirmed=False,
    )


def _exactly(number: float) -> Fraction:
    """The decimal that was written in the catalogue's file, which the shortest text of the float still shows."""
    return Fraction(str(number))
