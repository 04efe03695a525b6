"""What the catalogue gives: dishes with their derived nutrition, allergens and diets, and foods."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from lib.fields import one_line
from lib.paging import PageRequest
from lib.recipes.allergens import Allergen
from lib.recipes.meals import Meal
from lib.recipes.vocabulary import Diet


class NutritionRead(BaseModel):
    """Energy in kcal, sodium in mg, everything else in g."""

    model_config = ConfigDict(from_attributes=True)

    kcal: float
    protein_g: float
    fat_g: float
    saturates_g: float
    carbs_g: float
    sugars_g: float
    fibre_g: float
    sodium_mg: float


class MinutesRead(BaseModel):
    """How long a dish takes, in minutes."""

    prep: int
    cook: int
    total: int


class IngredientRead(BaseModel):
    """How much of a food goes into the whole recipe."""

    food: str
    quantity: float
    unit: str
    grams: float


class SuggestionRead(BaseModel):
    """A food that a line may mean, and what the line's amount of it weighs where that is known."""

    food: str
    grams: float | None


class LineRead(BaseModel):
    """A line of ingredients as its author wrote it, and which food it is: proposed, or confirmed."""

    text: str
    food: str | None
    grams: float | None
    confirmed: bool
    suggestions: list[SuggestionRead]


class RecipeSummary(BaseModel):
    """A dish as a list shows it; nutrition is for one serving."""

    id: UUID
    title: str
    meals: list[str]
    cuisine: str
    servings: int
    minutes: MinutesRead
    nutrition: NutritionRead
    allergens: list[str]
    may_contain: list[str]
    diets: list[str]
    tags: list[str]


class RecipeRead(RecipeSummary):
    """A dish in full. `estimated_share` is the part of its energy that rests on foods without a row of their own.

    A recipe of one's own has `lines` as well, as they were written; `ingredients` are those that are confirmed. Until
    all of them are, its nutrition leaves something out, and it is planned for nobody who avoids or limits anything.
    """

    ingredients: list[IngredientRead]
    steps: list[str]
    estimated_share: float
    is_own: bool
    is_confirmed: bool
    nutrition_is_estimated: bool
    lines: list[LineRead]


class SourceRead(BaseModel):
    """A row of USDA FoodData Central, and how many grams of it make 100 g of the food."""

    fdc_id: int
    data_type: str
    description: str
    share: float


class FoodRead(BaseModel):
    """A food of the catalogue; nutrients are per 100 g."""

    id: UUID
    name: str
    aisle: str
    allergens: list[str]
    may_contain: list[str]
    nutrition_per_100_g: NutritionRead
    source: list[SourceRead]
    is_estimate: bool


Search = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(one_line)]


def _split(given: object) -> object:
    """Keys with commas between them as well as keys in parameters of their own."""
    return [key for item in given for key in str(item).split(",")] if isinstance(given, list) else given


class RecipeFilter(PageRequest):
    """Which dishes to list; every filter narrows the list."""

    search: Search | None = Field(None, description="Words of the title, the cuisine, the main ingredient or a food.")
    diet: Diet | None = None
    exclude_allergens: Annotated[
        list[Allergen],
        BeforeValidator(_split),
        Field(max_length=50, description="Dishes with none of these, nor traces of them: repeated, or with commas."),
    ] = []
    max_minutes: Annotated[int, Field(ge=0, le=1_440)] | None = None
    meal: Meal | None = None


class FoodFilter(PageRequest):
    """Which foods to list."""

    search: Search | None = Field(None, description="A part of the name.")


RecipeQuery = Annotated[RecipeFilter, Query()]
FoodQuery = Annotated[FoodFilter, Query()]
