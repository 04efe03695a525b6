"""What every answer carries, and that no body takes a field which it does not know."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import batched
from typing import Any

import httpx
import pytest
from sqlmodel import SQLModel

from lib.app import MAX_ERRORS_SHOWN
from lib.dev.testbed import TestBed
from lib.models import Account
from tests.support import examples, operations
from tests.support.examples import Belongings, Example
from tests.support.operations import Operation, all_operations, by_id
from tests.support.people import PASSWORD, Person
from tests.support.problems import assert_problem
from tests.support.snapshots import snapshot

SECURITY = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
KEPT = {
    "get_openapi": "public",
    "get_docs": "public",
    "get_docs_asset": "immutable",
    "get_calendar": "private, no-cache",
}
"""What may be stored, by its reader alone where it is private; nothing else may."""
JSON = {"content-type": "application/json"}
WITH_BODY = [operation for operation in all_operations() if operation.body is not None]
FIELDS = [(operation, slot) for operation in WITH_BODY for slot in operations.object_slots(operation.body or {})]
QUERIES = [one for one in all_operations() if any(parameter.place == "query" for parameter in one.parameters)]


@pytest.fixture
async def of(ada: Person, services: TestBed) -> Belongings:
    return await examples.belongings(ada, services)


def _missing(answer: httpx.Response, cache: str) -> dict[str, str | None]:
    """The headers that are not as they must be, with what they are."""
    found = {
        name: answer.headers.get(name) for name, part in SECURITY.items() if part not in answer.headers.get(name, "")
    }
    if cache not in answer.headers.get("cache-control", ""):
        found["cache-control"] = answer.headers.get("cache-control")
    if not answer.headers.get("x-request-id"):
        found["x-request-id"] = None
    return found


async def test_every_good_answer_carries_every_header(ada: Person, of: Belongings) -> None:
    wrong = {}

    for operation in examples.in_order(all_operations()):
        answer = await examples.send(ada.browser, operation, examples.example(operation, of))
        assert answer.is_success, operation.id
        wrong[operation.id] = _missing(answer, KEPT.get(operation.id, "no-store"))

    assert {name: headers for name, headers in wrong.items() if headers} == {}


@pytest.mark.parametrize(
    ("status", "method", "path", "request_"),
    [
        (400, "POST", "/api/v1/auth/sign-in", {"content": b"{", "headers": JSON}),
        (400, "GET", "/api/v1/recipes?search=%00", {}),
        (401, "GET", "/api/v1/users/me", {}),
        (403, "POST", "/api/v1/auth/sign-out", {"headers": {"sec-fetch-site": "cross-site"}}),
        (404, "GET", "/api/nowhere", {}),
        (404, "GET", "/api/v1/recipes/00000000-0000-0000-0000-000000000000", {}),
        (405, "DELETE", "/api/health", {}),
        (405, "PATCH", "/api/v1/recipes", {"content": b"{}", "headers": JSON}),
        (410, "POST", "/api/v1/auth/email-verifications/redeem", {"json": {"token": "x"}}),
        (413, "POST", "/api/v1/auth/sign-in", {"content": b" " * (256 * 1024 + 1), "headers": JSON}),
        (414, "GET", f"/api/v1/recipes?search={'x' * 9000}", {}),
        (415, "POST", "/api/v1/auth/sign-in", {"content": b"<a/>", "headers": {"content-type": "text/xml"}}),
        (422, "GET", "/api/v1/recipes?limit=0", {}),
        (422, "GET", "/api/v1/recipes/nonsense", {}),
    ],
)
async def test_every_refusal_carries_every_header(
    client: httpx.AsyncClient, status: int, method: str, path: str, request_: dict[str, Any]
) -> None:
    answer = await client.request(method, path, **request_)

    assert_problem(answer, status, answer.json()["code"])
    assert _missing(answer, "no-store") == {}


async def test_a_failure_of_ours_carries_every_header_and_says_nothing(
    client: httpx.AsyncClient, services: TestBed, no_failure_is_hidden: list[str]
) -> None:
    async with _without_the_table(services):
        answer = await client.get("/api/v1/recipes")

    assert_problem(answer, 500, "internal_error")
    assert _missing(answer, "no-store") == {}
    assert not any(word in answer.text.lower() for word in ("recipe", "relation", "select", "psycopg", "traceback"))
    assert any("UndefinedTable" in record for record in no_failure_is_hidden)
    no_failure_is_hidden.clear()


@asynccontextmanager
async def _without_the_table(services: TestBed) -> AsyncIterator[None]:
    services.execute("ALTER TABLE recipe RENAME TO recipe_gone")
    try:
        yield
    finally:
        services.execute("ALTER TABLE recipe_gone RENAME TO recipe")


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
def test_the_good_request_fills_every_slot(operation: Operation) -> None:
    unknown = Belongings(email="a@example.com", plan="", meal="", dish="", key="", recipe="", own_recipe="", link="")
    body = examples.example(operation, unknown).body

    for slot in operations.slots(operation.body or {}):
        assert operations.value_at(body, slot) is not None, operations.pointer(slot)


async def test_an_unknown_field_is_named_wherever_it_stands(ada: Person, of: Belongings, services: TestBed) -> None:
    before = snapshot(services)

    for operation, slot in FIELDS:
        good = examples.example(operation, of)
        inner = operations.value_at(good.body, slot) | {"is_admin": True}
        wanted = Example(good.path, good.query, operations.with_value(good.body, slot, inner))
        answer = await examples.send(ada.browser, operation, wanted)
        assert_problem(answer, 422, "validation_failed", f"{operations.pointer(slot)}/is_admin")

    assert snapshot(services) == before


async def test_no_column_can_be_set_that_is_no_field(ada: Person, of: Belongings, services: TestBed) -> None:
    before = snapshot(services)

    for operation in WITH_BODY:
        good = examples.example(operation, of)
        for columns in batched(_columns_beyond(good.body), MAX_ERRORS_SHOWN):
            body = good.body | dict.fromkeys(columns, "x")
            answer = await examples.send(ada.browser, operation, Example(good.path, good.query, body))
            assert_problem(answer, 422, "validation_failed", *(f"/{column}" for column in columns))

    assert snapshot(services) == before


def _columns_beyond(body: dict[str, Any]) -> Iterator[str]:
    assert Account.metadata is SQLModel.metadata  # all tables are registered
    columns = {column.name for table in SQLModel.metadata.tables.values() for column in table.columns}
    yield from sorted(columns - body.keys())


@pytest.mark.parametrize("operation", QUERIES, ids=lambda operation: operation.id)
async def test_an_unknown_parameter_is_named(ada: Person, operation: Operation) -> None:
    answer = await ada.browser.get(operation.path, params={"is_admin": "true"})

    assert_problem(answer, 422, "validation_failed", "/is_admin")


async def test_a_known_field_of_another_body_is_unknown_here(client: httpx.AsyncClient) -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada"}

    assert_problem(await client.post(by_id("sign_in").path, json=body), 422, "validation_failed", "/name")


MISTYPED: dict[str, tuple[object, ...]] = {
    "integer": (True, False, "1", 1.5, [1]),
    "number": (True, False, "1", [1]),
    "boolean": (0, 1, "true", "no"),
    "string": (0, 1, True, 946684800, ["x"]),
    "array": ("x", {"0": "x"}, 1),
    "object": ([], "{}", 1),
}
"""By type of a slot, what is of another; JSON has types so that nobody need guess."""


async def test_no_value_is_taken_for_one_of_another_type(ada: Person, of: Belongings) -> None:
    taken = {}

    for operation in WITH_BODY:
        good = examples.example(operation, of)
        for slot in operations.slots(operation.body or {}):
            types = operations.types_at(operation.body or {}, slot)
            for value in (value for kind in types[:1] for value in MISTYPED[kind] if not _is_one_of(value, types)):
                body = operations.with_value(good.body, slot, value)
                answer = await examples.send(ada.browser, operation, Example(good.path, good.query, body))
                if answer.status_code != 422:
                    taken[operation.id, operations.pointer(slot), repr(value)] = answer.status_code

    assert taken == {}


def _is_one_of(value: object, types: list[str]) -> bool:
    """Whether the value is of one of the types, where a slot takes several."""
    return "string" in types and isinstance(value, str)


@pytest.mark.parametrize("day", ["946684800", "1e9", "20261130", "2026-W48", "30.11.2026", "2026-11-30T12:00:00Z"])
async def test_a_day_is_a_day_and_no_count_of_seconds(ada: Person, day: str) -> None:
    answer = await ada.browser.post("/api/v1/meal-plans", json={"starts_on": day, "days": 1})

    assert_problem(answer, 422, "validation_failed", "/starts_on")
