"""Reading and deleting plans; making them is in `generation`."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import paging
from lib.errors import NotFound
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Recipe
from lib.paging import Page, PageRequest
from lib.planning import queries, stored
from lib.planning.schemas import (
    CertificateRead,
    CookSmartRead,
    DayRead,
    DishRead,
    EaterRead,
    MealChange,
    MealRead,
    PlanChange,
    PlanRead,
    PlanSummary,
    RecipeReference,
)
from lib.planning.stored import Stored
from lib.planning.wishes import share_of
from lib.recipes.schemas import NutritionRead

_CENTS_PER_DOLLAR = 100


async def read_plan(session: AsyncSession, owner: UUID, plan: UUID) -> PlanRead:
    """The owner's plan in full.

    Raises:
        NotFound: they have no such plan.
    """
    return show(await stored.load(session, owner, plan))


def show(found: Stored) -> PlanRead:
    """The plan as its owner sees it."""
    head, wishes = found.head, found.preferences
    eaten = [(meal, found.recipes[meal.recipe_id]) for meal in found.meals]
    cents = head.eaters * sum(meal.portion * recipe.cost_cents for meal, recipe in eaten)
    return PlanRead(
        **_summary(head).model_dump(),
        servings=head.eaters,
        household=[EaterRead(name=each.name, share=share_of(each, wishes)) for each in wishes.household],
        cost=round(cents / _CENTS_PER_DOLLAR, 2),
        wishes=wishes,
        meals=[_meal(head, meal, recipe) for meal, recipe in eaten],
        daily=[
            DayRead(
                date=_date(head, day),
                nutrition=nutrition((meal.portion, recipe) for meal, recipe in eaten if meal.day == day),
            )
            for day in range(head.days)
        ],
    )


def show_change(before: Stored, after: Stored) -> PlanChange:
    """The plan as it is now, and the meals that are others than before."""
    changes = [
        MealChange(
            meal_id=new.id,
            date=_date(after.head, new.day),
            slot=new.slot,
            before=_dish(old, before.recipes[old.recipe_id]),
            after=_dish(new, after.recipes[new.recipe_id]),
        )
        for old, new in zip(before.meals, after.meals, strict=True)
        if (old.recipe_id, old.portion, old.locked) != (new.recipe_id, new.portion, new.locked)
    ]
    return PlanChange(plan=show(after), changes=changes)


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
        version=plan.version,
        starts_on=plan.starts_on,
        days=plan.days,
        seed=plan.seed,
        created_at=plan.created_at,
        certificate=CertificateRead(
            objective=round(plan.objective, 4),
            bound=round(plan.bound, 4),
            gap=round(plan.gap, 6),
            engine=plan.engine,
            cook_smart=_cook_smart(plan),
        ),
    )


def _cook_smart(plan: MealPlan) -> CookSmartRead | None:
    told = plan.cook_smart
    return None if told is None else CookSmartRead(**told | {"points": round(told["points"], 4)})


def _date(plan: MealPlan, day: int) -> dt.date:
    return plan.starts_on + dt.timedelta(days=day)


def _meal(plan: MealPlan, meal: PlannedMeal, recipe: Recipe) -> MealRead:
    return MealRead(
        id=meal.id,
        date=_date(plan, meal.day),
        slot=meal.slot,
        recipe=reference(recipe),
        portion=meal.portion,
        locked=meal.locked,
        nutrition=nutrition([(meal.portion, recipe)]),
    )


def _dish(meal: PlannedMeal, recipe: Recipe) -> DishRead:
    return DishRead(recipe=reference(recipe), portion=meal.portion, locked=meal.locked)


def reference(recipe: Recipe) -> RecipeReference:
    """Which dish it is."""
    return RecipeReference(id=recipe.id, title=recipe.title)


def nutrition(portions: Iterable[tuple[float, Recipe]]) -> NutritionRead:
    """What the portions hold together; rounded once, at the end."""
    eaten = list(portions)
    return NutritionRead(
        **{
            name: round(sum(portion * getattr(recipe, name) for portion, recipe in eaten), 1)
            for name in NutritionRead.model_fields
        }
    )
