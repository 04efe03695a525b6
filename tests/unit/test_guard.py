"""The body guard: what stock frameworks answer with 500, a hang or a silent choice is refused in a few milliseconds."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import guard
from lib.errors import BadRequest, MalformedJson, UriTooLong, ValidationFailed

BOMBS = {
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "half a surrogate pair in a name": b'{"\\udfff": 1}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a float beyond all floats": b'{"a": 1e999}',
    "an integer of 5,000 digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "a thousand levels": b"[" * 1_000 + b"]" * 1_000,
    "a hundred thousand levels": b'{"a":' * 100_000,
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice, once escaped": b'{"a": 1, "\\u0061": 2}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "a raw control character": b'{"a": "x\x00y"}',
    "thirty thousand members": b"{" + b",".join(b'"%d":1' % i for i in range(30_000)) + b"}",
    "no JSON": b"hello",
    "a text that never ends": b'{"a": "' + b'\\"' * 100_000,
    "quotes without end": b'"\\' * 100_000,
    "nothing but a comma": b",",
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS.keys())
def test_refuses_a_bomb_at_once(body: bytes) -> None:
    began = time.process_time()

    with pytest.raises(MalformedJson):
        guard.check_json(body)

    assert time.process_time() - began < 1.0  # a hang, not a budget: the slowest takes some 30 ms


def test_names_the_field_that_holds_nul() -> None:
    with pytest.raises(ValidationFailed) as refused:
        guard.check_json(b'{"meals": [{"na/me": "x\\u0000y"}]}')

    assert [error.pointer for error in refused.value.errors] == ["/meals/0/na~1me"]


def test_takes_what_is_allowed_to_the_limit() -> None:
    deep = b"[" * guard.MAX_DEPTH + b"]" * guard.MAX_DEPTH
    wide = json.dumps(list(range(guard.MAX_MEMBERS + 1))).encode()

    assert guard.check_json(deep) is not None
    assert len(guard.check_json(wide)) == guard.MAX_MEMBERS + 1


def test_brackets_and_commas_inside_texts_count_for_nothing() -> None:
    text = "[{," * 3_000 + '\\"'

    assert guard.check_json(json.dumps({"a": text}).encode()) == {"a": text}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), children, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_changes_nothing_about_what_it_lets_through(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode()

    assert guard.check_json(body) == value


@given(st.binary(max_size=200))
def test_never_fails_in_another_way(body: bytes) -> None:
    try:
        guard.check_json(body)
    except (MalformedJson, ValidationFailed) as problem:
        assert problem.status in {400, 422}  # noqa: PT017 - either outcome is right; any other exception is not


@pytest.mark.parametrize("query", [b"q=%00", b"q=%ff%fe", b"%c3%28=1", b"q=\xff"])
def test_refuses_an_address_that_is_no_text(query: bytes) -> None:
    with pytest.raises(BadRequest):
        guard.check_address(b"/api/v1/recipes", query)


def test_refuses_an_address_without_end() -> None:
    with pytest.raises(UriTooLong):
        guard.check_address(b"/api/v1/recipes/" + b"a" * 8_000, b"")
