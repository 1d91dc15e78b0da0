"""Making foreign text harmless: one function per place it is printed to."""

import re

from listwright.model.hidden import HIDDEN

_UNPRINTABLE = re.compile(f"[\x00-\x1f{HIDDEN}\ud800-\udfff]")
_COMMAND_ANYWHERE = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
_COMMAND_AT_START = re.compile(r"^((?:\s|\x1b\[[0-9;]*m)*):(?=:)")


def for_terminal(text: str) -> str:
    r"""`text` on one line, with everything a terminal might obey or hide written as an escape.

    Controls, ANSI sequences, direction overrides and zero-width characters become `\x1b` or
    `\u202e`; letters of every script stay. Commands of CI systems are broken up, too.
    """
    return _COMMAND_ANYWHERE.sub(r"#\\x23", _UNPRINTABLE.sub(_spelled, text))


def for_log_line(line: str) -> str:
    r"""A finished line that no CI system takes for a command.

    GitHub obeys `::` after leading blanks and `##[` anywhere, Azure `##vso[` anywhere; one
    character of each is written as an escape.
    """
    return _COMMAND_AT_START.sub(r"\1\\x3a", _COMMAND_ANYWHERE.sub(r"#\\x23", line))


def for_github_command(text: str) -> str:
    """`text` as the message of a workflow command; line breaks survive as GitHub writes them."""
    parts = re.split(r"(\r\n|\r|\n)", text.replace("%", "%25"))
    return "".join(_LINE_BREAKS.get(part) or for_terminal(part) for part in parts)


def for_github_property(text: str) -> str:
    """`text` as a property of a workflow command, where `:` and `,` divide."""
    return for_github_command(text).replace(":", "%3A").replace(",", "%2C")


_LINE_BREAKS = {"\r\n": "%0D%0A", "\r": "%0D", "\n": "%0A"}


def _spelled(match: re.Match[str]) -> str:
    r"""One character as Python would write it: `\x1b`, `\u202e`, `\U000e0001`."""
    point = ord(match.group())
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
