"""People's own recipes: written, read, changed, deleted by their owner, and for everybody else not there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import ids, logs, paging
from lib.errors import NotFound, TooManyRecipes, ValidationFailed
from lib.models.recipe import Food, Recipe
from lib.paging import Page, PageRequest
from lib.problem import FieldError
from lib.recipes import own_queries, service
from lib.recipes.columns import derived_columns, exactly, food_of
from lib.recipes.own import OwnLine, OwnRecipe, derive_own
from lib.recipes.own_schemas import LineWritten, OwnRecipeSummary, RecipeWritten
from lib.recipes.schemas import RecipeRead

MAX_RECIPES = 500

type Foods = Mapping[str, Food]


async def create(session: AsyncSession, owner: UUID, written: RecipeWritten) -> RecipeRead:
    """The owner has the recipe, with everything that follows from its confirmed lines.

    Raises:
        ValidationFailed: a line names a food that is not in the catalogue.
        TooManyRecipes: the owner has `MAX_RECIPES` already.
    """
    foods = await _foods(session, written)
    identity = ids.new()
    recipe = {"id": identity, **_columns(owner, written, foods)}
    if not await own_queries.add_own(session, recipe, _lines(written, foods), MAX_RECIPES):
        raise TooManyRecipes(f"An account holds at most {MAX_RECIPES} recipes. Delete one that is no longer cooked.")
    logs.event("recipe_created", recipe=identity, confirmed=recipe["is_confirmed"])
    return await service.read_recipe(session, identity, owner)


async def replace(session: AsyncSession, owner: UUID, identity: UUID, written: RecipeWritten) -> RecipeRead:
    """The owner's recipe is this one now, with everything that follows from it.

    Raises:
        NotFound: they have no such recipe.
        ValidationFailed: a line names a food that is not in the catalogue.
    """
    foods = await _foods(session, written)
    recipe = _columns(owner, written, foods)
    if not await own_queries.replace_own(session, identity, recipe, _lines(written, foods)):
        raise NotFound
    return await service.read_recipe(session, identity, owner)


async def delete(session: AsyncSession, owner: UUID, identity: UUID) -> None:
    """The owner has this recipe no more; plans that it stands in stay as they are.

    Raises:
        NotFound: they have no such recipe.
    """
    if not await own_queries.delete_own(session, owner, identity):
        raise NotFound


async def purge(session: AsyncSession) -> None:
    """Deleted recipes that no plan needs any more are gone for good."""
    await own_queries.purge_retired(session)


async def list_own(session: AsyncSession, owner: UUID, wanted: PageRequest) -> Page[OwnRecipeSummary]:
    """One page of the owner's recipes, by title.

    Raises:
        InvalidCursor: the cursor is not of this list.
    """
    listing = f"own-recipes:{owner}"
    after = None
    if wanted.cursor is not None:
        title, identity = paging.decode(listing, wanted.cursor)
        after = (title, UUID(identity))
    rows = await own_queries.list_own(session, owner, after, wanted.limit + 1)
    shown, cursor = paging.page(listing, rows, wanted.limit, lambda recipe: (recipe.title, str(recipe.id)))
    return Page(data=[_summary(recipe) for recipe in shown], next_cursor=cursor)


def _summary(recipe: Recipe) -> OwnRecipeSummary:
    return OwnRecipeSummary(
        **service.summary(recipe).model_dump(),
        is_confirmed=recipe.is_confirmed,
        nutrition_is_estimated=not recipe.is_confirmed,
    )


async def _foods(session: AsyncSession, written: RecipeWritten) -> Foods:
    """The foods that the lines name.

    Raises:
        ValidationFailed: some are not in the catalogue; each is named by its line.
    """
    foods = await own_queries.find_foods(session, {line.food for line in written.lines if line.food is not None})
    unknown = [
        FieldError(f"/lines/{at}/food", "Is no food of the catalogue; see /api/v1/foods.")
        for at, line in enumerate(written.lines)
        if line.food is not None and line.food not in foods
    ]
    if unknown:
        raise ValidationFailed(errors=unknown[:20])
    return foods


def _columns(owner: UUID, written: RecipeWritten, foods: Foods) -> dict[str, Any]:
    """The row of a recipe but for its id."""
    lines = [_own_line(line, foods) for line in written.lines]
    recipe = OwnRecipe(written.title, written.steps, written.servings, lines)
    return {
        "owner_id": owner,
        "title": written.title,
        "cuisine": written.cuisine or "",
        "meals": [str(meal) for meal in written.meals],
        "servings": written.servings,
        "prep_minutes": written.minutes.prep,
        "cook_minutes": written.minutes.cook,
        "total_minutes": written.minutes.total,
        "steps": written.steps,
        "foods": sorted({line.food.name for line in lines if line.food is not None and line.is_confirmed}),
        **derived_columns(derive_own(recipe)),
        "is_retired": False,
        "is_confirmed": recipe.is_confirmed,
    }


def _own_line(line: LineWritten, foods: Foods) -> OwnLine:
    food = foods[line.food] if line.food is not None else None
    grams = None if line.grams is None else exactly(line.grams)
    return OwnLine(line.text, None if food is None else food_of(food), grams, line.confirmed)


def _lines(written: RecipeWritten, foods: Foods) -> list[dict[str, Any]]:
    """The rows of the lines but for the recipe's id."""
    return [
        {
            "position": position,
            "food_id": foods[line.food].id if line.food is not None else None,
            "quantity": line.grams,
            "unit": None if line.grams is None else "g",
            "grams": line.grams,
            "text": line.text,
            "is_confirmed": line.confirmed,
        }
        for position, line in enumerate(written.lines)
    ]
