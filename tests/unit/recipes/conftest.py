"""The real catalogue, read once."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from lib.recipes import files
from lib.recipes.catalogue import Catalogue
from lib.recipes.derive import Derived, derive

type Line = dict[str, Any]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return files.load()


@pytest.fixture(scope="session")
def derived(catalogue: Catalogue) -> Mapping[str, Derived]:
    return {recipe.id: derive(recipe, catalogue.foods) for recipe in catalogue.recipes}


@pytest.fixture(scope="session")
def food_lines() -> Mapping[str, Line]:
    """The foods as they stand in the file, for tests that must not trust the loader."""
    lines = (files.DATA / "foods.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["food"]: line for line in map(json.loads, lines)}


@pytest.fixture(scope="session")
def recipe_lines() -> Mapping[str, Line]:
    """The recipes as they stand in the file."""
    lines = (files.DATA / "recipes.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["id"]: line for line in map(json.loads, lines)}


@pytest.fixture(scope="session")
def source_lines() -> Mapping[str, Line]:
    """The rows chosen for the foods."""
    lines = (files.DATA / "sources.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["food"]: line for line in map(json.loads, lines)}
