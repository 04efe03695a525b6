"""Lines as people write them: how much, in which unit, of what."""

import time
from fractions import Fraction

import pytest

from lib.recipes.lines import Amount, parse, weigh
from lib.recipes.vocabulary import Unit

READ = {
    "200 g flour": (200, "g", "flour"),
    "200g flour": (200, "g", "flour"),
    "1.5kg chicken thighs, boneless": (1500, "g", "chicken thighs"),
    "1,5 dl milk": (150, "ml", "milk"),
    "1,000 g flour": (1000, "g", "flour"),
    "1 1/2 cups plain flour": (1.5, "cup", "plain flour"),
    "1½ cups flour": (1.5, "cup", "flour"),
    "½ tsp cumin": (0.5, "tsp", "cumin"),
    "2-3 tbsp olive oil": (2.5, "tbsp", "olive oil"),
    "2 to 3 cloves garlic, finely chopped": (2.5, "clove", "garlic"),
    "2 or 3 onions": (2.5, "pc", "onions"),
    "2 x 400 g cans chopped tomatoes": (800, "g", "canned chopped tomatoes"),
    "1 (14 oz) can coconut milk": (396.9, "g", "canned coconut milk"),
    "2 14-oz cans black beans": (793.8, "g", "canned black beans"),
    "1 can (400g) chickpeas, drained": (1, "can", "canned chickpeas"),
    "400g tin chickpeas": (400, "g", "canned chickpeas"),
    "100g/4oz butter": (100, "g", "butter"),
    "1 lb ground beef": (453.6, "g", "ground beef"),
    "2 fl. oz. white wine": (59.14, "ml", "white wine"),
    "a pinch of salt": (1, "pinch", "salt"),
    "pinch of saffron": (1, "pinch", "saffron"),
    "two large eggs": (2, "pc", "large eggs"),
    "half a dozen eggs": (6, "pc", "eggs"),
    "half an onion": (0.5, "pc", "onion"),
    "1 heaped tbsp cornflour": (1, "tbsp", "cornflour"),
    "1 stick butter": (1, "stick", "butter"),
    "5 cloves": (5, "pc", "cloves"),
    "3 bay leaves": (3, "pc", "bay leaves"),
    "• 200 g butter, softened": (200, "g", "butter"),
    "1 large onion (about 150 g), diced": (1, "pc", "large onion"),
    "3-inch piece ginger": (7.62, "cm", "piece ginger"),
}
WITHOUT_AMOUNT = {
    "salt to taste": "salt",
    "a knob of butter": "butter",
    "2 packets yeast": "yeast",
    "boneless, skinless chicken breasts": "skinless chicken breasts",
    "1 cup plus 2 tbsp flour": "plus 2 tbsp flour",
    "oil, for frying": "oil",
    "": "",
    "(((((": "",
    "🍅": "",
}


@pytest.mark.parametrize(("text", "expected"), READ.items(), ids=READ.keys())
def test_says_how_much_of_what(text: str, expected: tuple[float, str, str]) -> None:
    line = parse(text)

    assert line.amount is not None
    assert (float(line.amount.quantity), line.amount.unit, line.name) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "name"), WITHOUT_AMOUNT.items(), ids=WITHOUT_AMOUNT.keys())
def test_says_of_what_where_it_cannot_say_how_much(text: str, name: str) -> None:
    line = parse(text)

    assert (line.amount, line.name) == (None, name)


@pytest.mark.parametrize("text", ["0 g salt", "1/0 cup sugar", "999999 kg flour"])
def test_an_amount_that_cannot_be_is_none(text: str) -> None:
    assert parse(text).amount is None


WATER = {Unit.ML: Fraction(1), Unit.CUP: Fraction(237)}


@pytest.mark.parametrize(
    ("amount", "weights", "grams"),
    [
        (Amount(Fraction(3), Unit.G), {}, 3),
        (Amount(Fraction(2), Unit.CUP), WATER, 474),
        (Amount(Fraction(2), Unit.TBSP), WATER, 30),
        (Amount(Fraction(1), Unit.TBSP), {Unit.CUP: Fraction(160)}, 10),
        (Amount(Fraction(1), Unit.TIN), {Unit.CAN: Fraction(400)}, 400),
        (Amount(Fraction(2), Unit.PINCH), {Unit.TSP: Fraction(8)}, 1),
        (Amount(Fraction(1), Unit.PIECE), WATER, None),
        (Amount(Fraction(1), Unit.CUP), {Unit.PIECE: Fraction(50)}, None),
    ],
)
def test_weighs_what_somebody_has_said_the_weight_of(
    amount: Amount, weights: dict[Unit, Fraction], grams: int | None
) -> None:
    assert weigh(amount, weights) == grams


@pytest.mark.parametrize(
    "text", ["1 " * 100, "(" * 200, "1/" * 100, "a " * 100, "x" * 200, "½" * 200, "1 cup plus " * 18, ", " * 100]
)
def test_no_line_costs_more_than_its_length(text: str) -> None:
    began = time.process_time()

    for _ in range(10):
        parse(text)

    assert time.process_time() - began < 0.1
