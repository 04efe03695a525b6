"""Why there is no plan: a set of wishes of which none can be spared, and single changes that give a plan."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lib.accounts.preferences import Preferences
from lib.planning.asked import Wish, asked, restricted
from lib.planning.diagnosis import Diagnosis, diagnose
from lib.planning.model import Dish, Infeasible, Range, WeeklyRule, Wishes
from lib.planning.planner import solve
from lib.planning.verifier import Facts, verify
from lib.planning.wishes import Occasion, wishes_of, written
from lib.recipes import files
from tests.unit.planning import real, samples
from tests.unit.planning.exhaustive import best_objective

WEEK = Occasion(date(2026, 11, 30), 7, 1)
NEVER = ("diet", "allerg", "dislike", "traces")
FOUR_MEALS = ["breakfast", "lunch", "dinner", "snack"]


def _demanding(seed: int) -> tuple[Facts, Wishes]:
    """More wishes than a plan can usually meet; the same for the same seed."""
    source = random.Random(seed)
    days = source.choice((2, 3, 7))
    changes: dict[str, Any] = {
        "kcal": Range(source.choice((None, 1_700, 2_300)), 2_000, source.choice((None, 1_500, 2_000))),
        "protein_g": Range(source.choice((None, 90, 160)), None, None),
        "fat_g": Range(None, None, source.choice((None, 45))),
        "budget_cents": source.choice((None, 3_000, 5_000)),
        "weekly_rules": (WeeklyRule("fish", source.choice((2, 9, 16)), None), WeeklyRule("red_meat", None, 1)),
        "weekday_minutes": source.choice((None, 20, 30)),
        "weekend_minutes": source.choice((None, 30)),
        "max_repeats": source.choice((1, 2)),
        "diets": source.choice((frozenset[str](), frozenset({"vegan"}))),
        "avoid_allergens": source.choice((frozenset[str](), frozenset({"soy"}))),
    }
    if changes["kcal"].maximum == 1_500:
        changes["kcal"] = replace(changes["kcal"], minimum=None)
    return samples.recipes(50, seed), samples.wishes(days=days, seed=seed, **changes)


def _diagnosed(dishes: list[Dish], wishes: Wishes) -> Diagnosis | None:
    """What is said about these wishes; None if there is a plan or no proof."""
    try:
        solve(dishes, wishes)
    except Infeasible as infeasible:
        return diagnose(dishes, wishes, asked(wishes), infeasible) if infeasible.proved else None
    return None


def _refuted(dishes: list[Dish], wishes: Wishes) -> bool:
    try:
        solve(dishes, wishes)
    except Infeasible as infeasible:
        return infeasible.proved
    return False


@pytest.fixture(scope="module")
def diagnosed() -> list[tuple[Facts, Wishes, Diagnosis]]:
    cases = [
        (facts, wishes, _diagnosed(samples.dishes(facts), wishes)) for facts, wishes in map(_demanding, range(110))
    ]
    return [(facts, wishes, found) for facts, wishes, found in cases if found is not None and found.members]


def test_there_are_enough_cases_of_many_kinds(diagnosed: list[tuple[Facts, Wishes, Diagnosis]]) -> None:
    paths = {member.wish.path for _, _, found in diagnosed for member in found.members}

    assert len(diagnosed) > 40
    assert {"kcal.minimum", "kcal.maximum", "protein_g.minimum", "budget_cents", "weekly_rules.fish.minimum"} <= paths
    assert sum(len(found.members) > 1 for _, _, found in diagnosed) >= 10
    assert sum(len(found.offers) for _, _, found in diagnosed) >= 35


def test_the_wishes_of_a_conflict_have_no_plan(diagnosed: list[tuple[Facts, Wishes, Diagnosis]]) -> None:
    for facts, wishes, found in diagnosed:
        assert _refuted(samples.dishes(facts), restricted(wishes, [member.wish for member in found.members]))


def test_without_any_one_of_a_conflict_the_others_have_a_plan(
    diagnosed: list[tuple[Facts, Wishes, Diagnosis]],
) -> None:
    doubtful = 0
    for facts, wishes, found in diagnosed:
        conflict = [member.wish for member in found.members]
        doubtful += not all(member.is_needed for member in found.members)
        for member in found.members:
            if member.is_needed:
                fewer = restricted(wishes, [wish for wish in conflict if wish != member.wish])
                assert verify(solve(samples.dishes(facts), fewer), fewer, facts).violations == ()
    assert doubtful <= 2  # even a much longer search settles neither, and both say so
    assert len(diagnosed) - doubtful >= 40


def test_each_offer_alone_gives_a_plan(diagnosed: list[tuple[Facts, Wishes, Diagnosis]]) -> None:
    for facts, wishes, found in diagnosed:
        for offer in found.offers:
            eased = [other for other in asked(wishes) if other != offer.wish] + ([offer.to] if offer.to else [])
            assert offer.to is None or (offer.to.value < offer.wish.value) is offer.wish.is_minimum
            changed = restricted(wishes, eased)
            assert verify(solve(samples.dishes(facts), changed), changed, facts).violations == ()


def test_what_is_called_certainly_not_enough_is_proved_not_to_be(
    diagnosed: list[tuple[Facts, Wishes, Diagnosis]],
) -> None:
    for facts, wishes, found in diagnosed:
        for offer in found.offers:
            others = [other for other in asked(wishes) if other != offer.wish]
            assert _refuted(samples.dishes(facts), restricted(wishes, [*others, offer.never]))


def test_offers_are_ranked_by_how_little_they_ask(diagnosed: list[tuple[Facts, Wishes, Diagnosis]]) -> None:
    for _, _, found in diagnosed:
        asks = [offer.asks for offer in found.offers]
        assert asks == sorted(asks)


def test_what_nobody_may_be_served_is_no_part_of_it(diagnosed: list[tuple[Facts, Wishes, Diagnosis]]) -> None:
    said = [member.wish.path for _, _, found in diagnosed for member in found.members]
    said += [offer.wish.path for _, _, found in diagnosed for offer in found.offers]

    assert not [path for path in said if any(word in path for word in NEVER)]


def test_trying_everything_agrees_that_a_conflict_has_no_plan() -> None:
    """Small enough to exhaust: two days of one meal from eight dishes."""
    settled = 0
    for seed in range(40):
        facts = samples.recipes(8, seed, ("dinner",))
        kcal, protein = 500 + 20 * (seed % 15), 25 + seed
        changes: dict[str, Any] = {"kcal": Range(None, None, kcal), "protein_g": Range(protein, None, None)}
        wishes = samples.wishes(days=2, meals=("dinner",), portions=(0.75, 1.0), max_repeats=1, **changes)
        found = _diagnosed(samples.dishes(facts), wishes)
        if found is not None:
            conflict = [member.wish for member in found.members]
            assert best_objective(facts, restricted(wishes, conflict)) is None
            for wish in conflict:
                assert best_objective(facts, restricted(wishes, [each for each in conflict if each != wish]))
            settled += 1
    assert settled >= 10


def test_the_wishes_one_by_one_make_up_the_wishes() -> None:
    for seed in range(30):
        _, wishes = _demanding(seed)
        assert restricted(wishes, asked(wishes)) == wishes


FAMILY = Preferences.model_validate(
    {
        "kcal": {"min": 1_800, "target": 2_000, "max": 2_300},
        "budget": {"amount": 80},
        "household": [
            {"name": "Bo", "share": 0.7, "kcal": {"max": 1_100}, "protein_g": {"min": 30}},
            {"name": "Cy", "share": 1, "kcal": {"max": 2_250}, "sodium_mg": {"max": 6_000}},
        ],
    }
)


def test_a_households_wishes_one_by_one_make_up_the_wishes() -> None:
    wishes = wishes_of(FAMILY, WEEK)

    assert restricted(wishes, written(FAMILY, wishes)) == wishes


def test_a_members_limit_is_named_as_theirs_and_eased_in_their_numbers() -> None:
    facts = samples.recipes(160, 4)
    wishes = wishes_of(FAMILY, WEEK)
    with pytest.raises(Infeasible) as raised:
        solve(samples.dishes(facts), wishes)

    found = diagnose(samples.dishes(facts), wishes, written(FAMILY, wishes), raised.value)

    assert [(member.wish.path, member.wish.whose) for member in found.members] == [
        ("kcal.minimum", ""),
        ("kcal.maximum", "/household/0"),
    ]
    theirs = next(offer.to for offer in found.offers if offer.wish.whose)
    assert theirs is not None
    document = FAMILY.model_dump(mode="json")
    document["household"][0]["kcal"]["max"] = theirs.value
    changed = wishes_of(Preferences.model_validate(document), WEEK)
    assert verify(solve(samples.dishes(facts), changed), changed, facts).violations == ()


def test_of_many_locked_meals_only_those_in_the_way_are_named() -> None:
    facts = samples.recipes(60, 3)
    plan = solve(samples.dishes(facts), samples.wishes())
    locked = plan.meals[:22]
    eaten = {cell: cell.portion * facts[cell.recipe_id].per_serving("kcal") for cell in locked}
    largest = max(locked, key=lambda cell: eaten[cell])
    wishes = samples.wishes(fixed=locked, kcal=Range(None, None, eaten[largest]))

    found = _diagnosed(samples.dishes(facts), wishes)

    assert found is not None
    assert "kcal.maximum" in [member.wish.path for member in found.members]
    days = {member.wish.path.split(".")[1] for member in found.members if member.wish.path.startswith("fixed.")}
    assert len(days) == 1
    assert all(member.is_needed for member in found.members)


def test_a_locked_meal_can_be_given_up() -> None:
    facts = samples.recipes(60, 3)
    plan = solve(samples.dishes(facts), samples.wishes(days=2))
    dinner = next(cell for cell in plan.meals if cell.slot == "dinner")
    needed = facts[dinner.recipe_id].minutes
    wishes = samples.wishes(days=2, fixed=(dinner,), weekday_minutes=needed - 1, weekend_minutes=needed - 1)

    found = _diagnosed(samples.dishes(facts), wishes)

    assert found is not None
    assert {member.wish.path for member in found.members} == {"minutes", f"fixed.{dinner.day}.dinner"}
    assert (f"fixed.{dinner.day}.dinner", None) in [(offer.wish.path, offer.to) for offer in found.offers]


def test_dishes_eaten_lately_are_offered_again_where_nothing_else_is_left() -> None:
    facts = samples.recipes(40, 3)
    dinners = frozenset(key for key, recipe in facts.items() if "dinner" in recipe.meals)

    found = _diagnosed(samples.dishes(facts), samples.wishes(recent=dinners))

    assert found is not None
    assert [member.wish.path for member in found.members] == ["no_repeat_days"]
    assert [(offer.wish.path, offer.to) for offer in found.offers] == [("no_repeat_days", None)]


def test_where_only_rules_of_the_table_are_in_the_way_nothing_is_offered() -> None:
    facts = samples.recipes(40, 3)
    foods = frozenset(food.name for recipe in facts.values() for food in recipe.ingredients)

    assert _diagnosed(samples.dishes(facts), samples.wishes(dislikes=foods)) == Diagnosis((), ())


@pytest.fixture(scope="module")
def catalogue() -> list[Dish]:
    return real.dishes(files.load())


@pytest.mark.parametrize(
    ("wanted", "conflict", "eased"),
    [
        (
            {"diet": "vegan", "kcal": {"max": 1_550}, "protein_g": {"min": 190}},
            ["kcal.maximum", "protein_g.minimum"],
            ["protein_g.minimum"],
        ),
        (
            {"kcal": {"min": 2_900, "target": 3_000, "max": 3_100}, "budget": {"amount": 25}},
            ["budget_cents", "kcal.minimum"],
            ["budget_cents", "kcal.minimum"],
        ),
        ({"kcal": {"min": 5_800, "max": 6_200}}, ["kcal.minimum"], ["kcal.minimum"]),
        (
            {"diet": "keto", "avoid_allergens": ["milk"], "minutes": {"weekday": 15, "weekend": 15}},
            ["minutes"],
            ["minutes"],
        ),
        (
            {"diet": "keto", "avoid_allergens": ["milk"], "minutes": {"weekday": 15}},
            ["weekday_minutes"],
            ["weekday_minutes"],
        ),
    ],
)
def test_requests_to_the_catalogue_that_go_too_far(
    catalogue: list[Dish], wanted: dict[str, Any], conflict: list[str], eased: list[str]
) -> None:
    wishes = wishes_of(Preferences.model_validate({"meals": FOUR_MEALS} | wanted), WEEK)

    found = _diagnosed(catalogue, wishes)

    assert found is not None
    assert sorted(member.wish.path for member in found.members) == conflict
    assert sorted(offer.wish.path for offer in found.offers) == eased
    for offer in found.offers:
        assert offer.to is not None
        kept: list[Wish] = [wish for wish in asked(wishes) if wish != offer.wish]
        assert solve(catalogue, restricted(wishes, [*kept, offer.to])).meals
