"""Every statement about pantries, shopping lists and their ticks."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, exists, literal
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.models.account import Account
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.models.shopping import PantryItem, ShoppingTick
from lib.recipes.vocabulary import Aisle
from lib.shopping import model
from lib.shopping.model import Basket, Use, eaters, exactly

_BASKET: tuple[Any, ...] = (
    col(MealPlan.starts_on),
    col(MealPlan.days),
    col(MealPlan.eaters).label("eaters"),
    col(PlannedMeal.id).label("meal_id"),
    col(PlannedMeal.day),
    col(PlannedMeal.slot),
    col(PlannedMeal.portion),
    col(Recipe.title),
    col(Recipe.servings).label("recipe_servings"),
    col(RecipeIngredient.grams),
    col(RecipeIngredient.text),
    col(RecipeIngredient.is_confirmed),
    col(Food.id).label("food_id"),
    col(Food.name),
    col(Food.aisle),
    col(Food.unit_grams),
    col(Food.usd_per_kg),
    col(PantryItem.grams).label("at_home"),
    col(ShoppingTick.checked_at),
)


async def find_basket(session: AsyncSession, owner: UUID, plan: UUID) -> Basket | None:
    """Everything that the list of the owner's plan follows from, by one statement; `None` without such a plan."""
    mine = and_(col(PantryItem.food_id) == col(Food.id), col(PantryItem.account_id) == owner)
    ticked = and_(col(ShoppingTick.food_id) == col(Food.id), col(ShoppingTick.plan_id) == col(MealPlan.id))
    query = (
        core_select(*_BASKET)
        .select_from(MealPlan)
        .outerjoin(PlannedMeal, col(PlannedMeal.plan_id) == col(MealPlan.id))
        .outerjoin(Recipe, col(Recipe.id) == col(PlannedMeal.recipe_id))
        .outerjoin(RecipeIngredient, col(RecipeIngredient.recipe_id) == col(Recipe.id))
        .outerjoin(Food, col(Food.id) == col(RecipeIngredient.food_id))
        .outerjoin(PantryItem, mine)
        .outerjoin(ShoppingTick, ticked)
        .where(col(MealPlan.id) == plan, col(MealPlan.owner_id) == owner)
        .order_by(col(PlannedMeal.day), col(PlannedMeal.slot), col(RecipeIngredient.position))
    )
    connection = await session.connection()
    rows = (await connection.execute(query)).all()
    return _basket(plan, rows) if rows else None


def _basket(plan: UUID, rows: Sequence[Row[Any]]) -> Basket:
    used = [row for row in rows if row.is_confirmed]  # a plan may be empty, and so may a recipe
    return Basket(
        plan=plan,
        starts_on=rows[0].starts_on,
        days=rows[0].days,
        uses=_uses(used),
        pantry={row.food_id: exactly(row.at_home) for row in used if row.at_home is not None},
        ticked=frozenset(row.food_id for row in used if row.checked_at is not None),
        as_written=tuple((row.text, _meal(row)) for row in rows if row.is_confirmed is False),
    )


def _uses(rows: Sequence[Row[Any]]) -> tuple[Use, ...]:
    foods: dict[UUID, model.Food] = {}
    meals: dict[UUID, model.Meal] = {}
    for row in rows:
        if row.food_id not in foods:
            foods[row.food_id] = model.Food(row.food_id, row.name, row.aisle, row.unit_grams, row.usd_per_kg)
        if row.meal_id not in meals:
            meals[row.meal_id] = _meal(row)
    return tuple(Use(meals[row.meal_id], foods[row.food_id], exactly(row.grams)) for row in rows)


def _meal(row: Row[Any]) -> model.Meal:
    date = row.starts_on + dt.timedelta(days=row.day)
    share = exactly(row.portion) * eaters(row.eaters) / row.recipe_servings
    return model.Meal(row.meal_id, date, row.slot, row.title, share)


async def tick(session: AsyncSession, owner: UUID, plan: UUID, food: UUID, now: dt.datetime) -> bool:
    """Whether the food is on the list of the owner's plan; it is ticked off now, since whenever it was first.

    The plan is locked against its deletion, which would otherwise break the constraint between the two.
    """
    row = core_select(col(MealPlan.id), literal(food), literal(now)).where(*_on_the_list(owner, plan, food))
    locked = row.with_for_update(of=MealPlan, read=True, key_share=True)
    add = insert(ShoppingTick).from_select(["plan_id", "food_id", "checked_at"], locked)
    again = add.on_conflict_do_update(
        index_elements=["plan_id", "food_id"], set_={"checked_at": col(ShoppingTick.checked_at)}
    )
    return (await session.exec(again.returning(col(ShoppingTick.food_id)))).first() is not None


async def untick(session: AsyncSession, owner: UUID, plan: UUID, food: UUID) -> bool:
    """Whether the food is on the list of the owner's plan; it is not ticked off now."""
    is_there = exists(core_select(col(MealPlan.id)).where(*_on_the_list(owner, plan, food)))
    gone = delete(ShoppingTick).where(col(ShoppingTick.plan_id) == plan, col(ShoppingTick.food_id) == food, is_there)
    answer = select(is_there).add_cte(gone.cte("gone"))
    return bool((await session.exec(answer)).one())


def _on_the_list(owner: UUID, plan: UUID, food: UUID) -> tuple[ColumnElement[bool], ...]:
    """What holds for the owner's plan when its meals need the food and somebody has to buy it."""
    needed = (
        core_select(col(PlannedMeal.id))
        .join(RecipeIngredient, col(RecipeIngredient.recipe_id) == col(PlannedMeal.recipe_id))
        .join(Food, col(Food.id) == col(RecipeIngredient.food_id))
        .where(col(PlannedMeal.plan_id) == plan, col(Food.id) == food, col(Food.aisle) != Aisle.TAP)
    )
    return col(MealPlan.id) == plan, col(MealPlan.owner_id) == owner, exists(needed)


async def list_pantry(session: AsyncSession, account: UUID, limit: int) -> Sequence[tuple[str, float]]:
    """What an account has at home, by name of the food."""
    query = (
        select(Food.name, PantryItem.grams)
        .join(PantryItem, col(PantryItem.food_id) == col(Food.id))
        .where(col(PantryItem.account_id) == account)
        .order_by(col(Food.name))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def open_pantry(session: AsyncSession, account: UUID, names: Collection[str]) -> dict[str, UUID]:
    """Those of the names that are foods, with their ids; nobody else changes the pantry until this transaction ends."""
    query = (
        select(Food.name, Food.id)
        .select_from(Account)
        .outerjoin(Food, col(Food.name).in_(names))
        .where(col(Account.id) == account)
        .with_for_update(of=Account, key_share=True)
    )
    return {name: identity for name, identity in (await session.exec(query)).all() if identity is not None}


async def replace_pantry(session: AsyncSession, account: UUID, grams: Mapping[UUID, float], now: dt.datetime) -> None:
    """The account has this at home, and nothing else."""
    others = delete(PantryItem).where(
        col(PantryItem.account_id) == account, col(PantryItem.food_id).not_in(grams.keys())
    )
    if not grams:
        await session.exec(others)
        return
    rows = [
        {"account_id": account, "food_id": food, "grams": amount, "updated_at": now} for food, amount in grams.items()
    ]
    save = insert(PantryItem).values(rows)
    kept = save.on_conflict_do_update(
        index_elements=["account_id", "food_id"],
        set_={"grams": save.excluded.grams, "updated_at": save.excluded.updated_at},
    )
    await session.exec(kept.add_cte(others.cte("others")))
