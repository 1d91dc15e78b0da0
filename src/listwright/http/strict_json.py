"""JSON from strangers: UTF-8 only, bounded nesting, no duplicate keys, no NaN or infinity."""

import json
import math
import re

DEPTH_LIMIT = 32

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string (closed or not, in one pass) or a bracket; the possessive star keeps it linear."""


class NotJsonError(ValueError):
    """Not acceptable JSON; the text is a short phrase without any of the content."""


def parse_json(body: bytes) -> object:
    """The value of `body`; raises NotJsonError."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "the body is not UTF-8 text"
        raise NotJsonError(message) from None
    if not text.strip():
        message = "the body is empty"
        raise NotJsonError(message)
    _check_depth(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
        )
    except NotJsonError:
        raise
    except ValueError:
        # Also Python's own limit on the digits of an integer.
        message = "the body is not JSON"
        raise NotJsonError(message) from None


def _check_depth(text: str) -> None:
    """Count brackets before parsing: the parser itself recurses once per level."""
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        if depth > DEPTH_LIMIT:
            message = f"the body is nested deeper than {DEPTH_LIMIT} levels"
            raise NotJsonError(message)


def _unique_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        message = "the body names a key twice"
        raise NotJsonError(message)
    return document


def _refuse_constant(_: str) -> object:
    message = "the body holds NaN or infinity"
    raise NotJsonError(message)


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refuse_constant(text)
    return number
