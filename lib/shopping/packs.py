"""How shops sell what the catalogue has (pure): by the piece, in packs of a size, or loose by weight.

Sizes are those that are common where the catalogue's prices come from, and the smaller of two common ones, so that less
is left over. Where nobody sells a food in one size, it is loose and its line shows a weight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lib.recipes.vocabulary import Aisle, Unit
from lib.shopping.model import Food, exactly


@dataclass(frozen=True, slots=True)
class Pack:
    """What is bought at a time: its weight, and its word; counted by the food's own name where it has none.

    `size` is what stands on the label, where people need it to find the right one.
    """

    grams: Fraction
    word: str | None = None
    size: str | None = None


def weight(grams: Fraction | int) -> str:
    """Grams as people read them: “510 g”, “1.35 kg”."""
    return (
        f"{float(grams):g} g"
        if grams < _GRAMS_PER_KG
        else f"{float(grams / _GRAMS_PER_KG):.2f}".rstrip("0").rstrip(".") + " kg"
    )


_GRAMS_PER_KG = 1000


def pack_of(food: Food) -> Pack | None:
    """How the food is sold, or `None` when it is loose."""
    if food.name in SIZES:
        return SIZES[food.name]
    return _by_unit(food) or _by_piece(food) or _BY_AISLE.get(food.aisle)


def _by_unit(food: Food) -> Pack | None:
    """A unit of the catalogue that is what lies on the shelf: a recipe's can is the shop's can."""
    for unit, word in _SOLD_AS.items():
        if unit in food.unit_grams:
            return Pack(exactly(food.unit_grams[unit]), word)
    return None


def _by_piece(food: Food) -> Pack | None:
    grams = food.unit_grams.get(Unit.PIECE, 0)
    is_counted = food.name in _COUNTED or (food.aisle == Aisle.PRODUCE and grams >= _SMALLEST_COUNTED)
    return Pack(exactly(grams)) if is_counted and grams else None


_SOLD_AS = {Unit.CAN: "can", Unit.TIN: "can", Unit.BLOCK: "block", Unit.HEAD: "head", Unit.BUNCH: "bunch"}
_SMALLEST_COUNTED = 30
"""Grams: fruit and vegetables that are lighter, such as mushrooms, are weighed and not counted."""
_COUNTED = frozenset({"baguette", "chilli", "egg white", "egg yolk"})

_BY_WORD: Mapping[str, Mapping[str, int]] = {
    # Half a kilo is the usual bag of dry goods; flour, sugar, rice and salt come by the kilo or as much as keeps.
    "bag": {
        "brown sugar": 500,
        "icing sugar": 500,
        "plain flour": 1000,
        "potato starch": 500,
        "sugar": 1000,
        "wholemeal flour": 1000,
        "mixed salad leaves": 120,
        "spinach": 250,
        "peas": 750,
        "sweetcorn": 750,
        "frozen spinach": 750,
        "frozen berries": 400,
        "edamame": 400,
        "tortilla chips": 200,
        "popcorn": 100,
        "chia seeds": 200,
        "flaxseed": 200,
        "whey protein": 500,
        "pea protein": 500,
    },
    "pack": {
        "white rice": 1000,
        "brown rice": 1000,
        "salt": 500,
        "red lentils": 500,
        "green lentils": 500,
        "split peas": 500,
        "rolled oats": 500,
        "muesli": 500,
        "bran flakes": 500,
        "cornflour": 250,
        "cornmeal": 500,
        "rice noodles": 250,
        "ramen noodles": 250,
        "egg noodles": 250,
        "gnocchi": 500,
        "nori": 30,
        "sesame seeds": 100,
        "butter": 250,
        "margarine": 250,
        "green beans": 200,
        "sugar snap peas": 150,
        "lasagne sheets": 250,
        "pitta": 360,  # six
        "burger bun": 240,  # four
        "bagel": 400,  # four
        "english muffin": 240,  # four
        "naan": 180,  # two
        "flour tortilla": 392,  # eight
        "corn tortilla": 312,  # twelve
        "gluten-free corn tortilla": 312,
        "bacon": 200,
        "ham": 150,
        "chorizo": 200,
        "pork sausage": 390,  # six
        "smoked salmon": 100,
        "tempeh": 200,
        "seitan": 250,
        "filo pastry": 270,
        "puff pastry": 245,
        "bay leaf": 10,
        "saffron": 1,
        "vanilla sugar": 40,
        "yeast": 21,  # three sachets
        "feta": 200,
    },
    "box": {"egg": 300},  # six of 50 g
    "loaf": {"white bread": 800, "wholemeal bread": 800, "rye bread": 500, "vegan gluten-free bread": 400},
    "punnet": {"cherry tomato": 250, "strawberry": 400, "blueberry": 150, "raspberry": 150, "grapes": 500},
    # Liquids: a litre of milk or juice, half a litre of oil, in the grams that their density makes of it.
    "carton": {
        "whole milk": 1030,
        "semi-skimmed milk": 1030,
        "skimmed milk": 1030,
        "buttermilk": 518,
        "soy milk": 1027,
        "oat milk": 1014,
        "almond milk": 1014,
        "orange juice": 1050,
        "passata": 500,
        "vegetable stock": 1010,
        "chicken stock": 1010,
        "beef stock": 1010,
    },
    "pot": {
        "double cream": 302,
        "single cream": 304,
        "soured cream": 300,
        "creme fraiche": 200,
        "greek yogurt": 500,
        "low-fat greek yogurt": 500,
        "plain yogurt": 500,
        "soy yogurt": 500,
        "coconut yogurt": 350,
        "cottage cheese": 300,
        "quark": 250,
        "ricotta": 250,
        "mascarpone": 250,
        "cream cheese": 200,
        "hummus": 200,
    },
    "bottle": {
        "olive oil": 460,
        "garlic-infused oil": 230,
        "rapeseed oil": 920,
        "sesame oil": 230,
        "soy sauce": 173,
        "gluten-free tamari": 180,
        "oyster sauce": 180,
        "fish sauce": 240,
        "teriyaki sauce": 250,
        "worcestershire sauce": 170,
        "sriracha": 250,
        "hot sauce": 150,
        "sweet chilli sauce": 250,
        "ketchup": 460,
        "bbq sauce": 460,
        "white vinegar": 505,
        "red wine vinegar": 505,
        "balsamic vinegar": 265,
        "vanilla": 60,
        "maple syrup": 330,
        "agave syrup": 350,
        "white wine": 743,
        "red wine": 743,
        "beer": 330,
    },
    "jar": {
        "black pepper": 50,
        "ghee": 250,
        "coconut oil": 300,
        "olives": 160,  # drained, as the catalogue counts them
        "capers": 60,
        "gherkin": 300,
        "sauerkraut": 450,
        "kimchi": 300,
        "sun-dried tomato": 150,
        "honey": 340,
        "jam": 370,
        "peanut butter": 340,
        "almond butter": 170,
        "anchovy": 50,
        "pesto": 190,
        "mustard": 180,
        "baking powder": 150,
        "baking soda": 180,
    },
    "ball": {"mozzarella": 125},
    "bar": {"dark chocolate": 100, "milk chocolate": 100},
    "tub": {"cocoa powder": 125},
    "bulb": {"fennel": 230},
    "head": {"celery": 450},  # ten stalks
    "stalk": {"lemongrass": 15},
}


def _sized(grams: int, word: str, size: str | None = None) -> Pack:
    return Pack(Fraction(grams), word, size or weight(grams))


_VOLUMES: Mapping[str, str] = {
    **dict.fromkeys(["whole milk", "semi-skimmed milk", "skimmed milk", "soy milk", "oat milk", "almond milk"], "1 l"),
    **dict.fromkeys(["orange juice", "vegetable stock", "chicken stock", "beef stock", "rapeseed oil"], "1 l"),
    **dict.fromkeys(["white wine", "red wine"], "750 ml"),
    **dict.fromkeys(["buttermilk", "olive oil", "white vinegar", "red wine vinegar"], "500 ml"),
    **dict.fromkeys(["double cream", "single cream"], "300 ml"),
    **dict.fromkeys(["sesame oil", "balsamic vinegar", "garlic-infused oil"], "250 ml"),
    "beer": "330 ml",
    "soy sauce": "150 ml",
}
"""What stands on the label where it is a volume."""


_ALL_MUCH_ALIKE = frozenset({"bulb", "head", "stalk"})
SIZES = {
    name: Pack(Fraction(grams), word) if word in _ALL_MUCH_ALIKE else _sized(grams, word, _VOLUMES.get(name))
    for word, foods in _BY_WORD.items()
    for name, grams in foods.items()
}

_BY_AISLE: Mapping[str, Pack] = {
    Aisle.SPICES: _sized(40, "jar"),
    Aisle.GRAINS: _sized(500, "pack"),
    Aisle.CONDIMENTS: _sized(250, "jar"),
    Aisle.WORLD: _sized(200, "jar"),
    Aisle.BAKING: _sized(200, "pack"),
    Aisle.SNACKS: _sized(200, "pack"),
    Aisle.DAIRY: _sized(200, "pack"),
}
"""What the rest of an aisle comes in: cheese, nuts and pastes are much alike in size. Meat and fish are weighed."""
