"""JSON from strangers."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.http.strict_json import DEPTH_LIMIT, NotJsonError, parse_json

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_nothing_else(body: bytes) -> None:
    with suppress(NotJsonError):
        parse_json(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (b"\xff\xfe{\x00", "the body is not UTF-8 text"),
        (b"<html>", "the body is not JSON"),
        (b'{"a": 1} x', "the body is not JSON"),
        (b'{"a": 1, "a": 2}', "the body names a key twice"),
        (b'{"b": {"a": 1, "\\u0061": 2}}', "the body names a key twice"),
        (b'{"a": NaN}', "the body holds NaN or infinity"),
        (b"[-Infinity]", "the body holds NaN or infinity"),
        (b"[1e999]", "the body holds NaN or infinity"),
        (b"[" * 33 + b"]" * 33, "the body is nested deeper than 32 levels"),
        (b'{"a":' * 100_000, "the body is nested deeper than 32 levels"),
        (b"9" * 5000, "the body is not JSON"),
    ],
)
def test_refusals(body: bytes, reason: str) -> None:
    with pytest.raises(NotJsonError, match=f"^{reason}$"):
        parse_json(body)


def test_brackets_in_strings_are_no_levels() -> None:
    text = "[" * 100 + '"]}\\'
    assert parse_json(json.dumps({"a": text}).encode()) == {"a": text}


def test_the_deepest_allowed() -> None:
    assert parse_json(b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT)


def test_a_byte_order_mark_is_let_through() -> None:
    assert parse_json(b"\xef\xbb\xbf{}") == {}


def test_an_open_string_full_of_quotes_takes_linear_time() -> None:
    started = time.perf_counter()
    with pytest.raises(NotJsonError):
        parse_json(b'"' + b'\\"' * 1_000_000)
    assert time.perf_counter() - started < 2
