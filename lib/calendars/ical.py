"""Writes iCalendar text (pure, RFC 5545): properties escaped, lines folded at 75 octets and ended by CR LF."""

import re
from collections.abc import Iterable, Iterator

MEDIA_TYPE = "text/calendar; charset=utf-8"
_FOLD_OCTETS = 75
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_ESCAPED = re.compile(r"[\\;,\n]")
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")  # whatever a reader may take for one
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")

type Property = tuple[str, str]
"""A name with its parameters, and a value in the form of its type."""


def text(value: str) -> str:
    """The value of a property of type TEXT; control characters, which no text may hold, are left out."""
    lines = _LINE_ENDS.sub("\n", value)
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], _CONTROLS.sub("", lines))


def component(name: str, properties: Iterable[Property], *inner: str) -> str:
    """A component with its properties, and the components that it holds."""
    lines = [folded(f"{key}:{value}") for key, value in properties]
    return "".join([f"BEGIN:{name}\r\n", *lines, *inner, f"END:{name}\r\n"])


def folded(line: str) -> str:
    """The line in pieces of 75 octets at most, none of which ends within a character."""
    return "\r\n ".join(_pieces(line)) + "\r\n"


def _pieces(line: str) -> Iterator[str]:
    octets, start, room = line.encode(), 0, _FOLD_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # the middle of a character
            end -= 1
        yield octets[start:end].decode()
        start, room = end, _FOLD_OCTETS - 1  # a piece begins with a space
    yield octets[start:].decode()
