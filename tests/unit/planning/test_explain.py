"""Why there is no plan, by pointers that lead into the request."""

import pytest

from lib.accounts.preferences import Preferences
from lib.planning import explain
from lib.planning.asked import Wish
from lib.planning.diagnosis import Diagnosis, Member
from lib.planning.easing import Offer
from lib.planning.model import Conflict, Infeasible, NotFound

NOTHING = Diagnosis((), ())
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

    assert "proved that no plan" in explain.detail(proved, NOTHING)
    assert "not proved" in explain.detail(open_question, NOTHING)
    assert len(explain.field_errors(proved, NOTHING, WISHES)) == 2


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        (Wish("kcal.maximum", 1_200, "/household/0", 0.5), "/preferences/household/0/kcal/max"),
        (Wish("kcal.minimum", 1_500), "/preferences/kcal/min"),
        (Wish("weekly_rules.fish.minimum", 2), "/preferences/weekly_rules/1/min"),
        (Wish("budget_cents", 1), "/preferences/budget/amount"),
        (Wish("minutes", 15), "/preferences/minutes"),
        (Wish("no_repeat_days", 7), "/preferences/no_repeat_days"),
        (Wish("no_repeat_days", 0), "/avoid"),
        (Wish("fixed.2.lunch", 1), "/meals/7/locked"),
    ],
)
def test_every_wish_of_a_conflict_is_named_where_its_owner_wrote_it(wish: Wish, pointer: str) -> None:
    assert explain.pointer_to(wish, WISHES) == pointer


@pytest.mark.parametrize(
    ("wish", "to", "told"),
    [
        (Wish("budget_cents", 2_500), Wish("budget_cents", 3_150), (25, 31.5)),
        (Wish("kcal.maximum", 1_550.0), Wish("kcal.maximum", 1_700.0), (1550, 1700)),
        (Wish("minutes", 15), Wish("minutes", 25.0), ({"weekday": 15, "weekend": 15}, {"weekday": 25, "weekend": 25})),
        (Wish("fixed.0.lunch", 1), None, (True, False)),
        (Wish("no_repeat_days", 7), None, (7, 0)),
    ],
)
def test_a_relaxation_tells_the_values_at_its_pointer(wish: Wish, to: Wish | None, told: tuple[object, object]) -> None:
    (relaxation,) = explain.relaxations(Diagnosis((Member(wish, is_needed=True),), (Offer(wish, to, wish),)), WISHES)

    assert (relaxation["from"], relaxation["to"]) == told
    assert relaxation["message"].startswith("With all else unchanged")


def test_a_wish_of_a_conflict_says_what_would_be_enough_and_what_is_certainly_not() -> None:
    wish = Wish("budget_cents", 2_500)
    members = (Member(wish, is_needed=True), Member(Wish("kcal.minimum", 2_900), is_needed=False))
    offer = Offer(wish, Wish("budget_cents", 3_150), Wish("budget_cents", 3_100))
    infeasible = Infeasible((Conflict(("budget_cents", "kcal.minimum")),))

    budget, energy = explain.field_errors(infeasible, Diagnosis(members, (offer,)), WISHES)

    assert budget.message == (
        "At most 25.00 USD a week excludes the other wishes named here. With all else unchanged, there is a plan with "
        "at most 31.50 USD a week; with 31.00 USD there is certainly none."
    )
    assert "is not known" in energy.message
    assert "No change of it alone is known to help." in energy.message
