"""Pages with recipes in them, as sites really write them, and pages that are meant to do harm."""

import json
import time
from typing import Any

import pytest

from lib.recipes import schema_org
from lib.recipes.catalogue import Minutes
from lib.recipes.draft import MAX_LINES, Draft

RECIPE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "Recipe",
    "name": "Lemon Rice",
    "recipeYield": "4 servings",
    "prepTime": "PT10M",
    "cookTime": "PT1H5M",
    "totalTime": "PT1H15M",
    "recipeCategory": "Dinner",
    "recipeCuisine": "Greek",
    "recipeIngredient": ["200 g rice", "1 lemon"],
    "recipeInstructions": "Boil.\nDrain.",
}


def _page(data: object) -> str:
    return f'<!doctype html><html><head><script type="application/ld+json">{json.dumps(data)}</script></head></html>'


def _read(**changes: object) -> Draft:
    draft = schema_org.read(_page(RECIPE | changes))
    assert draft is not None
    return draft


def test_reads_a_whole_recipe() -> None:
    assert _read() == Draft(
        title="Lemon Rice",
        servings=4,
        minutes=Minutes(10, 65, 75),
        cuisine="Greek",
        meals=("dinner",),
        steps=("Boil.", "Drain."),
        lines=("200 g rice", "1 lemon"),
    )


@pytest.mark.parametrize(
    "data",
    [
        [RECIPE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, RECIPE]},
        {"@type": "WebPage", "mainEntity": RECIPE},
        RECIPE | {"@type": ["Recipe", "NewsArticle"]},
        RECIPE | {"@type": "http://schema.org/Recipe"},
        [{"@type": "Recipe", "name": "teaser"}, RECIPE],
    ],
)
def test_finds_the_recipe_wherever_it_stands(data: object) -> None:
    draft = schema_org.read(_page(data))

    assert draft is not None
    assert draft.title == "Lemon Rice"


@pytest.mark.parametrize(
    ("given", "servings"),
    [
        (4, 4),
        ("4", 4),
        (["4", "4 servings"], 4),
        (["a loaf", "12 slices"], 12),
        ("Serves 4-6", 4),
        ({"@type": "QuantitativeValue", "value": 3}, 3),
        ("some", None),
        ("0", None),
        ("9999", None),
        (None, None),
    ],
)
def test_reads_for_how_many_it_is(given: object, servings: int | None) -> None:
    assert _read(recipeYield=given).servings == servings


@pytest.mark.parametrize(
    ("total", "minutes"),
    [
        ("PT90M", 90),
        ("PT1H30M", 90),
        ("PT1.5H", 90),
        ("P0DT1H", 60),
        ("P1DT1H", 1500),
        ("pt20m", 20),
        ("PT30M0S", 30),
    ],
)
def test_reads_durations(total: str, minutes: int) -> None:
    read = _read(prepTime=None, cookTime="", totalTime=total).minutes

    assert read == Minutes(0, 0, minutes)


@pytest.mark.parametrize("total", ["", "PT0M", "an hour", "PT", "P9999Y", "PT99999M", 5, None])
def test_a_time_that_nobody_said_is_not_guessed(total: object) -> None:
    assert _read(prepTime=None, cookTime=None, totalTime=total).minutes is None


@pytest.mark.parametrize(
    "given",
    [
        "Boil.\nDrain.",
        "<p>Boil.</p><p>Drain.</p>",
        "<ol><li>Boil.</li><li>Drain.</li></ol>",
        ["Boil.", "Drain."],
        [{"@type": "HowToStep", "text": "Boil."}, {"@type": "HowToStep", "text": "Drain."}],
        [{"@type": "HowToSection", "name": "Rice", "itemListElement": ["Boil.", {"text": "Drain."}]}],
        {"@type": "ItemList", "itemListElement": [{"item": {"text": "Boil."}}, {"item": {"name": "Drain."}}]},
    ],
)
def test_reads_steps_in_every_shape(given: object) -> None:
    assert _read(recipeInstructions=given).steps == ("Boil.", "Drain.")


def test_texts_are_fit_to_be_stored() -> None:
    lines = ["&amp;frac12; tsp <b>salt</b>", "  1\u00a0 lemon\u200b\u202e ", "\x00\ud800", "", 3, None, "x" * 500]

    read = _read(recipeIngredient=lines).lines

    assert read == ("½ tsp salt", "1 lemon", "3", "x" * 200)


def test_takes_what_is_within_reason() -> None:
    assert len(_read(recipeIngredient=["1 onion"] * 5_000).lines) == MAX_LINES


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html>nothing</html>",
        _page({"@type": "Product"}),
        _page(RECIPE | {"recipeIngredient": []}),
        '<script type="application/ld+json">{"@type": "Recipe", </script>',
        f"<!-- {_page(RECIPE)} -->",
        f"<script>{json.dumps(RECIPE)}</script>",
    ],
)
def test_a_page_without_a_recipe_has_none(page: str) -> None:
    assert schema_org.read(page) is None


def test_reads_microdata_where_there_is_nothing_better() -> None:
    page = """<div itemscope itemtype="https://schema.org/Recipe"><h1 itemprop="name">Soup</h1>
        <meta itemprop="recipeYield" content="3"><time itemprop="totalTime" datetime="PT30M">half an hour</time>
        <li itemprop="recipeIngredient">1 onion</li><li itemprop='recipeIngredient'>500 ml <b>vegetable</b> stock</li>
        <div itemprop="recipeInstructions"><p>Chop.</p><p>Cook.</p></div></div>"""

    assert schema_org.read(page) == Draft(
        "Soup", 3, Minutes(0, 0, 30), None, (), ("Chop.", "Cook."), ("1 onion", "500 ml vegetable stock")
    )


HOSTILE = {
    "open scripts": "<script ",
    "scripts": "<script>",
    "open comments": "<!--",
    "open tags": "<a ",
    "brackets": "<",
    "JSON-LD": '<script type="application/ld+json">{"@type":"Recipe","name":"x"}</script>',
    "microdata": 'schema.org/Recipe<p itemprop="name">',
    "half a property": "schema.org/Recipe<p itemprop = ",
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_page_costs_much(part: str) -> None:
    page = (part * (schema_org.MAX_PAGE // len(part) + 1))[: schema_org.MAX_PAGE]
    began = time.process_time()

    schema_org.read(page)

    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("inner", ["[" * 200_000, '{"a":' * 80_000, '[{"@type":"Recipe"},' * 5_000, "9" * 400_000])
def test_no_nesting_and_no_number_hurts(inner: str) -> None:
    began = time.process_time()

    assert schema_org.read(f'<script type="application/ld+json">{inner}</script>') is None

    assert time.process_time() - began < 1.0
