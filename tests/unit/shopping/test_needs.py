"""What meals need adds up to the last fraction of a gram."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lib.recipes.vocabulary import Aisle
from lib.shopping.model import Use, eaters, exactly
from lib.shopping.needs import needs
from tests.unit.shopping.samples import food, meal, use

ONION, RICE, WATER = food("onion"), food("rice", Aisle.GRAINS), food("water", Aisle.TAP)
SLOTS = ("breakfast", "lunch", "dinner", "snack")
MEALS = [meal(f"Dish {number}", Fraction(number + 1, 3), number // 4, SLOTS[number % 4]) for number in range(8)]
TENTHS = st.integers(0, 100_000).map(lambda tenths: tenths / 10)
USES = st.builds(use, st.sampled_from(MEALS), st.sampled_from([ONION, RICE]), TENTHS)


def test_thirds_of_a_recipe_add_up_to_the_whole() -> None:
    thirds = [meal("Stew", Fraction(1, 3), day) for day in range(3)]

    (need,) = needs(use(one, ONION, 0.1) for one in thirds)

    assert need.grams == Fraction(1, 10)


def test_a_food_that_a_recipe_names_twice_is_one_cause() -> None:
    stew = meal("Stew", 2)

    (need,) = needs([use(stew, ONION, 100), use(stew, ONION, 50)])

    (cause,) = need.causes
    assert cause.meal == stew
    assert cause.grams == 300


def test_water_is_not_bought() -> None:
    assert needs([use(meal("Tea"), WATER, 250)]) == []


def test_half_a_person_eats_half() -> None:
    assert eaters(2.5) == Fraction(5, 2)
    assert exactly(0.1) == Fraction(1, 10)


@given(st.lists(USES, max_size=40))
def test_every_need_is_the_exact_sum_of_its_causes_and_nothing_is_lost(uses: list[Use]) -> None:
    found = needs(uses)

    expected = {
        one.id: sum((each.grams * each.meal.share for each in uses if each.food == one), Fraction(0))
        for one in {each.food.id: each.food for each in uses}.values()
    }
    assert {need.food.id: need.grams for need in found} == expected
    for need in found:
        assert need.grams == sum(cause.grams for cause in need.causes)
        assert len({cause.meal.id for cause in need.causes}) == len(need.causes)
