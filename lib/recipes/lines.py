"""Takes a line of a recipe apart: how much, in which unit, of what. Nothing is concluded here about which food it is.

Every pattern is possessive or has no choice to make, so that no line costs more than its length.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from math import prod

from lib.recipes.vocabulary import Unit
from lib.recipes.words import NEUTRAL, listed, words

MAX_AMOUNT = 100_000
_MOST_NUMBER_WORDS = 3

_VULGAR = re.compile("([¼-¾⅐-⅞])")
_TOKEN = re.compile(r"[0-9]{1,6}/[0-9]{1,4}|[0-9]{1,6}(?:[.,][0-9]{1,3})?|[^\W\d_]++(?:['’-][^\W\d_]++)*+|[^\w\s]")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_BRACKETS = re.compile(r"\([^()]*+\)|\[[^\[\]]*+\]")
_ENDS = re.compile(
    r"\b(?:to taste|to serve|to garnish|to finish|for serving|for garnish|for frying|for greasing|for dusting|for the"
    r"|as needed|as required|if needed|optional|or to taste|plus more|plus extra|and more|such as|at room)\b.*+",
    re.IGNORECASE | re.DOTALL,
)

_NUMBERS = {
    name: Fraction(value)
    for value, names in {
        1: "a an one",
        2: "two couple",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        12: "twelve dozen",
    }.items()
    for name in names.split()
} | {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}
_SIZES = listed("large small medium big heaped heaping level rounded scant generous good thick thin fat full")
_PACKS = listed("can tin jar packet pack package pkg bag bottle carton box tub pot container punnet pouch sachet tube")
_VAGUE = listed("splash drizzle glug knob squeeze drop touch sprinkle sprinkling")

UNITS: Mapping[str, tuple[Unit, Fraction]] = {
    name: (unit, Fraction(factor))
    for unit, factor, names in (
        (Unit.G, "1", "g gr gm gms gram gramme"),
        (Unit.G, "1000", "kg kgs kilo kilogram"),
        (Unit.G, "0.001", "mg milligram"),
        (Unit.G, "28.35", "oz ounce"),
        (Unit.G, "453.6", "lb lbs pound"),
        (Unit.ML, "1", "ml millilitre milliliter cc"),
        (Unit.ML, "10", "cl centilitre"),
        (Unit.ML, "100", "dl decilitre deciliter"),
        (Unit.ML, "1000", "l litre liter ltr"),
        (Unit.ML, "29.57", "floz"),
        (Unit.ML, "473", "pint pt"),
        (Unit.ML, "946", "quart qt"),
        (Unit.ML, "3785", "gallon gal"),
        (Unit.TSP, "1", "tsp tsps teaspoon"),
        (Unit.TBSP, "1", "tbsp tbsps tbs tbl tablespoon"),
        (Unit.CUP, "1", "cup c"),
        (Unit.PIECE, "1", "piece pc pcs fillet breast"),
        (Unit.CM, "1", "cm centimetre"),
        (Unit.CM, "2.54", "inch"),
        (Unit.BUNCH, "1", "bunch"),
        (Unit.CAN, "1", "can"),
        (Unit.TIN, "1", "tin"),
        (Unit.CLOVE, "1", "clove"),
        (Unit.SLICE, "1", "slice rasher"),
        (Unit.STALK, "1", "stalk rib"),
        *((unit, "1", str(unit)) for unit in (Unit.BLOCK, Unit.CUBE, Unit.DASH, Unit.HANDFUL, Unit.HEAD, Unit.LEAF)),
        *((unit, "1", str(unit)) for unit in (Unit.PINCH, Unit.SCOOP, Unit.SHEET, Unit.SPRIG, Unit.SQUARE, Unit.STICK)),
    )
    for name in names.split()
}
"""What a word says, as one of the catalogue's units and how many of it; a pint is an American one."""

_MILLILITRES: Mapping[Unit, int] = {Unit.TSP: 5, Unit.TBSP: 15, Unit.ML: 1, Unit.CUP: 240}
_INSTEAD: Mapping[Unit, tuple[Unit, Fraction]] = {
    Unit.TIN: (Unit.CAN, Fraction(1)),
    Unit.CAN: (Unit.TIN, Fraction(1)),
    Unit.STICK: (Unit.STALK, Fraction(1)),
    Unit.STALK: (Unit.STICK, Fraction(1)),
    Unit.PIECE: (Unit.HEAD, Fraction(1)),
    Unit.PINCH: (Unit.TSP, Fraction(1, 16)),
    Unit.DASH: (Unit.TSP, Fraction(1, 8)),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit."""

    quantity: Fraction
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says: an amount if it was understood, and the words that name the food."""

    amount: Amount | None
    name: str


def parse(text: str) -> Line:
    """The line taken apart; without an amount where there is none, or one that could mean several things."""
    spaced = unicodedata.normalize("NFKC", _VULGAR.sub(r" \1 ", text)).replace("\u2044", "/")
    tokens = _TOKEN.findall(spaced)
    at = next((at for at, token in enumerate(tokens) if token[0].isalnum()), len(tokens))
    amount, rest = _amount(tokens[at:])
    packed = any(word in {"can", "tin"} for word in words(" ".join(tokens[at : at + 8])))
    return Line(amount, _name(rest, is_canned=packed))


def weigh(amount: Amount, unit_grams: Mapping[Unit, Fraction]) -> Fraction | None:
    """What the amount weighs of a food whose units weigh so much; None where nobody has said."""
    if amount.unit is Unit.G:
        return amount.quantity
    grams = _grams_of_one(amount.unit, unit_grams)
    if grams is None and amount.unit in _INSTEAD:
        unit, factor = _INSTEAD[amount.unit]
        other = _grams_of_one(unit, unit_grams)
        grams = None if other is None else other * factor
    return None if grams is None else amount.quantity * grams


def _grams_of_one(unit: Unit, unit_grams: Mapping[Unit, Fraction]) -> Fraction | None:
    """The weight that is given, or that of the nearest measure of volume."""
    if unit in unit_grams:
        return unit_grams[unit]
    volume = _MILLILITRES.get(unit)
    known = [other for other in _MILLILITRES if other in unit_grams]
    if volume is None or not known:
        return None
    nearest = min(known, key=lambda other: max(volume / _MILLILITRES[other], _MILLILITRES[other] / volume))
    return unit_grams[nearest] * Fraction(volume, _MILLILITRES[nearest])


def _amount(tokens: Sequence[str]) -> tuple[Amount | None, Sequence[str]]:
    """The amount that the tokens begin with, and what is left of them."""
    quantity, rest = _range(tokens)
    if quantity is None:
        return _unnumbered(tokens)
    factor, inner = _times(rest)
    if factor is not None:
        return _measured(quantity * factor, inner, is_each=True)
    return _measured(quantity, rest, is_each=False)


def _unnumbered(tokens: Sequence[str]) -> tuple[Amount | None, Sequence[str]]:
    """A "pinch of salt" is one pinch; anything else without a number has no amount."""
    first = words(tokens[0])[:1] if tokens else []
    if first and first[0] in _VAGUE:
        return None, _without(tokens[1:], "of")
    if first and first[0] in UNITS and len(tokens) > 1 and words(tokens[1]) == ["of"]:
        return _measured(Fraction(1), tokens, is_each=False)
    return None, tokens


def _range(tokens: Sequence[str]) -> tuple[Fraction | None, Sequence[str]]:
    """A number, or the middle of two with "-", "to" or "or" between them."""
    low, rest = _number(tokens)
    if low is None or not rest or rest[0].lower() not in {"-", "–", "—", "to", "or"}:
        return low, rest
    high, behind = _number(rest[1:])
    return (low, rest) if high is None else ((low + high) / 2, behind)


def _number(tokens: Sequence[str]) -> tuple[Fraction | None, Sequence[str]]:
    """A number in figures, with a fraction behind it where there is one, or in words: "half a dozen" is a product."""
    if not tokens:
        return None, tokens
    first = _figure(tokens[0])
    if first is None:
        named = list(takewhile(lambda token: token.lower() in _NUMBERS, tokens[:_MOST_NUMBER_WORDS]))
        return (prod((_NUMBERS[token.lower()] for token in named), start=Fraction(1)) if named else None), tokens[
            len(named) :
        ]
    fraction = _figure(tokens[1]) if len(tokens) > 1 and "/" in tokens[1] else None
    return (first, tokens[1:]) if fraction is None else (first + fraction, tokens[2:])


def _figure(token: str) -> Fraction | None:
    """The number in figures that a token is."""
    if not token[0].isascii() or not token[0].isdigit():
        return None
    above, _, below = token.partition("/")
    if below:
        return Fraction(int(above), int(below)) if int(below) else None
    return Fraction(token.replace(",", "" if _THOUSANDS.fullmatch(token) else "."))


def _times(tokens: Sequence[str]) -> tuple[Fraction | None, Sequence[str]]:
    """What is multiplied with, in "2 x 400 g", "2 (14 oz)" and "two 400 g"."""
    if len(tokens) > 1 and tokens[0].lower() in {"x", "×", "*", "("}:
        return _number(tokens[1:])
    return _number(tokens) if tokens and _figure(tokens[0]) is not None else (None, tokens)


def _measured(quantity: Fraction, tokens: Sequence[str], *, is_each: bool) -> tuple[Amount | None, Sequence[str]]:
    """The amount in the unit that the tokens begin with; in pieces where they begin with none."""
    sizes = next((at for at, token in enumerate(tokens) if words(token)[:1] != [] and token.lower() not in _SIZES), 0)
    unit, behind = _unit(tokens[sizes:])
    if unit is None:
        first = words(tokens[sizes])[:1] if len(tokens) > sizes else []
        if first and first[0] in _PACKS | _VAGUE:
            return None, _without(tokens[sizes + 1 :], "of")
        return (None if is_each else _made(quantity, (Unit.PIECE, Fraction(1)))), tokens
    if behind and behind[0].lower() in {"plus", "+", "&"}:
        return None, behind
    return _made(quantity, unit), _without(_without_other_units(behind), "of")


def _unit(tokens: Sequence[str]) -> tuple[tuple[Unit, Fraction] | None, Sequence[str]]:
    """The unit that the tokens begin with. A word that nothing follows is the food itself: "5 cloves"."""
    if not tokens or not (first := words(tokens[0])):
        return None, tokens
    name, behind = first[0], tokens[1:]
    if name in {"fl", "fluid"} and (ounces := _without(behind, ".")) and words(ounces[0])[:1] in (["oz"], ["ounce"]):
        name, behind = "floz", ounces[1:]
    behind = _without(behind, ".")
    is_followed = any(token[0].isalpha() for token in behind)
    return (UNITS[name], behind) if name in UNITS and is_followed else (None, tokens)


def _without(tokens: Sequence[str], first: str) -> Sequence[str]:
    return tokens[1:] if tokens and tokens[0].lower() == first else tokens


def _without_other_units(tokens: Sequence[str]) -> Sequence[str]:
    """What is left behind the same amount in other units: "/ 14 oz"."""
    if not tokens or tokens[0] != "/":
        return tokens
    _, behind = _number(tokens[1:])
    return _unit(behind)[1]


def _made(quantity: Fraction, unit: tuple[Unit, Fraction]) -> Amount | None:
    total = quantity * unit[1]
    return Amount(total, unit[0]) if 0 < total <= MAX_AMOUNT else None


def _name(tokens: Sequence[str], *, is_canned: bool) -> str:
    """The first part between commas that says more than how the food is prepared."""
    text = _ENDS.sub(" ", _BRACKETS.sub(" ", " ".join(tokens)))
    parts = [part.strip(" ()[]") for part in re.split(r"[,;:]| - | – ", text)]
    named = next((part for part in parts if not NEUTRAL.issuperset(words(part))), "")
    kept = [word for word in named.split() if not _PACKS.intersection(words(word))]
    return " ".join(["canned", *kept] if is_canned and kept and "canned" not in named else kept)
