"""Plans every unlocked meal of a stored plan anew; the locked ones stay as they are."""

from dataclasses import replace
from uuid import UUID

from lib.db import read_only
from lib.models.meal_plan import PlannedMeal
from lib.planning import adjusting, computing, generation, queries, stored
from lib.planning.schemas import PlanChange, RegenerateRequest
from lib.planning.stored import Stored, as_dish


async def regenerate(owner: UUID, plan: UUID, wanted: RegenerateRequest, version: int | None) -> PlanChange:
    """The best plan that has the locked meals, for the wishes that the plan was made with.

    Raises:
        NotFound: there is no such plan.
        PreconditionFailed: the plan is not of this version any more.
        PlanInfeasible: with the locked meals there is no plan, or none was found.
    """
    async with read_only() as session:
        found = await stored.load(session, owner, plan)
    adjusting.require_version(found, version)
    locked = [meal for meal in found.meals if meal.locked]
    seed = generation.drawn(wanted.seed)
    wishes = found.wishes(fixed=[as_dish(meal) for meal in locked], seed=seed)
    wishes = replace(wishes, recent=wishes.recent | frozenset(wanted.avoid))
    async with computing.place():
        async with read_only() as session:
            dishes = await queries.list_dishes(session, owner, {meal.recipe_id for meal in locked})
        solved = await generation.solve(dishes, wishes, found.preferences)
    cells = {(meal.day, meal.slot): meal for meal in solved.meals}
    changed = _moved(found, {place: (cell.recipe_id, cell.portion) for place, cell in cells.items()})
    fixed = tuple(meal.id for meal in locked)
    proof = adjusting.Proof(seed, solved.engine, solved.bound, fixed, solved.cook_smart)
    return await adjusting.store(found, changed, proof)


def _moved(found: Stored, cells: dict[tuple[int, str], tuple[UUID, float]]) -> list[PlannedMeal]:
    changed = []
    for meal in found.meals:
        recipe, portion = cells[meal.day, meal.slot]
        if (recipe, portion) != (meal.recipe_id, meal.portion):
            changed.append(PlannedMeal(**(meal.model_dump() | {"recipe_id": recipe, "portion": portion})))
    return changed
