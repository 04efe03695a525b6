"""Calendar feeds: plans for calendar programs, at an address that its owner can end."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from lib import clock, keys, security
from lib.dev.testbed import TestBed
from tests.support import log_lines
from tests.support.people import NEXT_MONDAY, Person
from tests.support.problems import assert_problem

PLANS = "/api/v1/meal-plans"
FEED = "/api/v1/users/me/calendar-feed"


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


@pytest.fixture
async def reader(running_app: httpx.ASGITransport, services: TestBed) -> AsyncIterator[httpx.AsyncClient]:
    """A calendar program, which holds no cookie."""
    async with httpx.AsyncClient(transport=running_app, base_url=services.environment["APP_URL"]) as browser:
        yield browser


async def _plan(browser: httpx.AsyncClient, **wanted: Any) -> dict[str, Any]:
    response = await browser.post(PLANS, json={"starts_on": NEXT_MONDAY, "days": 2, "seed": 1} | wanted)
    assert response.status_code == 201, response.text
    plan: dict[str, Any] = response.json()
    return plan


async def _feed(browser: httpx.AsyncClient) -> str:
    response = await browser.post(FEED)
    assert response.status_code == 201, response.text
    return str(response.json()["feed"]["url"])


def _events(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_calendar_program_reads_every_meal_without_signing_in(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    plan = await _plan(signed_in)

    answer = await reader.get(await _feed(signed_in))

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    shown = {(event.decoded("DTSTART").date().isoformat(), str(event["SUMMARY"])) for event in _events(answer)}
    assert shown == {
        (meal["date"], f"{meal['slot'].capitalize()}: {meal['recipe']['title']}") for meal in plan["meals"]
    }
    assert all(re.match(r"\d+ minutes", event["DESCRIPTION"]) for event in _events(answer))


async def test_all_plans_of_the_last_month_and_the_future_are_in_it(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    today = clock.now().date()
    days = {
        "long over": today - dt.timedelta(days=32),
        "just over": today - dt.timedelta(days=30),
        "far ahead": today + dt.timedelta(days=400),
    }
    for day in days.values():
        await _plan(signed_in, starts_on=day.isoformat())  # of two days

    found = {event.decoded("DTSTART").date() for event in _events(await reader.get(await _feed(signed_in)))}

    kept = (days["just over"], days["far ahead"])
    assert found == {day + dt.timedelta(days=number) for day in kept for number in range(2)}


async def test_a_plan_leaves_the_calendar_thirty_days_after_its_last_day(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    await _plan(signed_in)
    feed = await _feed(signed_in)
    last = dt.datetime.fromisoformat(NEXT_MONDAY).replace(tzinfo=dt.UTC) + dt.timedelta(days=1, hours=12)

    counts = []
    for days in (29, 30):
        clock.use(lambda days=days: last + dt.timedelta(days=days))  # type: ignore[misc]
        counts.append(len(_events(await reader.get(feed))))

    assert counts == [6, 0]


async def test_a_reader_that_has_it_is_not_sent_it_again(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    await _plan(signed_in)
    feed = await _feed(signed_in)
    first = await reader.get(feed)
    tag = first.headers["etag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await reader.get(feed, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"
    for unknown in ('"other"', tag.strip('"'), ""):
        assert (await reader.get(feed, headers={"if-none-match": unknown})).status_code == 200
    await _plan(signed_in, seed=2)
    assert (await reader.get(feed, headers={"if-none-match": tag})).status_code == 200


async def test_the_address_can_be_looked_up_and_is_not_stored(signed_in: httpx.AsyncClient, services: TestBed) -> None:
    assert (await signed_in.get(FEED)).json() == {"feed": None}
    made = await signed_in.post(FEED)

    feed = made.json()["feed"]
    assert (await signed_in.get(FEED)).json() == made.json()
    assert feed["url"].startswith(f"{services.environment['APP_URL']}{PLANS}/calendar/")
    assert feed["webcal_url"] == feed["url"].replace("http:", "webcal:")
    token = feed["url"].rpartition("/")[2].removesuffix(".ics")
    assert token not in str(services.execute("SELECT * FROM calendar_feed"))


async def test_renewing_ends_the_old_address(signed_in: httpx.AsyncClient, reader: httpx.AsyncClient) -> None:
    old = await _feed(signed_in)

    new = await _feed(signed_in)

    assert_problem(await reader.get(old), 404, "not_found")
    assert (await reader.get(new)).status_code == 200
    assert (await signed_in.get(FEED)).json()["feed"]["url"] == new


async def test_ending_the_feed_ends_its_address_and_can_be_said_twice(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    feed = await _feed(signed_in)

    answers = [(await signed_in.delete(FEED)).status_code for _ in range(2)]

    assert answers == [204, 204]
    assert_problem(await reader.get(feed), 404, "not_found")
    assert (await signed_in.get(FEED)).json() == {"feed": None}


async def test_a_token_that_was_not_made_here_answers_like_anything_that_is_missing(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient, services: TestBed
) -> None:
    feed = await _feed(signed_in)
    token = feed.rpartition("/")[2].removesuffix(".ics")
    ((generation,),) = services.execute("SELECT generation FROM calendar_feed")
    another_purpose = security.link_token(keys.signing_key(), "sign_up", generation)

    wrong = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-4], f"{token}AAAA", another_purpose]
    wrong += [str(generation), "x", "%C3%A9", ".", "x" * 5_000]

    for one in wrong:
        assert_problem(await reader.get(f"{PLANS}/calendar/{one}.ics"), 404, "not_found")
    assert_problem(await reader.get(f"{PLANS}/calendar/{token}"), 404, "not_found")


async def test_a_feed_shows_its_owners_plans_only(
    signed_in: httpx.AsyncClient, stranger: Person, reader: httpx.AsyncClient
) -> None:
    await _plan(stranger.browser)

    mine, theirs = [await reader.get(await _feed(browser)) for browser in (signed_in, stranger.browser)]

    assert (len(_events(mine)), len(_events(theirs))) == (0, 6)


async def test_a_feed_goes_with_its_account(
    signed_in: httpx.AsyncClient, reader: httpx.AsyncClient, services: TestBed
) -> None:
    feed = await _feed(signed_in)

    services.execute("DELETE FROM account")

    assert_problem(await reader.get(feed), 404, "not_found")


async def test_no_log_line_holds_a_feeds_address(signed_in: httpx.AsyncClient, reader: httpx.AsyncClient) -> None:
    with log_lines.recorded() as lines:
        feed = await _feed(signed_in)
        await reader.get(feed)

    assert feed.rpartition("/")[2] not in str(lines)
    assert [line["route"] for line in lines if line["event"] == "request"] == [FEED, f"{PLANS}/calendar/{{token}}.ics"]
