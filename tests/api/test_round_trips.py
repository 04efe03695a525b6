"""What every operation costs in round trips to Postgres, counted on the wire, and in statements, as the log says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib import db
from lib.dev.testbed import TestBed
from tests.support import examples, log_lines, wire
from tests.support.costs import COSTS, Cost
from tests.support.examples import PREFERENCES, Belongings, Example
from tests.support.operations import Operation, all_operations, by_id
from tests.support.people import NEXT_MONDAY, Person, sign_up
from tests.support.wire import Wire

READ, WRITE, GENERATE, FIRST_USE = 2, 5, 8, 4
"""What the design allows."""
COMPUTED = {"generate_plan", "get_certificate", "list_alternatives"}
"""What is computed afresh from the catalogue for every request."""


class Meter:
    """The app, with what each answer had cost by the time its last byte was handed over.

    What happens afterwards, such as delivering mail, keeps nobody waiting and is not counted.
    """

    def __init__(self, app: ASGIApp, line: Wire) -> None:
        self.trips = 0
        self._app = app
        self._line = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = self._line.trips

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                self.trips = self._line.trips - before
            await send(message)

        await self._app(scope, receive, watch)


@dataclass(frozen=True, slots=True)
class Metered:
    """Somebody signed in, over a wire that counts."""

    person: Person
    of: Belongings
    meter: Meter
    line: Wire

    async def cost(self, operation: Operation, wanted: Example) -> Cost:
        """What a good request costs on a warm instance."""
        with log_lines.recorded() as lines:
            response = await examples.send(self.person.browser, operation, wanted)
        assert response.is_success, response.text
        (line,) = (line for line in lines if line["event"] == "request")
        return Cost(self.meter.trips, line["sql"])


@pytest.fixture
async def metered(running_app: httpx.ASGITransport, services: TestBed) -> AsyncIterator[Metered]:
    async with wire.between(services) as line:
        meter = Meter(running_app.app, line)
        transport = httpx.ASGITransport(meter)
        async with httpx.AsyncClient(transport=transport, base_url=services.environment["APP_URL"]) as browser:
            person = await sign_up(browser, services, "ada@example.com")
            of = await examples.belongings(person, services)  # leaves warm connections behind
            yield Metered(person, of, meter, line)


def test_every_operation_has_a_budget() -> None:
    assert COSTS.keys() == {operation.id for operation in all_operations()}


def test_every_budget_is_within_the_design() -> None:
    allowed = {
        operation.id: GENERATE if operation.id in COMPUTED else READ if operation.method == "GET" else WRITE
        for operation in all_operations()
        if operation.id != "run_daily"  # once a day, and nobody waits for it
    }

    assert {name: cost for name, cost in COSTS.items() if cost.trips > allowed.get(name, cost.trips)} == {}


async def test_every_operation_costs_what_its_budget_says(metered: Metered) -> None:
    costs = {
        operation.id: await metered.cost(operation, examples.example(operation, metered.of))
        for operation in examples.in_order(all_operations())
    }

    assert costs == COSTS


async def test_a_plan_stays_in_its_budget_whatever_it_is_asked_for(metered: Metered) -> None:
    plan = {"starts_on": NEXT_MONDAY, "days": 7, "preferences": {**PREFERENCES, "dislikes": ["onion", "butter"]}}

    cost = await metered.cost(by_id("generate_plan"), Example(body=plan))

    assert cost.trips <= GENERATE


async def test_a_page_costs_the_same_however_long_it_is(metered: Metered) -> None:
    costs = {await metered.cost(by_id("list_recipes"), Example(query={"limit": limit})) for limit in ("1", "30", "100")}

    assert costs == {COSTS["list_recipes"]}


async def test_the_first_use_of_an_engine_asks_nothing_it_was_told(services: TestBed) -> None:
    async with wire.between(services) as line:
        async with db.read_only() as session:
            await (await session.connection()).execute(text("SELECT 1"))
        reads = line.trips
        async with db.transaction() as session:
            await (await session.connection()).execute(text("SELECT 1"))

        assert (reads, line.trips - reads) == (2, FIRST_USE)


async def test_the_first_request_of_an_instance_is_no_dearer_than_its_connection(metered: Metered) -> None:
    await db.dispose()

    cost = await metered.cost(by_id("get_me"), Example())

    assert cost.trips == COSTS["get_me"].trips + 1


async def test_health_never_reaches_the_database(metered: Metered) -> None:
    await db.dispose()
    trips, connections = metered.line.trips, metered.line.connections

    answers = [await metered.person.browser.get("/api/health") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert (metered.line.trips, metered.line.connections) == (trips, connections)
