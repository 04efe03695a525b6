"""The school menus: what is read from a file is solved to the cost that trying everything finds."""

import json
import random
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest

from lib.dev.bench import school_menu


def _document(seed: int) -> dict[str, Any]:
    source = random.Random(seed)

    def dish(name: str) -> dict[str, Any]:
        return {"name": name, "cost": source.randint(10, 90) / 100, "amounts": [source.randint(5, 60) for _ in "ab"]}

    return {
        "nutrients": [
            {"name": "energy", "day": [60, 150], "plan": [80, source.randint(88, 110)]},
            {"name": "salt", "day": None, "plan": [None, source.randint(70, 100)]},
        ],
        "courses": [[dish(f"{course}{number}") for number in range(size)] for course, size in enumerate((3, 3, 2))],
    }


def _by_trying(document: dict[str, Any], days: int) -> float | None:
    """The least cost of any plan, in plain Python; days are interchangeable."""
    (low, high), salt = document["nutrients"][0]["plan"], document["nutrients"][1]["plan"][1]
    menus = []
    for menu in product(*document["courses"]):
        energy, salty = (sum(dish["amounts"][place] for dish in menu) for place in (0, 1))
        if 60 <= energy <= 150:
            menus.append((sum(dish["cost"] for dish in menu), energy, salty))
    costs = [
        sum(each[0] for each in plan)
        for plan in combinations_with_replacement(menus, days)
        if low * days <= sum(each[1] for each in plan) <= high * days and sum(each[2] for each in plan) <= salt * days
    ]
    return min(costs, default=None)


@pytest.mark.parametrize("seed", range(12))
def test_the_proved_cost_is_the_least_of_all(seed: int, tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(_document(seed)))

    found = school_menu.cheapest(school_menu.read(json.loads(file.read_text())), 4)

    least = _by_trying(_document(seed), 4)
    assert (None if found is None else found.cost) == (None if least is None else pytest.approx(least))
    assert found is None or found.proved


def test_a_file_is_solved_for_every_number_of_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(_document(0)))

    school_menu.run(file)

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["20", "40", "60"]
