"""One good request for every operation, with every slot of its body filled, and the things it speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from lib.dev.testbed import TestBed
from tests.support.operations import Operation
from tests.support.people import NEXT_MONDAY, PASSWORD, Person, token_in_newest_mail

CRON = "Bearer only-for-tests-cron"
_RANGES = {
    "kcal": {"min": 1200, "target": 2000, "max": 3600},
    "protein_g": {"min": 20, "target": 90, "max": 300},
    "fat_g": {"min": 10, "target": 70, "max": 300},
    "carbs_g": {"min": 20, "target": 220, "max": 600},
    "fibre_g": {"min": 5, "target": 30, "max": 200},
    "sodium_mg": {"min": 100, "target": 2000, "max": 9000},
    "saturates_g": {"min": 1, "target": 15, "max": 150},
}
_RANGES_OF_BO = {name: {side: limit / 2 for side, limit in limits.items()} for name, limits in _RANGES.items()}
PREFERENCES: Mapping[str, Any] = {
    "diet": "vegetarian",
    "avoid_allergens": ["peanuts"],
    "allow_traces": False,
    "dislikes": ["onion"],
    "meals": ["lunch", "dinner"],
    "servings": 2,
    **_RANGES,
    "household": [
        {
            "name": "Bo",
            "share": 0.5,
            "diet": "vegetarian",
            "avoid_allergens": ["lupin"],
            "allow_traces": True,
            "dislikes": ["chives"],
            **_RANGES_OF_BO,
        }
    ],
    "portions": [0.75, 1.0, 1.25, 1.5],
    "no_repeat_days": 3,
    "cuisines": ["Italian"],
    "use_up": ["white rice"],
    "cook_smart": {"leftovers": True, "fewer_foods": True},
    "minutes": {"weekday": 60, "weekend": 120},
    "max_repeats": 2,
    "budget": {"amount": 500, "currency": "USD"},
    "weekly_rules": [{"tag": "legumes", "min": 0, "max": 14}],
}
OWN_RECIPE: Mapping[str, Any] = {
    "title": "Grandmother's onion rice",
    "servings": 4,
    "meals": ["lunch", "dinner"],
    "minutes": {"prep": 10, "cook": 25, "total": 35},
    "cuisine": "Ours",
    "steps": ["Fry the onions.", "Add the rice and cook it."],
    "lines": [
        {
            "text": "2 onions",
            "food": "onion",
            "grams": 300,
            "confirmed": True,
            "suggestions": [{"food": "onion", "grams": 300}],
        },
        {"text": "300 g rice", "food": "white rice", "grams": 300, "confirmed": True},
        {"text": "a little of the good spice"},
    ],
}

BODY: Mapping[str, Any] = {
    "sex": "female",
    "age": 36,
    "height_cm": 168,
    "weight_kg": 64.5,
    "activity": "active",
    "pregnant_or_breastfeeding": False,
}


@dataclass(frozen=True, slots=True)
class Example:
    """What to send: values of the path and query, a body, and headers beyond those of whoever sends it."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a person has that requests can name."""

    email: str
    plan: str
    meal: str
    dish: str
    key: str
    recipe: str
    own_recipe: str
    link: str
    food: str = ""
    calendar: str = ""


async def belongings(person: Person, services: TestBed) -> Belongings:
    """The person has a plan, an API key and an unused link for another address."""
    browser = person.browser
    plan = await made(browser, "/api/v1/meal-plans", {"starts_on": NEXT_MONDAY, "days": 1, "seed": 1})
    key = await made(browser, "/api/v1/users/me/api-keys", {"name": "one", "scopes": ["plans:read"]})
    recipes = (await browser.get("/api/v1/recipes", params={"limit": 1})).json()
    foods = (await browser.get(f"/api/v1/meal-plans/{plan}/shopping-list")).json()["aisles"][0]["items"]
    other = {"email": f"other.{person.email}", "password": PASSWORD}
    assert (await browser.post("/api/v1/auth/sign-up", json=other)).status_code == 202
    meal = (await browser.get(f"/api/v1/meal-plans/{plan}")).json()["meals"][0]
    own = await made(browser, "/api/v1/recipes", OWN_RECIPE)
    link = token_in_newest_mail(services)
    feed = (await browser.post("/api/v1/users/me/calendar-feed")).json()["feed"]["url"]
    calendar = feed.rpartition("/")[2].removesuffix(".ics")
    return Belongings(
        person.email,
        plan,
        meal["id"],
        meal["recipe"]["id"],
        key,
        recipes["data"][0]["id"],
        own,
        link,
        foods[0]["id"],
        calendar,
    )


async def made(browser: httpx.AsyncClient, collection: str, body: Mapping[str, Any]) -> str:
    """The id of the thing that was made in the collection."""
    response = await browser.post(collection, json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def example(operation: Operation, of: Belongings) -> Example:
    """A good request for the operation.

    Raises:
        KeyError: nobody has written one yet; add it here.
    """
    return _examples(of)[operation.id]


def _examples(of: Belongings) -> dict[str, Example]:
    return {
        "get_api_root": Example(),
        "get_openapi": Example(),
        "get_docs": Example(),
        "get_docs_asset": Example(path={"name": "start.js"}),
        "list_problems": Example(),
        "get_problem": Example(path={"code": "not_found"}),
        "get_health": Example(),
        "get_readiness": Example(),
        "run_daily": Example(headers={"authorization": CRON}),
        "sign_up": Example(body={"email": "new@example.com", "password": PASSWORD, "name": "New"}),
        "redeem_email_verification": Example(body={"token": of.link}),
        "sign_in": Example(body={"email": of.email, "password": PASSWORD}),
        "sign_out": Example(),
        "get_me": Example(),
        "update_me": Example(body={"name": "Renamed"}),
        "get_preferences": Example(),
        "replace_preferences": Example(body=PREFERENCES),
        "estimate_energy": Example(body=BODY),
        "list_api_keys": Example(),
        "create_api_key": Example(body={"name": "two", "scopes": ["plans:read"], "expires_at": "2199-01-01T00:00:00Z"}),
        "delete_api_key": Example(path={"key_id": of.key}),
        "list_recipes": Example(
            query={
                "limit": "5",
                "search": "rice",
                "diet": "vegetarian",
                "exclude_allergens": "peanuts",
                "max_minutes": "120",
                "meal": "dinner",
            }
        ),
        "get_recipe": Example(path={"recipe_id": of.recipe}),
        "list_own_recipes": Example(query={"limit": "5"}),
        "create_recipe": Example(body=OWN_RECIPE),
        "import_recipe": Example(body={"url": "https://example.com/", "text": "Rice\n300 g rice\n2 onions\n"}),
        "replace_recipe": Example(path={"recipe_id": of.own_recipe}, body=OWN_RECIPE),
        "delete_recipe": Example(path={"recipe_id": of.own_recipe}),
        "list_foods": Example(query={"limit": "5", "search": "on"}),
        "generate_plan": Example(body={"starts_on": NEXT_MONDAY, "days": 1, "seed": 7, "preferences": PREFERENCES}),
        "list_plans": Example(query={"limit": "5"}),
        "get_plan": Example(path={"plan_id": of.plan}),
        "delete_plan": Example(path={"plan_id": of.plan}),
        "get_certificate": Example(path={"plan_id": of.plan}),
        "list_alternatives": Example(path={"plan_id": of.plan, "meal_id": of.meal}),
        "update_meal": Example(
            path={"plan_id": of.plan, "meal_id": of.meal},
            body={"locked": False, "portion": 1.0, "recipe_id": of.dish},
        ),
        "swap_meal": Example(path={"plan_id": of.plan, "meal_id": of.meal}, body={"avoid": [of.recipe]}),
        "regenerate_plan": Example(path={"plan_id": of.plan}, body={"seed": 9, "avoid": [of.recipe]}),
        "get_pantry": Example(),
        "replace_pantry": Example(body={"items": [{"food": "onion", "grams": 300}]}),
        "get_shopping_list": Example(path={"plan_id": of.plan}),
        "get_shopping_list_csv": Example(path={"plan_id": of.plan}),
        "get_shopping_list_page": Example(path={"plan_id": of.plan}),
        "update_shopping_item": Example(path={"plan_id": of.plan, "item_id": of.food}, body={"checked": True}),
        "get_calendar": Example(path={"token": of.calendar}),
        "get_calendar_feed": Example(),
        "renew_calendar_feed": Example(),
        "delete_calendar_feed": Example(),
    }


_LAST = (
    "update_meal",
    "swap_meal",
    "regenerate_plan",
    "delete_plan",
    "delete_recipe",
    "delete_api_key",
    "renew_calendar_feed",
    "delete_calendar_feed",
    "sign_in",
    "redeem_email_verification",
    "sign_out",
)


def in_order(some: Iterable[Operation]) -> list[Operation]:
    """The operations so that each still finds what its good request speaks of: what takes something away comes last."""
    return sorted(some, key=lambda one: _LAST.index(one.id) if one.id in _LAST else -1)


async def send(browser: httpx.AsyncClient, operation: Operation, wanted: Example) -> httpx.Response:
    """The answer to the request."""
    return await browser.request(
        operation.method,
        operation.at(**wanted.path),
        params=wanted.query or None,
        json=wanted.body,
        headers=wanted.headers,
    )
