"""Reading and deleting plans; making them is in `generation`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import paging
from lib.errors import NotFound
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Recipe
from lib.paging import Page, PageRequest
from lib.planning import queries
from lib.planning.schemas import CertificateRead, DayRead, MealRead, PlanRead, PlanSummary, RecipeReference
from lib.recipes.meals import MEALS
from lib.recipes.schemas import NutritionRead


async def read_plan(session: AsyncSession, owner: UUID, plan: UUID) -> PlanRead:
    """The owner's plan in full.

    Raises:
        NotFound: they have no such plan.
    """
    rows = await queries.find_plan(session, owner, plan)
    if not rows:
        raise NotFound
    cells = sorted(((meal, recipe) for _, meal, recipe in rows), key=lambda cell: _order(cell[0]))
    head = rows[0][0]
    return PlanRead(
        **_summary(head).model_dump(),
        meals=[_meal(head, meal, recipe) for meal, recipe in cells],
        daily=[_day(head, day, cells) for day in range(head.days)],
    )


async def list_plans(session: AsyncSession, owner: UUID, wanted: PageRequest) -> Page[PlanSummary]:
    """One page of the owner's plans, newest first.

    Raises:
        InvalidCursor: the cursor is not of this list.
    """
    listing = f"plans:{owner}"
    after = None
    if wanted.cursor is not None:
        created_at, identity = paging.decode(listing, wanted.cursor)
        after = (dt.datetime.fromisoformat(created_at), UUID(identity))
    rows = await queries.list_plans(session, owner, after, wanted.limit + 1)
    shown, cursor = paging.page(listing, rows, wanted.limit, lambda row: (row.created_at.isoformat(), str(row.id)))
    return Page(data=[_summary(plan) for plan in shown], next_cursor=cursor)


async def delete_plan(session: AsyncSession, owner: UUID, plan: UUID) -> None:
    """The owner's plan is gone, with its meals.

    Raises:
        NotFound: they have no such plan.
    """
    if not await queries.delete_plan(session, owner, plan):
        raise NotFound


def _summary(plan: MealPlan) -> PlanSummary:
    return PlanSummary(
        id=plan.id,
        starts_on=plan.starts_on,
        days=plan.days,
        seed=plan.seed,
        created_at=plan.created_at,
        certificate=CertificateRead(
            objective=round(plan.objective, 4), bound=round(plan.bound, 4), gap=round(plan.gap, 6), engine=plan.engine
        ),
    )


def _order(meal: PlannedMeal) -> tuple[int, int]:
    return meal.day, [str(slot) for slot in MEALS].index(meal.slot)


def _date(plan: MealPlan, day: int) -> dt.date:
    return plan.starts_on + dt.timedelta(days=day)


def _meal(plan: MealPlan, meal: PlannedMeal, recipe: Recipe) -> MealRead:
    return MealRead(
        id=meal.id,
        date=_date(plan, meal.day),
        slot=meal.slot,
        recipe=RecipeReference(id=recipe.id, title=recipe.title),
        portion=meal.portion,
        locked=meal.locked,
        nutrition=_sum([(meal, recipe)]),
    )


def _day(plan: MealPlan, day: int, cells: Sequence[tuple[PlannedMeal, Recipe]]) -> DayRead:
    return DayRead(date=_date(plan, day), nutrition=_sum(cell for cell in cells if cell[0].day == day))


def _sum(cells: Iterable[tuple[PlannedMeal, Recipe]]) -> NutritionRead:
    """What the portions hold together; rounded once, at the end."""
    eaten = list(cells)
    return NutritionRead(
        **{
            name: round(sum(meal.portion * getattr(recipe, name) for meal, recipe in eaten), 1)
            for name in NutritionRead.model_fields
        }
    )
