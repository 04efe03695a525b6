"""Makes a plan: load, compute, verify, store. No connection is held while the planner thinks."""

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import context, logs
from lib.accounts.preferences import Preferences
from lib.db import read_only
from lib.errors import InternalError, PlanInfeasible, PlannerBusy
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.planning import explain, planner, queries, service, verifier
from lib.planning.facts import facts_of
from lib.planning.model import Dish, Infeasible, Plan, Wishes
from lib.planning.schemas import MAX_SEED, PlanRead, PlanRequest
from lib.planning.verifier import RecipeFacts
from lib.planning.wishes import wishes_of

AT_ONCE = 2
"""Plans that an instance computes at the same time; more would only slow each other down."""

_places = asyncio.Semaphore(AT_ONCE)


async def generate(owner: UUID, request: PlanRequest, stored: Preferences) -> PlanRead:
    """A plan that a verifier with no knowledge of the planner has checked, stored with what it was checked against.

    Raises:
        PlanInfeasible: no plan meets the wishes, or none was found.
        PlannerBusy: the instance could not begin before the deadline.
    """
    preferences = stored.with_overrides(request.preferences)
    seed = request.seed if request.seed is not None else secrets.randbelow(MAX_SEED + 1)
    wishes = wishes_of(preferences, starts_on=request.starts_on, days=request.days, seed=seed)
    async with read_only() as session:
        dishes = await queries.list_dishes(session, owner)
    plan = await _compute(dishes, wishes)
    async with read_only() as session:
        rows = await queries.list_facts(session, {meal.recipe_id for meal in plan.meals})
        _require_verified(plan, wishes, facts_of(rows))
        identity = await _store(session, owner, plan, wishes, preferences)
        return await service.read_plan(session, owner, identity)


async def _compute(dishes: Sequence[Dish], wishes: Wishes) -> Plan:
    """The planner's answer, found in a thread of its own so that other requests go on."""
    try:
        async with asyncio.timeout(context.current().remaining()):
            await _places.acquire()
    except TimeoutError as error:
        raise PlannerBusy from error
    try:
        return await asyncio.to_thread(planner.solve, dishes, wishes)
    except Infeasible as infeasible:
        raise PlanInfeasible(
            explain.detail(infeasible), errors=explain.field_errors(infeasible, wishes), proved=infeasible.proved
        ) from infeasible
    finally:
        _places.release()


def _require_verified(plan: Plan, wishes: Wishes, facts: dict[UUID, RecipeFacts]) -> None:
    """Nothing happens for a plan that keeps every promise; any other is a bug of ours and is never shown.

    Raises:
        InternalError: the verifier found a violation.
    """
    verification = verifier.verify(plan, wishes, facts)
    if verification.violations:
        logs.warning("plan_refuted", violations=[str(violation) for violation in verification.violations[:5]])
        raise InternalError


async def _store(session: AsyncSession, owner: UUID, plan: Plan, wishes: Wishes, preferences: Preferences) -> UUID:
    head = MealPlan(
        owner_id=owner,
        starts_on=wishes.starts_on,
        days=wishes.days,
        seed=wishes.seed,
        wishes=preferences.document(),
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        engine=plan.engine,
    )
    meals = [
        PlannedMeal(plan_id=head.id, day=meal.day, slot=meal.slot, recipe_id=meal.recipe_id, portion=meal.portion)
        for meal in plan.meals
    ]
    await queries.add_plan(session, head, meals)
    logs.event("plan_created", plan=head.id, gap=round(plan.gap, 5), engine=plan.engine)
    return head.id
