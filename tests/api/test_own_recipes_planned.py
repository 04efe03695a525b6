"""Recipes of one's own in plans: for oneself alone, where every line is confirmed, and kept while a plan needs them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lib.dev.testbed import TestBed
from lib.recipes import loader
from tests.support.examples import OWN_RECIPE
from tests.support.own_recipes import EGGS, MYSTERY, PLANS, RECIPES, RICE, made, only_dish, planned
from tests.support.people import Person
from tests.support.problems import assert_problem


@pytest.fixture
def _catalogue_again(services: TestBed) -> Iterator[None]:
    yield
    services.execute("UPDATE recipe SET is_retired = false WHERE owner_id IS NULL")


@pytest.mark.usefixtures("_catalogue_again")
async def test_ones_own_dishes_are_planned_for_oneself_alone(
    signed_in: httpx.AsyncClient, stranger: Person, services: TestBed
) -> None:
    recipe = await only_dish(signed_in, services)

    own, foreign = await planned(signed_in, avoid_allergens=["milk"]), await planned(stranger.browser)

    assert own.json()["meals"][0]["recipe"] == {"id": recipe["id"], "title": "Own rice"}
    assert_problem(foreign, 422, "plan_infeasible")


DEMANDING: list[dict[str, Any]] = [
    {"avoid_allergens": ["peanuts"]},
    {"diet": "vegan"},
    {"dislikes": ["onion"]},
    {"kcal": {"max": 9000}},
    {"kcal": {"min": 1}},
    {"kcal": {"target": 400}},
    {"fat_g": {"max": 900}},
    {"budget": {"amount": 900, "currency": "USD"}},
    {"weekly_rules": [{"tag": "beef", "max": 7}]},
]


@pytest.mark.usefixtures("_catalogue_again")
@pytest.mark.parametrize("wishes", DEMANDING, ids=str)
async def test_a_dish_with_an_unconfirmed_line_is_for_nobody_who_asks_for_anything(
    signed_in: httpx.AsyncClient, services: TestBed, wishes: dict[str, Any]
) -> None:
    await only_dish(signed_in, services, lines=[RICE, MYSTERY])

    assert_problem(await planned(signed_in, **wishes), 422, "plan_infeasible")
    assert (await planned(signed_in)).status_code == 201


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_confirmed_dish_is_for_those_whom_it_suits(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    await only_dish(signed_in, services)

    for wishes in DEMANDING:
        assert (await planned(signed_in, **wishes)).status_code == 201, wishes


@pytest.mark.usefixtures("_catalogue_again")
async def test_deleting_a_planned_recipe_leaves_the_plan_as_it_is(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    recipe = await only_dish(signed_in, services)
    plan = (await planned(signed_in)).json()

    assert (await signed_in.delete(f"{RECIPES}/{recipe['id']}")).status_code == 204

    assert (await signed_in.get(f"{PLANS}/{plan['id']}")).json() == plan
    assert_problem(await signed_in.get(f"{RECIPES}/{recipe['id']}"), 404, "not_found")
    assert_problem(await planned(signed_in), 422, "plan_infeasible")


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_deleted_recipe_goes_for_good_once_no_plan_needs_it(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    recipe = await only_dish(signed_in, services)
    plan = (await planned(signed_in)).json()
    await signed_in.delete(f"{RECIPES}/{recipe['id']}")
    left = []

    for path in ("/api/v1/recipes", f"{PLANS}/{plan['id']}"):
        await signed_in.delete(path)
        await signed_in.get("/api/cron/daily", headers={"authorization": "Bearer only-for-tests-cron"})
        left += services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL")

    assert left == [(1,), (0,)]


@pytest.mark.usefixtures("_catalogue_again")
async def test_an_account_goes_with_its_recipes_even_those_in_plans(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    await only_dish(signed_in, services, lines=[RICE, MYSTERY])
    assert (await planned(signed_in)).status_code == 201

    services.execute("DELETE FROM account")

    counts = "SELECT (SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL), (SELECT count(*) FROM planned_meal)"
    assert services.execute(counts) == [(0, 0)]


async def test_new_knowledge_of_a_food_reaches_the_recipes_that_hold_it(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    services.execute("UPDATE food SET contains = '{}', kcal = 0 WHERE name = 'egg'")
    recipe = await made(signed_in, lines=[RICE, EGGS, MYSTERY])
    assert recipe["allergens"] == []

    await loader.load(services.environment["DATABASE_URL"])

    read = (await signed_in.get(f"{RECIPES}/{recipe['id']}")).json()
    assert read["allergens"] == ["eggs"]
    assert read["nutrition"]["kcal"] > recipe["nutrition"]["kcal"]
    assert read["lines"] == recipe["lines"]


async def test_a_line_whose_food_has_left_the_catalogue_is_confirmed_no_more(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    columns = [name for (name,) in services.execute(_FOOD_COLUMNS)]
    services.execute(_COPY_OF_EGG.format(columns=", ".join(columns)))
    recipe = await made(signed_in, lines=[RICE, {**EGGS, "food": "phoenix egg"}])
    assert (recipe["is_confirmed"], recipe["allergens"]) == (True, ["eggs"])

    await loader.load(services.environment["DATABASE_URL"])

    read = (await signed_in.get(f"{RECIPES}/{recipe['id']}")).json()
    assert (read["is_confirmed"], read["allergens"], read["diets"]) == (False, [], [])
    assert [(line["food"], line["confirmed"]) for line in read["lines"]] == [("white rice", True), (None, False)]
    assert services.execute("SELECT count(*) FROM food WHERE name = 'phoenix egg'") == [(0,)]


_FOOD_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = 'food'::regclass AND attnum > 2 AND NOT attisdropped"
_COPY_OF_EGG = (
    "INSERT INTO food (id, name, {columns}) SELECT gen_random_uuid(), 'phoenix egg', {columns} "
    "FROM food WHERE name = 'egg'"
)


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_line_that_nobody_confirmed_is_shopped_for_as_it_was_written(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    await only_dish(signed_in, services, lines=[RICE, MYSTERY])
    plan = (await planned(signed_in)).json()
    address = f"{PLANS}/{plan['id']}/shopping-list"

    shown = (await signed_in.get(address)).json()

    assert {line["text"] for line in shown["as_written"]} == {MYSTERY["text"]}
    assert [item["food"] for aisle in shown["aisles"] for item in aisle["items"]] == [RICE["food"]]
    for view in ("csv", "html"):
        assert MYSTERY["text"] in (await signed_in.get(f"{address}.{view}")).text


async def test_nobody_puts_anothers_recipe_into_a_plan(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    recipe = (await signed_in.post(RECIPES, json=OWN_RECIPE)).json()
    plan = (await planned(stranger.browser)).json()
    meal = f"{PLANS}/{plan['id']}/meals/{plan['meals'][0]['id']}"

    refused = await stranger.browser.patch(meal, json={"recipe_id": recipe["id"]})

    assert_problem(refused, 422, "plan_broken")
    assert recipe["title"] not in refused.text
