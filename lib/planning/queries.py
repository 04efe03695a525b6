"""Every statement about plans, and what the planner reads of the catalogue."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Boolean,
    Double,
    Row,
    Uuid,
    cast,
    column,
    delete,
    func,
    inspect,
    or_,
    tuple_,
    update,
    values,
)
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.idempotency import IdempotencyKey
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.planning.model import Dish

_CELL = (column("id", Uuid), column("recipe_id", Uuid), column("portion", Double), column("locked", Boolean))


async def list_dishes(session: AsyncSession, owner: UUID, also: Collection[UUID] = ()) -> list[Dish]:
    """Every dish on offer to the owner, the catalogue's and their own, and those of these that no longer are."""
    columns: tuple[Any, ...] = (
        col(Recipe.id),
        col(Recipe.is_retired),
        col(Recipe.meals),
        col(Recipe.total_minutes),
        col(Recipe.main),
        col(Recipe.cuisine),
        col(Recipe.tags),
        col(Recipe.contains),
        col(Recipe.may_contain),
        col(Recipe.diets),
        col(Recipe.foods),
        col(Recipe.kcal),
        col(Recipe.protein_g),
        col(Recipe.fat_g),
        col(Recipe.carbs_g),
        col(Recipe.fibre_g),
        col(Recipe.sodium_mg),
        col(Recipe.saturates_g),
        col(Recipe.cost_cents),
        col(Recipe.is_confirmed),
    )
    connection = await session.connection()
    theirs = col(Recipe.owner_id).is_(None) | (col(Recipe.owner_id) == owner)
    wanted = or_(~col(Recipe.is_retired), col(Recipe.id).in_(also)) if also else ~col(Recipe.is_retired)
    offered = core_select(*columns).where(wanted, theirs).order_by(col(Recipe.id))
    return [_dish(row) for row in (await connection.execute(offered)).all()]


def _dish(row: Row[Any]) -> Dish:
    return Dish(
        id=row.id,
        is_offered=not row.is_retired,
        meals=frozenset(row.meals),
        minutes=row.total_minutes,
        main=row.main,
        cuisine=row.cuisine,
        tags=frozenset(row.tags),
        contains=frozenset(row.contains),
        may_contain=frozenset(row.may_contain),
        diets=frozenset(row.diets),
        foods=frozenset(row.foods),
        kcal=row.kcal,
        protein_g=row.protein_g,
        fat_g=row.fat_g,
        carbs_g=row.carbs_g,
        fibre_g=row.fibre_g,
        sodium_mg=row.sodium_mg,
        saturates_g=row.saturates_g,
        cost_cents=row.cost_cents,
        is_confirmed=row.is_confirmed,
    )


async def list_facts(
    session: AsyncSession, owner: UUID, recipes: Collection[UUID]
) -> Sequence[tuple[Recipe, RecipeIngredient, Food | None]]:
    """These dishes, if the owner may see them, with their ingredients and, where one is known, their foods: what a
    verifier starts from.
    """
    query = (
        select(Recipe, RecipeIngredient, Food)
        .join(RecipeIngredient, col(RecipeIngredient.recipe_id) == col(Recipe.id))
        .join(Food, col(Food.id) == col(RecipeIngredient.food_id), isouter=True)
        .where(col(Recipe.id).in_(recipes), col(Recipe.owner_id).is_(None) | (col(Recipe.owner_id) == owner))
    )
    rows: Sequence[tuple[Recipe, RecipeIngredient, Food | None]] = (await session.exec(query)).all()
    return rows


async def find_recipes(session: AsyncSession, recipes: Collection[UUID]) -> Sequence[Recipe]:
    """These dishes."""
    return (await session.exec(select(Recipe).where(col(Recipe.id).in_(recipes)))).all()


async def add_plan(
    session: AsyncSession, plan: MealPlan, meals: Sequence[PlannedMeal], answer: IdempotencyKey | None
) -> bool:
    """Whether the plan is stored with all its meals, by one statement: wholly or not at all, in one round trip.

    With an answer, it is stored as well, and nothing is where its key has one already.
    """
    if answer is None:
        head = insert(MealPlan).values(plan.model_dump()).cte("plan")
        await session.exec(insert(PlannedMeal).values([meal.model_dump() for meal in meals]).add_cte(head))
        return True
    key = insert(IdempotencyKey).values(answer.model_dump()).on_conflict_do_nothing()
    first = key.returning(column("key")).cte("first")
    head = _insert_if(first, MealPlan, [plan.model_dump()]).cte("plan")
    cells = _insert_if(first, PlannedMeal, [meal.model_dump() for meal in meals]).returning(column("id")).cte("cells")
    stored = select(func.count()).select_from(first).add_cte(head, cells)
    return (await session.exec(stored)).one() > 0


def _insert_if(first: CTE, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> Insert:
    """The rows go into the table if the other statement has stored its own."""
    columns = inspect(table).columns
    names = list(rows[0])
    given = values(*(column(name, columns[name].type) for name in names), name=f"new_{table.__tablename__}")
    data = given.data([tuple(row[name] for name in names) for row in rows])
    # A null among the values has no type of its own.
    typed = [cast(data.c[name], columns[name].type) for name in names]
    wanted = core_select(*typed).where(core_select(first.c.key).exists())
    return insert(table).from_select(names, wanted, include_defaults=False)


async def find_plan(session: AsyncSession, owner: UUID, plan: UUID) -> Sequence[tuple[MealPlan, PlannedMeal, Recipe]]:
    """The owner's plan with its meals and their dishes; empty when they have no such plan."""
    query = (
        select(MealPlan, PlannedMeal, Recipe)
        .join(PlannedMeal, col(PlannedMeal.plan_id) == col(MealPlan.id))
        .join(Recipe, col(Recipe.id) == col(PlannedMeal.recipe_id))
        .where(MealPlan.id == plan, MealPlan.owner_id == owner)
        .options(*_without(Recipe.steps, Recipe.foods, Recipe.search))
    )
    return (await session.exec(query)).all()


async def recently_planned(session: AsyncSession, owner: UUID, starts_on: date, days: int) -> Sequence[UUID]:
    """The dishes in the owner's plans on so many days before this one."""
    eaten_on = col(MealPlan.starts_on) + col(PlannedMeal.day)
    query = (
        select(PlannedMeal.recipe_id)
        .join(MealPlan, col(MealPlan.id) == col(PlannedMeal.plan_id))
        .where(MealPlan.owner_id == owner, eaten_on < starts_on, eaten_on >= starts_on - timedelta(days=days))
        .distinct()
        .order_by(col(PlannedMeal.recipe_id))
    )
    return (await session.exec(query)).all()


async def change_plan(session: AsyncSession, changed: MealPlan, meals: Sequence[PlannedMeal]) -> bool:
    """Whether the plan was still of the version before; it and these meals are as given then, by one statement."""
    claims = {
        name: getattr(changed, name)
        for name in ("seed", "objective", "bound", "gap", "engine", "fixed", "cook_smart", "version")
    }
    head = (
        update(MealPlan)
        .where(col(MealPlan.id) == changed.id, col(MealPlan.version) == changed.version - 1)
        .values(claims)
        .returning(col(MealPlan.id))
        .cte("changed")
    )
    found = select(head.c.id)
    if meals:
        rows = [(meal.id, meal.recipe_id, meal.portion, meal.locked) for meal in meals]
        to = values(*_CELL, name="cell").data(rows)
        cells = (
            update(PlannedMeal)
            .where(col(PlannedMeal.id) == to.c.id, col(PlannedMeal.plan_id).in_(select(head.c.id)))
            .values(recipe_id=to.c.recipe_id, portion=to.c.portion, locked=to.c.locked)
            .cte("cells")
        )
        found = found.add_cte(cells)
    return (await session.exec(found)).first() is not None


async def list_plans(
    session: AsyncSession, owner: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[MealPlan]:
    """The owner's plans, newest first, behind the position."""
    query = select(MealPlan).where(MealPlan.owner_id == owner).options(*_without(MealPlan.wishes))
    if after is not None:
        query = query.where(tuple_(col(MealPlan.created_at), col(MealPlan.id)) < tuple_(*after))
    newest = query.order_by(col(MealPlan.created_at).desc(), col(MealPlan.id).desc()).limit(limit)
    return (await session.exec(newest)).all()


async def delete_plan(session: AsyncSession, owner: UUID, plan: UUID) -> bool:
    """Whether the owner had this plan; it is gone now, with its meals."""
    mine = (col(MealPlan.id) == plan, col(MealPlan.owner_id) == owner)
    return (await session.exec(delete(MealPlan).where(*mine).returning(col(MealPlan.id)))).first() is not None


def _without(*columns: Any) -> list[ExecutableOption]:
    """Options that leave heavy columns in the database; mypy sees their values' types, SQLAlchemy the columns."""
    return [defer(column) for column in columns]
