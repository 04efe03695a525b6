"""What plans are asked for with, and how they are shown."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from lib.accounts.preferences import Preferences
from lib.fields import NEWEST, OLDEST, Day, Input, Whole
from lib.paging import PageRequest
from lib.recipes.schemas import NutritionRead

MAX_SEED = 2**53 - 1
"""The largest integer that every JSON parser keeps exact."""

_Day = Annotated[Day, Field(ge=OLDEST.date(), lt=NEWEST.date())]


class PlanRequest(Input):
    """Which days to plan. The same seed, preferences and catalogue give the same plan; without a seed, one is drawn."""

    starts_on: _Day
    days: Annotated[Whole, Field(ge=1, le=14)] = 7
    seed: Annotated[Whole, Field(ge=0, le=MAX_SEED)] | None = None
    preferences: Annotated[
        Preferences | None, Field(description="What differs from the stored preferences, for this plan only.")
    ] = None

    @property
    def dislikes(self) -> list[str]:
        """The foods that this plan alone must leave out."""
        return self.preferences.dislikes if self.preferences is not None else []


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


class CertificateRead(BaseModel):
    """How good the plan is: no plan could score more than `bound`; `gap` is what could be missing, as a share."""

    objective: float
    bound: float
    gap: float
    engine: str


class PlanSummary(BaseModel):
    """A plan as a list shows it."""

    id: UUID
    starts_on: dt.date
    days: int
    seed: int
    created_at: dt.datetime
    certificate: CertificateRead


class PlanRead(PlanSummary):
    """A plan in full: its meals in the order in which they are eaten, and each day's sum."""

    meals: list[MealRead]
    daily: list[DayRead]


PlanQuery = Annotated[PageRequest, Query()]
