"""What we write reads back the same in somebody else's parser, whatever stands in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lib.calendars import ical

LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
ANYTHING = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\\;,:"\n\r\tnN é√🍲\u2028')))


def _read(value: str) -> str:
    event = ical.component("VEVENT", [("UID", "1"), ("DTSTAMP", "20261123T000000Z"), ("SUMMARY", ical.text(value))])
    calendar = ical.component("VCALENDAR", [("VERSION", "2.0"), ("PRODID", "x")], event)
    (read,) = Calendar.from_ical(calendar).walk("VEVENT")
    return str(read["SUMMARY"])


@given(ANYTHING)
def test_a_text_reads_back_as_it_was_written(value: str) -> None:
    expected = CONTROLS.sub("", LINE_ENDS.sub("\n", value))

    assert _read(value) == expected


@given(ANYTHING)
def test_a_text_adds_no_property_and_no_event(value: str) -> None:
    hostile = f"{value}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:{value}"

    event = ical.component("VEVENT", [("SUMMARY", ical.text(hostile))])

    unfolded = event.replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0] for line in unfolded] == ["BEGIN", "SUMMARY", "END", ""]


@given(ANYTHING)
def test_no_line_is_longer_than_75_octets_or_ends_within_a_character(value: str) -> None:
    line = f"DESCRIPTION:{ical.text(value)}"

    folded = ical.folded(line)

    pieces = folded.encode().split(b"\r\n")
    assert pieces.pop() == b""
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode() for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert folded.removesuffix("\r\n").replace("\r\n ", "") == line


@pytest.mark.parametrize(("length", "lines"), [(75, 1), (76, 2), (75 + 74, 2), (75 + 74 + 1, 3)])
def test_lines_are_as_long_as_they_may_be(length: int, lines: int) -> None:
    assert ical.folded("x" * length).count("\r\n") == lines


def test_what_has_a_meaning_is_escaped() -> None:
    assert ical.text("a\\b;c,d\ne:f") == r"a\\b\;c\,d\ne:f"
