"""Why there is no plan, by pointers that lead into the request."""

import pytest

from lib.accounts.preferences import Preferences
from lib.planning import explain
from lib.planning.model import Conflict, Infeasible, NotFound

WISHES = Preferences.model_validate(
    {
        "weekly_rules": [{"tag": "red_meat", "max": 1}, {"tag": "fish", "min": 2}],
        "budget": {"amount": 0.01},
        "kcal": {"min": 1_500, "max": 2_000},
        "household": [
            {"name": "Bo", "share": 0.5, "kcal": {"min": 900, "max": 1_200}},
            {"name": "Cy", "kcal": {"max": 1_950}, "share": 1},
        ],
    }
)


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ("kcal.minimum", "/preferences/household/0/kcal/min"),
        ("kcal.maximum", "/preferences/household/1/kcal/max"),
        ("protein_g.minimum", "/preferences/protein_g/min"),
        ("weekly_rules.fish.minimum", "/preferences/weekly_rules/1/min"),
        ("weekly_rules.fish", "/preferences/weekly_rules/1"),
        ("budget_cents", "/preferences/budget/amount"),
        ("weekday_minutes", "/preferences/minutes/weekday"),
        ("max_repeats", "/preferences/max_repeats"),
        ("meals", "/preferences/meals"),
    ],
)
def test_a_wish_is_named_where_it_was_written(wish: str, pointer: str) -> None:
    assert explain.pointer_of(wish, WISHES) == pointer


def test_proved_and_not_found_are_different_words() -> None:
    proved = Infeasible((Conflict(("kcal.maximum", "budget_cents")),))
    open_question = Infeasible((NotFound(("max_repeats",)),))

    assert "proved that no plan" in explain.detail(proved)
    assert "not proved" in explain.detail(open_question)
    assert len(explain.field_errors(proved, WISHES)) == 2
