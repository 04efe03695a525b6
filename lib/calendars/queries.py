"""Every statement about calendar feeds."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete
from sqlalchemy import select as core_select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from lib.calendars.events import Event
from lib.models.calendar_feed import CalendarFeed
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Recipe

_EVENT: tuple[Any, ...] = (
    col(MealPlan.id).label("plan_id"),
    col(MealPlan.starts_on),
    col(MealPlan.version),
    col(MealPlan.created_at),
    col(PlannedMeal.day),
    col(PlannedMeal.slot),
    col(PlannedMeal.portion),
    col(Recipe.title),
    col(Recipe.prep_minutes),
    col(Recipe.cook_minutes),
    col(Recipe.total_minutes),
)


async def find_feed(session: AsyncSession, account: UUID) -> CalendarFeed | None:
    """The account's feed."""
    return await session.get(CalendarFeed, account)


async def save_feed(session: AsyncSession, feed: CalendarFeed) -> None:
    """The feed is its account's, in place of any before."""
    renewed = {"generation": feed.generation, "created_at": feed.created_at}
    save = insert(CalendarFeed).values(feed.model_dump())
    await session.exec(save.on_conflict_do_update(index_elements=["account_id"], set_=renewed))


async def delete_feed(session: AsyncSession, account: UUID) -> None:
    """The account has no feed."""
    await session.exec(delete(CalendarFeed).where(col(CalendarFeed.account_id) == account))


async def list_events(
    session: AsyncSession, generation: UUID, ended_after: dt.date, limit: int
) -> Sequence[Event] | None:
    """The meals of the feed's owner in all plans that end after the day, soonest first; `None` without such a feed."""
    last_day = col(MealPlan.starts_on) + col(MealPlan.days) - 1
    query = (
        core_select(*_EVENT)
        .select_from(CalendarFeed)
        .outerjoin(MealPlan, and_(col(MealPlan.owner_id) == col(CalendarFeed.account_id), last_day > ended_after))
        .outerjoin(PlannedMeal, col(PlannedMeal.plan_id) == col(MealPlan.id))
        .outerjoin(Recipe, col(Recipe.id) == col(PlannedMeal.recipe_id))
        .where(col(CalendarFeed.generation) == generation)
        .order_by(col(MealPlan.starts_on) + col(PlannedMeal.day), col(PlannedMeal.slot), col(PlannedMeal.id))
        .limit(limit)
    )
    connection = await session.connection()
    rows = (await connection.execute(query)).all()
    return [_event(row) for row in rows if row.slot is not None] if rows else None


def _event(row: Row[Any]) -> Event:
    return Event(
        plan=row.plan_id,
        date=row.starts_on + dt.timedelta(days=row.day),
        slot=row.slot,
        title=row.title,
        portion=row.portion,
        prep_minutes=row.prep_minutes,
        cook_minutes=row.cook_minutes,
        total_minutes=row.total_minutes,
        revision=row.version - 1,
        planned_at=row.created_at,
    )
