"""Pantries, and the shopping lists of plans."""

from fractions import Fraction
from itertools import groupby
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from lib import clock
from lib.errors import NotFound, ValidationFailed
from lib.problem import FieldError
from lib.recipes.meals import MEALS
from lib.shopping import aisles, queries
from lib.shopping.lines import Line, lines
from lib.shopping.model import Basket
from lib.shopping.needs import Cause
from lib.shopping.schemas import (
    MAX_PANTRY_ITEMS,
    AisleRead,
    ItemMealRead,
    Pantry,
    PantryItem,
    PriceRead,
    ShoppingItemRead,
    ShoppingListRead,
    TickPatch,
    TickRead,
    WrittenLineRead,
)

_CENTS_PER_DOLLAR = 100


async def read_pantry(session: AsyncSession, account: UUID) -> Pantry:
    """What the account has at home; nothing until it says so."""
    rows = await queries.list_pantry(session, account, MAX_PANTRY_ITEMS)
    return Pantry(items=[PantryItem(food=name, grams=grams) for name, grams in rows])


async def write_pantry(session: AsyncSession, account: UUID, wanted: Pantry) -> Pantry:
    """The account has this at home, whatever it had before; of two who write at once, the later one wins wholly.

    Raises:
        ValidationFailed: a name is no food of the catalogue; each is named by its place.
    """
    known = await queries.open_pantry(session, account, [item.food for item in wanted.items])
    unknown = [
        FieldError(f"/items/{index}/food", "Is no food of the catalogue; see /api/v1/foods.")
        for index, item in enumerate(wanted.items)
        if item.food not in known
    ]
    if unknown:
        raise ValidationFailed(errors=unknown)
    await queries.replace_pantry(session, account, {known[item.food]: item.grams for item in wanted.items}, clock.now())
    return Pantry(items=sorted(wanted.items, key=lambda item: item.food))


async def read_list(session: AsyncSession, owner: UUID, plan: UUID) -> ShoppingListRead:
    """What to buy for the owner's plan.

    Raises:
        NotFound: they have no such plan.
    """
    basket = await queries.find_basket(session, owner, plan)
    if basket is None:
        raise NotFound
    found = lines(basket.uses, basket.pantry)
    bought = groupby((line for line in found if line.purchase), lambda line: line.need.food.aisle)
    return ShoppingListRead(
        plan_id=basket.plan,
        starts_on=basket.starts_on,
        days=basket.days,
        aisles=[
            AisleRead(aisle=aisle, title=aisles.title(aisle), items=[_item(basket, line) for line in group])
            for aisle, group in bought
        ],
        at_home=[_item(basket, line) for line in found if line.purchase is None],
        as_written=[
            WrittenLineRead(text=text, date=meal.date, slot=meal.slot, recipe=meal.title)
            for text, meal in basket.as_written
        ],
        estimated_cost=_price(sum(line.cents for line in found)),
    )


async def write_tick(session: AsyncSession, owner: UUID, plan: UUID, item: UUID, wanted: TickPatch) -> TickRead:
    """The item of the owner's plan is in the basket, or not; saying so twice changes nothing.

    Raises:
        NotFound: they have no such plan, or its list no such item.
    """
    if wanted.checked:
        is_there = await queries.tick(session, owner, plan, item, clock.now())
    else:
        is_there = await queries.untick(session, owner, plan, item)
    if not is_there:
        raise NotFound
    return TickRead(id=item, checked=wanted.checked)


def _item(basket: Basket, line: Line) -> ShoppingItemRead:
    food, bought = line.need.food, line.purchase
    return ShoppingItemRead(
        id=food.id,
        food=food.name,
        label=bought.label if bought is not None else food.name,
        amount=bought.amount if bought is not None else None,
        need_grams=_grams(line.need.grams),
        pantry_grams=_grams(line.from_pantry),
        buy_grams=_grams(bought.grams if bought is not None else 0),
        left_over_grams=_grams(line.left_over),
        estimated_cost=_price(line.cents),
        checked=food.id in basket.ticked,
        meals=[_meal(cause) for cause in sorted(line.need.causes, key=_order)],
    )


def _order(cause: Cause) -> tuple[int, int]:
    return cause.meal.date.toordinal(), [str(slot) for slot in MEALS].index(cause.meal.slot)


def _meal(cause: Cause) -> ItemMealRead:
    meal = cause.meal
    return ItemMealRead(id=meal.id, date=meal.date, slot=meal.slot, recipe=meal.title, grams=_grams(cause.grams))


def _grams(exact: Fraction | int) -> float:
    """To a tenth of a gram, which is rounded here and nowhere before."""
    return round(float(exact), 1)


def _price(cents: int) -> PriceRead:
    return PriceRead(amount=cents / _CENTS_PER_DOLLAR)
