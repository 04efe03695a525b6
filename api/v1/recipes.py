"""`/api/v1/recipes` and `/api/v1/foods`: the catalogue, and recipes of one's own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from lib import problem
from lib.app import create_app
from lib.auth import User, reader_with, require_scope
from lib.db import read_only
from lib.errors import (
    AddressRefused,
    DatabaseUnavailable,
    InvalidCursor,
    NoRecipeFound,
    NotFound,
    PageUnreadable,
    ScopeMissing,
    TooManyRecipes,
    Unauthenticated,
    ValidationFailed,
)
from lib.paging import Page
from lib.recipes import own_service, service
from lib.recipes.own_schemas import OwnQuery, OwnRecipeSummary, RecipeDraft, RecipeSource, RecipeWritten
from lib.recipes.schemas import FoodQuery, FoodRead, RecipeQuery, RecipeRead, RecipeSummary
from lib.routing import id_other_than

app = create_app("Recipes", uses_database=True)

AnyReader = Annotated[UUID | None, Depends(reader_with("recipes:read"))]
Reader = Annotated[User, Depends(require_scope("recipes:read"))]
Writer = Annotated[User, Depends(require_scope("recipes:write"))]
_ONE = f"/api/v1/recipes/{{recipe_id:{id_other_than('recipe', 'mine', 'import')}}}"
_LIST = problem.responses(InvalidCursor, ValidationFailed, DatabaseUnavailable)
_SIGNED_IN = (Unauthenticated, ScopeMissing, ValidationFailed, DatabaseUnavailable)
_LOCATION = {"Location": {"description": "The new recipe's address", "schema": {"type": "string"}}}
_WITH_OR_WITHOUT_USER: dict[str, Any] = {"security": [{}, {"Session": []}, {"ApiKey": []}]}


@app.get("/api/v1/recipes", tags=["Catalogue"], responses=_LIST)
async def list_recipes(wanted: RecipeQuery) -> Page[RecipeSummary]:
    """List the dishes that pass all filters, by title."""
    async with read_only() as session:
        return await service.list_recipes(session, wanted)


@app.post(
    "/api/v1/recipes",
    status_code=201,
    tags=["Own recipes"],
    responses={**problem.responses(*_SIGNED_IN, TooManyRecipes), 201: {"headers": _LOCATION}},
)
async def create_recipe(written: RecipeWritten, user: Writer, response: Response) -> RecipeRead:
    """Write a recipe of one's own. Lines without a confirmed food leave it unsafe for anyone with an allergy."""
    async with read_only() as session:
        recipe = await own_service.create(session, user.id, written)
    response.headers["Location"] = f"/api/v1/recipes/{recipe.id}"
    return recipe


@app.get("/api/v1/recipes/mine", tags=["Own recipes"], responses=problem.responses(*_SIGNED_IN, InvalidCursor))
async def list_own_recipes(wanted: OwnQuery, user: Reader) -> Page[OwnRecipeSummary]:
    """List the user's own recipes, by title."""
    async with read_only() as session:
        return await own_service.list_own(session, user.id, wanted)


@app.post(
    "/api/v1/recipes/import",
    tags=["Own recipes"],
    responses=problem.responses(*_SIGNED_IN, AddressRefused, PageUnreadable, NoRecipeFound),
)
async def import_recipe(source: RecipeSource, user: Writer) -> RecipeDraft:  # noqa: ARG001 (whoever it is, somebody is)
    """Read a recipe from a page's schema.org data, or from text, as a draft: each line with foods that it may mean.

    Nothing is stored. Put food, grams and `confirmed` into each line that is right, and send the draft to POST
    /api/v1/recipes. With both url and text, the text is read and the page is not fetched.
    """
    from lib.recipes import importing  # its clients and patterns are paid for by this route alone

    draft = await importing.read(source)
    async with read_only() as session:
        return await importing.suggest(session, draft)


@app.get(
    _ONE,
    tags=["Catalogue"],
    responses=problem.responses(NotFound, ValidationFailed, DatabaseUnavailable),
    openapi_extra=_WITH_OR_WITHOUT_USER,
)
async def get_recipe(recipe_id: UUID, reader: AnyReader) -> RecipeRead:
    """Read a dish with its ingredients and steps: everybody the catalogue's, and who is signed in their own."""
    async with read_only() as session:
        return await service.read_recipe(session, recipe_id, reader)


@app.put(_ONE, tags=["Own recipes"], responses=problem.responses(*_SIGNED_IN, NotFound))
async def replace_recipe(recipe_id: UUID, written: RecipeWritten, user: Writer) -> RecipeRead:
    """Replace a recipe of one's own; plans that it stands in show it as it is now."""
    async with read_only() as session:
        return await own_service.replace(session, user.id, recipe_id, written)


@app.delete(
    _ONE,
    status_code=204,
    tags=["Own recipes"],
    responses=problem.responses(*_SIGNED_IN, NotFound),
)
async def delete_recipe(recipe_id: UUID, user: Writer) -> None:
    """Delete a recipe of one's own; plans that it stands in keep it."""
    async with read_only() as session:
        await own_service.delete(session, user.id, recipe_id)


@app.get("/api/v1/foods", tags=["Catalogue"], responses=_LIST)
async def list_foods(wanted: FoodQuery) -> Page[FoodRead]:
    """List the foods that recipes are made of, by name."""
    async with read_only() as session:
        return await service.list_foods(session, wanted)
