"""Brings the catalogue's files into the database, with everything that follows from the foods.

It runs at deployment, after the migrations, on the direct address, in one transaction: readers see the old catalogue or
the new one. A dish that left the files is retired, because old plans still show it; what nothing refers to is deleted.
What people wrote themselves follows the foods: it is derived anew, and a line whose food is gone is confirmed no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel import col, select

from lib import db
from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.recipes import catalogue, files, refresh
from lib.recipes.catalogue import Catalogue
from lib.recipes.columns import derived_columns, texts
from lib.recipes.derive import derive

_NAMESPACE = UUID("4c1a9a4e-6f0b-5d7e-9a53-7f1f0c1f7a11")
_ONE_AT_A_TIME = 7_458_214


def food_id(name: str) -> UUID:
    """The id of a food, the same in every database."""
    return uuid5(_NAMESPACE, f"food:{name}")


def recipe_id(slug: str) -> UUID:
    """The id of a recipe of the catalogue, the same in every database."""
    return uuid5(_NAMESPACE, f"recipe:{slug}")


async def load(database_url: str) -> None:
    """The database at this address holds the catalogue of the files.

    Raises:
        CatalogueError: the files do not fit together; nothing was changed.
    """
    loaded = files.load()
    engine = create_async_engine(db.address(database_url), connect_args=db.connect_args())
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            await _store(connection, loaded)
    finally:
        await engine.dispose()


async def _store(connection: AsyncConnection, loaded: Catalogue) -> None:
    foods = [_food_row(food) for food in loaded.foods.values()]
    recipes = [_recipe_row(recipe, loaded.foods) for recipe in loaded.recipes]
    ingredients = [row for recipe in loaded.recipes for row in _ingredient_rows(recipe)]
    await _upsert(connection, Food, foods)
    await _upsert(connection, Recipe, recipes)
    ours = col(Recipe.owner_id).is_(None)
    catalogued = col(RecipeIngredient.recipe_id).in_(select(Recipe.id).where(ours))
    await connection.execute(delete(RecipeIngredient).where(catalogued))
    await connection.execute(insert(RecipeIngredient), ingredients)
    gone = col(Recipe.id).not_in([row["id"] for row in recipes])
    await connection.execute(update(Recipe).where(ours, gone).values(is_retired=True))
    await refresh.forget_foods(connection, [row["id"] for row in foods])
    await refresh.derive_again(connection)
    await connection.execute(delete(Food).where(col(Food.id).not_in([row["id"] for row in foods])))


async def _upsert(connection: AsyncConnection, table: type[Food | Recipe], rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows are in the table; those that are there already and equal are not touched."""
    wanted = insert(table)
    changed = {name: wanted.excluded[name] for name in rows[0] if name != "id"}
    differs = func.row(*(col(getattr(table, name)) for name in changed)).is_distinct_from(func.row(*changed.values()))
    await connection.execute(wanted.on_conflict_do_update(index_elements=["id"], set_=changed, where=differs), rows)


def _food_row(food: catalogue.Food) -> dict[str, Any]:
    return {
        "id": food_id(food.name),
        "name": food.name,
        "aisle": str(food.aisle),
        "contains": texts(food.contains),
        "may_contain": texts(food.may_contain),
        "flags": texts(food.flags),
        "groups": texts(food.groups),
        "unit_grams": {str(unit): float(grams) for unit, grams in food.unit_grams.items()},
        "usd_per_kg": float(food.usd_per_kg),
        **asdict(food.nutrition),
        "source": [asdict(row) | {"share": float(row.share)} for row in food.source],
        "is_estimate": food.estimate,
    }


def _recipe_row(recipe: catalogue.Recipe, foods: Mapping[str, catalogue.Food]) -> dict[str, Any]:
    return {
        "id": recipe_id(recipe.id),
        "slug": recipe.id,
        "title": recipe.title,
        "cuisine": recipe.cuisine,
        "main": recipe.main,
        "meals": list(recipe.meals),
        "servings": recipe.servings,
        "prep_minutes": recipe.minutes.prep,
        "cook_minutes": recipe.minutes.cook,
        "total_minutes": recipe.minutes.total,
        "steps": list(recipe.steps),
        "foods": sorted({item.food for item in recipe.ingredients}),
        **derived_columns(derive(recipe, foods)),
        "is_retired": False,
    }


def _ingredient_rows(recipe: catalogue.Recipe) -> list[dict[str, Any]]:
    return [
        {
            "recipe_id": recipe_id(recipe.id),
            "position": position,
            "food_id": food_id(item.food),
            "quantity": float(item.quantity),
            "unit": str(item.unit),
            "grams": float(item.grams),
        }
        for position, item in enumerate(recipe.ingredients)
    ]
