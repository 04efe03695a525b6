"""Recipes read from pages and pasted text: drafts that are safe once their owner has confirmed them."""

from collections.abc import Sequence
from functools import partial

import httpx
import pytest

from lib.clients import pages
from lib.clients.pages import Network, PageUnavailable
from lib.dev.testbed import TestBed
from tests.support.own_recipes import RECIPES
from tests.support.problems import assert_problem

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
