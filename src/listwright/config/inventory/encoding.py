"""Whether the bytes of a table are UTF-8, and which characters in it nobody can see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listwright.config.yaml import Problem, odd_characters, printable

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_WIDE_SHAPES = (
    (re.compile(rb"[^\x00]\x00\x00\x00|\x00\x00\x00[^\x00]"), "UTF-32"),
    (re.compile(rb"[^\x00]\x00[^\x00]\x00|\x00[^\x00]\x00[^\x00]"), "UTF-16"),
)
_FIX = 'Export as "CSV UTF-8 (comma delimited)", as Excel calls it.'
_LAYOUT = {ord(char): None for char in "\t\r\n"}
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Misencoded:
    """Where the bytes stop being UTF-8."""

    line: int
    problem: Problem


def find_encoding_fault(content: bytes) -> Misencoded | None:
    """Why `content` is not UTF-8, naming the encoding it probably has."""
    for mark, name in _WIDE_MARKS:
        if content.startswith(mark):
            return Misencoded(line=1, problem=_wide(name))
    for shape, name in _WIDE_SHAPES:
        if shape.match(content):
            return Misencoded(line=1, problem=_wide(name))
    if content.isascii():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Misencoded(line=line, problem=_single_byte(content, error.start))
    return None


def has_odd_characters(content: bytes) -> bool:
    """Whether a character of the UTF-8 text `content` is one of `odd_in_cell`.

    Taking the ordinary bytes away is a hundred times faster than looking at every cell, and leaves
    whole characters behind.
    """
    unusual = content.removeprefix(BYTE_ORDER_MARK).translate(None, _PLAIN)
    return bool(unusual) and bool(odd_characters(unusual.decode("utf-8")))


def odd_in_cell(text: str) -> tuple[str, ...]:
    """The invisible and control characters of a cell; tabs and line breaks are layout."""
    if text.isascii() and text.isprintable():
        return ()
    return odd_characters(text.translate(_LAYOUT))


def find_odd_cells(cells: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Column and text of every cell of a row that holds such characters."""
    for column, text in enumerate(cells):
        if odd_in_cell(text):
            yield column, text


def explain_odd_cell(text: str) -> Problem:
    """The finding about a cell that holds such characters; their names, never the text."""
    return Problem(
        code="LW1518",
        summary="The cell holds an invisible or control character",
        detail=f"It holds {', '.join(odd_in_cell(text)[:5])}. A reviewer would not see it, "
        "terminals act on it, and no rule would match the value.",
        fix="Delete the character, or replace it with a plain space.",
    )


def _wide(name: str) -> Problem:
    return Problem(
        code="LW1507",
        summary="The inventory is not UTF-8",
        detail=f"The file is encoded as {name}; listwright reads UTF-8 only.",
        fix=_FIX,
    )


def _single_byte(content: bytes, offset: int) -> Problem:
    byte = content[offset]
    try:
        guess = bytes((byte,)).decode("windows-1252")
    except UnicodeDecodeError:
        saying = "No common encoding has a character there; the file may be damaged."
    else:
        saying = (
            f"In Windows-1252 that byte is {printable(guess)!r}, so the file was probably saved in "
            "that encoding."
        )
    return Problem(
        code="LW1507",
        summary="The inventory is not UTF-8",
        detail=f"The byte 0x{byte:02X} at byte offset {offset} is not UTF-8. {saying}",
        fix=_FIX,
    )
