"""The catalogue and people's own recipes: foods, recipes, and how much of which food a recipe takes.

What is derived from the foods (nutrition, allergens, diets, tags, cost) is stored with the recipe, never typed; the
plan's verifier derives it again from the foods.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from lib.models.base import DOCUMENT, TEXTS

_TRUE = {"server_default": text("true")}
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
    """A dish; nutrition and cost are for one serving. A retired one is still read in old plans, but planned no more.

    Without an owner it is one of the catalogue. With one, nobody else ever sees it; until every line of it is confirmed
    its nutrition and cost leave something out, and nothing is known of what it may hold.
    """

    __tablename__ = "recipe"
    __table_args__ = (
        Index("recipe_catalogue_idx", "title", "id", postgresql_where=text("owner_id IS NULL")),  # the list's cursor
        Index("recipe_owner_title_idx", "owner_id", "title", "id"),  # the list of one's own, the planner, the cascade
        Index("recipe_search_idx", "search", postgresql_using="gin"),
        CheckConstraint("servings BETWEEN 1 AND 100", name="servings"),
        CheckConstraint("total_minutes >= 0 AND prep_minutes >= 0 AND cook_minutes >= 0", name="minutes"),
        CheckConstraint("cardinality(meals) > 0", name="meals"),
        CheckConstraint("(slug IS NULL) = (owner_id IS NOT NULL)", name="slug_or_owner"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE")
    slug: str | None = Field(default=None, unique=True)
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
    is_confirmed: bool = Field(default=True, sa_column_kwargs=_TRUE)
    search: str | None = Field(
        default=None, sa_type=TSVECTOR, sa_column_args=[Computed(_SEARCHED, persisted=True)], nullable=False
    )


class RecipeIngredient(SQLModel, table=True):
    """How much of one food goes into a whole recipe.

    A line that somebody wrote keeps its text. Until they confirm which food it is, and how much, the food and the grams
    are only proposed or missing, and nothing may be concluded from them.
    """

    __tablename__ = "recipe_ingredient"
    __table_args__ = (
        Index("recipe_ingredient_food_id_idx", "food_id"),
        CheckConstraint("grams >= 0 AND quantity >= 0", name="amounts"),
        CheckConstraint("NOT is_confirmed OR (food_id IS NOT NULL AND grams IS NOT NULL)", name="confirmed"),
        CheckConstraint("food_id IS NOT NULL OR text IS NOT NULL", name="words"),
    )

    recipe_id: UUID = Field(foreign_key="recipe.id", ondelete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    text: str | None = None
    food_id: UUID | None = Field(default=None, foreign_key="food.id", ondelete="RESTRICT")
    quantity: float | None = None
    unit: str | None = None
    grams: float | None = None
    is_confirmed: bool = Field(default=True, sa_column_kwargs=_TRUE)
