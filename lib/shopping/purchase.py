"""How much to buy of a food that is missing, and how people say it (pure)."""

from dataclasses import dataclass
from fractions import Fraction

from lib.shopping.model import Food
from lib.shopping.packs import Pack, pack_of, weight

TOLERANCE = Fraction(1, 20)
"""Of one piece or pack: nobody buys another onion for so little of one, and none weighs what the table says."""
_SCALES_UP_TO_100_G, _SCALES = Fraction(5), Fraction(10)
_PLURALS = {
    "blueberry": "blueberries",
    "chilli": "chillies",
    "lemon for juice": "lemons for juice",
    "lime for juice": "limes for juice",
    "loaf": "loaves",
    "mango": "mangoes",
    "potato": "potatoes",
    "raspberry": "raspberries",
    "strawberry": "strawberries",
    "sweet potato": "sweet potatoes",
    "cherry tomato": "cherry tomatoes",
    "tomato": "tomatoes",
}
_MANY_IN_A_PACK = frozenset({"bagel", "blueberry", "burger bun", "cherry tomato", "corn tortilla", "egg"})
_MANY_IN_A_PACK |= {"english muffin", "flour tortilla", "mushroom", "naan", "pitta", "pork sausage", "radish"}
_MANY_IN_A_PACK |= {"raspberry", "shiitake", "spring onion", "strawberry", "tomato"}
_NAMES = {"lemon juice": "lemon for juice", "lime juice": "lime for juice"}
"""What is squeezed at home is bought as fruit."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What goes into the trolley: its weight, how much it is (“2 cans”), and the whole line (“2 cans of chickpeas”)."""

    grams: Fraction
    amount: str
    label: str


def purchase(food: Food, missing: Fraction, *, has_some: bool) -> Purchase | None:
    """What to buy of the food; nothing when what is at home as good as covers it."""
    if not missing:
        return None
    pack = pack_of(food)
    unit = pack.grams if pack is not None else _step(missing)
    count = max(_count(missing / unit), 0 if has_some else 1)
    if count == 0:
        return None
    return _loose(food, count * unit) if pack is None else _packed(food, pack, count)


def _count(units: Fraction) -> int:
    """The units less the tolerance, rounded up; in integers, as a list has many lines and fractions are slow."""
    parts, whole = units.numerator * TOLERANCE.denominator, units.denominator * TOLERANCE.denominator
    return -((TOLERANCE.numerator * units.denominator - parts) // whole)


def _step(missing: Fraction) -> Fraction:
    """What scales in shops show."""
    return _SCALES_UP_TO_100_G if missing < 100 else _SCALES


def _loose(food: Food, grams: Fraction) -> Purchase:
    amount = weight(grams)
    return Purchase(grams, amount, f"{amount} of {_name(food)}")


def _packed(food: Food, pack: Pack, count: int) -> Purchase:
    grams = count * pack.grams
    if pack.word is None:
        return Purchase(grams, str(count), f"{count} {_counted(_NAMES.get(food.name, food.name), count)}")
    size = f" ({pack.size})" if pack.size is not None else ""
    amount = f"{count} {_counted(pack.word, count)}{size}"
    return Purchase(grams, amount, f"{amount} of {_name(food)}")


def _name(food: Food) -> str:
    """What a pack or a bag of the food is called: one can of chickpeas, one punnet of strawberries."""
    name = food.name.removeprefix("canned ")
    return _counted(name, 2) if name in _MANY_IN_A_PACK else name


def _counted(word: str, count: int) -> str:
    if count == 1:
        return word
    return _PLURALS.get(word, word + ("es" if word.endswith(("ch", "sh", "x")) else "s"))
