"""Reading the catalogue, and any dish that one may read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import paging
from lib.errors import NotFound, ValidationFailed
from lib.models.recipe import Food, Recipe
from lib.paging import Page
from lib.problem import FieldError
from lib.recipes import allergens, queries, suggestions
from lib.recipes.queries import FoundRecipe
from lib.recipes.schemas import (
    FoodFilter,
    FoodRead,
    IngredientRead,
    LineRead,
    MinutesRead,
    NutritionRead,
    RecipeFilter,
    RecipeRead,
    RecipeSummary,
    SourceRead,
)


async def list_recipes(session: AsyncSession, wanted: RecipeFilter) -> Page[RecipeSummary]:
    """One page of the dishes that pass all filters, by title.

    Raises:
        InvalidCursor: the cursor belongs to other filters.
    """
    listing = f"recipes:{wanted.model_dump_json(exclude={'limit', 'cursor'})}"
    after = paging.decode(listing, wanted.cursor) if wanted.cursor is not None else None
    unsafe = allergens.expand(wanted.exclude_allergens)
    rows = await queries.list_recipes(session, wanted, unsafe, after)
    shown, cursor = paging.page(listing, rows, wanted.limit, lambda recipe: (recipe.title, str(recipe.id)))
    return Page(data=[summary(recipe) for recipe in shown], next_cursor=cursor)


async def read_recipe(session: AsyncSession, identity: UUID, reader: UUID | None) -> RecipeRead:
    """A dish in full: one of the catalogue, or of the reader's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = await queries.find_recipe(session, identity, reader)
    if found is None:
        raise NotFound
    recipe = found.recipe
    return RecipeRead(
        **summary(recipe).model_dump(),
        ingredients=[_ingredient(line) for line in found.lines if line["is_confirmed"]],
        steps=recipe.steps,
        estimated_share=round(recipe.estimated_share, 3),
        is_own=recipe.owner_id is not None,
        is_confirmed=recipe.is_confirmed,
        nutrition_is_estimated=not recipe.is_confirmed,
        lines=_lines(found) if recipe.owner_id is not None else [],
    )


async def list_foods(session: AsyncSession, wanted: FoodFilter) -> Page[FoodRead]:
    """One page of the foods, by name.

    Raises:
        InvalidCursor: the cursor belongs to another search.
    """
    listing = f"foods:{wanted.search}"
    after = paging.decode(listing, wanted.cursor)[0] if wanted.cursor is not None else None
    rows = await queries.list_foods(session, wanted.search, after, wanted.limit + 1)
    shown, cursor = paging.page(listing, rows, wanted.limit, lambda food: (food.name,))
    return Page(data=[_food(food) for food in shown], next_cursor=cursor)


async def require_known(session: AsyncSession, foods: Mapping[str, str], cuisines: Mapping[str, str]) -> None:
    """Nothing happens when every food and every cuisine is one of the catalogue; both by their JSON pointers.

    Raises:
        ValidationFailed: some are not; each is named by its pointer.
    """
    if not foods and not cuisines:
        return
    known = await queries.known_words(session, set(foods.values()), set(cuisines.values()))
    unknown = [
        FieldError(pointer, f"Is no {kind} of the catalogue; see /api/v1/{place}.")
        for kind, place, words in (("food", "foods", foods), ("cuisine", "recipes", cuisines))
        for pointer, word in words.items()
        if (kind, word) not in known
    ]
    if unknown:
        raise ValidationFailed(errors=unknown)


def summary(recipe: Recipe) -> RecipeSummary:
    """The dish as a list shows it."""
    return RecipeSummary(
        id=recipe.id,
        title=recipe.title,
        meals=recipe.meals,
        cuisine=recipe.cuisine,
        servings=recipe.servings,
        minutes=MinutesRead(prep=recipe.prep_minutes, cook=recipe.cook_minutes, total=recipe.total_minutes),
        nutrition=nutrition(recipe),
        allergens=recipe.contains,
        may_contain=recipe.may_contain,
        diets=recipe.diets,
        tags=recipe.tags,
    )


def nutrition(row: Recipe | Food) -> NutritionRead:
    """The eight nutrients of a row, rounded to what their source can bear: one decimal."""
    return NutritionRead(**{name: round(getattr(row, name), 1) for name in NutritionRead.model_fields})


def _ingredient(line: dict[str, Any]) -> IngredientRead:
    return IngredientRead(
        food=line["food"], quantity=line["quantity"], unit=line["unit"], grams=round(line["grams"], 1)
    )


def _lines(found: FoundRecipe) -> list[LineRead]:
    """The lines as they were written; those that are not confirmed with what they may mean."""
    index = suggestions.index_of(found.weights or {})
    return [
        LineRead(
            text=line["text"],
            food=line["food"],
            grams=line["grams"],
            confirmed=line["is_confirmed"],
            suggestions=[] if line["is_confirmed"] else suggestions.suggest(index, line["text"]),
        )
        for line in found.lines
    ]


def _food(food: Food) -> FoodRead:
    return FoodRead(
        id=food.id,
        name=food.name,
        aisle=food.aisle,
        allergens=food.contains,
        may_contain=food.may_contain,
        nutrition_per_100_g=nutrition(food),
        source=[SourceRead.model_validate(row) for row in food.source],
        is_estimate=food.is_estimate,
    )
