"""A recipe of one's own to send, alone in the catalogue if wanted, and a day that is planned with it."""

from typing import Any

import httpx

from lib.dev.testbed import TestBed
from tests.support.people import NEXT_MONDAY

RECIPES = "/api/v1/recipes"
PLANS = "/api/v1/meal-plans"
RICE = {"text": "300 g rice", "food": "white rice", "grams": 300, "confirmed": True}
EGGS = {"text": "4 eggs", "food": "egg", "grams": 200, "confirmed": True}
MYSTERY: dict[str, Any] = {"text": "what is left of the blend"}
DISH = {
    "title": "Own rice",
    "servings": 2,
    "meals": ["lunch"],
    "minutes": {"total": 20},
    "steps": ["Cook."],
    "lines": [RICE],
}
FREE_DAY = {"starts_on": NEXT_MONDAY, "days": 1, "seed": 1}


async def made(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """The recipe as it was answered when it was made."""
    response = await browser.post(RECIPES, json=DISH | changes)
    assert response.status_code == 201, response.text
    recipe: dict[str, Any] = response.json()
    return recipe


async def only_dish(browser: httpx.AsyncClient, services: TestBed, **changes: Any) -> dict[str, Any]:
    """A recipe for a meal that nothing else is offered for; bring the catalogue back afterwards."""
    services.execute("UPDATE recipe SET is_retired = true WHERE owner_id IS NULL")
    return await made(browser, **changes)


async def planned(browser: httpx.AsyncClient, **wishes: Any) -> httpx.Response:
    """The answer to the wish for a day with nothing but lunch."""
    return await browser.post(PLANS, json=FREE_DAY | {"preferences": {"meals": ["lunch"], **wishes}})
