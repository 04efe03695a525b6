"""What people write of their own recipes, what is found of others', and how both are shown."""

from typing import Annotated, Self

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, model_validator

from lib.fields import Input, Line, Name, one_line
from lib.paging import PageRequest
from lib.recipes.draft import MAX_LINES, MAX_MINUTES, MAX_SERVINGS, MAX_STEP, MAX_STEPS
from lib.recipes.lines import MAX_AMOUNT
from lib.recipes.matching import MOST
from lib.recipes.meals import MEALS, Meal
from lib.recipes.schemas import LineRead, MinutesRead, RecipeSummary

MAX_TEXT = 20_000

Step = Annotated[str, Field(min_length=1, max_length=MAX_STEP), AfterValidator(one_line)]
Grams = Annotated[float, Field(gt=0, le=MAX_AMOUNT)]
_Minutes = Annotated[int, Field(ge=0, le=MAX_MINUTES)]


def _in_order(given: list[Meal]) -> list[Meal]:
    if len(set(given)) != len(given):
        raise ValueError("names one twice")
    return sorted(given, key=MEALS.index)


class MinutesWritten(Input):
    """How long a dish takes, in minutes; the total is what plans go by."""

    prep: _Minutes = 0
    cook: _Minutes = 0
    total: _Minutes


class SuggestionWritten(Input):
    """A food that was suggested."""

    food: Line
    grams: Grams | None = None


class LineWritten(Input):
    """A line of ingredients. It counts as a food only with `confirmed`, which says that food and grams are right."""

    text: Line
    food: Annotated[Line | None, Field(description="A food by its name in the catalogue.")] = None
    grams: Annotated[Grams | None, Field(description="Of that food, for the whole recipe.")] = None
    confirmed: bool = False
    suggestions: Annotated[
        list[SuggestionWritten],
        Field(max_length=MOST, description="Taken so that a draft can be sent back as it is, and not stored."),
    ] = []

    @model_validator(mode="after")
    def _knows_what_it_confirms(self) -> Self:
        if self.confirmed and (self.food is None or self.grams is None):
            raise ValueError("a confirmed line needs food and grams")
        return self


class RecipeWritten(Input):
    """A recipe of one's own, in full."""

    title: Line
    servings: Annotated[int, Field(ge=1, le=MAX_SERVINGS)]
    meals: Annotated[list[Meal], Field(min_length=1, max_length=4), AfterValidator(_in_order)]
    minutes: MinutesWritten
    cuisine: Name | None = None
    steps: Annotated[list[Step], Field(max_length=MAX_STEPS)] = []
    lines: Annotated[list[LineWritten], Field(min_length=1, max_length=MAX_LINES)]


class RecipeSource(Input):
    """Where a recipe is to be read from: the text where there is one, and else the page at the address."""

    url: Annotated[str | None, Field(min_length=1, max_length=2_000, description="A page with schema.org data.")] = None
    text: Annotated[str | None, Field(min_length=1, max_length=MAX_TEXT, description="A recipe, pasted.")] = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if self.url is None and self.text is None:
            raise ValueError("give url or text")
        return self


class RecipeDraft(BaseModel):
    """A recipe as it was read, stored nowhere; what nobody said is null. Confirm its lines and send it to POST."""

    title: str | None
    servings: int | None
    meals: list[Meal]
    minutes: MinutesRead | None
    cuisine: str | None
    steps: list[str]
    lines: list[LineRead]


class OwnRecipeSummary(RecipeSummary):
    """A recipe of one's own as a list shows it. Until every line is confirmed, its nutrition leaves something out."""

    is_confirmed: bool
    nutrition_is_estimated: bool


OwnQuery = Annotated[PageRequest, Query()]
