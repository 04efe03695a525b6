"""The catalogue: foods, recipes, and how much of which food a recipe takes.

What is derived from the foods (nutrition, allergens, diets, tags, cost) is stored with the recipe by the loader, never
typed; the plan's verifier derives it again from the foods.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from lib.models.base import DOCUMENT, TEXTS

_SEARCHED = "to_tsvector('english'::regconfig, title || ' ' || cuisine || ' ' || coalesce(main, ''))"


class Food(SQLModel, table=True):
    """A food with its allergens and what 100 g of it hold, and the rows of FoodData Central that say so."""

    __tablename__ = "food"
    __table_args__ = (CheckConstraint("jsonb_typeof(source) = 'array'", name="source"),)

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True)
    aisle: str
    contains: list[str] = Field(sa_type=TEXTS)
    may_contain: list[str] = Field(sa_type=TEXTS)
    flags: list[str] = Field(sa_type=TEXTS)
    groups: list[str] = Field(sa_type=TEXTS)
    unit_grams: dict[str, Any] = Field(sa_type=DOCUMENT)
    usd_per_kg: float
    kcal: float
    protein_g: float
    fat_g: float
    saturates_g: float
    carbs_g: float
    sugars_g: float
    fibre_g: float
    sodium_mg: float
    source: list[dict[str, Any]] = Field(sa_type=DOCUMENT)
    is_estimate: bool


class Recipe(SQLModel, table=True):
    """A dish; nutrition and cost are for one serving. A retired one is still read in old plans, but planned no more."""

    __tablename__ = "recipe"
    __table_args__ = (
        Index("recipe_title_idx", "title", "id"),  # serves the list's cursor
        Index("recipe_search_idx", "search", postgresql_using="gin"),
        CheckConstraint("servings BETWEEN 1 AND 100", name="servings"),
        CheckConstraint("total_minutes >= 0 AND prep_minutes >= 0 AND cook_minutes >= 0", name="minutes"),
        CheckConstraint("cardinality(meals) > 0", name="meals"),
    )

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    title: str
    cuisine: str
    main: str | None = None
    meals: list[str] = Field(sa_type=TEXTS)
    servings: int
    prep_minutes: int
    cook_minutes: int
    total_minutes: int
    steps: list[str] = Field(sa_type=TEXTS)
    contains: list[str] = Field(sa_type=TEXTS)
    may_contain: list[str] = Field(sa_type=TEXTS)
    diets: list[str] = Field(sa_type=TEXTS)
    tags: list[str] = Field(sa_type=TEXTS)
    foods: list[str] = Field(sa_type=TEXTS)
    kcal: float
    protein_g: float
    fat_g: float
    saturates_g: float
    carbs_g: float
    sugars_g: float
    fibre_g: float
    sodium_mg: float
    cost_cents: float
    estimated_share: float
    is_retired: bool = False
    search: str | None = Field(
        default=None, sa_type=TSVECTOR, sa_column_args=[Computed(_SEARCHED, persisted=True)], nullable=False
    )


class RecipeIngredient(SQLModel, table=True):
    """How much of one food goes into a whole recipe."""

    __tablename__ = "recipe_ingredient"
    __table_args__ = (
        Index("recipe_ingredient_food_id_idx", "food_id"),
        CheckConstraint("grams >= 0 AND quantity >= 0", name="amounts"),
    )

    recipe_id: UUID = Field(foreign_key="recipe.id", ondelete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    food_id: UUID = Field(foreign_key="food.id", ondelete="RESTRICT")
    quantity: float
    unit: str
    grams: float
