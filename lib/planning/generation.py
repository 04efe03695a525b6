"""Makes a plan: load, compute, verify, store. No connection is held while the planner thinks."""

import asyncio
import secrets
from uuid import UUID

from lib import context, logs
from lib.accounts.preferences import Preferences
from lib.db import read_only
from lib.errors import InternalError, PlanInfeasible, PlannerBusy
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.planning import explain, queries, service
from lib.planning.facts import facts_of
from lib.planning.model import Dish, Infeasible, Plan, Wishes
from lib.planning.schemas import MAX_SEED, PlanRead, PlanRequest
from lib.planning.wishes import wishes_of

_AT_ONCE = asyncio.Semaphore(2)


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
        dishes = await queries.list_dishes(session)
    plan = await _compute(dishes, wishes)
    async with read_only() as session:
        facts = facts_of(await queries.list_facts(session, {meal.recipe_id for meal in plan.meals}))
        _verify(plan, wishes, facts)
        identity = await _store(session, owner, plan, wishes, preferences)
        return await service.read_plan(session, owner, identity)
