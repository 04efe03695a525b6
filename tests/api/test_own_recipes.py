"""Recipes of one's own: theirs alone, and safe only as far as they are confirmed."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from lib.dev.testbed import TestBed
from lib.recipes import own_service
from tests.support.examples import OWN_RECIPE
from tests.support.own_recipes import DISH, EGGS, MYSTERY, RECIPES, RICE, made
from tests.support.people import Person, api_key
from tests.support.problems import assert_problem


async def test_reads_as_it_was_answered(signed_in: httpx.AsyncClient) -> None:
    made = await signed_in.post(RECIPES, json=OWN_RECIPE)

    read = await signed_in.get(made.headers["location"])

    assert read.json() == made.json()
    assert [line["text"] for line in read.json()["lines"]] == [line["text"] for line in OWN_RECIPE["lines"]]


async def test_everything_follows_from_the_confirmed_lines(signed_in: httpx.AsyncClient) -> None:
    recipe = await made(signed_in, lines=[RICE, EGGS])

    foods = {food["name"]: food for food in (await signed_in.get("/api/v1/foods?search=egg&limit=100")).json()["data"]}
    rice = (await signed_in.get("/api/v1/foods?search=white rice")).json()["data"][0]
    kcal = 1.5 * rice["nutrition_per_100_g"]["kcal"] + foods["egg"]["nutrition_per_100_g"]["kcal"]
    assert recipe["nutrition"]["kcal"] == pytest.approx(kcal, abs=0.2)
    assert recipe["allergens"] == ["eggs"]
    assert "vegetarian" in recipe["diets"]
    assert "vegan" not in recipe["diets"]
    assert (recipe["is_own"], recipe["is_confirmed"], recipe["nutrition_is_estimated"]) == (True, True, False)
    assert [ingredient["food"] for ingredient in recipe["ingredients"]] == ["white rice", "egg"]


async def test_an_unconfirmed_line_takes_all_claims_away_and_brings_suggestions(signed_in: httpx.AsyncClient) -> None:
    recipe = await made(signed_in, lines=[RICE, {"text": "2 eggs"}, {**EGGS, "confirmed": False}, MYSTERY])

    assert (recipe["is_confirmed"], recipe["nutrition_is_estimated"], recipe["diets"]) == (False, True, [])
    assert (recipe["allergens"], "eggs" in recipe["may_contain"]) == ([], True)
    assert recipe["nutrition"] == (await made(signed_in))["nutrition"]
    assert [line["confirmed"] for line in recipe["lines"]] == [True, False, False, False]
    assert recipe["lines"][1]["suggestions"][0] == {"food": "egg", "grams": 100}
    assert recipe["lines"][3]["suggestions"] == []


async def test_words_of_title_and_steps_are_warnings(signed_in: httpx.AsyncClient) -> None:
    recipe = await made(signed_in, steps=["Sprinkle with chopped peanuts."])

    assert recipe["may_contain"] == ["peanuts"]
    assert "nut_free" not in recipe["diets"]


async def test_the_catalogue_stays_what_it_was(
    signed_in: httpx.AsyncClient, client: httpx.AsyncClient, services: TestBed
) -> None:
    before = (await client.get(RECIPES, params={"limit": 100, "search": "rice"})).json()

    await made(signed_in)

    assert (await client.get(RECIPES, params={"limit": 100, "search": "rice"})).json() == before
    dish = (await client.get(f"{RECIPES}/{before['data'][0]['id']}")).json()
    assert (dish["is_own"], dish["is_confirmed"], dish["lines"]) == (False, True, [])
    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(1,)]


async def test_lists_ones_own_by_title_page_by_page(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    for title in ("c", "a", "b"):
        await made(signed_in, title=title)
    await made(stranger.browser, title="aa")

    first = (await signed_in.get(f"{RECIPES}/mine", params={"limit": 2})).json()
    rest = await signed_in.get(f"{RECIPES}/mine", params={"limit": 2, "cursor": first["next_cursor"]})

    assert [recipe["title"] for page in (first, rest.json()) for recipe in page["data"]] == ["a", "b", "c"]
    assert rest.json()["next_cursor"] is None
    foreign = await stranger.browser.get(f"{RECIPES}/mine", params={"cursor": first["next_cursor"]})
    assert_problem(foreign, 400, "invalid_cursor")


async def test_a_foreign_recipe_is_byte_for_byte_a_missing_one(
    signed_in: httpx.AsyncClient, stranger: Person, running_app: httpx.ASGITransport
) -> None:
    recipe = await made(signed_in)
    key = await api_key(stranger, "recipes:read")

    async with httpx.AsyncClient(transport=running_app, base_url="http://localhost:3000") as nobody:
        for browser, headers in (
            (stranger.browser, {}),
            (nobody, {}),
            (nobody, {"authorization": f"Bearer {key}"}),
            (nobody, {"authorization": "Bearer nonsense"}),
        ):
            foreign = await browser.get(f"{RECIPES}/{recipe['id']}", headers=headers)
            missing = await browser.get(f"{RECIPES}/{uuid4()}", headers=headers)
            assert_problem(foreign, 404, "not_found")
            assert _without_id(foreign) == _without_id(missing)


def _without_id(answer: httpx.Response) -> str:
    return answer.text.replace(answer.headers["x-request-id"], "")


async def test_a_key_reads_ones_own_with_the_scope_for_it(ada: Person, client: httpx.AsyncClient) -> None:
    recipe = await made(ada.browser)
    keys = {scope: await api_key(ada, scope) for scope in ("recipes:read", "plans:read")}
    client.cookies.clear()

    answers = {
        scope: (await client.get(f"{RECIPES}/{recipe['id']}", headers={"authorization": f"Bearer {key}"})).status_code
        for scope, key in keys.items()
    }

    assert answers == {"recipes:read": 200, "plans:read": 404}


async def test_replacing_replaces_everything(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    recipe = await made(signed_in, lines=[RICE, EGGS, MYSTERY])

    response = await signed_in.put(f"{RECIPES}/{recipe['id']}", json=DISH | {"title": "New", "lines": [EGGS]})

    assert response.status_code == 200
    assert (response.json()["id"], response.json()["title"]) == (recipe["id"], "New")
    assert [line["text"] for line in response.json()["lines"]] == ["4 eggs"]
    assert response.json()["allergens"] == ["eggs"]
    assert services.execute("SELECT count(*) FROM recipe_ingredient WHERE text IS NOT NULL") == [(1,)]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "a\u202eb"}, "/title"),
        ({"servings": 0}, "/servings"),
        ({"servings": 101}, "/servings"),
        ({"meals": []}, "/meals"),
        ({"meals": ["lunch", "lunch"]}, "/meals"),
        ({"meals": ["supper"]}, "/meals/0"),
        ({"minutes": {}}, "/minutes/total"),
        ({"minutes": {"total": -1}}, "/minutes/total"),
        ({"lines": []}, "/lines"),
        ({"lines": [RICE] * 101}, "/lines"),
        ({"lines": [{"text": "x", "confirmed": True}]}, "/lines/0"),
        ({"lines": [RICE | {"grams": None}]}, "/lines/0"),
        ({"lines": [RICE | {"grams": 0}]}, "/lines/0/grams"),
        ({"lines": [RICE, RICE | {"food": "unicorn"}]}, "/lines/1/food"),
        ({"steps": ["x" * 2_001]}, "/steps/0"),
        ({"owner_id": str(uuid4())}, "/owner_id"),
        ({"is_confirmed": True}, "/is_confirmed"),
        ({"slug": "banana-oat-porridge"}, "/slug"),
    ],
)
async def test_names_what_is_wrong(
    signed_in: httpx.AsyncClient, services: TestBed, change: dict[str, Any], pointer: str
) -> None:
    assert_problem(await signed_in.post(RECIPES, json=DISH | change), 422, "validation_failed", pointer)
    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(0,)]


async def test_an_account_holds_a_limited_number(
    signed_in: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, services: TestBed
) -> None:
    monkeypatch.setattr(own_service, "MAX_RECIPES", 1)
    first = await made(signed_in)

    assert_problem(await signed_in.post(RECIPES, json=DISH), 409, "too_many_recipes")
    await signed_in.delete(f"{RECIPES}/{first['id']}")
    await made(signed_in)

    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(1,)]


async def test_a_deleted_recipe_is_gone(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    path = f"{RECIPES}/{(await made(signed_in))['id']}"

    assert (await signed_in.delete(path)).status_code == 204

    for response in (
        await signed_in.get(path),
        await signed_in.put(path, json=DISH),
        await signed_in.delete(path),
    ):
        assert_problem(response, 404, "not_found")
    assert (await signed_in.get(f"{RECIPES}/mine")).json()["data"] == []
    assert services.execute("SELECT count(*) FROM recipe_ingredient WHERE text IS NOT NULL") == [(0,)]


async def test_nobody_deletes_or_changes_a_dish_of_the_catalogue(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    offered = services.execute(_OFFERED)
    dish = (await signed_in.get(RECIPES, params={"limit": 1})).json()["data"][0]
    path = f"{RECIPES}/{dish['id']}"

    assert_problem(await signed_in.put(path, json=DISH), 404, "not_found")
    assert_problem(await signed_in.delete(path), 404, "not_found")
    assert (await signed_in.get(path)).json()["title"] == dish["title"]
    assert services.execute(_OFFERED) == offered


_OFFERED = "SELECT count(*) FROM recipe WHERE owner_id IS NULL AND NOT is_retired"
