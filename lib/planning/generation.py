"""Makes a plan: load, compute, verify, store. No connection is held while the planner thinks."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from lib import logs
from lib.accounts.preferences import Preferences
from lib.db import read_only
from lib.errors import InternalError, PlanInfeasible
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.planning import explain, queries, service, smart, verifier
from lib.planning.computing import beside_the_loop
from lib.planning.facts import facts_of
from lib.planning.model import Dish, Infeasible, Plan, Wishes
from lib.planning.schemas import MAX_SEED, PlanRead, PlanRequest
from lib.planning.stored import document_of
from lib.planning.verifier import RecipeFacts
from lib.planning.wishes import Occasion, wishes_of


async def generate(owner: UUID, request: PlanRequest, stored: Preferences) -> PlanRead:
    """A plan that a verifier with no knowledge of the planner has checked, stored with what it was checked against.

    Raises:
        PlanInfeasible: no plan meets the wishes, or none was found.
        PlannerBusy: the instance could not begin before the deadline.
    """
    preferences = stored.with_overrides(request.preferences)
    seed = drawn(request.seed)
    async with read_only() as session:
        dishes = await queries.list_dishes(session)
        recent: Sequence[UUID] = ()
        if preferences.no_repeat_days:
            lately = (request.starts_on, preferences.no_repeat_days)
            recent = await queries.recently_planned(session, owner, *lately)
    wishes = wishes_of(preferences, Occasion(request.starts_on, request.days, seed, tuple(recent)))
    plan = await solve(dishes, wishes, preferences)
    head = MealPlan(
        owner_id=owner,
        starts_on=request.starts_on,
        days=request.days,
        seed=seed,
        wishes=preferences.document(),
        recent=list(recent),
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        engine=plan.engine,
        cook_smart=document_of(plan.cook_smart),
    )
    meals = [
        PlannedMeal(plan_id=head.id, day=meal.day, slot=meal.slot, recipe_id=meal.recipe_id, portion=meal.portion)
        for meal in plan.meals
    ]
    async with read_only() as session:
        rows = await queries.list_facts(session, {meal.recipe_id for meal in plan.meals})
        require_verified(plan, wishes, facts_of(rows))
        await queries.add_plan(session, head, meals)
        logs.event("plan_created", plan=head.id, gap=round(plan.gap, 5), engine=plan.engine)
        return await service.read_plan(session, owner, head.id)


def drawn(seed: int | None) -> int:
    """The seed that was asked for, or a new one."""
    return seed if seed is not None else secrets.randbelow(MAX_SEED + 1)


async def solve(dishes: Sequence[Dish], wishes: Wishes, preferences: Preferences) -> Plan:
    """The planner's answer, found beside the event loop.

    Raises:
        PlanInfeasible: no plan meets the wishes, or none was found.
        PlannerBusy: the instance could not begin before the deadline.
    """
    try:
        return await beside_the_loop(lambda: smart.solve(dishes, wishes))
    except Infeasible as infeasible:
        raise PlanInfeasible(
            explain.detail(infeasible), errors=explain.field_errors(infeasible, preferences), proved=infeasible.proved
        ) from infeasible


def require_verified(plan: Plan, wishes: Wishes, facts: dict[UUID, RecipeFacts]) -> None:
    """Nothing happens for a plan that keeps every promise; any other is a bug of ours and is never shown.

    Raises:
        InternalError: the verifier found a violation.
    """
    verification = verifier.verify(plan, wishes, facts)
    if verification.violations:
        logs.warning("plan_refuted", violations=[str(violation) for violation in verification.violations[:5]])
        raise InternalError
