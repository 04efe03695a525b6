"""The foods that lines may mean, from what the database says of their units to what is shown."""

from collections.abc import Mapping
from typing import Any

from lib.recipes.columns import exactly
from lib.recipes.lines import MAX_AMOUNT
from lib.recipes.matching import Index, Suggestion
from lib.recipes.schemas import SuggestionRead
from lib.recipes.vocabulary import Unit


def index_of(weights: Mapping[str, Mapping[str, Any]]) -> Index:
    """All foods, ready to be searched; `weights` is by food what its units weigh."""
    return Index(
        {food: {Unit(unit): exactly(grams) for unit, grams in units.items()} for food, units in sorted(weights.items())}
    )


def suggest(index: Index, text: str) -> list[SuggestionRead]:
    """At most three foods that the line may mean, the likeliest first."""
    return [_shown(one) for one in index.suggest(text)]


def _shown(suggestion: Suggestion) -> SuggestionRead:
    grams = None if suggestion.grams is None else float(suggestion.grams)
    return SuggestionRead(food=suggestion.food, grams=grams if grams and grams <= MAX_AMOUNT else None)
