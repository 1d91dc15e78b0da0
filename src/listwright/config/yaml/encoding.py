"""Whether the bytes of a file are text we accept, checked before the YAML scanner sees them."""

import re
from collections.abc import Iterator
from itertools import islice

from listwright.config.yaml.characters import odd_characters, printable
from listwright.errors import Diagnostic, Span

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_FINDINGS = 20
_REFUSED = re.compile(
    "[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
)
"""Controls, C1 with NEL, the line and paragraph separators (the scanner would count them as lines,
editors do not), a byte order mark inside, non-characters, and a carriage return on its own."""
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
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_SAVE_AS_UTF8 = "Save the file as UTF-8, with or without a byte order mark."


def check_text(content: bytes, file: str) -> Iterator[Diagnostic]:
    """Every reason why `content` is not UTF-8 text without control characters."""
    wide = _wide_encoding(content)
    if wide is not None:
        yield Diagnostic(
            code="LW1011",
            summary="The file is not UTF-8",
            detail=f"The file is encoded as {wide}; listwright reads UTF-8 only.",
            fix=_SAVE_AS_UTF8,
            span=Span(file=file, line=1),
        )
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield _invalid_bytes(content, file, offset=error.start)
        return
    yield from islice(_control_characters(text, file), _MOST_FINDINGS)


def _wide_encoding(content: bytes) -> str | None:
    for mark, name in _WIDE_MARKS:
        if content.startswith(mark):
            return name
    for shape, name in _WIDE_SHAPES:
        if shape.match(content):
            return name
    return None


def _invalid_bytes(content: bytes, file: str, *, offset: int) -> Diagnostic:
    line_start = content.rfind(b"\n", 0, offset) + 1
    before = content[line_start:offset].removeprefix(BYTE_ORDER_MARK)
    byte = content[offset]
    guess = f"In Latin-1 (Windows-1252) that byte is {printable(chr(byte))!r}, so the file was "
    guess += "probably saved in that encoding."
    if _SURROGATE.match(content, offset):
        guess = "It begins half of a surrogate pair, which is not a character."
    return Diagnostic(
        code="LW1010",
        summary="The file is not valid UTF-8",
        detail=f"The byte 0x{byte:02X} at byte offset {offset} is not UTF-8. {guess}",
        fix=_SAVE_AS_UTF8,
        span=Span(
            file=file,
            line=content.count(b"\n", 0, offset) + 1,
            column=len(before.decode("utf-8", "replace")) + 1,
        ),
    )


def _control_characters(text: str, file: str) -> Iterator[Diagnostic]:
    start = 1 if text.startswith("\ufeff") else 0
    for match in _REFUSED.finditer(text, start):
        index = match.start()
        line_start = max(text.rfind("\n", 0, index) + 1, start)
        name = "".join(odd_characters(match.group())) or f"U+{ord(match.group()):04X}"
        offset = len(text[:index].encode())
        yield Diagnostic(
            code="LW1012",
            summary="The file holds a control character",
            detail=f"{name} stands at byte offset {offset}. Such characters are invisible, and "
            "terminals act on them, so a reviewer would not see what the file says.",
            fix='Delete the character. A value that needs it takes an escape: "\\t".',
            span=Span(
                file=file, line=text.count("\n", 0, index) + 1, column=index - line_start + 1
            ),
        )
