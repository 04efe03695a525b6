"""The nutrients are what the chosen rows say, and nothing is filled in silently."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lib.dev import nutrients
from lib.dev.nutrients import COLUMNS, Row, RowKey, SourceError

type Line = dict[str, Any]

SR = "sr_legacy_food"
FULL = {"Energy": "100", "Protein": "1", "Total fat": "2", "Fatty acids, total saturated": "0.5", "Carbohydrate": "10"}
REST = {"Total Sugars": "4", "Sugars, Total": "", "Fiber": "2", "Fiber (AOAC 2011.25)": "", "Sodium": "7.4"}


@pytest.fixture(scope="module")
def package() -> Mapping[RowKey, Row]:
    return nutrients.package_rows()


def test_the_committed_nutrients_are_what_the_sources_give() -> None:
    assert not nutrients.is_stale(nutrients.extract())


def test_a_changed_figure_makes_the_file_stale(tmp_path: Path) -> None:
    fresh = (nutrients.DATA / "nutrients.jsonl").read_text(encoding="utf-8")
    target = tmp_path / "nutrients.jsonl"

    assert nutrients.is_stale(fresh, target)
    target.write_text(fresh.replace('"kcal": 40', '"kcal": 41', 1), encoding="utf-8")
    assert nutrients.is_stale(fresh, target)
    target.write_text(fresh, encoding="utf-8")
    assert not nutrients.is_stale(fresh, target)


def test_sources_cover_the_foods_in_their_order(
    source_lines: Mapping[str, Line], food_lines: Mapping[str, Line]
) -> None:
    assert list(source_lines) == list(food_lines)


def test_a_row_is_chosen_by_hand_exactly_when_no_exact_one_is_taken(source_lines: Mapping[str, Line]) -> None:
    for name, line in source_lines.items():
        by_hand = line["choice"] in {"hand", "estimate"}
        assert by_hand or line["choice"] == "exact", name
        assert bool(line.get("note")) == by_hand, name
        if not by_hand:
            assert [row["data_type"] for row in line["rows"]] == [SR], name


def test_the_row_that_was_meant_is_really_missing(
    source_lines: Mapping[str, Line], package: Mapping[RowKey, Row]
) -> None:
    meant = {name: line["meant"] for name, line in source_lines.items() if "meant" in line}

    assert len(meant) == 79
    assert {name for name, description in meant.items() if RowKey(SR, description) in package} == set()


def test_mixtures_are_always_estimates(source_lines: Mapping[str, Line]) -> None:
    for name, line in source_lines.items():
        shares = [row.get("share", 100) for row in line["rows"]]
        if shares != [100]:
            assert line["choice"] == "estimate", name
        if len(shares) > 1:
            assert sum(shares) <= 100, name


def test_a_row_has_one_identity(source_lines: Mapping[str, Line]) -> None:
    rows = [row for line in source_lines.values() for row in line["rows"]]
    ids = {row["fdc_id"]: (row["data_type"], row["description"]) for row in rows}

    assert all(ids[row["fdc_id"]] == (row["data_type"], row["description"]) for row in rows)
    assert len(set(ids.values())) == len(ids)


def test_overrides_mend_only_known_nutrients_and_say_why(source_lines: Mapping[str, Line]) -> None:
    for name, line in source_lines.items():
        for nutrient, override in line.get("overrides", {}).items():
            assert nutrient in COLUMNS, name
            assert override["note"], name


def test_sums_the_parts_of_a_mixture_and_rounds() -> None:
    rows = {RowKey(SR, "a"): FULL | REST, RowKey(SR, "b"): FULL | REST | {"Energy": "900", "Sodium": "0"}}
    source = _source([_part("a", 60), _part("b", 10)])

    line = nutrients.nutrient_line(source, rows)

    assert line["kcal"] == 150
    assert line["saturates_g"] == 0.35
    assert line["sodium_mg"] == 4
    assert line["estimate"] is False


@pytest.mark.parametrize("blank", ["", "-0.2"])
def test_refuses_a_missing_or_negative_figure_without_a_decision(blank: str) -> None:
    rows = {RowKey(SR, "a"): FULL | REST | {"Total Sugars": blank, "foodName": "a"}}

    with pytest.raises(SourceError, match=r"food: sugars_g is .* in the row 'a'; decide by hand"):
        nutrients.nutrient_line(_source([_part("a")]), rows)


def test_takes_a_decision_with_a_reason_and_none_without() -> None:
    rows = {RowKey(SR, "a"): FULL | REST | {"Total Sugars": ""}}
    source = _source([_part("a")])

    decided = source | {"overrides": {"sugars_g": {"value": 3, "note": "as its cousin"}}}
    silent = source | {"overrides": {"sugars_g": {"value": 3, "note": ""}}}

    assert nutrients.nutrient_line(decided, rows)["sugars_g"] == 3
    with pytest.raises(SourceError, match="gives no reason"):
        nutrients.nutrient_line(silent, rows)


def test_names_a_row_that_the_package_does_not_hold() -> None:
    with pytest.raises(SourceError, match="food: no row sr_legacy_food 'baobab powder' in the package"):
        nutrients.nutrient_line(_source([_part("baobab powder")]), {})


def test_every_line_is_plain_and_short_in_digits() -> None:
    for text in (nutrients.DATA / "nutrients.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        assert all(round(line[name], 2) == line[name] for name in COLUMNS), line["food"]
        assert isinstance(line["kcal"], int)
        assert isinstance(line["sodium_mg"], int)


def _part(description: str, share: int | None = None) -> Line:
    row = {"fdc_id": 1, "data_type": SR, "description": description}
    return row if share is None else row | {"share": share}


def _source(rows: list[Line]) -> Line:
    return {"food": "food", "choice": "hand", "rows": rows, "note": "a reason"}
