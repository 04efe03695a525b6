"""Meals become events that calendar programs understand."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from icalendar import Calendar, Component

from lib.calendars import events
from lib.recipes.meals import MEALS

LUNCH = events.Event(
    plan=UUID(int=1),
    date=dt.date(2026, 11, 30),
    slot="lunch",
    title="Soup; with, everything",
    portion=1.25,
    prep_minutes=10,
    cook_minutes=25,
    total_minutes=35,
    revision=2,
    planned_at=dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC),
)


def _only(event: events.Event) -> Component:
    (read,) = Calendar.from_ical(events.calendar([event])).walk("VEVENT")
    return read


def test_an_event_says_what_is_eaten_and_how_long_it_takes() -> None:
    read = _only(LUNCH)

    assert read["SUMMARY"] == "Lunch: Soup; with, everything"
    assert read["DESCRIPTION"] == "35 minutes (10 preparing, 25 cooking)\n1.25 portions for each"


def test_a_title_is_nothing_but_a_title() -> None:
    title = "Soup\nEND:VEVENT\\n, and \\; more"

    assert _only(replace(LUNCH, title=title))["SUMMARY"] == f"Lunch: {title}"


def test_times_float() -> None:
    read = _only(LUNCH)

    assert read.decoded("DTSTART") == dt.datetime(2026, 11, 30, 12, 30)  # noqa: DTZ001 - of no zone, as it is meant
    assert read.decoded("DURATION") == dt.timedelta(minutes=30)
    assert read["TRANSP"] == "TRANSPARENT"


def test_the_stamp_is_when_the_plan_was_made() -> None:
    assert _only(LUNCH).decoded("DTSTAMP") == LUNCH.planned_at


def test_a_dish_that_takes_the_place_of_another_is_the_same_event_in_a_later_revision() -> None:
    before, after = _only(LUNCH), _only(replace(LUNCH, title="Salad", revision=3))

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (2, 3)


def test_every_cell_of_every_plan_is_an_event_of_its_own() -> None:
    cells = [
        replace(LUNCH, plan=UUID(int=plan), date=LUNCH.date + dt.timedelta(days=day), slot=slot)
        for plan in range(2)
        for day in range(14)
        for slot in MEALS
    ]

    read = Calendar.from_ical(events.calendar(cells)).walk("VEVENT")

    assert len({event["UID"] for event in read}) == len(cells)


@pytest.mark.parametrize("slot", MEALS)
def test_every_meal_has_its_time(slot: str) -> None:
    assert _only(replace(LUNCH, slot=slot)).decoded("DTSTART").time() == events.TIMES[slot]


def test_a_calendar_without_meals_is_one_all_the_same() -> None:
    read = Calendar.from_ical(events.calendar([]))

    assert (read["VERSION"], read["NAME"], list(read.walk("VEVENT"))) == ("2.0", "Meals", [])
