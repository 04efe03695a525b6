"""Every statement about people's own recipes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Values, bindparam, cast, column, delete, exists, func, inspect, true, tuple_, update, values
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.meal_plan import PlannedMeal
from lib.models.recipe import Food, Recipe, RecipeIngredient

_STANDS_IN_A_PLAN = "planned_meal_recipe_id_fkey"
_COLUMNS = inspect(Recipe).columns
_LINE = inspect(RecipeIngredient).columns
_LINE_NAMES = tuple(name for name in _LINE.keys() if name != "recipe_id")  # noqa: SIM118 (a mapping in name only)


async def find_foods(session: AsyncSession, names: Collection[str]) -> Mapping[str, Food]:
    """The foods that have one of the names, by name."""
    rows = await session.exec(select(Food).where(col(Food.name).in_(names)))
    return {food.name: food for food in rows.all()}


async def list_weights(session: AsyncSession) -> dict[str, Mapping[str, Any]]:
    """What the units of every food weigh, by its name."""
    return dict((await session.exec(select(Food.name, Food.unit_grams))).all())


async def list_own(session: AsyncSession, owner: UUID, after: tuple[str, UUID] | None, limit: int) -> Sequence[Recipe]:
    """The owner's recipes by title behind the position."""
    query = select(Recipe).where(col(Recipe.owner_id) == owner, ~col(Recipe.is_retired))
    if after is not None:
        query = query.where(tuple_(col(Recipe.title), col(Recipe.id)) > tuple_(*after))
    return (await session.exec(query.order_by(col(Recipe.title), col(Recipe.id)).limit(limit))).all()


async def add_own(
    session: AsyncSession, recipe: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], most: int
) -> bool:
    """Whether the recipe is stored with all its lines, by one statement: it is not where its owner has so many already.

    Nobody is harmed by the few more that come of asking many times at once.
    """
    held = select(func.count()).where(col(Recipe.owner_id) == recipe["owner_id"], ~col(Recipe.is_retired))
    row = select(*(bindparam(None, value, _COLUMNS[name].type) for name, value in recipe.items()))
    head = insert(Recipe).from_select(list(recipe), row.where(held.scalar_subquery() < most)).returning(col(Recipe.id))
    return await _store_lines(session, head.cte("head"), lines, [])


async def replace_own(
    session: AsyncSession, identity: UUID, recipe: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether the owner had the recipe; it and its lines are now these, by one statement."""
    head = (
        update(Recipe)
        .where(*_mine(recipe["owner_id"], identity))
        .values(**recipe)
        .returning(col(Recipe.id))
        .cte("head")
    )
    surplus = delete(RecipeIngredient).where(
        col(RecipeIngredient.recipe_id).in_(select(head.c.id)), col(RecipeIngredient.position) >= len(lines)
    )
    return await _store_lines(session, head, lines, [surplus.cte("surplus")])


async def _store_lines(
    session: AsyncSession, head: CTE, lines: Sequence[Mapping[str, Any]], also: Sequence[CTE]
) -> bool:
    """Whether the head has a row; if so, these are its first lines."""
    rows = _rows(lines)
    # Postgres takes a column of nothing but NULL for text, so each is told its type.
    columns = (cast(rows.c[name], _LINE[name].type) for name in _LINE_NAMES)
    each = select(head.c.id, *columns).select_from(head.join(rows, true()))
    add = insert(RecipeIngredient).from_select(["recipe_id", *_LINE_NAMES], each)
    put = add.on_conflict_do_update(
        index_elements=["recipe_id", "position"], set_={name: add.excluded[name] for name in _LINE_NAMES}
    )
    stored = await session.exec(put.add_cte(*also).returning(col(RecipeIngredient.position)))
    return stored.first() is not None


def _rows(lines: Sequence[Mapping[str, Any]]) -> Values:
    columns = [column(name, _LINE[name].type) for name in _LINE_NAMES]
    return values(*columns, name="line").data([tuple(line[name] for name in _LINE_NAMES) for line in lines])


async def delete_own(session: AsyncSession, owner: UUID, identity: UUID) -> bool:
    """Whether the owner had the recipe. It is gone now, or retired where a plan needs it to be read."""
    try:
        gone = delete(Recipe).where(*_mine(owner, identity)).returning(col(Recipe.id))
        return (await session.exec(gone)).first() is not None
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", None) != _STANDS_IN_A_PLAN:
            raise
    retired = update(Recipe).where(*_mine(owner, identity)).values(is_retired=True).returning(col(Recipe.id))
    return (await session.exec(retired)).first() is not None


async def purge_retired(session: AsyncSession) -> None:
    """Own recipes that were deleted, and stand in no plan any more, are gone."""
    planned = exists().where(col(PlannedMeal.recipe_id) == col(Recipe.id))
    await session.exec(delete(Recipe).where(col(Recipe.owner_id).is_not(None), col(Recipe.is_retired), ~planned))


def _mine(owner: UUID, identity: UUID) -> tuple[Any, ...]:
    return col(Recipe.id) == identity, col(Recipe.owner_id) == owner, ~col(Recipe.is_retired)
