"""What nobody has confirmed is for nobody who asks for anything; the planner and the verifier say so independently."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from lib.models.recipe import Food, Recipe, RecipeIngredient
from lib.planning.eligibility import eligible
from lib.planning.facts import facts_of
from lib.planning.model import Plan, PlannedDish, Range, WeeklyRule, Wishes
from lib.planning.verifier import RecipeFacts, verify
from tests.unit.planning import samples

NOTHING_ASKED = samples.wishes(days=1, meals=("lunch",), weekday_minutes=None, weekend_minutes=None)
ASKED: dict[str, dict[str, Any]] = {
    "allergen": {"avoid_allergens": frozenset({"eggs"})},
    "diet": {"diets": frozenset({"halal_friendly"})},
    "dislike": {"dislikes": frozenset({"chives"})},
    "minimum": {"protein_g": Range(minimum=0.0)},
    "target": {"fat_g": Range(target=70.0)},
    "maximum": {"kcal": Range(maximum=1e9)},
    "budget": {"budget_cents": 10**9},
    "at most": {"weekly_rules": (WeeklyRule("beef", None, 28),)},
}


_RECIPE: dict[str, Any] = {"id": UUID(int=1), "title": "x", "meals": [], "total_minutes": 1, "tags": [], "servings": 1}
_NUTRIENTS = ("kcal", "protein_g", "fat_g", "saturates_g", "carbs_g", "sugars_g", "fibre_g", "sodium_mg")
_FOOD: dict[str, Any] = {
    "name": "egg",
    "usd_per_kg": 1.0,
    **{name: [] for name in ("contains", "may_contain", "flags", "groups")},
    **dict.fromkeys(_NUTRIENTS, 1.0),
}


def _recipe() -> RecipeFacts:
    (recipe,) = samples.recipes(1, 1, ("lunch",)).values()
    food = replace(
        recipe.ingredients[0], name="plain", contains=frozenset(), may_contain=frozenset(), flags=frozenset()
    )
    unnamed = replace(food, grams=Fraction(0), is_confirmed=False)
    return replace(recipe, tags=frozenset(), ingredients=(food, unnamed))


def _confirmed(recipe: RecipeFacts) -> RecipeFacts:
    return replace(recipe, ingredients=recipe.ingredients[:1])


def _rules(recipe: RecipeFacts, wishes: Wishes) -> set[str]:
    """The rules that the verifier finds broken where the recipe is the plan."""
    plan = Plan((PlannedDish(0, "lunch", recipe.id, 1.0),), 0.0, 0.0, 0.0, "none")
    claims = {"objective", "bound", "gap"}
    return {violation.rule for violation in verify(plan, wishes, {recipe.id: recipe}).violations} - claims


@pytest.mark.parametrize("change", ASKED.values(), ids=ASKED.keys())
def test_whoever_asks_for_anything_gets_only_what_is_confirmed(change: dict[str, Any]) -> None:
    recipe, wishes = _recipe(), replace(NOTHING_ASKED, **change)

    assert eligible([samples.dish(recipe)], wishes) == []
    assert len(eligible([samples.dish(recipe)], NOTHING_ASKED)) == 1


@pytest.mark.parametrize("change", ASKED.values(), ids=ASKED.keys())
def test_the_verifier_refutes_what_the_planner_ought_to_have_left_out(change: dict[str, Any]) -> None:
    recipe, wishes = _recipe(), replace(NOTHING_ASKED, **change)

    assert "confirmed ingredients" in _rules(recipe, wishes)
    assert "confirmed ingredients" not in _rules(_confirmed(recipe), wishes)


def test_whoever_asks_for_nothing_may_get_it() -> None:
    assert _rules(_recipe(), NOTHING_ASKED) == set()


@pytest.mark.parametrize(
    ("is_confirmed", "grams", "has_food"), [(False, 10.0, True), (True, None, True), (True, 10.0, False)]
)
def test_a_line_is_unsafe_until_it_has_a_food_and_grams_and_is_confirmed(
    is_confirmed: bool, grams: float | None, has_food: bool
) -> None:
    line = RecipeIngredient(recipe_id=UUID(int=1), position=0, text="a line", grams=grams, is_confirmed=is_confirmed)
    recipe, food = Recipe(**_RECIPE), Food(**_FOOD)

    (ingredient,) = facts_of([(recipe, line, food if has_food else None)])[recipe.id].ingredients

    assert (ingredient.name, ingredient.is_confirmed) == ("a line", False)
