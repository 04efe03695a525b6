"""Changes single meals of a stored plan: lock, portion, another dish, a swap for the best alternative.

Only the meal that was named moves. The plan as it would be is verified before it is stored, and stored only if it is
still of the version that was read. No connection is held while alternatives are weighed.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lib import logs
from lib.db import read_only
from lib.errors import MealLocked, PlanBroken, PlanInfeasible, PreconditionFailed
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Recipe
from lib.planning import alternatives, computing, leftovers, queries, service, stored, verifier
from lib.planning.facts import facts_of
from lib.planning.model import Dish, Plan, Savings, Wishes
from lib.planning.schemas import (
    AlternativeRead,
    Alternatives,
    MealPatch,
    PlanChange,
    SwapRequest,
)
from lib.planning.stored import Stored, as_dish
from lib.planning.verifier import Check, Facts
from lib.problem import FieldError

SHOWN = 3
"""How many alternatives a meal is offered."""


async def patch(owner: UUID, where: tuple[UUID, UUID], wanted: MealPatch, version: int | None) -> PlanChange:
    """The meal (plan and meal id) is as wanted.

    Raises:
        NotFound: there is no such plan or meal.
        PreconditionFailed: the plan is not of this version any more.
        PlanBroken: the plan would no longer keep its promises.
    """
    found, meal = await _load(owner, where, version)
    changed = PlannedMeal(**meal.model_dump())
    if wanted.locked is not None:
        changed.locked = wanted.locked
    changed.portion = wanted.portion or meal.portion
    changed.recipe_id = wanted.recipe_id or meal.recipe_id
    return await store(found, [changed], None)


async def swap(owner: UUID, where: tuple[UUID, UUID], wanted: SwapRequest, version: int | None) -> PlanChange:
    """The meal is the dish that makes the best plan of all others that may stand there.

    Raises:
        NotFound: there is no such plan or meal.
        PreconditionFailed: the plan is not of this version any more.
        MealLocked: the meal is locked.
        PlanInfeasible: no other dish may stand there (proved).
    """
    found, meal = await _load(owner, where, version)
    if meal.locked:
        raise MealLocked
    best = await _ranked(found, meal, wanted.avoid)
    if not best:
        raise PlanInfeasible("No other dish fits here without breaking a wish.", proved=True)
    changed = PlannedMeal(**meal.model_dump())
    changed.recipe_id, changed.portion = best[0].dish.recipe_id, best[0].dish.portion
    return await store(found, [changed], None)


async def list_alternatives(owner: UUID, plan: UUID, identity: UUID) -> Alternatives:
    """The best other dishes for a meal, ranked by what the plan would score.

    Raises:
        NotFound: there is no such plan or meal.
    """
    found, meal = await _load(owner, (plan, identity), None)
    best = (await _ranked(found, meal, ()))[:SHOWN]
    async with read_only() as session:
        rows = await queries.find_recipes(session, [each.dish.recipe_id for each in best])
    recipes = {row.id: row for row in rows}
    return Alternatives(
        data=[
            AlternativeRead(
                recipe=service.reference(recipes[each.dish.recipe_id]),
                portion=each.dish.portion,
                nutrition=service.nutrition([(each.dish.portion, recipes[each.dish.recipe_id])]),
                objective=round(each.objective, 4),
                change=round(each.objective - found.head.objective, 4),
            )
            for each in best
        ]
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """What a new computation proved about the plan: which seed and engine, which bound, with which meals fixed, and
    what cooking smart brought.
    """

    seed: int
    engine: str
    bound: float
    fixed: tuple[UUID, ...]
    cook_smart: Savings | None


async def store(found: Stored, changed: Sequence[PlannedMeal], proof: Proof | None) -> PlanChange:
    """The plan has these meals, has been verified with them, and is of the next version.

    Raises:
        PlanBroken: a promise that the plan kept so far would be broken.
        PreconditionFailed: somebody else changed the plan meanwhile.
    """
    new = {meal.id: meal for meal in changed}
    meals = tuple(new.get(meal.id, meal) for meal in found.meals)
    identities = {meal.recipe_id for meal in (*found.meals, *meals)}
    async with read_only() as session:
        rows = await queries.list_facts(session, found.head.owner_id, identities)
    facts = facts_of(rows)
    recipes = found.recipes | {recipe.id: recipe for recipe, _, _ in rows}
    head = MealPlan(**found.head.model_dump())
    if proof is not None:
        head.seed, head.engine, head.bound, head.fixed = proof.seed, proof.engine, proof.bound, list(proof.fixed)
        head.cook_smart = stored.document_of(proof.cook_smart)
    wishes = found.wishes(seed=head.seed)
    head.objective = verifier.verify(_claimed(head, meals), wishes, facts).objective
    if not set(head.fixed).isdisjoint(_moved(found.meals, meals)):
        await _prove_anew(head, wishes, identities)
    # Sums in different orders: rounding must not make a gap negative; a bound that is wrong is found out below.
    head.gap = max(0.0, (head.bound - head.objective) / max(1.0, abs(head.objective)))
    _require_kept(_broken(found.plan, found.wishes(), facts), _broken(_claimed(head, meals), wishes, facts))
    if proof is None and head.cook_smart is not None:
        head.cook_smart = _told_anew(head.cook_smart, found.head.objective - head.objective, meals, recipes)
    head.version += 1
    async with read_only() as session:
        if not await queries.change_plan(session, head, changed):
            raise PreconditionFailed
    logs.event("plan_changed", plan=head.id, version=head.version, meals=len(changed))
    return service.show_change(found, Stored(head, meals, recipes))


async def _load(owner: UUID, where: tuple[UUID, UUID], version: int | None) -> tuple[Stored, PlannedMeal]:
    async with read_only() as session:
        found = await stored.load(session, owner, where[0])
    meal = found.meal(where[1])
    require_version(found, version)
    return found, meal


def require_version(found: Stored, version: int | None) -> None:
    """Nothing happens when nobody asked for a version, or for this one.

    Raises:
        PreconditionFailed: it is another.
    """
    if version is not None and version != found.head.version:
        raise PreconditionFailed


async def _ranked(found: Stored, meal: PlannedMeal, avoid: Collection[UUID]) -> list[alternatives.Alternative]:
    plan, wishes, at = found.plan.meals, found.wishes(), as_dish(meal)
    shunned = {*avoid, meal.recipe_id}
    async with computing.place():
        async with read_only() as session:
            dishes = await queries.list_dishes(session, found.head.owner_id, set(found.recipes))
        return await asyncio.to_thread(alternatives.alternatives, dishes, wishes, plan, at, shunned)


async def _prove_anew(head: MealPlan, wishes: Wishes, recipes: Collection[UUID]) -> None:
    """The bound holds for every plan, after a meal has changed that it took for granted."""
    from lib.planning import planner  # and with it numpy and HiGHS

    async with computing.place():
        async with read_only() as session:
            dishes: list[Dish] = await queries.list_dishes(session, head.owner_id, recipes)
        head.bound = max(await asyncio.to_thread(planner.bound, dishes, wishes), head.objective)
    head.fixed = []


def _told_anew(
    before: Mapping[str, Any], lost: float, meals: Sequence[PlannedMeal], recipes: Mapping[UUID, Recipe]
) -> dict[str, Any]:
    """What cooking smart brought and cost, for these meals now."""
    foods = {food for meal in meals for food in recipes[meal.recipe_id].foods}
    twice = leftovers.count(list(map(as_dish, meals)))
    return dict(before) | {"points": before["points"] + lost, "foods": len(foods), "leftovers": twice}


def _moved(before: Sequence[PlannedMeal], after: Sequence[PlannedMeal]) -> set[UUID]:
    return {new.id for old, new in zip(before, after, strict=True) if as_dish(old) != as_dish(new)}


def _claimed(head: MealPlan, meals: Sequence[PlannedMeal]) -> Plan:
    return Plan(tuple(map(as_dish, meals)), head.objective, head.bound, head.gap, head.engine)


def _broken(plan: Plan, wishes: Wishes, facts: Facts) -> dict[tuple[str, str], Check]:
    return {(check.rule, check.where): check for check in verifier.verify(plan, wishes, facts).violations}


def _require_kept(before: Mapping[tuple[str, str], Check], after: Mapping[tuple[str, str], Check]) -> None:
    """What the catalogue's changes have broken meanwhile stands in nobody's way; anything else does."""
    new = [check for place, check in after.items() if place not in before]
    if new:
        raise PlanBroken(errors=[FieldError("", f"{check.where}: {check.rule}: {_why(check)}") for check in new[:20]])


def _why(check: Check) -> str:
    value, limit = (f"{each:g}" if isinstance(each, float | int) else each for each in (check.value, check.limit))
    return f"{value} instead of {limit} ({check.evidence})"
