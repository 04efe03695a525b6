"""Input that breaks programs, in every slot of every body: a problem or an answer, at once, and nothing is hurt."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.support import examples, operations, poisons
from tests.support.examples import Belongings
from tests.support.operations import Operation, all_operations
from tests.support.people import Person
from tests.support.problems import assert_problem

HANG_SECONDS = 1.0
"""CPU of one request; above it is a hang. What is aimed at is a tenth, which a busy machine must not fail."""
HERE = '"@@slot@@"'
WITH_BODY = [operation for operation in all_operations() if operation.body is not None]
_MINE = ("", "/preferences", "/pantry", "/api-keys")
MADE = ("/api/v1/users/me/api-keys", "/api/v1/meal-plans", "/api/v1/recipes")
READS = (*(f"/api/v1/users/me{path}" for path in _MINE), "/api/v1/meal-plans", "/api/v1/recipes/mine")


@dataclass
class Slowest:
    """CPU by request."""

    seconds: dict[str, float] = field(default_factory=dict)

    def report(self) -> str:
        """The five dearest requests."""
        dearest = sorted(self.seconds.items(), key=lambda item: -item[1])[:5]
        shown = "; ".join(f"{name}: {1000 * seconds:.0f} ms" for name, seconds in dearest)
        over = sum(seconds > HANG_SECONDS / 10 for seconds in self.seconds.values())
        return f"poison: {len(self.seconds)} requests, {over} over 100 ms of CPU; {shown}"


@pytest.fixture(scope="module")
def slowest(pytestconfig: pytest.Config) -> Iterator[Slowest]:
    found = Slowest()
    yield found
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled() if capture else nullcontext():
        print(f"\n{found.report()}")


@dataclass(frozen=True, slots=True)
class Taster:
    """Sends what is poisonous and looks at what comes of it."""

    person: Person
    slowest: Slowest

    async def taste(self, operation: Operation, target: str, name: str, body: bytes, kind: str | None) -> int:
        """The status of the answer, which came in time and, where it refuses, is a whole problem."""
        headers = {} if kind is None else {"content-type": kind}
        began = time.process_time()
        answer = await self.person.browser.request(operation.method, target, content=body, headers=headers)
        spent = self.slowest.seconds[f"{operation.id} {name}"] = time.process_time() - began
        assert spent < HANG_SECONDS, name
        assert answer.status_code < 500, (name, answer.text)
        if answer.status_code >= 400:
            assert_problem(answer, answer.status_code, answer.json()["code"])
        return answer.status_code


@pytest.fixture
def taster(ada: Person, slowest: Slowest) -> Taster:
    return Taster(ada, slowest)


def _poisoned(body: Mapping[str, Any], slot: operations.Path, poison: bytes) -> bytes:
    return (
        json.dumps(operations.with_value(body, slot, json.loads(HERE)))
        .replace(HERE, "@", 1)
        .encode()
        .replace(b"@", poison, 1)
    )


def _good(operation: Operation) -> examples.Example:
    nobodys = "00000000-0000-0000-0000-000000000000"
    return examples.example(
        operation, Belongings("ada@example.com", nobodys, nobodys, nobodys, nobodys, nobodys, nobodys, "x")
    )


@pytest.mark.timeout(600)  # thousands of requests, and the machine may be busy
@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
async def test_no_value_in_any_slot_of_a_body_hurts(taster: Taster, operation: Operation) -> None:
    good, target = _good(operation), operation.at(**_good(operation).path)
    slots, answers = list(operations.slots(operation.body or {})), {}

    for slot in slots:
        for name, poison in poisons.VALUES.items():
            body = _poisoned(good.body, slot, poison)
            where = f"{operations.pointer(slot) or '/'} = {name}"
            answers[where] = await taster.taste(operation, target, where, body, "application/json")
            if answers[where] < 300:
                await _look(taster.person, where)

    assert len(answers) == len(slots) * len(poisons.VALUES) > 0
    assert {where: status for where, status in answers.items() if status >= 500} == {}


async def _look(person: Person, where: str) -> None:
    """What was stored can be read, and what was made is gone again, so that there is room for more."""
    answers = {path: await person.browser.get(path) for path in READS}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(READS, 200), where
    for path, listed in zip(MADE, READS[-len(MADE) :], strict=True):
        for thing in answers[listed].json()["data"]:
            assert (await person.browser.delete(f"{path}/{thing['id']}")).status_code == 204


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.id)
async def test_no_body_hurts(taster: Taster, operation: Operation) -> None:
    good = _good(operation)

    answers = {
        name: await taster.taste(operation, operation.at(**good.path), name, body, "application/json")
        for name, body in poisons.BODIES.items()
    }

    assert {name: status for name, status in answers.items() if status >= 500} == {}


KINDS = {
    "none": None,
    "empty": "",
    "text": "text/plain",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data; boundary=x",
    "multipart without a boundary": "multipart/form-data",
    "nonsense": "\x7f;;;=",
    "JSON of another charset": "application/json; charset=utf-7",
    "JSON in capitals": "APPLICATION/JSON;charset=UTF-8",
    "JSON of a kind": "application/problem+json",
    "long": "application/json; x=" + "y" * 5_000,
}


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
async def test_no_content_type_hurts(taster: Taster, operation: Operation) -> None:
    good = _good(operation)
    body = json.dumps(good.body).encode()

    answers = {
        name: await taster.taste(operation, operation.at(**good.path), f"content type: {name}", body, kind)
        for name, kind in KINDS.items()
    }

    assert {name: status for name, status in answers.items() if status >= 500} == {}


async def test_names_the_field_that_holds_what_cannot_be_stored(ada: Person) -> None:
    body = rb'{"name": "x\u0000y"}'

    answer = await ada.browser.patch("/api/v1/users/me", content=body, headers={"content-type": "application/json"})

    assert_problem(answer, 422, "validation_failed", "/name")


async def test_a_body_that_was_never_sent_is_not_waited_for(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/auth/sign-in", headers={"content-length": str(20 << 20)})

    assert_problem(answer, 413, "payload_too_large")
