"""The pantry and shopping lists: exact, as people buy, and ticks that stay."""

import asyncio
import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from lib.dev.testbed import TestBed
from tests.support.people import NEXT_MONDAY, Person
from tests.support.problems import assert_problem

PLANS = "/api/v1/meal-plans"
PANTRY = "/api/v1/users/me/pantry"
FOUR_MEALS = ["breakfast", "lunch", "dinner", "snack"]


async def _plan(browser: httpx.AsyncClient, **preferences: Any) -> dict[str, Any]:
    wanted = {"starts_on": NEXT_MONDAY, "days": 3, "seed": 1, "preferences": {"meals": FOUR_MEALS} | preferences}
    response = await browser.post(PLANS, json=wanted)
    assert response.status_code == 201, response.text
    plan: dict[str, Any] = response.json()
    return plan


async def _list(browser: httpx.AsyncClient, plan: dict[str, Any]) -> dict[str, Any]:
    response = await browser.get(f"{PLANS}/{plan['id']}/shopping-list")
    assert response.status_code == 200, response.text
    wanted: dict[str, Any] = response.json()
    return wanted


def _items(wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (item for aisle in wanted["aisles"] for item in aisle["items"])
    yield from wanted["at_home"]


async def _by_hand(browser: httpx.AsyncClient, plan: dict[str, Any], people: int) -> dict[str, dict[str, Fraction]]:
    """For every food, what each meal needs of it, worked out from what the API says of plans and recipes."""
    found: dict[str, dict[str, Fraction]] = {}
    for meal in plan["meals"]:
        recipe = (await browser.get(f"/api/v1/recipes/{meal['recipe']['id']}")).json()
        for item in recipe["ingredients"]:
            share = Fraction(str(item["grams"])) / recipe["servings"] * Fraction(str(meal["portion"])) * people
            by_meal = found.setdefault(item["food"], {})
            by_meal[meal["id"]] = by_meal.get(meal["id"], Fraction(0)) + share
    return {food: by_meal for food, by_meal in found.items() if food not in {"water", "ice"}}


def _close(shown: float, exact: Fraction) -> bool:
    return abs(Fraction(str(shown)) - exact) <= Fraction(1, 20)


async def test_the_list_holds_every_gram_of_every_meal_for_everybody(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in, servings=3)

    wanted = await _list(signed_in, plan)

    by_hand = await _by_hand(signed_in, plan, people=3)
    shown = {item["food"]: item for item in _items(wanted)}
    assert shown.keys() == by_hand.keys()
    for food, by_meal in by_hand.items():
        assert _close(shown[food]["need_grams"], sum(by_meal.values(), Fraction(0))), food
        assert {meal["id"] for meal in shown[food]["meals"]} == by_meal.keys()
        assert all(_close(meal["grams"], by_meal[meal["id"]]) for meal in shown[food]["meals"])


async def test_a_line_names_the_meals_that_caused_it(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in)
    meals = {meal["id"]: (meal["date"], meal["slot"], meal["recipe"]["title"]) for meal in plan["meals"]}
    in_order = list(meals)

    wanted = await _list(signed_in, plan)

    for item in _items(wanted):
        for meal in item["meals"]:
            assert (meal["date"], meal["slot"], meal["recipe"]) == meals[meal["id"]]
        places = [in_order.index(meal["id"]) for meal in item["meals"]]
        assert places == sorted(places)


async def test_what_is_bought_covers_what_is_missing_and_says_what_is_left(signed_in: httpx.AsyncClient) -> None:
    wanted = await _list(signed_in, await _plan(signed_in, servings=2))

    for item in _items(wanted):
        missing = item["need_grams"] - item["pantry_grams"]
        assert item["left_over_grams"] == pytest.approx(max(item["buy_grams"] - missing, 0), abs=0.21)
        assert item["label"]
    cents = sum(Decimal(str(item["estimated_cost"]["amount"])) for item in _items(wanted))
    assert Decimal(str(wanted["estimated_cost"]["amount"])) == cents > 0


async def test_aisles_come_in_walking_order_and_foods_by_name(signed_in: httpx.AsyncClient) -> None:
    wanted = await _list(signed_in, await _plan(signed_in))

    walked = [aisle["aisle"] for aisle in wanted["aisles"]]
    assert walked[0] == "produce"
    assert len(set(walked)) == len(walked)
    for aisle in wanted["aisles"]:
        foods = [item["food"] for item in aisle["items"]]
        assert foods == sorted(foods)


async def test_what_is_at_home_is_not_bought_and_said(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in, servings=4)
    first, second = sorted(_items(await _list(signed_in, plan)), key=lambda item: -item["need_grams"])[:2]
    half = round(second["need_grams"] / 2, 1)
    stock = [{"food": first["food"], "grams": 90_000}, {"food": second["food"], "grams": half}]

    await signed_in.put(PANTRY, json={"items": stock})
    wanted = await _list(signed_in, plan)

    shown = {item["food"]: item for item in _items(wanted)}
    covered, halved = shown[first["food"]], shown[second["food"]]
    assert [item["food"] for item in wanted["at_home"]] == [first["food"]]
    assert (covered["amount"], covered["buy_grams"], covered["estimated_cost"]["amount"]) == (None, 0, 0)
    assert covered["pantry_grams"] == covered["need_grams"] == first["need_grams"]
    assert (halved["pantry_grams"], halved["need_grams"]) == (half, second["need_grams"])
    assert halved["buy_grams"] < second["buy_grams"]


async def test_the_pantry_is_empty_until_somebody_fills_it(signed_in: httpx.AsyncClient) -> None:
    assert (await signed_in.get(PANTRY)).json() == {"items": []}


async def test_the_pantry_comes_back_by_name_and_leaves_nothing_of_the_old(signed_in: httpx.AsyncClient) -> None:
    onion, salt, rice = (
        {"food": food, "grams": grams} for food, grams in (("onion", 300), ("salt", 0.5), ("white rice", 5))
    )

    first = await signed_in.put(PANTRY, json={"items": [salt, onion]})
    second = await signed_in.put(PANTRY, json={"items": [rice, {"food": "onion", "grams": 1}]})

    assert first.json() == {"items": [onion, salt]}
    assert second.json() == {"items": [{"food": "onion", "grams": 1}, rice]} == (await signed_in.get(PANTRY)).json()
    assert (await signed_in.put(PANTRY, json={"items": []})).json() == {"items": []}
    assert (await signed_in.get(PANTRY)).json() == {"items": []}


@pytest.mark.parametrize(
    ("items", "pointers"),
    [
        ([{"food": "salt", "grams": 1}, {"food": "unicorn", "grams": 1}], ["/items/1/food"]),
        ([{"food": "unicorn", "grams": 1}, {"food": "Salt", "grams": 1}], ["/items/0/food", "/items/1/food"]),
        ([{"food": "salt", "grams": 0}], ["/items/0/grams"]),
        ([{"food": "salt", "grams": 100_001}], ["/items/0/grams"]),
        ([{"food": "salt", "grams": 1}] * 2, ["/items"]),
        ([{"food": f"food {number}", "grams": 1} for number in range(201)], ["/items"]),
    ],
)
async def test_names_what_is_wrong_with_a_pantry_and_keeps_the_old_one(
    signed_in: httpx.AsyncClient, items: list[dict[str, Any]], pointers: list[str]
) -> None:
    before = {"items": [{"food": "onion", "grams": 300}]}
    await signed_in.put(PANTRY, json=before)

    assert_problem(await signed_in.put(PANTRY, json={"items": items}), 422, "validation_failed", *pointers)

    assert (await signed_in.get(PANTRY)).json() == before


async def test_of_pantries_written_at_once_one_wins_wholly(signed_in: httpx.AsyncClient) -> None:
    names = ["onion", "salt", "leek", "carrot", "tomato", "garlic"]
    pantries = [{"items": [{"food": name, "grams": 1}]} for name in names]

    answers = await asyncio.gather(*(signed_in.put(PANTRY, json=pantry) for pantry in pantries))

    assert {answer.status_code for answer in answers} == {200}
    assert (await signed_in.get(PANTRY)).json() in pantries


async def test_a_pantry_is_nobody_elses(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    plan = await _plan(signed_in)
    before = await _list(signed_in, plan)
    stock = {"items": [{"food": item["food"], "grams": 90_000} for item in _items(before)]}

    await stranger.browser.put(PANTRY, json=stock)

    assert await _list(signed_in, plan) == before
    assert (await signed_in.get(PANTRY)).json() == {"items": []}


async def test_ticks_stay_when_the_meals_of_the_plan_change(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    plan = await _plan(signed_in)
    shopping = f"{PLANS}/{plan['id']}/shopping-list"
    ticked = next(item for item in _items(await _list(signed_in, plan)) if len(item["meals"]) > 1)

    answer = await signed_in.patch(f"{shopping}/items/{ticked['id']}", json={"checked": True})
    services.execute("DELETE FROM planned_meal WHERE id = %s", ticked["meals"][0]["id"])

    assert (answer.status_code, answer.json()) == (200, {"id": ticked["id"], "checked": True})
    after = await _list(signed_in, plan)
    assert [item["id"] for item in _items(after) if item["checked"]] == [ticked["id"]]


async def test_a_tick_can_be_taken_back_and_both_can_be_said_twice(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in)
    item = next(_items(await _list(signed_in, plan)))
    address = f"{PLANS}/{plan['id']}/shopping-list/items/{item['id']}"

    for checked in (True, True, False, False):
        answer = await signed_in.patch(address, json={"checked": checked})
        assert answer.json() == {"id": item["id"], "checked": checked}
        assert next(_items(await _list(signed_in, plan)))["checked"] is checked


@pytest.mark.parametrize("checked", [True, False])
async def test_there_is_nothing_to_tick_but_what_is_on_the_list(
    signed_in: httpx.AsyncClient, stranger: Person, services: TestBed, checked: bool
) -> None:
    plan, theirs = await _plan(signed_in), await _plan(stranger.browser)
    wanted = await _list(signed_in, plan)
    on_the_list = {item["id"] for item in _items(wanted)}
    foods = [str(row[0]) for row in services.execute("SELECT id FROM food")]
    absent = next(food for food in foods if food not in on_the_list)
    item = next(iter(on_the_list))
    for browser, of in ((signed_in, plan), (stranger.browser, theirs)):
        await browser.patch(f"{PLANS}/{of['id']}/shopping-list/items/{item}", json={"checked": True})

    for place, food in ((plan["id"], absent), (plan["id"], uuid4()), (theirs["id"], item), (uuid4(), item)):
        address = f"{PLANS}/{place}/shopping-list/items/{food}"
        assert_problem(await signed_in.patch(address, json={"checked": checked}), 404, "not_found")

    ticks = services.execute("SELECT plan_id::text, food_id::text FROM shopping_tick")
    assert sorted(ticks) == sorted([(plan["id"], item), (theirs["id"], item)])


async def test_what_comes_from_the_tap_is_not_bought(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    plan = await _plan(signed_in)
    item = next(_items(await _list(signed_in, plan)))
    services.execute("UPDATE food SET aisle = 'tap' WHERE id = %s", item["id"])
    try:
        without = await _list(signed_in, plan)
        address = f"{PLANS}/{plan['id']}/shopping-list/items/{item['id']}"
        refused = await signed_in.patch(address, json={"checked": True})
    finally:
        services.execute("UPDATE food SET aisle = 'produce' WHERE id = %s", item["id"])

    assert item["id"] not in {one["id"] for one in _items(without)}
    assert_problem(refused, 404, "not_found")


async def test_a_tick_waits_for_a_plan_that_is_being_deleted_and_finds_nothing(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    plan = await _plan(signed_in)
    item = next(_items(await _list(signed_in, plan)))
    address = f"{PLANS}/{plan['id']}/shopping-list/items/{item['id']}"

    with psycopg.connect(services.environment["DATABASE_URL"]) as other:
        other.execute("DELETE FROM meal_plan WHERE id = %s", (plan["id"],))
        ticking = asyncio.create_task(signed_in.patch(address, json={"checked": True}))
        await asyncio.sleep(0.3)
        assert not ticking.done()

    assert_problem(await ticking, 404, "not_found")


async def test_ticks_go_with_their_plan(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    plan = await _plan(signed_in)
    item = next(_items(await _list(signed_in, plan)))
    await signed_in.patch(f"{PLANS}/{plan['id']}/shopping-list/items/{item['id']}", json={"checked": True})

    await signed_in.delete(f"{PLANS}/{plan['id']}")

    assert services.execute("SELECT count(*) FROM shopping_tick") == [(0,)]


async def test_a_plan_without_a_meal_has_an_empty_list(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    plan = await _plan(signed_in)
    services.execute("DELETE FROM planned_meal")

    wanted = await _list(signed_in, plan)

    assert (wanted["aisles"], wanted["at_home"], wanted["estimated_cost"]["amount"]) == ([], [], 0)


async def test_the_file_for_spreadsheets_holds_the_same_lines(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in)
    wanted = await _list(signed_in, plan)

    file = await signed_in.get(f"{PLANS}/{plan['id']}/shopping-list.csv")

    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == f'attachment; filename="shopping-list-{NEXT_MONDAY}.csv"'
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row["Food"], row["Buy"]) for row in rows] == [
        (item["food"], item["amount"] or "") for item in _items(wanted)
    ]


async def test_a_title_neither_computes_in_a_spreadsheet_nor_runs_in_a_page(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    plan = await _plan(signed_in)
    services.execute("UPDATE food SET aisle = '=cmd|x!A0' WHERE name = 'onion'")
    before = services.execute("SELECT id, title FROM recipe")
    services.execute("UPDATE recipe SET title = '<script>alert(1)</script>&'")
    try:
        page = await signed_in.get(f"{PLANS}/{plan['id']}/shopping-list.html")
        file = await signed_in.get(f"{PLANS}/{plan['id']}/shopping-list.csv")
    finally:
        for recipe, title in before:
            services.execute("UPDATE recipe SET title = %s WHERE id = %s", title, recipe)
        services.execute("UPDATE food SET aisle = 'produce' WHERE name = 'onion'")

    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert all(not cell.startswith("=") for row in csv.reader(io.StringIO(file.text)) for cell in row)


async def test_the_page_is_printable_under_its_own_policy(signed_in: httpx.AsyncClient) -> None:
    plan = await _plan(signed_in)
    wanted = await _list(signed_in, plan)

    page = await signed_in.get(f"{PLANS}/{plan['id']}/shopping-list.html")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    for item in _items(wanted):
        assert item["label"] in page.text.replace("&#x27;", "'")
