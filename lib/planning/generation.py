"""Makes a plan: load, compute, verify, store. No connection is held while the planner thinks."""

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID

from lib import etags, idempotency, locks, logs
from lib.accounts.preferences import Preferences
from lib.db import read_only
from lib.errors import GenerationInProgress, InternalError, PlanInfeasible
from lib.idempotency import Answer, Keyed
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.planning import computing, diagnosis, explain, queries, service, smart, verifier
from lib.planning.diagnosis import Diagnosis
from lib.planning.facts import facts_of
from lib.planning.model import Dish, Infeasible, Plan, Wishes
from lib.planning.schemas import MAX_SEED, PlanRead, PlanRequest
from lib.planning.stored import Stored, document_of
from lib.planning.verifier import RecipeFacts
from lib.planning.wishes import Occasion, wishes_of, written

LOCK_SECONDS = 10.0
"""Longer than any request, so that a lock outlives its holder only when the instance died."""


async def generate(owner: UUID, request: PlanRequest, stored: Preferences, keyed: Keyed | None) -> Answer:
    """The answer that tells of a new plan, which a verifier with no knowledge of the planner has checked.

    It is stored with what it was checked against and, under an idempotency key, with the answer itself, by one
    statement: whoever else was as quick with the same key has their answer repeated here.

    Raises:
        GenerationInProgress: a plan is being computed for the owner already.
        PlanInfeasible: no plan meets the wishes, or none was found.
        PlannerBusy: the instance could not begin before the deadline.
    """
    async with locks.held(f"generate:{owner}", LOCK_SECONDS) as is_alone:
        if not is_alone:
            raise GenerationInProgress
        found = await _planned(owner, request, stored.with_overrides(request.preferences))
        answer = _answer(service.show(found))
        async with read_only() as session:
            row = None if keyed is None else idempotency.row(owner, keyed, answer)
            is_new = await queries.add_plan(session, found.head, found.meals, row)
            if not is_new and keyed is not None:
                return await idempotency.find(session, owner, keyed) or answer
        logs.event("plan_created", plan=found.head.id, gap=round(found.head.gap, 5), engine=found.head.engine)
        return answer


async def _planned(owner: UUID, request: PlanRequest, preferences: Preferences) -> Stored:
    """The plan, verified and not yet stored."""
    seed = drawn(request.seed)
    async with computing.place():
        async with read_only() as session:
            dishes = await queries.list_dishes(session, owner)
            recent: Sequence[UUID] = ()
            if preferences.no_repeat_days:
                lately = (request.starts_on, preferences.no_repeat_days)
                recent = await queries.recently_planned(session, owner, *lately)
        wishes = wishes_of(preferences, Occasion(request.starts_on, request.days, seed, tuple(recent)))
        plan = await solve(dishes, wishes, preferences)
        async with read_only() as session:
            rows = await queries.list_facts(session, owner, {meal.recipe_id for meal in plan.meals})
        await asyncio.to_thread(lambda: require_verified(plan, wishes, facts_of(rows)))
    head = MealPlan(
        owner_id=owner,
        starts_on=request.starts_on,
        days=request.days,
        seed=seed,
        wishes=preferences.document(),
        eaters=wishes.servings,
        recent=list(recent),
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        engine=plan.engine,
        cook_smart=document_of(plan.cook_smart),
    )
    meals = [
        PlannedMeal(
            plan_id=head.id, day=meal.day, slot=meal.slot, recipe_id=meal.recipe_id, portion=meal.portion, locked=False
        )
        for meal in plan.meals
    ]
    return Stored(head, tuple(meals), {recipe.id: recipe for recipe, _, _ in rows})


def _answer(plan: PlanRead) -> Answer:
    headers = {"Location": f"/api/v1/meal-plans/{plan.id}", "ETag": etags.of(plan.version)}
    return Answer(201, headers, plan.model_dump_json())


def drawn(seed: int | None) -> int:
    """The seed that was asked for, or a new one."""
    return seed if seed is not None else secrets.randbelow(MAX_SEED + 1)


async def solve(dishes: Sequence[Dish], wishes: Wishes, preferences: Preferences) -> Plan:
    """The planner's answer, found beside the event loop.

    Raises:
        PlanInfeasible: no plan meets the wishes, or none was found.
    """
    try:
        return await asyncio.to_thread(_solved, dishes, wishes, preferences)
    except Undone as undone:
        raise PlanInfeasible(
            explain.detail(undone.infeasible, undone.diagnosis),
            errors=explain.field_errors(undone.infeasible, undone.diagnosis, preferences),
            proved=undone.infeasible.proved,
            relaxations=explain.relaxations(undone.diagnosis, preferences),
        ) from undone


class Undone(Exception):
    """There is no plan, and this is what is known about it."""

    def __init__(self, infeasible: Infeasible, diagnosis: Diagnosis) -> None:
        self.infeasible = infeasible
        self.diagnosis = diagnosis
        super().__init__(str(infeasible))


def _solved(dishes: Sequence[Dish], wishes: Wishes, preferences: Preferences) -> Plan:
    try:
        return smart.solve(dishes, wishes)
    except Infeasible as infeasible:
        asked = written(preferences, wishes)
        raise Undone(infeasible, diagnosis.diagnose(dishes, wishes, asked, infeasible)) from infeasible


def require_verified(plan: Plan, wishes: Wishes, facts: dict[UUID, RecipeFacts]) -> None:
    """Nothing happens for a plan that keeps every promise; any other is a bug of ours and is never shown.

    Raises:
        InternalError: the verifier found a violation.
    """
    verification = verifier.verify(plan, wishes, facts)
    if verification.violations:
        logs.warning("plan_refuted", violations=[str(violation) for violation in verification.violations[:5]])
        raise InternalError
