"""A list's lines: the pantry is subtracted, leftovers and prices follow, and the order is that of a shop."""

from fractions import Fraction

import pytest

from lib.recipes.vocabulary import Aisle
from lib.shopping import aisles
from lib.shopping.lines import lines
from tests.unit.shopping.samples import food, meal, use

ONION = food("onion", units={"pc": 150}, usd_per_kg=1.8)
SALMON = food("salmon", Aisle.FISH, usd_per_kg=22)
PEAS = food("peas", Aisle.FROZEN)
LEEK = food("leek", units={"pc": 150})
DINNER = meal("Stew")


def test_what_is_at_home_is_subtracted_and_said() -> None:
    (line,) = lines([use(DINNER, ONION, 400)], {ONION.id: Fraction(200)})

    assert [line.need.grams, line.from_pantry, line.left_over] == [400, 200, 100]
    assert line.purchase is not None
    assert line.purchase.amount == "2"


def test_no_more_is_taken_from_the_pantry_than_the_meals_need() -> None:
    (line,) = lines([use(DINNER, ONION, 400)], {ONION.id: Fraction(5000)})

    assert line.purchase is None
    assert [line.from_pantry, line.left_over, line.cents] == [400, 0, 0]


def test_whole_packs_are_paid_for() -> None:
    salmon, onion = sorted(lines([use(DINNER, ONION, 160), use(DINNER, SALMON, 141)], {}), key=lambda line: -line.cents)

    assert (salmon.cents, onion.cents) == (330, 54)  # 150 g at 22 dollars, 300 g at 1.80


def test_a_price_is_rounded_to_the_nearest_cent_and_up_from_half() -> None:
    foods = [food(f"food {price}", Aisle.MEAT, usd_per_kg=price) for price in (2.04, 2.05, 2.06)]

    found = lines([use(DINNER, one, 10) for one in foods], {})

    assert [line.cents for line in found] == [2, 2, 2]
    assert [line.cents for line in lines([use(DINNER, one, 50) for one in foods], {})] == [10, 10, 10]
    assert [line.cents for line in lines([use(DINNER, one, 100) for one in foods], {})] == [20, 21, 21]


def test_a_shortfall_that_nobody_minds_is_no_leftover() -> None:
    (line,) = lines([use(DINNER, ONION, 152)], {})

    assert line.purchase is not None
    assert line.purchase.amount == "1"
    assert line.left_over == 0


def test_a_food_of_which_nothing_is_needed_has_no_line() -> None:
    assert lines([use(DINNER, ONION, 0)], {}) == []


def test_lines_come_as_a_shop_has_them_and_what_is_frozen_last() -> None:
    uses = [use(DINNER, one, 100) for one in (PEAS, SALMON, ONION, LEEK, food("mystery", "elsewhere"))]

    found = [line.need.food.name for line in lines(uses, {})]

    assert found == ["leek", "onion", "salmon", "peas", "mystery"]


@pytest.mark.parametrize("aisle", [aisle for aisle in Aisle if aisle is not Aisle.TAP])
def test_every_aisle_is_on_the_map(aisle: Aisle) -> None:
    assert aisle in aisles.TITLES
