"""Events in a file: JSON Lines, one array, or values one after the other, whoever wrote it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\[\]]*")
"""What stands between values; a list of events is no more than its brackets and commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedBody:
    """One value of the file, as it stands there. `line` is where it begins, from 1."""

    line: int
    body: bytes


def split_bodies(content: bytes) -> Iterator[SavedBody]:
    """The values in the order of the file.

    Of what is broken the first line comes as a value, and the next one begins at a brace that
    stands no further to the right. Bytes that are no UTF-8 pass through.
    """
    text = content.decode("utf-8-sig", "surrogateescape")
    position, line, counted = _after(text, 0), 1, 0
    while position < len(text):
        line += text.count("\n", counted, position)
        counted = position
        end = _end_of(text, position)
        if end is None:
            cut = text.find("\n", position)
            taken, position = text[position : None if cut < 0 else cut], _resume(text, position)
        else:
            taken, position = text[position:end], _after(text, end)
        yield SavedBody(line=line, body=taken.encode("utf-8", "surrogateescape"))


def _after(text: str, position: int) -> int:
    found = _BETWEEN.match(text, position)
    return found.end() if found else position


def _end_of(text: str, position: int) -> int | None:
    try:
        _, end = _DECODER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None
    return end


def _resume(text: str, position: int) -> int:
    """Where the next value may begin after one that is broken."""
    start = text.rfind("\n", 0, position) + 1
    indent = position - start if not text[start:position].strip() else 0
    found = re.compile(rf"\n[ \t]{{0,{min(indent, 100)}}}(?=\{{)").search(text, position)
    return found.end() if found else len(text)
