"""Who may do what: every operation against everybody who might try."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import httpx
import pytest

from lib import clock, security
from lib.auth import SCOPES, Scope
from lib.dev.testbed import TestBed
from tests.support import examples
from tests.support.examples import Belongings, Example
from tests.support.operations import Operation, all_operations, by_id
from tests.support.people import NEXT_MONDAY, Person, api_key
from tests.support.problems import assert_problem
from tests.support.snapshots import snapshot

type Door = Literal["public", "browser", "scheduler"] | Scope
"""Who gets in: everybody, only a browser that is signed in, only the platform; or a browser, or a key with a scope."""

DOORS: dict[str, Door] = {
    "get_api_root": "public",
    "get_openapi": "public",
    "get_docs": "public",
    "get_docs_asset": "public",
    "list_problems": "public",
    "get_problem": "public",
    "get_health": "public",
    "get_readiness": "public",
    "run_daily": "scheduler",
    "sign_up": "public",
    "redeem_email_verification": "public",
    "sign_in": "public",
    "sign_out": "public",
    "get_me": "profile:read",
    "update_me": "profile:write",
    "get_preferences": "profile:read",
    "replace_preferences": "profile:write",
    "estimate_energy": "profile:read",
    "list_api_keys": "browser",
    "create_api_key": "browser",
    "delete_api_key": "browser",
    "list_recipes": "public",
    "list_own_recipes": "recipes:read",
    "create_recipe": "recipes:write",
    "import_recipe": "recipes:write",
    "get_recipe": "public",
    "replace_recipe": "recipes:write",
    "delete_recipe": "recipes:write",
    "list_foods": "public",
    "generate_plan": "plans:write",
    "list_plans": "plans:read",
    "get_plan": "plans:read",
    "delete_plan": "plans:write",
    "get_certificate": "plans:read",
    "list_alternatives": "plans:read",
    "update_meal": "plans:write",
    "swap_meal": "plans:write",
    "regenerate_plan": "plans:write",
    "get_pantry": "profile:read",
    "replace_pantry": "profile:write",
    "get_shopping_list": "plans:read",
    "get_shopping_list_csv": "plans:read",
    "get_shopping_list_page": "plans:read",
    "update_shopping_item": "plans:write",
    "get_calendar": "public",
    "get_calendar_feed": "browser",
    "renew_calendar_feed": "browser",
    "delete_calendar_feed": "browser",
}
OWNERS: dict[str, Literal["somebody", "nobody"]] = {
    "get_docs_asset": "nobody",
    "get_problem": "nobody",
    "get_recipe": "nobody",
    "replace_recipe": "somebody",
    "delete_recipe": "somebody",
    "get_plan": "somebody",
    "delete_plan": "somebody",
    "get_certificate": "somebody",
    "list_alternatives": "somebody",
    "update_meal": "somebody",
    "swap_meal": "somebody",
    "regenerate_plan": "somebody",
    "delete_api_key": "somebody",
    "get_shopping_list": "somebody",
    "get_shopping_list_csv": "somebody",
    "get_shopping_list_page": "somebody",
    "update_shopping_item": "somebody",
    "get_calendar": "nobody",
}
"""Whether what the path names belongs to somebody; a calendar's token is all that its reader has to show."""

GUARDED = [operation for operation in all_operations() if DOORS.get(operation.id, "browser") != "public"]


@dataclass(frozen=True, slots=True)
class House:
    """Ada, what she has, and a browser that holds nothing, for whoever knocks."""

    ada: Person
    of: Belongings
    knocking: httpx.AsyncClient

    async def knock(self, operation: Operation, headers: dict[str, str]) -> httpx.Response:
        """The answer to a good request that comes with these headers."""
        good = examples.example(operation, self.of)
        wanted = Example(good.path, good.query, good.body, headers)
        self.knocking.cookies.clear()
        return await examples.send(self.knocking, operation, wanted)


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


@pytest.fixture
async def house(ada: Person, services: TestBed, running_app: httpx.ASGITransport) -> AsyncIterator[House]:
    of = await examples.belongings(ada, services)
    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as knocking:
        yield House(ada, of, knocking)


def test_every_operation_says_who_gets_in() -> None:
    assert DOORS.keys() == {operation.id for operation in all_operations()}


def test_every_operation_that_names_a_thing_says_whose_it_is() -> None:
    assert OWNERS.keys() == {operation.id for operation in all_operations() if "{" in operation.path}


def test_the_document_says_where_one_must_sign_in() -> None:
    guarded = {operation.id for operation in all_operations() if operation.needs_user}

    assert guarded == {name for name, door in DOORS.items() if door not in {"public", "scheduler"}}


async def _strangers(house: House, services: TestBed) -> dict[str, dict[str, str]]:
    """The headers of everybody who must not get in anywhere."""
    key = await api_key(house.ada, *SCOPES)
    expired_key, deleted_key = await api_key(house.ada, *SCOPES), await api_key(house.ada, *SCOPES)
    services.execute(
        "UPDATE api_key SET expires_at = now() - interval '1 second' WHERE key_hash = %s", security.digest(expired_key)
    )
    services.execute("DELETE FROM api_key WHERE key_hash = %s", security.digest(deleted_key))
    cookie = house.ada.browser.cookies["session"]
    stored = services.execute("SELECT encode(token_hash, 'base64'), id FROM session")[0]
    bearers = {
        "unknown key": security.new_api_key(),
        "expired key": expired_key,
        "deleted key": deleted_key,
        "key with a wrong checksum": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "key with more behind it": f"{key}A",
        "key with a space behind it": f"{key} x",
        "the beginning of a key that is shown": key[:8],
        "session token as a key": cookie,
        "nothing": "",
        "nonsense": "null",
    }
    others = {
        "anonymous": {},
        "key without a scheme": {"authorization": key},
        "key with another scheme": {"authorization": f"Basic {key}"},
        "key as a cookie": {"cookie": f"session={key}"},
        "unknown session": {"cookie": f"session={security.new_token()}"},
        "stored hash as a session": {"cookie": f"session={stored[0].strip()}"},
        "session id as a session": {"cookie": f"session={stored[1]}"},
        "empty session": {"cookie": "session="},
        "session under the other name": {"cookie": f"__Host-session={cookie}"},
        "session beside a bad key": {"cookie": f"session={cookie}", "authorization": "Bearer tfn_"},
        "the scheduler's secret cut short": {"authorization": examples.CRON[:-1]},
    }
    return {name: {"authorization": f"Bearer {token}"} for name, token in bearers.items()} | others


async def test_nobody_gets_in_without_a_key_or_session_that_is_valid(house: House, services: TestBed) -> None:
    strangers = await _strangers(house, services)
    before = snapshot(services)

    got_in = {
        (operation.id, name): answer.status_code
        for operation in GUARDED
        for name, headers in strangers.items()
        if (answer := await house.knock(operation, headers)).status_code != 401
        or answer.json()["code"] != ("cron_refused" if operation.id == "run_daily" else "unauthenticated")
    }

    assert got_in == {}
    assert snapshot(services) == before


@pytest.mark.parametrize("end", ["UPDATE session SET expires_at = now()", "DELETE FROM session", "DELETE FROM account"])
async def test_nobody_gets_in_with_a_session_that_has_ended(house: House, services: TestBed, end: str) -> None:
    headers = {"cookie": f"session={house.ada.browser.cookies['session']}"}
    services.execute(end)

    answers = {operation.id: (await house.knock(operation, headers)).status_code for operation in GUARDED}

    assert answers == dict.fromkeys(answers, 401)


async def test_a_key_opens_only_what_its_scopes_say(house: House) -> None:
    refused = {}
    for operation in GUARDED:
        others = [scope for scope in SCOPES if scope != DOORS[operation.id]]
        key = await api_key(house.ada, *others)
        answer = await house.knock(operation, {"authorization": f"Bearer {key}"})
        refused[operation.id] = (answer.status_code, answer.json()["code"])
        await _delete_newest_key(house.ada)

    expected = dict.fromkeys(refused, (403, "scope_missing")) | {"run_daily": (401, "cron_refused")}
    assert refused == expected


async def test_a_key_with_just_the_scope_opens(house: House) -> None:
    keyed = [operation for operation in GUARDED if DOORS[operation.id] in SCOPES]
    keys: dict[str, str] = {scope: await api_key(house.ada, scope) for scope in SCOPES}
    answers = {}

    for operation in examples.in_order(keyed):
        headers = {"authorization": f"Bearer {keys[DOORS[operation.id]]}"}
        answers[operation.id] = (await house.knock(operation, headers)).status_code

    assert {name: status for name, status in answers.items() if status >= 400} == {}


async def test_what_is_public_takes_no_notice_of_who_asks(house: House) -> None:
    public = [operation for operation in all_operations() if DOORS[operation.id] == "public"]

    answers = {
        operation.id: (await house.knock(operation, {"authorization": "Bearer nonsense"})).status_code
        for operation in public
    }

    assert {name: status for name, status in answers.items() if status >= 400} == {}


async def test_a_foreign_thing_answers_byte_for_byte_like_a_missing_one(
    house: House, stranger: Person, services: TestBed
) -> None:
    before = snapshot(services)

    for operation in all_operations():
        if OWNERS.get(operation.id) == "somebody":
            foreign = examples.example(operation, house.of)
            missing = Example({name: str(uuid4()) for name in foreign.path}, body=foreign.body)
            answers = [await examples.send(stranger.browser, operation, wanted) for wanted in (foreign, missing)]
            assert_problem(answers[0], 404, "not_found")
            assert _without_request_id(answers[0]) == _without_request_id(answers[1]), operation.id

    assert snapshot(services) == before


async def test_a_cursor_of_somebody_else_opens_nothing(house: House, stranger: Person) -> None:
    await examples.made(house.ada.browser, "/api/v1/meal-plans", {"starts_on": NEXT_MONDAY, "days": 1})
    cursor = (await house.ada.browser.get("/api/v1/meal-plans", params={"limit": 1})).json()["next_cursor"]

    answer = await stranger.browser.get("/api/v1/meal-plans", params={"limit": 1, "cursor": cursor})

    assert_problem(answer, 400, "invalid_cursor")


async def test_reading_changes_nothing(house: House, services: TestBed) -> None:
    reads = [one for one in all_operations() if one.method == "GET" and one.id != "run_daily"]  # which is a job
    before = snapshot(services)

    for operation in reads:
        good = examples.example(operation, house.of)
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = await house.ada.browser.request(method, operation.at(**good.path), params=good.query)
            assert answer.is_success, (operation.id, method)

    assert snapshot(services) == before


async def test_only_the_scheduler_starts_the_daily_job(house: House, services: TestBed) -> None:
    services.execute("UPDATE session SET expires_at = now() - interval '1 second'")
    daily = by_id("run_daily")

    refused = await house.knock(daily, {})
    assert (refused.status_code, snapshot(services)["session"][0]) == (401, 1)
    done = await house.knock(daily, {"authorization": examples.CRON})

    assert (done.status_code, snapshot(services)["session"][0]) == (200, 0)


async def _delete_newest_key(person: Person) -> None:
    newest = (await person.browser.get("/api/v1/users/me/api-keys")).json()["data"][0]["id"]
    assert (await person.browser.delete(f"/api/v1/users/me/api-keys/{newest}")).status_code == 204


def _without_request_id(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    identity = answer.headers["x-request-id"]
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, answer.content.replace(identity.encode(), b""), headers
