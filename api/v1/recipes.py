"""`/api/v1/recipes` and `/api/v1/foods`: the catalogue."""

from uuid import UUID

from lib import problem
from lib.app import create_app
from lib.db import read_only
from lib.errors import DatabaseUnavailable, InvalidCursor, NotFound, ValidationFailed
from lib.paging import Page
from lib.recipes import service
from lib.recipes.schemas import FoodQuery, FoodRead, RecipeQuery, RecipeRead, RecipeSummary

app = create_app("Recipes", uses_database=True)

_LIST = problem.responses(InvalidCursor, ValidationFailed, DatabaseUnavailable)


@app.get("/api/v1/recipes", tags=["Catalogue"], responses=_LIST)
async def list_recipes(wanted: RecipeQuery) -> Page[RecipeSummary]:
    """List the dishes that pass all filters, by title."""
    async with read_only() as session:
        return await service.list_recipes(session, wanted)


@app.get(
    "/api/v1/recipes/{recipe_id}",
    tags=["Catalogue"],
    responses=problem.responses(NotFound, ValidationFailed, DatabaseUnavailable),
)
async def get_recipe(recipe_id: UUID) -> RecipeRead:
    """Read a dish with its ingredients and steps."""
    async with read_only() as session:
        return await service.read_recipe(session, recipe_id)


@app.get("/api/v1/foods", tags=["Catalogue"], responses=_LIST)
async def list_foods(wanted: FoodQuery) -> Page[FoodRead]:
    """List the foods that recipes are made of, by name."""
    async with read_only() as session:
        return await service.list_foods(session, wanted)
