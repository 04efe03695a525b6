"""What shopping takes and gives: the pantry, a plan's list, and what is ticked off."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from lib.fields import Input, Line

MAX_PANTRY_ITEMS = 200


class PantryItem(Input):
    """How much of a food is at home."""

    food: Annotated[Line, Field(description="Its name in the catalogue.")]
    grams: Annotated[float, Field(ge=0.1, le=100_000)]


def _each_once(items: list[PantryItem]) -> list[PantryItem]:
    if len({item.food for item in items}) != len(items):
        raise ValueError("a food stands in the pantry once at most")
    return items


class Pantry(Input):
    """Everything that is at home, by name; shopping lists take it into account."""

    items: Annotated[list[PantryItem], Field(max_length=MAX_PANTRY_ITEMS), AfterValidator(_each_once)]


class PriceRead(BaseModel):
    """An estimate by the catalogue's price table."""

    amount: float
    currency: Literal["USD"] = "USD"


class ItemMealRead(BaseModel):
    """A meal that needs the food, and how much of it for everybody together."""

    id: UUID
    date: dt.date
    slot: str
    recipe: str
    grams: float


class ShoppingItemRead(BaseModel):
    """A food of the list. Its `id` is the food's, so that ticks outlive changes of the plan.

    `label` is the line as people write it. The meals need `need_grams`, of which `pantry_grams` are at home already;
    `buy_grams` is what whole pieces and packs make of the rest, and `left_over_grams` what of them is not eaten.
    `amount` is null where there is nothing to buy.
    """

    id: UUID
    food: str
    label: str
    amount: str | None
    need_grams: float
    pantry_grams: float
    buy_grams: float
    left_over_grams: float
    estimated_cost: PriceRead
    checked: bool
    meals: list[ItemMealRead]


class AisleRead(BaseModel):
    """What one part of the shop has."""

    aisle: str
    title: str
    items: list[ShoppingItemRead]


class WrittenLineRead(BaseModel):
    """A line of a recipe of one's own that nobody has confirmed, as it was written, and the meal that it is for."""

    text: str
    date: dt.date
    slot: str
    recipe: str


class ShoppingListRead(BaseModel):
    """What to buy for a plan, aisle by aisle in walking order, and what the pantry covers already.

    What stands in `as_written` has no weight and no price: confirm these lines in their recipes.
    """

    plan_id: UUID
    starts_on: dt.date
    days: int
    aisles: list[AisleRead]
    at_home: list[ShoppingItemRead]
    as_written: list[WrittenLineRead]
    estimated_cost: PriceRead


class TickPatch(Input):
    """Whether the item is in the basket."""

    checked: bool


class TickRead(BaseModel):
    """An item of a list and whether it is in the basket."""

    id: UUID
    checked: bool
