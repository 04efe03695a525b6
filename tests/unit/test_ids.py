"""Identities sort by time and never repeat."""

import datetime as dt
from collections.abc import Iterator

import pytest

from lib import clock, ids


@pytest.fixture(autouse=True)
def _system_clock() -> Iterator[None]:
    yield
    clock.use(None)


def test_are_uuids_of_version_7() -> None:
    made = ids.new()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_never_repeat_within_a_millisecond() -> None:
    moment = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
    clock.use(lambda: moment)

    assert len({ids.new() for _ in range(10_000)}) == 10_000


def test_sort_by_the_time_they_were_made() -> None:
    moments = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=i * 7) for i in range(100)]
    made = []
    for moment in moments:
        clock.use(lambda moment=moment: moment)  # type: ignore[misc]
        made.append(ids.new())

    assert made == sorted(made)
    assert int.from_bytes(made[0].bytes[:6]) == int(moments[0].timestamp() * 1000)
