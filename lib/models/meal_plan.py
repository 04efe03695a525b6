"""Meal plans: the week, its meals, and what it was promised to respect."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from lib import ids
from lib.models.base import DOCUMENT, DOCUMENT_OR_NULL, IDENTITIES, created_at

_NONE = {"server_default": "{}"}


class MealPlan(SQLModel, table=True):
    """A plan that was verified before it was stored, with the wishes that it was verified against.

    `eaters` counts portions like the first eater's. `recent` are dishes that were left out because they had been eaten
    lately; `fixed` are the meals that were locked when the bound was proved, which holds for plans that keep them;
    `cook_smart` tells what cooking smart brought and cost, where it was wished.
    """

    __tablename__ = "meal_plan"
    __table_args__ = (
        Index("meal_plan_owner_recent_idx", "owner_id", "created_at", "id"),  # serves the list's cursor
        CheckConstraint("days BETWEEN 1 AND 14", name="days"),
        CheckConstraint("gap >= 0", name="gap"),
    )

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    owner_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    starts_on: date
    days: int
    seed: int = Field(sa_type=BigInteger)
    wishes: dict[str, Any] = Field(sa_type=DOCUMENT)
    eaters: float = Field(sa_column_kwargs={"server_default": "1"})
    recent: list[UUID] = Field(default_factory=list, sa_type=IDENTITIES, sa_column_kwargs=_NONE)
    fixed: list[UUID] = Field(default_factory=list, sa_type=IDENTITIES, sa_column_kwargs=_NONE)
    objective: float
    bound: float
    gap: float
    engine: str
    cook_smart: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT_OR_NULL)
    version: int = 1
    created_at: datetime = created_at()

    meals: list["PlannedMeal"] = Relationship(back_populates="plan", sa_relationship_kwargs={"lazy": "raise"})


class PlannedMeal(SQLModel, table=True):
    """One cell of a plan: a dish on a day, in a portion of its serving."""

    __tablename__ = "planned_meal"
    __table_args__ = (
        UniqueConstraint("plan_id", "day", "slot", name="planned_meal_cell_key"),  # serves reading a plan, too
        Index("planned_meal_recipe_id_idx", "recipe_id"),
        CheckConstraint("day BETWEEN 0 AND 13", name="day"),
        CheckConstraint("slot IN ('breakfast', 'lunch', 'dinner', 'snack')", name="slot"),
        CheckConstraint("portion > 0 AND portion <= 5", name="portion"),
    )

    id: UUID = Field(default_factory=ids.new, primary_key=True)
    plan_id: UUID = Field(foreign_key="meal_plan.id", ondelete="CASCADE")
    day: int
    slot: str
    recipe_id: UUID = Field(foreign_key="recipe.id", ondelete="RESTRICT")
    portion: float
    locked: bool = False

    plan: MealPlan = Relationship(back_populates="meals", sa_relationship_kwargs={"lazy": "raise"})
