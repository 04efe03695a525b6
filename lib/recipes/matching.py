"""Suggests which foods a line may mean. A person decides: a suggestion is never used before it is confirmed.

Wrong suggestions are worse than none, because people nod them through. So every word of the line has to belong to the
food, or be one that leaves it that food ("fresh", "chopped"): rose water is no water, and dashi stock no vegetable
stock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lib.recipes.lines import Line, parse, weigh
from lib.recipes.other_names import OTHER_NAMES
from lib.recipes.vocabulary import Unit
from lib.recipes.words import NEUTRAL, listed, words

MOST = 3
_MOST_MISSING = 2
_PRODUCTS = listed(
    "bread butter flake flour juice milk noodle oil paste powder sauce seed starch stock sugar vinegar yogurt"
)
"""What is made of a food is not what the food alone stands for: "fish" is no fish sauce."""

type Weights = Mapping[str, Mapping[Unit, Fraction]]
"""By food, what its units weigh in grams."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A food that a line may mean, and what the line's amount of it weighs if that is known."""

    food: str
    grams: Fraction | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name of a food, as words."""

    food: str
    words: frozenset[str]
    head: str
    order: int = 0


class Index:
    """The names of all foods, ready to be searched."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._by_word: dict[str, list[_Entry]] = {}
        entries = [_entry(food, name) for food in weights for name in (food, *OTHER_NAMES.get(food, ()))]
        for at, entry in enumerate(entries):
            for word in entry.words - NEUTRAL:
                self._by_word.setdefault(word, []).append(replace(entry, order=at))

    def suggest(self, text: str) -> list[Suggestion]:
        """At most three foods that the line may mean, the likeliest first."""
        line = parse(text)
        return [Suggestion(food, self._grams(line, food)) for food in self.foods(line.name)[:MOST]]

    def foods(self, name: str) -> list[str]:
        """All foods that may be meant by a name, or by one of several with "or" between them, the likeliest first."""
        *before, last = _alternatives(name)
        found = [food for one in before for food in self._named([*one, *last[-1:]]) or self._named(one)]
        return list(dict.fromkeys([*found, *self._named(last)]))

    def _named(self, named: Sequence[str]) -> list[str]:
        wanted, head = frozenset(named), named[-1] if named else ""
        near = {entry for word in wanted for entry in self._by_word.get(word, ())}
        ranked = ((rank, entry) for entry in near if (rank := _rank(entry, wanted, head)) is not None)
        return [entry.food for _, entry in sorted(ranked, key=lambda each: (each[0], each[1].order))]

    def _grams(self, line: Line, food: str) -> Fraction | None:
        grams = None if line.amount is None else weigh(line.amount, self._weights[food])
        return None if grams is None else round(grams, 1)


def _entry(food: str, name: str) -> _Entry:
    split = words(name)
    return _Entry(food, frozenset(split), split[-1])


def _alternatives(name: str) -> Iterator[list[str]]:
    """The words of each food that is named; in "red or green pepper" the last word belongs to both."""
    named: list[str] = []
    for word in words(name):
        if word == "or":
            yield named
            named = []
        else:
            named.append(word)
    yield named


def _rank(entry: _Entry, wanted: frozenset[str], head: str) -> tuple[int, int, bool] | None:
    """How badly a name fits: less is better; None where it does not."""
    left_over, missing = wanted - entry.words - NEUTRAL, entry.words - wanted
    shared = wanted & entry.words
    is_made_of_it = entry.head != head and entry.head in missing & _PRODUCTS
    if left_over or shared <= NEUTRAL or len(missing) > _MOST_MISSING or is_made_of_it:
        return None
    return len(missing), -len(shared), entry.head != head
