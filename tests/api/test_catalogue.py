"""The catalogue as it is served: filters that never let an unsafe dish through, and pages without gaps."""

from typing import Any

import httpx
import pytest

from lib.recipes import derive, files, loader
from tests.support.problems import assert_problem

RECIPES = "/api/v1/recipes"
FOODS = "/api/v1/foods"


async def _all(client: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": None}
    while True:
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
        response = await client.get(path, params={"limit": 100} | params | cursor)
        assert response.status_code == 200, response.text
        page = response.json()
        entries += page["data"]
        if page["next_cursor"] is None:
            return entries


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_pages_hold_every_dish_once_in_order(client: httpx.AsyncClient, limit: int) -> None:
    titles = [recipe["title"] for recipe in await _all(client, RECIPES, limit=limit, diet="vegan")]

    assert titles == sorted(set(titles))
    assert len(titles) == sum(
        derive.Diet.VEGAN in derive.derive(recipe, files.load().foods).diets for recipe in files.load().recipes
    )


async def test_holds_the_whole_catalogue(client: httpx.AsyncClient) -> None:
    assert len(await _all(client, RECIPES)) == len(files.load().recipes)
    assert len(await _all(client, FOODS)) == len(files.load().foods)


@pytest.mark.parametrize("keys", [["milk"], ["nuts"], ["gluten", "eggs"], ["almond"], ["sesame", "soy", "fish"]])
async def test_excludes_allergens_with_their_traces(client: httpx.AsyncClient, keys: list[str]) -> None:
    repeated = await _all(client, RECIPES, exclude_allergens=keys)
    with_commas = await _all(client, RECIPES, exclude_allergens=",".join(keys))

    assert repeated == with_commas
    assert 0 < len(repeated) < len(files.load().recipes)
    for recipe in repeated:
        assert not set(keys) & {*recipe["allergens"], *recipe["may_contain"]}, recipe["title"]


async def test_avoiding_one_nut_avoids_unnamed_nuts(client: httpx.AsyncClient) -> None:
    for recipe in await _all(client, RECIPES, exclude_allergens="hazelnut"):
        assert not {"hazelnut", "nuts"} & {*recipe["allergens"], *recipe["may_contain"]}


async def test_filters_narrow_together(client: httpx.AsyncClient) -> None:
    found = await _all(client, RECIPES, diet="vegetarian", meal="dinner", max_minutes=30)

    assert found
    for recipe in found:
        assert "vegetarian" in recipe["diets"]
        assert "dinner" in recipe["meals"]
        assert recipe["minutes"]["total"] <= 30


@pytest.mark.parametrize(("search", "word"), [("curries", "Curry"), ("chicken soup", "Chicken"), ("thai", "Thai")])
async def test_searches_by_words(client: httpx.AsyncClient, search: str, word: str) -> None:
    found = await _all(client, RECIPES, search=search)

    assert found
    assert all(word in f"{recipe['title']} {recipe['cuisine']}" for recipe in found)


async def test_searches_by_a_food(client: httpx.AsyncClient) -> None:
    found = await _all(client, RECIPES, search="Miso")

    assert any("Miso" not in recipe["title"] for recipe in found)


@pytest.mark.parametrize("search", ["'); DROP TABLE recipe; --", "a & | ! b", "%", "\\", "((("])
async def test_a_search_is_only_ever_a_search(client: httpx.AsyncClient, search: str) -> None:
    assert (await client.get(RECIPES, params={"search": search})).status_code == 200
    assert (await client.get(FOODS, params={"search": search})).status_code == 200


async def test_a_dish_in_full_says_what_follows_from_its_foods(client: httpx.AsyncClient) -> None:
    catalogue = files.load()
    recipe = catalogue.recipes[0]
    derived = derive.derive(recipe, catalogue.foods)

    served = (await client.get(f"{RECIPES}/{loader.recipe_id(recipe.id)}")).json()

    assert served["title"] == recipe.title
    assert [item["food"] for item in served["ingredients"]] == [item.food for item in recipe.ingredients]
    assert served["nutrition"]["kcal"] == pytest.approx(derived.nutrition.kcal, abs=0.06)
    assert set(served["allergens"]) == set(map(str, derived.contains))
    assert set(served["diets"]) == set(map(str, derived.diets))
    assert served["steps"] == list(recipe.steps)


async def test_a_food_names_the_row_its_nutrients_come_from(client: httpx.AsyncClient) -> None:
    onion = (await client.get(FOODS, params={"search": "spring onion"})).json()["data"][0]

    assert onion["source"][0]["description"].startswith("Onions")
    assert onion["source"][0]["share"] == 100


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"diet": "carnivore"}, "/diet"),
        ({"exclude_allergens": "milk,kryptonite"}, "/exclude_allergens/1"),
        ({"limit": 0}, "/limit"),
        ({"limit": 101}, "/limit"),
        ({"max_minutes": 10**30}, "/max_minutes"),
        ({"meal": "supper"}, "/meal"),
        ({"search": "\u200b"}, "/search"),
        ({"serch": "soup"}, "/serch"),
    ],
)
async def test_names_the_parameter_that_is_wrong(
    client: httpx.AsyncClient, params: dict[str, Any], pointer: str
) -> None:
    assert_problem(await client.get(RECIPES, params=params), 422, "validation_failed", pointer)


async def test_a_cursor_belongs_to_its_filters(client: httpx.AsyncClient) -> None:
    cursor = (await client.get(RECIPES, params={"limit": 1, "diet": "vegan"})).json()["next_cursor"]

    assert_problem(await client.get(RECIPES, params={"diet": "keto", "cursor": cursor}), 400, "invalid_cursor")
    assert_problem(await client.get(RECIPES, params={"cursor": "forged"}), 400, "invalid_cursor")


async def test_loading_again_changes_nothing(services: Any) -> None:
    before = services.execute("SELECT xmin, id FROM recipe ORDER BY id")

    await loader.load(services.environment["DATABASE_URL"])

    assert services.execute("SELECT xmin, id FROM recipe ORDER BY id") == before


async def test_a_dish_that_left_the_files_is_retired_not_lost(client: httpx.AsyncClient, services: Any) -> None:
    old = "00000000-0000-4000-8000-000000000001"
    columns = ", ".join(
        name
        for (name,) in services.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'recipe'"
            " AND column_name NOT IN ('id', 'slug', 'title', 'search')"
        )
    )
    services.execute(
        f"INSERT INTO recipe (id, slug, title, {columns}) SELECT %s, 'old', 'Old', {columns} FROM recipe LIMIT 1",  # noqa: S608
        old,
    )

    await loader.load(services.environment["DATABASE_URL"])

    assert (await client.get(f"{RECIPES}/{old}")).status_code == 200
    assert "Old" not in [recipe["title"] for recipe in await _all(client, RECIPES)]
    services.execute("DELETE FROM recipe WHERE id = %s", old)
