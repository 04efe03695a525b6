"""Made-up recipes, as ingredients for the verifier and as dishes for the planner, and wishes to go with them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from lib.planning.model import MEALS, NUTRIENTS, Dish, Range, Wishes
from lib.planning.verifier import FoodFacts, RecipeFacts

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
_NO_LIMIT = Range()
_KCAL = {"breakfast": 420, "lunch": 620, "dinner": 700, "snack": 200}
_FLESH = {"beef": "red_meat", "lamb": "red_meat", "salmon": "fish", "cod": "fish"}
_MAINS = [*_FLESH, "tofu", "lentils", "eggs", "rice"]


def wishes(**changes: Any) -> Wishes:
    """Wishes that forbid nothing, with these changes."""
    plain = Wishes(
        starts_on=MONDAY,
        days=7,
        meals=MEALS,
        diets=frozenset(),
        avoid_allergens=frozenset(),
        allow_traces=False,
        dislikes=frozenset(),
        servings=1,
        kcal=_NO_LIMIT,
        protein_g=_NO_LIMIT,
        fat_g=_NO_LIMIT,
        carbs_g=_NO_LIMIT,
        weekday_minutes=None,
        weekend_minutes=None,
        max_repeats=2,
        budget_cents=None,
        weekly_rules=(),
    )
    return replace(plain, **changes)


def typical(seed: int = 0, **changes: Any) -> Wishes:
    """What most people ask for: targets around 2,000 kcal, 40 minutes on weekdays, no dish more than twice."""
    usual: dict[str, Any] = {
        "kcal": Range(1700, 2000, 2300),
        "protein_g": Range(target=100),
        "fat_g": Range(target=70),
        "carbs_g": Range(target=230),
        "weekday_minutes": 40,
        "seed": seed,
    }
    return wishes(**(usual | changes))


def recipes(count: int, seed: int, meals: Sequence[str] = MEALS) -> dict[UUID, RecipeFacts]:
    """Random recipes, at least one for each meal, with plausible nutrition, cost, times and allergens."""
    source = random.Random(seed)
    made = [_recipe(source, meals[at % len(meals)], meals) for at in range(count)]
    return {recipe.id: recipe for recipe in made}


def dishes(facts: Mapping[UUID, RecipeFacts]) -> list[Dish]:
    """The recipes as the planner sees them."""
    return [dish(recipe) for recipe in facts.values()]


def dish(recipe: RecipeFacts) -> Dish:
    """What the ingredients of a recipe add up to."""
    contains = frozenset(key for food in recipe.ingredients for key in food.contains)
    animal = any(food.flags for food in recipe.ingredients)
    return Dish(
        id=recipe.id,
        meals=recipe.meals,
        minutes=recipe.minutes,
        main=recipe.main,
        cuisine=recipe.cuisine,
        tags=recipe.tags,
        contains=contains,
        may_contain=frozenset(key for food in recipe.ingredients for key in food.may_contain) - contains,
        diets=frozenset() if animal else frozenset({"vegan"}),
        foods=frozenset(food.name for food in recipe.ingredients),
        cost_cents=recipe.cents_per_serving(),
        **_nutrition(recipe),
        is_confirmed=not recipe.unconfirmed(),
    )


def _nutrition(recipe: RecipeFacts) -> dict[str, Any]:
    return {name: recipe.per_serving(name) for name in NUTRIENTS}


def _recipe(source: random.Random, meal: str, meals: Sequence[str]) -> RecipeFacts:
    main = source.choice(_MAINS)
    servings = source.choice((1, 2, 4))
    also = [other for other in meals if source.random() < 0.15]
    tag = _FLESH.get(main)
    return RecipeFacts(
        id=UUID(int=source.getrandbits(128)),
        title=f"{main} for {meal}",
        meals=frozenset({meal, *also}),
        minutes=source.choice((10, 20, 30, 40, 60)),
        main=main if source.random() < 0.8 else None,
        cuisine=source.choice(("", "Thai", "Greek")),
        tags=frozenset() if tag is None else frozenset({tag}),
        ingredients=(_main_food(source, main, servings * _KCAL[meal] * source.uniform(0.7, 1.3)), _garnish(source)),
        servings=servings,
    )


def _main_food(source: random.Random, name: str, kcal: float) -> FoodFacts:
    protein, fat = source.uniform(0.12, 0.35), source.uniform(0.15, 0.45)
    tag = _FLESH.get(name)
    nutrients = {"kcal": 200.0, "protein_g": 50 * protein, "fat_g": 200 / 9 * fat, "carbs_g": 50 * (1 - protein - fat)}
    return FoodFacts(
        name=name,
        grams=Fraction(round(kcal * 5), 10),
        contains=frozenset({"eggs"} if name == "eggs" else {"fish"} if tag == "fish" else ()),
        may_contain=frozenset({"soy"} if source.random() < 0.1 else ()),
        flags=frozenset({"egg"} if name == "eggs" else {"fish"} if tag == "fish" else {"meat"} if tag else ()),
        groups=frozenset() if tag is None else frozenset({tag}),
        per_100g=nutrients | {"fibre_g": 3.0, "sodium_mg": 90.0, "saturates_g": 60 * fat},
        cents_per_kg=Fraction(source.randrange(200, 1500)),
    )


def _garnish(source: random.Random) -> FoodFacts:
    return FoodFacts(
        name=source.choice(("parsley", "sesame", "celery", "chives")),
        grams=Fraction(source.randrange(1, 20)),
        contains=frozenset(),
        may_contain=frozenset(),
        flags=frozenset(),
        groups=frozenset(),
        per_100g={
            "kcal": 40.0,
            "protein_g": 3.0,
            "fat_g": 1.0,
            "carbs_g": 5.0,
            "fibre_g": 2.0,
            "sodium_mg": 4.0,
            "saturates_g": 0.2,
        },
        cents_per_kg=Fraction(900),
    )
