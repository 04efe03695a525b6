"""Meals as events of a calendar (pure).

Times float (RFC 5545, section 3.3.5): people eat lunch at half past twelve wherever they are, and we do not know where.
An event begins when one eats, takes half an hour and leaves the time free, as nobody is busy because of a meal. Its UID
is its cell of the plan, so that a dish that takes the place of another is the same event. DTSTAMP is when the plan was
made and not when the feed is read, so that a calendar in which nothing changed stays the same to the last octet.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lib.calendars import ical
from lib.calendars.ical import Property, text

TIMES: Mapping[str, dt.time] = {
    "breakfast": dt.time(8, 0),
    "lunch": dt.time(12, 30),
    "snack": dt.time(16, 0),
    "dinner": dt.time(18, 30),
}
"""When people eat, until somebody moves it in their own calendar."""

_LASTING = "PT30M"
_REFRESH = "PT6H"


@dataclass(frozen=True, slots=True)
class Event:
    """A meal on its day, and what its calendar entry says."""

    plan: UUID
    date: dt.date
    slot: str
    title: str
    portion: float
    prep_minutes: int
    cook_minutes: int
    total_minutes: int
    revision: int
    planned_at: dt.datetime


def calendar(events: Iterable[Event]) -> str:
    """The calendar of these meals; it may be empty."""
    head: list[Property] = [
        ("VERSION", "2.0"),
        ("PRODID", "-//Tiffin//Meal plans//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", "Meals"),
        ("X-WR-CALNAME", "Meals"),
        ("REFRESH-INTERVAL;VALUE=DURATION", _REFRESH),
        ("X-PUBLISHED-TTL", _REFRESH),
    ]
    return ical.component("VCALENDAR", head, *(_event(event) for event in events))


def _event(event: Event) -> str:
    begins = dt.datetime.combine(event.date, TIMES[event.slot])
    properties = [
        ("UID", f"{event.plan}-{event.date:%Y%m%d}-{event.slot}@tiffin"),
        ("DTSTAMP", f"{event.planned_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"),
        ("SEQUENCE", str(event.revision)),
        ("DTSTART", f"{begins:%Y%m%dT%H%M%S}"),
        ("DURATION", _LASTING),
        ("SUMMARY", text(f"{event.slot.capitalize()}: {event.title}")),
        ("DESCRIPTION", text(_description(event))),
        ("TRANSP", "TRANSPARENT"),
    ]
    return ical.component("VEVENT", properties)


def _description(event: Event) -> str:
    minutes = f"{event.total_minutes} minutes ({event.prep_minutes} preparing, {event.cook_minutes} cooking)"
    portion = "1 portion" if event.portion == 1 else f"{event.portion:g} portions"
    return f"{minutes}\n{portion} for each"
