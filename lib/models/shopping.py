"""What somebody has at home, and what they have put into the basket already."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from lib.models.base import created_at


class PantryItem(SQLModel, table=True):
    """How much of a food an account has at home; a food that leaves the catalogue leaves the pantry with it."""

    __tablename__ = "pantry_item"
    __table_args__ = (
        Index("pantry_item_food_id_idx", "food_id"),  # serves the cascade
        CheckConstraint("grams > 0", name="grams"),
    )

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    food_id: UUID = Field(foreign_key="food.id", ondelete="CASCADE", primary_key=True)
    grams: float
    updated_at: datetime = created_at()


class ShoppingTick(SQLModel, table=True):
    """A food of a plan's shopping list that is bought; by plan and food, so that it outlives changes of the meals."""

    __tablename__ = "shopping_tick"
    __table_args__ = (Index("shopping_tick_food_id_idx", "food_id"),)  # serves the cascade

    plan_id: UUID = Field(foreign_key="meal_plan.id", ondelete="CASCADE", primary_key=True)
    food_id: UUID = Field(foreign_key="food.id", ondelete="CASCADE", primary_key=True)
    checked_at: datetime = created_at()
