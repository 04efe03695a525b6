"""People of all sorts and their households, planned for from the real catalogue, checked by somebody who knows neither
side: a thousand in every run, ten thousand in the long one.
"""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from lib.accounts.preferences import Eating, Member, Minutes, Preferences, Range, WeeklyRule
from lib.planning.model import Dish, Infeasible, Plan
from lib.planning.planner import solve
from lib.planning.wishes import Occasion, wishes_of
from lib.recipes import files, loader
from lib.recipes.allergens import Allergen
from lib.recipes.catalogue import Catalogue, Recipe
from lib.recipes.meals import MEALS
from lib.recipes.vocabulary import Diet, Tag
from tests.unit.planning import real

GROUP = 125
GROUPS = [*range(8), *(pytest.param(group, marks=pytest.mark.long) for group in range(8, 80))]
MONDAY = date(2026, 11, 30)
NUTS = {"nuts", "almond", "hazelnut", "walnut", "cashew", "pecan", "brazil_nut", "pistachio", "macadamia", "pine_nut"}
FORBIDDEN_FLAGS = {
    "vegan": {"meat", "fish", "shellfish", "dairy", "egg", "honey", "gelatine", "animal_rennet"},
    "vegetarian": {"meat", "fish", "shellfish", "gelatine"},
    "pescatarian": {"meat", "gelatine"},
    "halal_friendly": {"pork", "alcohol", "gelatine"},
    "low_fodmap_candidate": {"high_fodmap"},
}
FORBIDDEN_KEYS = {"gluten_free": {"gluten", "wheat"}, "dairy_free": {"milk"}, "nut_free": NUTS | {"peanuts"}}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return files.load()


@pytest.fixture(scope="module")
def dishes(catalogue: Catalogue) -> list[Dish]:
    return real.dishes(catalogue)


def _somebody(source: random.Random, catalogue: Catalogue) -> Preferences:
    kcal = source.choice((1500, 1800, 2000, 2400, 3000))
    members = [f"member {number}" for number in range(source.choice((0, 0, 0, 1, 2)))]
    return Preferences(
        household=[_member(source, catalogue, name) for name in members],
        diet=source.choice((None, None, None, *Diet)),
        avoid_allergens=source.sample(sorted(Allergen), source.choice((0, 0, 1, 1, 2, 3))),
        allow_traces=source.random() < 0.3,
        dislikes=source.sample(sorted(catalogue.foods), source.choice((0, 1, 5, 20))),
        meals=source.sample(MEALS, source.randint(1, 4)),
        servings=source.randint(1, 5),
        kcal=Range(target=kcal) if source.random() < 0.6 else Range(),
        minutes=Minutes(weekday=source.choice((None, 25, 40)), weekend=source.choice((None, 60))),
        max_repeats=source.randint(1, 4),
        weekly_rules=[WeeklyRule(tag=Tag.RED_MEAT, max=1)] if source.random() < 0.2 else [],
    )


def _member(source: random.Random, catalogue: Catalogue, name: str) -> Member:
    return Member(
        name=name,
        diet=source.choice((None, None, None, Diet.VEGETARIAN, Diet.GLUTEN_FREE)),
        avoid_allergens=source.sample(sorted(Allergen), source.choice((0, 1, 2))),
        allow_traces=source.random() < 0.5,
        dislikes=source.sample(sorted(catalogue.foods), source.choice((0, 3))),
        share=source.choice((0.5, 1.0, 1.25)),
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("group", GROUPS)
def test_nobody_is_served_what_they_must_not_eat(catalogue: Catalogue, dishes: list[Dish], group: int) -> None:
    source = random.Random(20261123 + group)
    planned = 0
    for number in range(GROUP):
        person, days = _somebody(source, catalogue), source.choice((1, 2, 3, 7))
        try:
            plan = solve(dishes, wishes_of(person, Occasion(MONDAY, days, number)))
        except Infeasible:
            continue
        planned += 1
        _check(plan, person, days, catalogue)
    assert planned > GROUP / 3


def _check(plan: Plan, person: Preferences, days: int, catalogue: Catalogue) -> None:
    """Go through every ingredient of every dish on the plate, by the catalogue's files alone."""
    recipes = {loader.recipe_id(recipe.id): recipe for recipe in catalogue.recipes}
    assert Counter((meal.day, meal.slot) for meal in plan.meals) == Counter(
        (day, str(slot)) for day in range(days) for slot in person.meals
    )
    for meal in plan.meals:
        recipe = recipes[meal.recipe_id]
        for eater in (person, *person.household):
            _check_dish(recipe, eater, _avoided(eater), catalogue)
        is_weekend = (MONDAY + timedelta(days=meal.day)).isoweekday() > 5
        limit = person.minutes.weekend if is_weekend else person.minutes.weekday
        assert limit is None or recipe.minutes.total <= limit
        assert meal.slot in recipe.meals
    assert max(Counter(meal.recipe_id for meal in plan.meals).values()) <= person.max_repeats


def _avoided(eater: Eating) -> set[str]:
    avoided = {str(key) for key in eater.avoid_allergens}
    avoided |= NUTS if "nuts" in avoided else {"nuts"} if avoided & NUTS else set()
    return avoided | ({"wheat"} if "gluten" in avoided else set())


def _check_dish(recipe: Recipe, person: Eating, avoided: set[str], catalogue: Catalogue) -> None:
    for item in recipe.ingredients:
        food = catalogue.foods[item.food]
        traces: Mapping[str, set[str]] = {"may": set() if person.allow_traces else set(map(str, food.may_contain))}
        assert not avoided & ({*map(str, food.contains)} | traces["may"]), (recipe.title, food.name)
        assert food.name not in person.dislikes
        diet = str(person.diet)
        assert not FORBIDDEN_FLAGS.get(diet, set()) & {*map(str, food.flags)}, (recipe.title, food.name, diet)
        keys = {*map(str, food.contains), *map(str, food.may_contain)}
        assert not FORBIDDEN_KEYS.get(diet, set()) & keys, (recipe.title, food.name, diet)
