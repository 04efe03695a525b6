"""Weeks for the diets that leave least: planned from the real catalogue, nearly as well as can be, and right."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from lib.planning.model import Dish, Range, Wishes
from lib.planning.planner import solve
from lib.planning.verifier import RecipeFacts, verify
from lib.planning.verifier_diets import offences
from lib.recipes import files, loader
from lib.recipes.allergens import expand
from lib.recipes.catalogue import Catalogue
from lib.recipes.derive import derive
from lib.recipes.vocabulary import Diet
from tests.unit.planning import real, samples

GAP = 0.01
SEEDS = range(4)
THREE = ("breakfast", "lunch", "dinner")
FOUR = (*THREE, "snack")

PEOPLE = {
    "keto": (Diet.KETO, ()),
    "gluten-free vegan": (Diet.VEGAN, ("gluten",)),
    "gluten-free nut-free vegan": (Diet.VEGAN, ("gluten", "nuts", "peanuts")),
    "low-FODMAP": (Diet.LOW_FODMAP_CANDIDATE, ()),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return files.load()


@pytest.fixture(scope="module")
def dishes(catalogue: Catalogue) -> list[Dish]:
    return real.dishes(catalogue)


@pytest.fixture(scope="module")
def facts(catalogue: Catalogue) -> Mapping[UUID, RecipeFacts]:
    return real.facts(catalogue)


@pytest.mark.parametrize("kcal", [1800, 2000, 2200])
@pytest.mark.parametrize("meals", [THREE, FOUR], ids=len)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_strict_diet_gets_a_good_week(
    person: str, meals: tuple[str, ...], kcal: int, dishes: list[Dish], facts: Mapping[UUID, RecipeFacts]
) -> None:
    for seed in SEEDS:
        wishes = _wishes(person, meals, kcal, seed)

        plan = solve(dishes, wishes)

        assert plan.gap <= GAP, seed
        assert verify(plan, wishes, facts).violations == ()


def _wishes(person: str, meals: tuple[str, ...], kcal: int, seed: int) -> Wishes:
    diet, avoided = PEOPLE[person]
    return samples.wishes(
        diets=frozenset({str(diet)}),
        avoid_allergens=frozenset(map(str, expand(avoided))),
        meals=meals,
        kcal=Range(0.9 * kcal, kcal, 1.1 * kcal),
        weekday_minutes=40,
        max_repeats=2,
        seed=seed,
    )


@pytest.mark.parametrize("diet", Diet)
def test_the_verifier_finds_the_same_dishes_suited_by_its_own_reckoning(
    diet: Diet, catalogue: Catalogue, facts: Mapping[UUID, RecipeFacts]
) -> None:
    for recipe in catalogue.recipes:
        broken = offences(facts[loader.recipe_id(recipe.id)], str(diet))
        assert (diet in derive(recipe, catalogue.foods).diets) == (not broken), (recipe.id, broken)
