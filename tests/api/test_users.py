"""Profile, preferences and API keys."""

import datetime as dt
from typing import Any

import httpx
import pytest

from tests.support.people import Person, api_key
from tests.support.problems import assert_problem

ME = "/api/v1/users/me"
KEYS = f"{ME}/api-keys"
PREFERENCES = f"{ME}/preferences"
FULL: dict[str, Any] = {
    "diet": "pescatarian",
    "avoid_allergens": ["celery", "nuts"],
    "allow_traces": True,
    "dislikes": ["aubergine"],
    "meals": ["breakfast", "dinner"],
    "servings": 3,
    "kcal": {"min": 1800.0, "target": 2000.0, "max": 2200.0},
    "protein_g": {"min": 60.0, "target": None, "max": None},
    "fat_g": {"min": None, "target": None, "max": 90.0},
    "carbs_g": {"min": None, "target": 250.0, "max": None},
    "fibre_g": {"min": 25.0, "target": None, "max": None},
    "sodium_mg": {"min": None, "target": None, "max": 2300.0},
    "saturates_g": {"min": None, "target": None, "max": 22.5},
    "household": [
        {
            "name": "Bo",
            "share": None,
            "diet": "vegetarian",
            "avoid_allergens": ["eggs"],
            "allow_traces": False,
            "dislikes": ["chives"],
            "kcal": {"min": None, "target": 1500.0, "max": None},
            **{
                name: {"min": None, "target": None, "max": None}
                for name in ("protein_g", "fat_g", "carbs_g", "fibre_g", "sodium_mg", "saturates_g")
            },
        }
    ],
    "portions": [0.5, 1.0, 1.5],
    "minutes": {"weekday": 30, "weekend": None},
    "max_repeats": 3,
    "no_repeat_days": 7,
    "cuisines": ["Italian", "Thai"],
    "use_up": ["white rice"],
    "cook_smart": {"leftovers": True, "fewer_foods": False},
    "budget": {"amount": 80.5, "currency": "USD"},
    "weekly_rules": [{"tag": "fish", "min": 2, "max": None}],
}


async def test_a_profile_changes_only_where_it_is_told_to(signed_in: httpx.AsyncClient) -> None:
    renamed = await signed_in.patch(ME, json={"name": "  Ada Lovelace "})
    untouched = await signed_in.patch(ME, json={})
    cleared = await signed_in.patch(ME, json={"name": None})

    assert renamed.json()["name"] == "Ada Lovelace"
    assert untouched.json()["name"] == "Ada Lovelace" == (await _name_after(untouched))
    assert cleared.json()["name"] is None
    assert (await signed_in.get(ME)).json() == cleared.json()


async def _name_after(answer: httpx.Response) -> str:
    return str(answer.json()["name"])


async def test_preferences_are_the_defaults_until_somebody_says_otherwise(signed_in: httpx.AsyncClient) -> None:
    before = (await signed_in.get(PREFERENCES)).json()

    assert before["diet"] is None
    assert before["meals"] == ["breakfast", "lunch", "dinner"]
    assert before["allow_traces"] is False


async def test_preferences_come_back_as_they_were_sent(signed_in: httpx.AsyncClient) -> None:
    saved = await signed_in.put(PREFERENCES, json=FULL)

    assert saved.json() == FULL
    assert (await signed_in.get(PREFERENCES)).json() == FULL


async def test_replacing_preferences_leaves_nothing_of_the_old(signed_in: httpx.AsyncClient) -> None:
    await signed_in.put(PREFERENCES, json=FULL)

    await signed_in.put(PREFERENCES, json={"diet": "vegan"})

    after = (await signed_in.get(PREFERENCES)).json()
    assert after["diet"] == "vegan"
    assert after["avoid_allergens"] == []
    assert after["budget"] is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"diet": "carnivore"}, "/diet"),
        ({"avoid_allergens": ["milk", "kryptonite"]}, "/avoid_allergens/1"),
        ({"dislikes": ["aubergine", "unicorn"]}, "/dislikes/1"),
        ({"meals": []}, "/meals"),
        ({"meals": ["supper"]}, "/meals/0"),
        ({"servings": 0}, "/servings"),
        ({"servings": 2**31}, "/servings"),
        ({"kcal": {"min": 2000, "max": 1000}}, "/kcal"),
        ({"kcal": {"target": -1}}, "/kcal/target"),
        ({"minutes": {"weekday": 1}}, "/minutes/weekday"),
        ({"budget": {"amount": 50, "currency": "DOGE"}}, "/budget/currency"),
        ({"budget": {"amount": 0.001, "currency": "USD"}}, "/budget/amount"),
        ({"weekly_rules": [{"tag": "fish"}]}, "/weekly_rules/0"),
        ({"weekly_rules": [{"tag": "fish", "min": 1}, {"tag": "fish", "max": 2}]}, "/weekly_rules"),
        ({"alergens": ["milk"]}, "/alergens"),
    ],
)
async def test_a_wish_that_cannot_be_is_named_and_nothing_is_stored(
    signed_in: httpx.AsyncClient, change: dict[str, Any], pointer: str
) -> None:
    await signed_in.put(PREFERENCES, json=FULL)

    refused = await signed_in.put(PREFERENCES, json=FULL | change)

    assert_problem(refused, 422, "validation_failed", pointer)
    assert (await signed_in.get(PREFERENCES)).json() == FULL


BODY = {"sex": "male", "age": 40, "height_cm": 180, "weight_kg": 80, "activity": "low"}


async def test_an_estimate_of_energy_can_be_taken_over_as_it_is(signed_in: httpx.AsyncClient) -> None:
    estimate = (await signed_in.post(f"{ME}/energy-estimate", json=BODY)).json()

    saved = await signed_in.put(PREFERENCES, json=estimate["targets"])

    assert saved.status_code == 200, saved.text
    assert saved.json()["kcal"]["target"] == estimate["suggested_kcal"]
    assert "no medical advice" in estimate["notice"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"age": 18}, "/age"), ({"pregnant_or_breastfeeding": True}, "/pregnant_or_breastfeeding")],
)
async def test_energy_is_not_estimated_for_whom_the_formulas_do_not_hold(
    signed_in: httpx.AsyncClient, change: dict[str, Any], pointer: str
) -> None:
    refused = await signed_in.post(f"{ME}/energy-estimate", json=BODY | change)

    assert_problem(refused, 422, "validation_failed", pointer)
    assert "set the targets by hand with a professional" in refused.text


async def test_a_key_opens_what_its_scopes_say_and_nothing_else(ada: Person, client: httpx.AsyncClient) -> None:
    reader = {"authorization": f"Bearer {await api_key(ada, 'profile:read')}"}
    client.cookies.clear()

    assert (await client.get(ME, headers=reader)).json()["email"] == "ada@example.com"
    assert_problem(await client.patch(ME, json={"name": "Eve"}, headers=reader), 403, "scope_missing")
    assert_problem(await client.get(KEYS, headers=reader), 403, "scope_missing")
    assert_problem(await client.get("/api/v1/meal-plans", headers=reader), 403, "scope_missing")


async def test_a_key_is_shown_once(ada: Person) -> None:
    key = await api_key(ada, "plans:read")

    listed = (await ada.browser.get(KEYS)).text

    assert key not in listed
    assert key[:8] in listed


async def test_a_deleted_key_opens_nothing(ada: Person) -> None:
    key = {"authorization": f"Bearer {await api_key(ada, 'profile:read')}"}
    identity = (await ada.browser.get(KEYS)).json()["data"][0]["id"]

    assert (await ada.browser.delete(f"{KEYS}/{identity}")).status_code == 204

    assert_problem(await ada.browser.get(ME, headers=key), 401, "unauthenticated")
    assert_problem(await ada.browser.delete(f"{KEYS}/{identity}"), 404, "not_found")


async def test_a_key_that_is_sent_counts_more_than_a_cookie(ada: Person) -> None:
    answer = await ada.browser.get(ME, headers={"authorization": "Bearer tfn_wrong"})

    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_ends_with_its_time(ada: Person) -> None:
    past = (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)).isoformat()

    refused = await ada.browser.post(KEYS, json={"name": "old", "scopes": ["plans:read"], "expires_at": past})

    assert_problem(refused, 422, "validation_failed", "/expires_at")


async def test_an_account_holds_twenty_keys(ada: Person) -> None:
    for _ in range(20):
        await api_key(ada, "plans:read")

    refused = await ada.browser.post(KEYS, json={"name": "one more", "scopes": ["plans:read"]})

    assert_problem(refused, 409, "too_many_api_keys")


async def test_a_stranger_cannot_delete_my_key(ada: Person, stranger: Person) -> None:
    await api_key(ada, "plans:read")
    identity = (await ada.browser.get(KEYS)).json()["data"][0]["id"]

    assert_problem(await stranger.browser.delete(f"{KEYS}/{identity}"), 404, "not_found")
    assert len((await ada.browser.get(KEYS)).json()["data"]) == 1
