"""Every statement about plans, and what the planner reads of the catalogue."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, tuple_
from sqlalchemy import select as core_select
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.planning.model import Dish


async def list_dishes(session: AsyncSession, owner: UUID) -> list[Dish]:
    """Every dish that can be planned for the owner, as the planner sees it: the catalogue's and their own."""
    columns: tuple[Any, ...] = (
        col(Recipe.id),
        col(Recipe.meals),
        col(Recipe.total_minutes),
        col(Recipe.main),
        col(Recipe.tags),
        col(Recipe.contains),
        col(Recipe.may_contain),
        col(Recipe.diets),
        col(Recipe.foods),
        col(Recipe.kcal),
        col(Recipe.protein_g),
        col(Recipe.fat_g),
        col(Recipe.carbs_g),
        col(Recipe.cost_cents),
        col(Recipe.is_confirmed),
    )
    connection = await session.connection()
    theirs = col(Recipe.owner_id).is_(None) | (col(Recipe.owner_id) == owner)
    offered = core_select(*columns).where(~col(Recipe.is_retired), theirs).order_by(col(Recipe.id))
    return [_dish(row) for row in (await connection.execute(offered)).all()]


def _dish(row: Row[Any]) -> Dish:
    return Dish(
        id=row.id,
        meals=frozenset(row.meals),
        minutes=row.total_minutes,
        main=row.main,
        tags=frozenset(row.tags),
        contains=frozenset(row.contains),
        may_contain=frozenset(row.may_contain),
        diets=frozenset(row.diets),
        foods=frozenset(row.foods),
        kcal=row.kcal,
        protein_g=row.protein_g,
        fat_g=row.fat_g,
        carbs_g=row.carbs_g,
        cost_cents=row.cost_cents,
        is_confirmed=row.is_confirmed,
    )


async def list_facts(
    session: AsyncSession, recipes: Collection[UUID]
) -> Sequence[tuple[Recipe, RecipeIngredient, Food | None]]:
    """These dishes with their ingredients and, where one is known, their foods: what a verifier starts from."""
    query = (
        select(Recipe, RecipeIngredient, Food)
        .join(RecipeIngredient, col(RecipeIngredient.recipe_id) == col(Recipe.id))
        .join(Food, col(Food.id) == col(RecipeIngredient.food_id), isouter=True)
        .where(col(Recipe.id).in_(recipes))
    )
    rows: Sequence[tuple[Recipe, RecipeIngredient, Food | None]] = (await session.exec(query)).all()
    return rows


async def add_plan(session: AsyncSession, plan: MealPlan, meals: Sequence[PlannedMeal]) -> None:
    """The plan is stored with all its meals, by one statement: wholly or not at all, in one round trip."""
    head = insert(MealPlan).values(plan.model_dump()).cte("plan")
    await session.exec(insert(PlannedMeal).values([meal.model_dump() for meal in meals]).add_cte(head))


async def find_plan(session: AsyncSession, owner: UUID, plan: UUID) -> Sequence[tuple[MealPlan, PlannedMeal, Recipe]]:
    """The owner's plan with its meals and their dishes; empty when they have no such plan."""
    query = (
        select(MealPlan, PlannedMeal, Recipe)
        .join(PlannedMeal, col(PlannedMeal.plan_id) == col(MealPlan.id))
        .join(Recipe, col(Recipe.id) == col(PlannedMeal.recipe_id))
        .where(MealPlan.id == plan, MealPlan.owner_id == owner)
        .options(*_without(MealPlan.wishes, Recipe.steps, Recipe.foods, Recipe.search))
    )
    return (await session.exec(query)).all()


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
