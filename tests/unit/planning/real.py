"""The real catalogue, as dishes for the planner and as ingredients for the verifier."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from uuid import UUID

from lib.dev.dishes import dish_of
from lib.planning.model import Dish
from lib.planning.verifier import FoodFacts, RecipeFacts
from lib.recipes import loader
from lib.recipes.catalogue import Catalogue, Food, Recipe
from lib.recipes.derive import derive


def dishes(catalogue: Catalogue) -> list[Dish]:
    """The recipes as the planner sees them, with everything that is derived."""
    return [dish_of(recipe, catalogue.foods) for recipe in catalogue.recipes]


def facts(catalogue: Catalogue) -> Mapping[UUID, RecipeFacts]:
    """The recipes as the verifier sees them; of what is derived only the tags."""
    return {loader.recipe_id(recipe.id): _facts(recipe, catalogue) for recipe in catalogue.recipes}


def _facts(recipe: Recipe, catalogue: Catalogue) -> RecipeFacts:
    return RecipeFacts(
        id=loader.recipe_id(recipe.id),
        title=recipe.title,
        meals=frozenset(recipe.meals),
        minutes=recipe.minutes.total,
        main=recipe.main,
        cuisine=recipe.cuisine,
        tags=frozenset(derive(recipe, catalogue.foods).tags),
        ingredients=tuple(_food(catalogue.foods[item.food], item.grams) for item in recipe.ingredients),
        servings=recipe.servings,
    )


def _food(food: Food, grams: Fraction) -> FoodFacts:
    return FoodFacts(
        name=food.name,
        grams=grams,
        contains=frozenset(food.contains),
        may_contain=frozenset(food.may_contain),
        flags=frozenset(food.flags),
        groups=frozenset(food.groups),
        per_100g=asdict(food.nutrition),
        cents_per_kg=food.usd_per_kg * 100,
    )
