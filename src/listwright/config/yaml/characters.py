"""Which characters may be shown, and which do not belong into an identifier."""

import os
import unicodedata

_EXCERPT = 60
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ODD_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_NON_BREAKING_HYPHEN = "\u2011"
_BYTE = 0x100
_UNDECODED = range(0xDC80, 0xDD00)
"""What Python makes of the bytes of a file name that are not UTF-8."""
_BASIC_PLANE = 0x10000


def printable(text: str) -> str:
    r"""`text` with every control, bidi and invisible character written as `\x1b` or `\u202e`.

    Terminals and pull-request pages obey such characters (CWE-150), so no message shows them raw.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def excerpt(text: str) -> str:
    """A short printable form of `text` for the detail of a diagnostic: at most 60 characters."""
    return printable(text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…")


def odd_characters(text: str) -> tuple[str, ...]:
    """The characters of `text` that no identifier may hold, as `U+202E RIGHT-TO-LEFT OVERRIDE`.

    These are controls, bidi and zero-width characters, every space except the plain one inside,
    the non-breaking hyphen, and code points without a meaning. Each is named once, in order.
    """
    if text.isascii() and text.isprintable():
        return ()
    return tuple(dict.fromkeys(_code_point(char) for char in text if _is_odd(char)))


def shown_path(path: str | os.PathLike[str]) -> str:
    r"""A file name fit for a message: bytes that are not UTF-8 appear as `\xff`."""
    return printable(os.fspath(path))


def _is_odd(char: str) -> bool:
    if char == " ":
        return False
    return char == _NON_BREAKING_HYPHEN or unicodedata.category(char) in _ODD_CATEGORIES


def _code_point(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def _escaped(char: str) -> str:
    number = ord(char)
    if number in _UNDECODED:
        number -= 0xDC00
    if char in _NAMED:
        return _NAMED[char]
    if number < _BYTE:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < _BASIC_PLANE else f"\\U{number:08x}"
