"""Brings people's own recipes up to date with foods that have changed: an allergen that is found today counts today."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.recipes.columns import derived_columns, exactly, food_of
from lib.recipes.own import OwnLine, OwnRecipe, derive_own

type _Row = tuple[Recipe, RecipeIngredient, Food | None]


async def forget_foods(connection: AsyncConnection, kept: Collection[UUID]) -> None:
    """No line of anybody's names a food other than these; one that did is not confirmed any more."""
    gone = col(RecipeIngredient.food_id).not_in(kept) & col(RecipeIngredient.text).is_not(None)
    forgotten = {"food_id": None, "grams": None, "quantity": None, "unit": None, "is_confirmed": False}
    await connection.execute(update(RecipeIngredient).where(gone).values(forgotten))


async def derive_again(connection: AsyncConnection) -> None:
    """Everything that is stored of people's own recipes follows from the foods as they are."""
    query = (
        select(Recipe, RecipeIngredient, Food)
        .join(RecipeIngredient, col(RecipeIngredient.recipe_id) == col(Recipe.id))
        .join(Food, col(Food.id) == col(RecipeIngredient.food_id), isouter=True)
        .where(col(Recipe.owner_id).is_not(None))
        .order_by(col(Recipe.id), col(RecipeIngredient.position))
    )
    async with AsyncSession(connection) as session:
        rows: Iterable[_Row] = (await session.exec(query)).all()
        changed = [row for _, each in groupby(rows, key=lambda row: row[0].id) for row in _changed(list(each))]
    if changed:
        names = [name for name in changed[0] if name != "identity"]
        put = update(Recipe).where(col(Recipe.id) == bindparam("identity"))
        await connection.execute(put.values({name: bindparam(name) for name in names}), changed)


def _changed(rows: list[_Row]) -> list[dict[str, Any]]:
    """The row to store of a recipe, if anything in it differs."""
    stored = rows[0][0]
    lines = [_line(ingredient, food) for _, ingredient, food in rows]
    recipe = OwnRecipe(stored.title, stored.steps, stored.servings, lines)
    foods = sorted({line.food.name for line in lines if line.food is not None and line.is_confirmed})
    fresh = {**derived_columns(derive_own(recipe)), "foods": foods, "is_confirmed": recipe.is_confirmed}
    differs = any(getattr(stored, name) != value for name, value in fresh.items())
    return [{"identity": stored.id, **fresh}] if differs else []


def _line(ingredient: RecipeIngredient, food: Food | None) -> OwnLine:
    grams = None if ingredient.grams is None else exactly(ingredient.grams)
    known = None if food is None else food_of(food)
    return OwnLine(ingredient.text or "", known, grams, ingredient.is_confirmed)
