"""Foods are bought as shops sell them and said as people say it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.recipes.vocabulary import Aisle
from lib.shopping import packs
from lib.shopping.model import Food
from lib.shopping.packs import pack_of, weight
from lib.shopping.purchase import TOLERANCE, Purchase, purchase
from tests.unit.shopping.samples import catalogue, food

FOODS = catalogue()


def _bought(name: str, grams: Fraction | int, *, has_some: bool = False) -> Purchase:
    bought = purchase(FOODS[name], Fraction(grams), has_some=has_some)
    assert bought is not None
    return bought


@pytest.mark.parametrize(
    ("name", "grams", "label"),
    [
        ("onion", 400, "3 onions"),
        ("onion", 20, "1 onion"),
        ("potato", 500, "3 potatoes"),
        ("chilli", 30, "2 chillies"),
        ("lemon juice", 90, "2 lemons for juice"),
        ("canned chickpeas", 480, "2 cans of chickpeas"),
        ("tuna", 100, "1 can of tuna"),
        ("garlic", 20, "1 head of garlic"),
        ("parsley", 70, "2 bunches of parsley"),
        ("firm tofu", 500, "2 blocks of firm tofu"),
        ("salmon", 507, "510 g of salmon"),
        ("beef mince", 1344, "1.35 kg of beef mince"),
        ("ginger", 12, "15 g of ginger"),
        ("mushroom", 250, "250 g of mushrooms"),
        ("egg", 350, "2 boxes (300 g) of eggs"),
        ("white rice", 300, "1 pack (1 kg) of white rice"),
        ("wholemeal bread", 900, "2 loaves (800 g) of wholemeal bread"),
        ("cumin", 2, "1 jar (40 g) of cumin"),
        ("strawberry", 100, "1 punnet (400 g) of strawberries"),
        ("canned tomato", 800, "2 cans of tomatoes"),
        ("semi-skimmed milk", 1100, "2 cartons (1 l) of semi-skimmed milk"),
        ("cheddar", 300, "2 packs (200 g) of cheddar"),
    ],
)
def test_says_what_to_buy_as_people_do(name: str, grams: int, label: str) -> None:
    assert _bought(name, grams).label == label


def test_nobody_buys_another_onion_for_a_twentieth_of_one() -> None:
    onion = FOODS["onion"].unit_grams["pc"]
    piece = Fraction(str(onion))

    assert _bought("onion", 2 * piece + piece * TOLERANCE).amount == "2"
    assert _bought("onion", 2 * piece + piece * TOLERANCE + Fraction(1, 1000)).amount == "3"


def test_a_pinch_is_bought_when_there_is_none_and_not_when_there_is_some() -> None:
    pinch = Fraction(1, 5)

    assert _bought("black pepper", pinch).amount == "1 jar (50 g)"
    assert purchase(FOODS["black pepper"], pinch, has_some=True) is None


def test_nothing_is_bought_of_what_nobody_lacks() -> None:
    assert purchase(FOODS["onion"], Fraction(0), has_some=True) is None


def test_a_food_that_no_table_knows_is_weighed() -> None:
    bought = purchase(food("dragon fruit", Aisle.MEAT), Fraction(301), has_some=False)

    assert bought == Purchase(Fraction(310), "310 g", "310 g of dragon fruit")


@given(st.sampled_from(list(FOODS.values())), st.fractions(Fraction(1, 100), 20_000), st.booleans())
def test_enough_is_bought_and_never_a_pack_too_many(wanted: Food, missing: Fraction, has_some: bool) -> None:
    bought = purchase(wanted, missing, has_some=has_some)

    pack = pack_of(wanted)
    unit = pack.grams if pack is not None else Fraction(10)
    grams = Fraction(0) if bought is None else bought.grams
    assert grams >= missing - unit * TOLERANCE
    assert grams - missing < unit


def test_every_size_is_of_a_food_that_the_catalogue_has() -> None:
    assert packs.SIZES.keys() <= FOODS.keys()


@pytest.mark.parametrize("name", [name for name, pack in packs.SIZES.items() if (pack.size or "").endswith("l")])
def test_a_volume_on_a_label_is_what_its_grams_measure(name: str) -> None:
    size, _, unit = (packs.SIZES[name].size or "").partition(" ")

    millilitres = float(size) * {"l": 1000, "ml": 1}[unit]

    assert float(packs.SIZES[name].grams) == pytest.approx(millilitres * FOODS[name].unit_grams["ml"], rel=0.01)


def test_every_food_but_what_is_weighed_comes_in_some_way() -> None:
    weighed = {food.aisle for food in FOODS.values() if pack_of(food) is None}

    assert weighed <= {Aisle.PRODUCE, Aisle.MEAT, Aisle.FISH, Aisle.TAP, Aisle.DRINKS}


@pytest.mark.parametrize(
    ("grams", "text"),
    [(Fraction(5), "5 g"), (Fraction(990), "990 g"), (Fraction(1000), "1 kg"), (Fraction(1350), "1.35 kg")],
)
def test_weights_read_as_on_scales(grams: Fraction, text: str) -> None:
    assert weight(grams) == text
