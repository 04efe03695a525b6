"""A stored plan as the planner and the verifier understand it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib.accounts import preferences
from lib.accounts.preferences import Preferences
from lib.errors import NotFound
from lib.models.meal_plan import MealPlan, PlannedMeal
from lib.models.recipe import Recipe
from lib.planning import queries
from lib.planning.model import Plan, PlannedDish, Savings, Wishes
from lib.planning.wishes import Occasion, wishes_of
from lib.recipes.meals import MEALS


@dataclass(frozen=True, slots=True)
class Stored:
    """A plan's row, its meals in the order in which they are eaten, and their dishes by id."""

    head: MealPlan
    meals: tuple[PlannedMeal, ...]
    recipes: dict[UUID, Recipe]

    @property
    def preferences(self) -> Preferences:
        """What the plan was asked to respect."""
        return preferences.from_document(self.head.wishes)

    @property
    def plan(self) -> Plan:
        """What the plan claims."""
        head = self.head
        return Plan(tuple(map(as_dish, self.meals)), head.objective, head.bound, head.gap, head.engine)

    def wishes(self, fixed: Sequence[PlannedDish] = (), seed: int | None = None) -> Wishes:
        """The wishes that the plan was made with; with these cells fixed and another seed, if wanted."""
        head = self.head
        occasion = Occasion(
            head.starts_on, head.days, head.seed if seed is None else seed, tuple(head.recent), tuple(fixed)
        )
        return wishes_of(self.preferences, occasion)

    def meal(self, identity: UUID) -> PlannedMeal:
        """One of the meals.

        Raises:
            NotFound: the plan has no such meal.
        """
        for meal in self.meals:
            if meal.id == identity:
                return meal
        raise NotFound


async def load(session: AsyncSession, owner: UUID, plan: UUID) -> Stored:
    """The owner's plan.

    Raises:
        NotFound: they have no such plan.
    """
    rows = await queries.find_plan(session, owner, plan)
    if not rows:
        raise NotFound
    slots = [str(slot) for slot in MEALS]
    meals = sorted((meal for _, meal, _ in rows), key=lambda meal: (meal.day, slots.index(meal.slot)))
    return Stored(rows[0][0], tuple(meals), {recipe.id: recipe for _, _, recipe in rows})


def as_dish(meal: PlannedMeal) -> PlannedDish:
    """The meal as the planner sees it."""
    return PlannedDish(meal.day, meal.slot, meal.recipe_id, meal.portion)


def document_of(savings: Savings | None) -> dict[str, Any] | None:
    """What cooking smart brought and cost, as it is stored."""
    return None if savings is None else asdict(savings)
