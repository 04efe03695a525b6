"""Recipes of the catalogue's files as the planner sees them, without a database: for benches and tests."""

from collections.abc import Mapping

from lib.planning.model import Dish
from lib.recipes import loader
from lib.recipes.catalogue import Food, Recipe
from lib.recipes.derive import derive


def dish_of(recipe: Recipe, foods: Mapping[str, Food]) -> Dish:
    """The recipe with everything that is derived from its foods."""
    derived = derive(recipe, foods)
    return Dish(
        id=loader.recipe_id(recipe.id),
        meals=frozenset(recipe.meals),
        minutes=recipe.minutes.total,
        main=recipe.main,
        cuisine=recipe.cuisine,
        tags=frozenset(derived.tags),
        contains=frozenset(derived.contains),
        may_contain=frozenset(derived.may_contain),
        diets=frozenset(derived.diets),
        foods=frozenset(item.food for item in recipe.ingredients),
        kcal=derived.nutrition.kcal,
        protein_g=derived.nutrition.protein_g,
        fat_g=derived.nutrition.fat_g,
        carbs_g=derived.nutrition.carbs_g,
        fibre_g=derived.nutrition.fibre_g,
        sodium_mg=derived.nutrition.sodium_mg,
        saturates_g=derived.nutrition.saturates_g,
        cost_cents=float(derived.cost_cents),
    )
