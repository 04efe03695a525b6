"""What plans are asked for with, and how they are shown."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from lib.accounts.preferences import Preferences
from lib.fields import NEWEST, OLDEST, Day, Identity, Input
from lib.paging import PageRequest
from lib.recipes.schemas import NutritionRead

MAX_SEED = 2**53 - 1
"""The largest integer that every JSON parser keeps exact."""

_Day = Annotated[Day, Field(ge=OLDEST.date(), lt=NEWEST.date())]


class PlanRequest(Input):
    """Which days to plan. The same seed, preferences and catalogue give the same plan; without a seed, one is drawn."""

    starts_on: _Day
    days: Annotated[int, Field(ge=1, le=14)] = 7
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    preferences: Annotated[
        Preferences | None, Field(description="What differs from the stored preferences, for this plan only.")
    ] = None

    def foods(self) -> dict[str, str]:
        """Every food that the overrides name, by the pointer to its place."""
        return _below_preferences(self.preferences.foods() if self.preferences is not None else {})

    def named_cuisines(self) -> dict[str, str]:
        """Every cuisine that the overrides name, by the pointer to its place."""
        return _below_preferences(self.preferences.named_cuisines() if self.preferences is not None else {})


def _below_preferences(words: dict[str, str]) -> dict[str, str]:
    return {f"/preferences{pointer}": word for pointer, word in words.items()}


class RecipeReference(BaseModel):
    """Which dish."""

    id: UUID
    title: str


class MealRead(BaseModel):
    """One meal of a plan; nutrition is of one person's portion."""

    id: UUID
    date: dt.date
    slot: str
    recipe: RecipeReference
    portion: float
    locked: bool
    nutrition: NutritionRead


class DayRead(BaseModel):
    """What one person eats on a day."""

    date: dt.date
    nutrition: NutritionRead


class CookSmartRead(BaseModel):
    """What cooking smart cost, in points below the plan that was found without it, and what it brought: how many
    different foods, before and now, and how many lunches that are the last dinner again.
    """

    points: float
    foods_before: int
    foods: int
    leftovers: int


class CertificateRead(BaseModel):
    """How good the plan is: no plan could score more than `bound`; `gap` is what could be missing, as a share.

    What cooking smart costs is part of the gap; `cook_smart` is null where the plan was not asked to.
    """

    objective: float
    bound: float
    gap: float
    engine: str
    cook_smart: CookSmartRead | None


class PlanSummary(BaseModel):
    """A plan as a list shows it; `version` grows with every change and is the plan's ETag."""

    id: UUID
    version: int
    starts_on: dt.date
    days: int
    seed: int
    created_at: dt.datetime
    certificate: CertificateRead


class EaterRead(BaseModel):
    """Somebody else at the table: `share` is their portion for each of yours."""

    name: str
    share: float


class PlanRead(PlanSummary):
    """A plan in full: its meals in the order in which they are eaten, each day's sum for the first eater, who else eats
    how much, and the wishes that it was made with.
    """

    servings: Annotated[float, Field(description="Portions like the first eater's that are cooked of every dish.")]
    household: list[EaterRead]
    cost: Annotated[float, Field(description="In US dollars, for all servings, by the catalogue's price table.")]
    wishes: Preferences
    meals: list[MealRead]
    daily: list[DayRead]


class MealPatch(Input):
    """What to change of a meal; what is not sent stays. Whatever would break a wish is refused."""

    locked: bool | None = None
    portion: Annotated[float, Field(ge=0.25, le=3)] | None = None
    recipe_id: Identity | None = None


class SwapRequest(Input):
    """Dishes that the meal must not become, beyond the one that it is."""

    avoid: Annotated[list[Identity], Field(max_length=100)] = []


class RegenerateRequest(Input):
    """How to plan all unlocked meals anew; without a seed, one is drawn."""

    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] | None = None
    avoid: Annotated[list[Identity], Field(max_length=100, description="Dishes that must not come again.")] = []


class DishRead(BaseModel):
    """What a meal is, or was."""

    recipe: RecipeReference
    portion: float
    locked: bool


class MealChange(BaseModel):
    """A meal that is another now."""

    meal_id: UUID
    date: dt.date
    slot: str
    before: DishRead
    after: DishRead


class PlanChange(BaseModel):
    """The plan as it is now, and what changed."""

    plan: PlanRead
    changes: list[MealChange]


class AlternativeRead(BaseModel):
    """What a meal could be instead; `objective` is the plan's score with it, `change` the difference."""

    recipe: RecipeReference
    portion: float
    nutrition: NutritionRead
    objective: float
    change: float


class Alternatives(BaseModel):
    """The best other dishes for a meal, best first."""

    data: list[AlternativeRead]


class CheckRead(BaseModel):
    """One rule at one place: its limit, what was found, whether it holds, and what shows it."""

    rule: str
    where: str
    limit: float | str
    value: float | str
    holds: bool
    evidence: str


class CertificateReport(BaseModel):
    """A plan held against its wishes and today's catalogue, by code that shares nothing with the planner.

    `holds` tells whether every check does. No plan for the same wishes could score more than `bound`; what the plan
    scores was recomputed from the ingredients.
    """

    plan_id: UUID
    version: int
    holds: bool
    objective: float | None
    claimed_objective: float
    bound: float
    gap: float
    seed: int
    engine: str
    checked_at: dt.datetime
    checks: list[CheckRead]


PlanQuery = Annotated[PageRequest, Query()]
