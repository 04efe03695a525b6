"""Recipes of one's own: theirs alone, safe only as far as they are confirmed, and planned accordingly."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from lib.clients import pages
from lib.clients.pages import Network, PageUnavailable
from lib.dev.testbed import TestBed
from lib.recipes import loader, own_service
from tests.support.examples import OWN_RECIPE
from tests.support.people import NEXT_MONDAY, Person, api_key
from tests.support.problems import assert_problem

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


async def _made(browser: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    response = await browser.post(RECIPES, json=DISH | changes)
    assert response.status_code == 201, response.text
    recipe: dict[str, Any] = response.json()
    return recipe


async def test_reads_as_it_was_answered(signed_in: httpx.AsyncClient) -> None:
    made = await signed_in.post(RECIPES, json=OWN_RECIPE)

    read = await signed_in.get(made.headers["location"])

    assert read.json() == made.json()
    assert [line["text"] for line in read.json()["lines"]] == [line["text"] for line in OWN_RECIPE["lines"]]


async def test_everything_follows_from_the_confirmed_lines(signed_in: httpx.AsyncClient) -> None:
    recipe = await _made(signed_in, lines=[RICE, EGGS])

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
    recipe = await _made(signed_in, lines=[RICE, {"text": "2 eggs"}, {**EGGS, "confirmed": False}, MYSTERY])

    assert (recipe["is_confirmed"], recipe["nutrition_is_estimated"], recipe["diets"]) == (False, True, [])
    assert (recipe["allergens"], "eggs" in recipe["may_contain"]) == ([], True)
    assert recipe["nutrition"] == (await _made(signed_in))["nutrition"]
    assert [line["confirmed"] for line in recipe["lines"]] == [True, False, False, False]
    assert recipe["lines"][1]["suggestions"][0] == {"food": "egg", "grams": 100}
    assert recipe["lines"][3]["suggestions"] == []


async def test_words_of_title_and_steps_are_warnings(signed_in: httpx.AsyncClient) -> None:
    recipe = await _made(signed_in, steps=["Sprinkle with chopped peanuts."])

    assert recipe["may_contain"] == ["peanuts"]
    assert "nut_free" not in recipe["diets"]


async def test_the_catalogue_stays_what_it_was(
    signed_in: httpx.AsyncClient, client: httpx.AsyncClient, services: TestBed
) -> None:
    before = (await client.get(RECIPES, params={"limit": 100, "search": "rice"})).json()

    await _made(signed_in)

    assert (await client.get(RECIPES, params={"limit": 100, "search": "rice"})).json() == before
    dish = (await client.get(f"{RECIPES}/{before['data'][0]['id']}")).json()
    assert (dish["is_own"], dish["is_confirmed"], dish["lines"]) == (False, True, [])
    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(1,)]


async def test_lists_ones_own_by_title_page_by_page(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    for title in ("c", "a", "b"):
        await _made(signed_in, title=title)
    await _made(stranger.browser, title="aa")

    first = (await signed_in.get(f"{RECIPES}/mine", params={"limit": 2})).json()
    rest = await signed_in.get(f"{RECIPES}/mine", params={"limit": 2, "cursor": first["next_cursor"]})

    assert [recipe["title"] for page in (first, rest.json()) for recipe in page["data"]] == ["a", "b", "c"]
    assert rest.json()["next_cursor"] is None
    foreign = await stranger.browser.get(f"{RECIPES}/mine", params={"cursor": first["next_cursor"]})
    assert_problem(foreign, 400, "invalid_cursor")


async def test_a_foreign_recipe_is_byte_for_byte_a_missing_one(
    signed_in: httpx.AsyncClient, stranger: Person, running_app: httpx.ASGITransport
) -> None:
    recipe = await _made(signed_in)
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
    recipe = await _made(ada.browser)
    keys = {scope: await api_key(ada, scope) for scope in ("recipes:read", "plans:read")}
    client.cookies.clear()

    answers = {
        scope: (await client.get(f"{RECIPES}/{recipe['id']}", headers={"authorization": f"Bearer {key}"})).status_code
        for scope, key in keys.items()
    }

    assert answers == {"recipes:read": 200, "plans:read": 404}


async def test_replacing_replaces_everything(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    recipe = await _made(signed_in, lines=[RICE, EGGS, MYSTERY])

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
    first = await _made(signed_in)

    assert_problem(await signed_in.post(RECIPES, json=DISH), 409, "too_many_recipes")
    await signed_in.delete(f"{RECIPES}/{first['id']}")
    await _made(signed_in)

    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(1,)]


async def test_a_deleted_recipe_is_gone(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    path = f"{RECIPES}/{(await _made(signed_in))['id']}"

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


async def _only_dish(browser: httpx.AsyncClient, services: TestBed, **changes: Any) -> dict[str, Any]:
    """A recipe for a meal that nothing else is offered for, until the test ends."""
    services.execute("UPDATE recipe SET is_retired = true WHERE owner_id IS NULL")
    return await _made(browser, **changes)


@pytest.fixture
def _catalogue_again(services: TestBed) -> Any:
    yield
    services.execute("UPDATE recipe SET is_retired = false WHERE owner_id IS NULL")


async def _plan(browser: httpx.AsyncClient, **wishes: Any) -> httpx.Response:
    return await browser.post(PLANS, json=FREE_DAY | {"preferences": {"meals": ["lunch"], **wishes}})


@pytest.mark.usefixtures("_catalogue_again")
async def test_ones_own_dishes_are_planned_for_oneself_alone(
    signed_in: httpx.AsyncClient, stranger: Person, services: TestBed
) -> None:
    recipe = await _only_dish(signed_in, services)

    own, foreign = await _plan(signed_in, avoid_allergens=["milk"]), await _plan(stranger.browser)

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
    await _only_dish(signed_in, services, lines=[RICE, MYSTERY])

    assert_problem(await _plan(signed_in, **wishes), 422, "plan_infeasible")
    assert (await _plan(signed_in)).status_code == 201


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_confirmed_dish_is_for_those_whom_it_suits(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    await _only_dish(signed_in, services)

    for wishes in DEMANDING:
        assert (await _plan(signed_in, **wishes)).status_code == 201, wishes


@pytest.mark.usefixtures("_catalogue_again")
async def test_deleting_a_planned_recipe_leaves_the_plan_as_it_is(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    recipe = await _only_dish(signed_in, services)
    plan = (await _plan(signed_in)).json()

    assert (await signed_in.delete(f"{RECIPES}/{recipe['id']}")).status_code == 204

    assert (await signed_in.get(f"{PLANS}/{plan['id']}")).json() == plan
    assert_problem(await signed_in.get(f"{RECIPES}/{recipe['id']}"), 404, "not_found")
    assert_problem(await _plan(signed_in), 422, "plan_infeasible")


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_deleted_recipe_goes_for_good_once_no_plan_needs_it(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    recipe = await _only_dish(signed_in, services)
    plan = (await _plan(signed_in)).json()
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
    await _only_dish(signed_in, services, lines=[RICE, MYSTERY])
    assert (await _plan(signed_in)).status_code == 201

    services.execute("DELETE FROM account")

    counts = "SELECT (SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL), (SELECT count(*) FROM planned_meal)"
    assert services.execute(counts) == [(0, 0)]


async def test_new_knowledge_of_a_food_reaches_the_recipes_that_hold_it(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    services.execute("UPDATE food SET contains = '{}', kcal = 0 WHERE name = 'egg'")
    recipe = await _made(signed_in, lines=[RICE, EGGS, MYSTERY])
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
    recipe = await _made(signed_in, lines=[RICE, {**EGGS, "food": "phoenix egg"}])
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
PAGE = """<script type="application/ld+json">{"@type": "Recipe", "name": "Lemon Rice", "recipeYield": "4",
    "totalTime": "PT30M", "recipeCategory": "Dinner", "recipeInstructions": ["Cook."],
    "recipeIngredient": ["200 g rice", "2 eggs", "1 tbsp rose water"]}</script>"""


@pytest.fixture
def _page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network's edge: one page, at the one address that there is."""

    async def resolve(host: str, _: int) -> Sequence[str]:
        if host != "recipes.example":
            return await pages.resolve(host, 80) if host[0].isdigit() else []
        return ["93.184.215.14"]

    def answer(request: httpx.Request) -> httpx.Response:
        body = PAGE if request.url.path == "/rice" else "<p>nothing</p>"
        status = 404 if request.url.path == "/gone" else 200
        return httpx.Response(status, headers={"content-type": "text/html"}, stream=httpx.ByteStream(body.encode()))

    network = Network(resolve, lambda: httpx.MockTransport(answer))
    monkeypatch.setattr(pages, "fetch", partial(pages.fetch, network=network))


@pytest.mark.usefixtures("_page")
async def test_a_draft_of_a_page_can_be_sent_as_it_is(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    response = await signed_in.post(f"{RECIPES}/import", json={"url": "https://recipes.example/rice"})

    draft = response.json()
    assert (draft["title"], draft["servings"], draft["meals"]) == ("Lemon Rice", 4, ["dinner"])
    assert [line["suggestions"][:1] for line in draft["lines"]] == [
        [{"food": "white rice", "grams": 200}],
        [{"food": "egg", "grams": 100}],
        [],
    ]
    assert services.execute("SELECT count(*) FROM recipe WHERE owner_id IS NOT NULL") == [(0,)]
    made = await signed_in.post(RECIPES, json=draft)
    assert made.status_code == 201
    assert made.json()["is_confirmed"] is False


@pytest.mark.usefixtures("_page")
async def test_confirming_a_draft_makes_it_safe(signed_in: httpx.AsyncClient) -> None:
    draft = (await signed_in.post(f"{RECIPES}/import", json={"url": "https://recipes.example/rice"})).json()

    lines = [line | line["suggestions"][0] | {"confirmed": True} for line in draft["lines"][:2]]
    made = (await signed_in.post(RECIPES, json=draft | {"lines": lines})).json()

    assert (made["is_confirmed"], made["allergens"]) == (True, ["eggs"])


async def test_a_draft_of_text_says_what_it_does_not_know(signed_in: httpx.AsyncClient) -> None:
    draft = (await signed_in.post(f"{RECIPES}/import", json={"text": "Rice\n200 g rice\nCook it."})).json()

    assert (draft["title"], draft["servings"], draft["minutes"]) == ("Rice", None, None)
    assert (draft["steps"], draft["lines"][0]["text"]) == (["Cook it."], "200 g rice")
    assert_problem(await signed_in.post(RECIPES, json=draft), 422, "validation_failed", "/servings", "/minutes")


@pytest.mark.usefixtures("_page")
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/rice", "address_refused"),
        ("http://169.254.169.254/", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("https://user@recipes.example/rice", "address_refused"),
        ("https://recipes.example:8080/rice", "address_refused"),
        ("https://recipes.example/gone", "page_unreadable"),
        ("https://recipes.example/else", "no_recipe_found"),
    ],
)
async def test_says_why_a_page_gives_no_draft(signed_in: httpx.AsyncClient, url: str, code: str) -> None:
    assert_problem(await signed_in.post(f"{RECIPES}/import", json={"url": url}), 422, code, "/url")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"text": " "}, "no_recipe_found", "/text"),
        ({"text": "Only a title"}, "no_recipe_found", "/text"),
        ({}, "validation_failed", ""),
        ({"text": "x" * 20_001}, "validation_failed", "/text"),
    ],
)
async def test_says_why_a_text_gives_no_draft(
    signed_in: httpx.AsyncClient, body: dict[str, str], code: str, pointer: str
) -> None:
    assert_problem(await signed_in.post(f"{RECIPES}/import", json=body), 422, code, pointer)


async def test_no_connection_is_held_while_a_page_is_fetched(
    signed_in: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib import db

    held: list[int] = []

    async def fetch(_: str) -> str:
        held.extend(engine.pool.checkedout() for engine in db._engines.values())  # type: ignore[attr-defined]
        raise PageUnavailable("Nothing there.")

    monkeypatch.setattr(pages, "fetch", fetch)

    await signed_in.post(f"{RECIPES}/import", json={"url": "https://recipes.example/"})

    assert held
    assert set(held) == {0}


@pytest.mark.usefixtures("_catalogue_again")
async def test_a_line_that_nobody_confirmed_is_shopped_for_as_it_was_written(
    signed_in: httpx.AsyncClient, services: TestBed
) -> None:
    await _only_dish(signed_in, services, lines=[RICE, MYSTERY])
    plan = (await _plan(signed_in)).json()
    address = f"{PLANS}/{plan['id']}/shopping-list"

    shown = (await signed_in.get(address)).json()

    assert {line["text"] for line in shown["as_written"]} == {MYSTERY["text"]}
    assert [item["food"] for aisle in shown["aisles"] for item in aisle["items"]] == [RICE["food"]]
    for view in ("csv", "html"):
        assert MYSTERY["text"] in (await signed_in.get(f"{address}.{view}")).text


async def test_nobody_puts_anothers_recipe_into_a_plan(signed_in: httpx.AsyncClient, stranger: Person) -> None:
    recipe = (await signed_in.post(RECIPES, json=OWN_RECIPE)).json()
    plan = (await _plan(stranger.browser)).json()
    meal = f"{PLANS}/{plan['id']}/meals/{plan['meals'][0]['id']}"

    refused = await stranger.browser.patch(meal, json={"recipe_id": recipe["id"]})

    assert_problem(refused, 422, "plan_broken")
    assert recipe["title"] not in refused.text
