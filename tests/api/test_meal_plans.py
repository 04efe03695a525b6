"""Plans: what is promised is kept, what cannot be is said, and what is mine stays mine."""

import datetime as dt
from typing import Any

import httpx
import pytest

from lib.dev.testbed import TestBed
from tests.support.people import NEXT_MONDAY, Person, api_key
from tests.support.problems import assert_problem

PLANS = "/api/v1/meal-plans"
PREFERENCES = "/api/v1/users/me/preferences"
WEEK = {"starts_on": NEXT_MONDAY, "days": 7, "seed": 1}
FOUR_MEALS = ["breakfast", "lunch", "dinner", "snack"]


async def _plan(browser: httpx.AsyncClient, **wanted: Any) -> dict[str, Any]:
    response = await browser.post(PLANS, json=WEEK | wanted)
    assert response.status_code == 201, response.text
    plan: dict[str, Any] = response.json()
    return plan


async def test_a_week_has_a_dish_for_every_meal_and_the_sum_of_every_day(signed_in: httpx.AsyncClient) -> None:
    await signed_in.put(PREFERENCES, json={"meals": FOUR_MEALS, "kcal": {"min": 1800, "target": 2000, "max": 2200}})

    plan = await _plan(signed_in)

    cells = [(meal["date"], meal["slot"]) for meal in plan["meals"]]
    days = [(dt.date.fromisoformat(NEXT_MONDAY) + dt.timedelta(days=day)).isoformat() for day in range(7)]
    assert cells == [(day, slot) for day in days for slot in FOUR_MEALS]
    assert [day["date"] for day in plan["daily"]] == days
    for day in plan["daily"]:
        eaten = sum(meal["nutrition"]["kcal"] for meal in plan["meals"] if meal["date"] == day["date"])
        assert day["nutrition"]["kcal"] == pytest.approx(eaten, abs=0.3)
        assert 1800 <= day["nutrition"]["kcal"] <= 2200


async def test_a_plan_says_how_good_it_is(signed_in: httpx.AsyncClient) -> None:
    certificate = (await _plan(signed_in))["certificate"]

    assert certificate["bound"] >= certificate["objective"]
    assert 0 <= certificate["gap"] <= 0.01
    assert certificate["engine"]


async def test_a_plan_reads_as_it_was_answered(signed_in: httpx.AsyncClient) -> None:
    response = await signed_in.post(PLANS, json=WEEK)

    read = await signed_in.get(response.headers["location"])

    assert read.json() == response.json()


async def test_the_same_seed_gives_the_same_plan_and_another_another(signed_in: httpx.AsyncClient) -> None:
    def dishes(plan: dict[str, Any]) -> list[tuple[str, float]]:
        return [(meal["recipe"]["id"], meal["portion"]) for meal in plan["meals"]]

    first, again, other = [dishes(await _plan(signed_in, seed=seed)) for seed in (7, 7, 8)]

    assert first == again
    assert first != other


async def test_overrides_count_for_one_plan_only(signed_in: httpx.AsyncClient) -> None:
    await signed_in.put(PREFERENCES, json={"diet": "vegan", "meals": ["dinner"]})

    plan = await _plan(signed_in, days=2, preferences={"meals": ["lunch", "snack"]})

    assert [meal["slot"] for meal in plan["meals"]] == ["lunch", "snack"] * 2
    assert (await signed_in.get(PREFERENCES)).json()["meals"] == ["dinner"]
    for meal in plan["meals"]:
        recipe = (await signed_in.get(f"/api/v1/recipes/{meal['recipe']['id']}")).json()
        assert "vegan" in recipe["diets"]


async def test_proves_that_there_is_no_plan_and_names_the_wish(signed_in: httpx.AsyncClient) -> None:
    wishes = {"diet": "vegan", "kcal": {"max": 1550}, "protein_g": {"min": 190}}

    response = await signed_in.post(PLANS, json=WEEK | {"preferences": wishes})

    assert_problem(response, 422, "plan_infeasible", "/preferences/protein_g/min")
    assert response.json()["proved"] is True


async def test_says_which_wishes_exclude_each_other_and_what_single_change_gives_a_plan(
    signed_in: httpx.AsyncClient,
) -> None:
    wishes = {"meals": FOUR_MEALS, "kcal": {"min": 2900, "target": 3000, "max": 3100}, "budget": {"amount": 25}}

    response = await signed_in.post(PLANS, json=WEEK | {"preferences": wishes})

    assert_problem(response, 422, "plan_infeasible", "/preferences/budget/amount", "/preferences/kcal/min")
    document = response.json()
    assert document["proved"] is True
    offered = {each["pointer"]: each for each in document["relaxations"]}
    assert set(offered) == {"/preferences/budget/amount", "/preferences/kcal/min"}
    budget = offered["/preferences/budget/amount"]
    assert budget["from"] == 25
    assert f"at most {budget['to']:.2f} USD a week" in budget["message"]
    await _plan(signed_in, preferences=wishes | {"budget": {"amount": budget["to"]}})
    energy = {"min": offered["/preferences/kcal/min"]["to"], "target": 3000, "max": 3100}
    await _plan(signed_in, preferences=wishes | {"kcal": energy})


async def test_points_to_the_member_of_the_household_whose_wish_is_in_the_way(signed_in: httpx.AsyncClient) -> None:
    wishes = {"kcal": {"min": 1800}, "household": [{"name": "Bo", "share": 0.5, "kcal": {"max": 700}}]}

    response = await signed_in.post(PLANS, json=WEEK | {"preferences": wishes})

    theirs = "/preferences/household/0/kcal/max"
    assert_problem(response, 422, "plan_infeasible", "/preferences/kcal/min", theirs)
    to = next(each["to"] for each in response.json()["relaxations"] if each["pointer"] == theirs)
    assert 900 <= to <= 1100
    wishes["household"] = [{"name": "Bo", "share": 0.5, "kcal": {"max": to}}]
    await _plan(signed_in, preferences=wishes)


async def test_an_empty_meal_says_what_is_left_after_each_filter_and_offers_more_time(
    signed_in: httpx.AsyncClient,
) -> None:
    wishes = {"diet": "keto", "avoid_allergens": ["milk"], "minutes": {"weekday": 15, "weekend": 15}}

    response = await signed_in.post(PLANS, json=WEEK | {"preferences": wishes | {"meals": FOUR_MEALS}})

    assert_problem(response, 422, "plan_infeasible", "/preferences/minutes")
    document = response.json()
    assert "No dish is left for" in document["detail"]
    assert "not negotiable" in document["detail"]
    (more,) = document["relaxations"]
    assert more["from"] == {"weekday": 15, "weekend": 15}
    await _plan(signed_in, preferences=wishes | {"meals": FOUR_MEALS, "minutes": more["to"]})


async def test_never_offers_to_loosen_an_allergy(signed_in: httpx.AsyncClient) -> None:
    wishes = {"diet": "keto", "avoid_allergens": ["milk", "eggs", "fish", "nuts"], "minutes": {"weekday": 10}}

    response = await signed_in.post(PLANS, json=WEEK | {"preferences": wishes})

    assert_problem(response, 422, "plan_infeasible")
    document = response.json()
    for told in (*document["errors"], *document["relaxations"]):
        assert not any(word in told["pointer"] for word in ("allergens", "traces", "diet", "dislikes"))


async def test_stores_nothing_when_there_is_no_plan(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    await signed_in.post(PLANS, json=WEEK | {"preferences": {"kcal": {"max": 100}}})

    assert services.execute("SELECT count(*) FROM meal_plan") == [(0,)]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"days": 0}, "/days"),
        ({"days": 15}, "/days"),
        ({"starts_on": "2026-02-30"}, "/starts_on"),
        ({"starts_on": "9999-12-31"}, "/starts_on"),
        ({"seed": -1}, "/seed"),
        ({"seed": 2**53}, "/seed"),
        ({"preferences": {"diet": "carnivore"}}, "/preferences/diet"),
        ({"preferences": {"dislikes": ["unicorn"]}}, "/preferences/dislikes/0"),
        ({"owner_id": "me"}, "/owner_id"),
    ],
)
async def test_names_what_is_wrong_with_a_request(
    signed_in: httpx.AsyncClient, change: dict[str, Any], pointer: str
) -> None:
    assert_problem(await signed_in.post(PLANS, json=WEEK | change), 422, "validation_failed", pointer)


async def test_lists_plans_newest_first_page_by_page(signed_in: httpx.AsyncClient) -> None:
    made = [(await _plan(signed_in, days=1, seed=seed))["id"] for seed in range(5)]

    pages, cursor = [], None
    while True:
        page = (await signed_in.get(PLANS, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        pages.append([plan["id"] for plan in page["data"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert pages == [made[4:2:-1], made[2:0:-1], made[:1]]


async def test_a_cursor_of_somebody_else_is_refused(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    for seed in range(2):
        await _plan(signed_in, days=1, seed=seed)
    cursor = (await signed_in.get(PLANS, params={"limit": 1})).json()["next_cursor"]

    assert_problem(await stranger.browser.get(PLANS, params={"cursor": cursor}), 400, "invalid_cursor")
    assert_problem(await signed_in.get(PLANS, params={"cursor": cursor[:-2]}), 400, "invalid_cursor")


async def test_a_plan_of_somebody_else_is_as_good_as_none(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    plan = f"{PLANS}/{(await _plan(signed_in, days=1))['id']}"

    for response in (await stranger.browser.get(plan), await stranger.browser.delete(plan)):
        assert_problem(response, 404, "not_found")
    assert (await signed_in.get(plan)).status_code == 200


async def test_a_deleted_plan_is_gone_with_its_meals(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    plan = f"{PLANS}/{(await _plan(signed_in, days=1))['id']}"

    assert (await signed_in.delete(plan)).status_code == 204

    assert_problem(await signed_in.get(plan), 404, "not_found")
    assert_problem(await signed_in.delete(plan), 404, "not_found")
    assert services.execute("SELECT count(*) FROM planned_meal") == [(0,)]


async def test_a_key_plans_with_the_scope_for_it(ada: Person, client: httpx.AsyncClient) -> None:
    writer = {"authorization": f"Bearer {await api_key(ada, 'plans:write')}"}
    client.cookies.clear()

    made = await client.post(PLANS, json=WEEK | {"days": 1}, headers=writer)

    assert made.status_code == 201
    assert_problem(await client.get(made.headers["location"], headers=writer), 403, "scope_missing")
