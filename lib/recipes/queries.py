"""Every statement about the catalogue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, or_, tuple_, union
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.recipes.schemas import RecipeFilter

_LINES = (
    select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_object(
                    *("text", RecipeIngredient.text),
                    *("food", Food.name),
                    *("quantity", RecipeIngredient.quantity),
                    *("unit", RecipeIngredient.unit),
                    *("grams", RecipeIngredient.grams),
                    *("is_confirmed", RecipeIngredient.is_confirmed),
                ),
                col(RecipeIngredient.position),
            )
        )
    )
    .select_from(RecipeIngredient)
    .join(Food, col(Food.id) == col(RecipeIngredient.food_id), isouter=True)
    .where(col(RecipeIngredient.recipe_id) == col(Recipe.id))
    .correlate(Recipe)
    .scalar_subquery()
)
_ALL_WEIGHTS = select(func.jsonb_object_agg(Food.name, Food.unit_grams)).scalar_subquery()
_WEIGHTS = case((~col(Recipe.is_confirmed), _ALL_WEIGHTS), else_=None)


@dataclass(frozen=True, slots=True)
class FoundRecipe:
    """A dish with its lines in order; `weights`, of all foods, are there when a line still asks for suggestions."""

    recipe: Recipe
    lines: list[dict[str, Any]]
    weights: dict[str, dict[str, Any]] | None


async def list_recipes(
    session: AsyncSession, wanted: RecipeFilter, unsafe: Collection[str], after: Sequence[Any] | None
) -> Sequence[Recipe]:
    """Dishes by title behind the position, one more than the page holds, none with or with traces of what is unsafe."""
    offered = select(Recipe).where(col(Recipe.owner_id).is_(None), ~col(Recipe.is_retired))
    query = _filtered(offered, wanted, unsafe)
    if after is not None:
        query = query.where(tuple_(col(Recipe.title), col(Recipe.id)) > tuple_(after[0], UUID(after[1])))
    page = query.order_by(col(Recipe.title), col(Recipe.id)).limit(wanted.limit + 1)
    return (await session.exec(page)).all()


def _filtered(query: SelectOfScalar[Recipe], wanted: RecipeFilter, unsafe: Collection[str]) -> SelectOfScalar[Recipe]:
    if wanted.search is not None:
        words = func.websearch_to_tsquery("english", wanted.search)
        query = query.where(
            or_(col(Recipe.search).op("@@")(words), col(Recipe.foods).contains([wanted.search.lower()]))
        )
    if wanted.diet is not None:
        query = query.where(col(Recipe.diets).contains([wanted.diet]))
    if unsafe:
        keys = cast(array(sorted(map(str, unsafe))), ARRAY(Text))
        query = query.where(~_overlaps(Recipe.contains, keys), ~_overlaps(Recipe.may_contain, keys))
    if wanted.max_minutes is not None:
        query = query.where(col(Recipe.total_minutes) <= wanted.max_minutes)
    if wanted.meal is not None:
        query = query.where(col(Recipe.meals).contains([wanted.meal]))
    return query


def _overlaps(texts: list[str], keys: ColumnElement[Any]) -> ColumnElement[bool]:
    return col(texts).bool_op("&&")(keys)


async def find_recipe(session: AsyncSession, identity: UUID, reader: UUID | None) -> FoundRecipe | None:
    """The dish with its lines, if it is one of the catalogue or the reader's own and not deleted."""
    owned = (col(Recipe.owner_id) == reader) & ~col(Recipe.is_retired)
    query = select(Recipe, _LINES, _WEIGHTS).where(Recipe.id == identity, col(Recipe.owner_id).is_(None) | owned)
    row = (await session.exec(query)).first()
    return None if row is None else FoundRecipe(row[0], row[1] or [], row[2])


async def list_foods(session: AsyncSession, search: str | None, after: str | None, limit: int) -> Sequence[Food]:
    """Foods by name behind the position, at most `limit`."""
    query = select(Food)
    if search is not None:
        query = query.where(col(Food.name).icontains(search, autoescape=True))
    if after is not None:
        query = query.where(col(Food.name) > after)
    return (await session.exec(query.order_by(col(Food.name)).limit(limit))).all()


async def known_words(session: AsyncSession, foods: Collection[str], cuisines: Collection[str]) -> set[tuple[str, str]]:
    """Those of the words that are foods or cuisines of the catalogue, each with which it is."""
    as_food = select(literal("food"), Food.name).where(col(Food.name).in_(foods))
    as_cuisine = select(literal("cuisine"), Recipe.cuisine).where(col(Recipe.cuisine).in_(cuisines))
    connection = await session.connection()
    return {(row[0], row[1]) for row in (await connection.execute(union(as_food, as_cuisine))).all()}
