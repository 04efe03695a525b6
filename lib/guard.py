"""What a body and an address must be before anything parses them in earnest (pure).

Frameworks answer 500, hang or silently pick a winner on these inputs: half surrogates, NUL, NaN, 1e999, deep nesting,
a million members, a name twice in one object. JSON is RFC 8259 narrowed to I-JSON (RFC 7493).
"""

import json
import re
from typing import Any, Never
from urllib.parse import unquote_to_bytes

from lib.errors import BadRequest, MalformedJson, UriTooLong, ValidationFailed
from lib.problem import FieldError

MAX_BODY_BYTES = 256 * 1024
MAX_ADDRESS_BYTES = 8_000
MAX_DEPTH = 32
MAX_MEMBERS = 2_000
MAX_DIGITS = 19

# A string always matches to its end or to the end of the body, possessively: no input makes this backtrack.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_json(body: bytes) -> Any:
    """The value that `body` holds.

    Raises:
        MalformedJson: it is not JSON as described in this module.
        ValidationFailed: a text holds NUL, which no database column can store; the error names the field.
    """
    _check_shape(body)
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text, parse_constant=_refuse_constant, parse_float=_float, parse_int=_int, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise MalformedJson("The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedJson("The body is not well-formed JSON.") from error
    if "\\u" in text:  # the only way in for NUL and half surrogates: raw ones are refused above
        _check_texts(value)
    return value


def check_address(raw_path: bytes, query: bytes) -> None:
    """Nothing happens for an address whose path and query are UTF-8 without NUL and of sane length.

    Raises:
        UriTooLong: it is longer than `MAX_ADDRESS_BYTES`.
        BadRequest: it is not UTF-8, or holds NUL.
    """
    if len(raw_path) + len(query) > MAX_ADDRESS_BYTES:
        raise UriTooLong
    for part, name in ((raw_path, "path"), (query, "query")):
        decoded = unquote_to_bytes(part)
        if b"\0" in decoded:
            raise BadRequest(f"The {name} holds a NUL character.")
        try:
            decoded.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(f"The {name} is not UTF-8.") from error


def _check_shape(body: bytes) -> None:
    """Count nesting and members without parsing, so that a bomb costs next to nothing."""
    depth = members = 0
    for match in _TOKEN.finditer(body):
        match match[0]:
            case b"[" | b"{":
                depth += 1
                if depth > MAX_DEPTH:
                    raise MalformedJson(f"The body is nested deeper than {MAX_DEPTH} levels.")
            case b"]" | b"}":
                depth -= 1
            case b",":
                members += 1
                if members > MAX_MEMBERS:
                    raise MalformedJson(f"The body has more than {MAX_MEMBERS} members.")


def _check_texts(value: Any) -> None:
    pending: list[tuple[str, Any]] = [("", value)]
    while pending:
        pointer, item = pending.pop()
        if isinstance(item, str):
            _check_text(pointer, item)
        elif isinstance(item, dict):
            for name, member in item.items():
                _check_text(pointer, name)
                pending.append((f"{pointer}/{escape(name)}", member))
        elif isinstance(item, list):
            pending.extend((f"{pointer}/{index}", member) for index, member in enumerate(item))


def _check_text(pointer: str, text: str) -> None:
    if _SURROGATE.search(text):
        raise MalformedJson(
            "The body holds half of a surrogate pair.", errors=[FieldError(pointer, "Not Unicode text.")]
        )
    if "\0" in text:
        raise ValidationFailed(errors=[FieldError(pointer, "Holds a NUL character.")])


def escape(name: str) -> str:
    """One step of a JSON pointer (RFC 6901), cut to a length that is fit to be shown."""
    return name[:64].replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode()


def _refuse_constant(name: str) -> Never:
    raise MalformedJson(f"{name} is not a number in JSON.")


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise MalformedJson("A number is too large.")
    return number


def _int(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise MalformedJson(f"A number has more than {MAX_DIGITS} digits.")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in members if names.count(name) > 1)
        raise MalformedJson(f"The name “{escape(twice)}” stands twice in one object.")
    return members
