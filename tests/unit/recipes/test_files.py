"""A file that does not fit is refused with its name, the line and the reason."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lib.recipes import files
from lib.recipes.catalogue import Catalogue
from lib.recipes.files import CatalogueError
from lib.recipes.vocabulary import Unit

type Line = dict[str, Any]
type Change = Callable[[Line], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue that a test may spoil."""
    return Path(shutil.copytree(files.DATA, tmp_path / "data"))


def spoil(folder: Path, name: str, change: Change) -> None:
    """Change the second line of a file."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    line = json.loads(lines[1])
    change(line)
    lines[1] = json.dumps(line)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _first_ingredient(field: str, value: str) -> Change:
    return lambda line: line["ingredients"][0].update({field: value})


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("recipes.jsonl", _first_ingredient("food", "unicorn"), "no food is called 'unicorn'"),
        ("recipes.jsonl", _first_ingredient("unit", "bucket"), "'bucket' is not a valid Unit"),
        ("recipes.jsonl", _first_ingredient("unit", "clove"), "nobody has said what a clove of rolled oats weighs"),
        ("recipes.jsonl", lambda line: line.update(meals=["brunch"]), "'brunch' is not a meal"),
        ("recipes.jsonl", lambda line: line.pop("title"), "no field 'title'"),
        ("recipes.jsonl", lambda line: line.update(id="banana-oat-porridge"), "'banana-oat-porridge' appears twice"),
        ("foods.jsonl", lambda line: line.update(aisle="attic"), "'attic' is not a valid Aisle"),
        ("foods.jsonl", lambda line: line.update(contains=["kryptonite"]), "'kryptonite' is not a valid Allergen"),
        ("foods.jsonl", lambda line: line.update(may_contain=["x"]), "'x' is not a valid Allergen"),
        ("foods.jsonl", lambda line: line.update(flags=["M"]), "'M' is not a valid Flag"),
        ("foods.jsonl", lambda line: line.update(groups=["meaty"]), "'meaty' is not a valid Tag"),
        ("foods.jsonl", lambda line: line.update(unit_grams={"keg": 5}), "'keg' is not a valid Unit"),
        ("foods.jsonl", lambda line: line.update(food="blue onion"), "'blue onion' has no nutrients"),
        ("nutrients.jsonl", lambda line: line.pop("food"), "no field 'food'"),
    ],
)
def test_refuses_a_line_and_says_why(name: str, change: Change, reason: str, folder: Path) -> None:
    spoil(folder, name, change)

    with pytest.raises(CatalogueError) as refusal:
        files.load(folder)

    assert str(refusal.value) == f"{name}, line 2: {reason}"


def test_refuses_what_is_no_json(folder: Path) -> None:
    (folder / "foods.jsonl").write_text("{oops\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"foods\.jsonl, line 1: Expecting property name"):
        files.load(folder)


def test_amounts_are_exact(catalogue: Catalogue) -> None:
    porridge = catalogue.recipes[0]
    cinnamon = porridge.ingredients[-1]

    assert (cinnamon.food, cinnamon.quantity, cinnamon.unit) == ("cinnamon", Fraction(1, 2), Unit.TSP)
    assert cinnamon.grams == Fraction(13, 10)


def test_a_food_weighs_its_units(catalogue: Catalogue) -> None:
    milk = catalogue.foods["semi-skimmed milk"]

    assert milk.grams(Fraction(250), Unit.ML) == Fraction("257.5")
    assert milk.grams(Fraction(7), Unit.G) == 7
    with pytest.raises(ValueError, match="nobody has said what a clove of semi-skimmed milk weighs"):
        milk.grams(Fraction(1), Unit.CLOVE)


def test_the_main_source_of_a_mixture_is_its_largest_part(catalogue: Catalogue) -> None:
    gnocchi, onion = catalogue.foods["gnocchi"], catalogue.foods["onion"]

    assert gnocchi.main_source.description == "Potatoes, flesh and skin, raw"
    assert [onion.main_source] == list(onion.source)
