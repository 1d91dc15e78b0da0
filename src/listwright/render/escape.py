"""Making foreign text harmless: one function per place it is printed to."""

import re

from listwright.model.hidden import HIDDEN

_UNPRINTABLE = re.compile(f"[\x00-\x1f{HIDDEN}\ud800-\udfff]")
_NOT_XML = re.compile(f"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff{HIDDEN}]")
"""What XML cannot hold, and what no reader could see."""

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


def for_markdown(text: str) -> str:
    """`text` as words on one line of Markdown, for GitHub and GitLab alike: no markup, no link.

    What Markdown reads becomes a character reference. That is not enough for mentions, references,
    quick actions, emoji and addresses, which both sites look for in the finished page: the sign
    that makes one stands in an element of its own there, so that no word holds it.
    """
    words = " ".join(for_terminal(_LINE_END.sub(" ", text)).split())
    return _AT_START.sub(_referenced, _IN_MARKDOWN.sub(_defused, words), count=1)


def for_markdown_code(text: str) -> str:
    """`text` as code in a line of Markdown: an id, a place, a command."""
    if _PLAIN_CODE.fullmatch(text):
        return f"`{text}`"
    return f"<code>{for_markdown(text)}</code>" if text else ""


def for_cell(text: str) -> str:
    """`text` as a cell of CSV: what a spreadsheet would take for a formula begins with `'`.

    Lines stay lines. What a terminal would obey or hide, or a CI system on a later line, is written
    as an escape: tables are printed.
    """
    if not text or (text[0].isalnum() and _PLAIN_CELL.fullmatch(text) and "##" not in text):
        return text
    first, *more = _LINE_END.split(text)
    shown = "\n".join([for_terminal(first), *(for_log_line(for_terminal(line)) for line in more)])
    return f"'{shown}" if shown.lstrip(" ").startswith(_RUN_BY_SHEETS) else shown


def for_xml(text: str) -> str:
    """`text` without what XML or a reader's eyes cannot take; markup is escaped on writing."""
    return _NOT_XML.sub("", text)


def for_sarif(text: str) -> str:
    """`text` as a message of SARIF: on one line, no link, no placeholder."""
    shown = re.sub(r"([\\\[\]])", r"\\\1", for_terminal(" ".join(text.split())))
    return shown.replace("{", "{{").replace("}", "}}")


_LINE_END = re.compile("\r\n|\r|\n")
_WIDE = ("\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The signs below as East Asian keyboards write them."""

_RUN_BY_SHEETS = ("=", "+", "-", "@", "\n", *_WIDE)
_PLAIN_CELL = re.compile("[ -~]*")
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_./+=-](?:[A-Za-z0-9 _./:,()+=-]*[A-Za-z0-9_./()+=-])?")

_AT_START = re.compile(r"^(?:([^\w\s&<])|(\d{1,9})([.)]))")
"""What makes a list, a title, a rule, a quick action of a line that begins with it."""

_IN_MARKDOWN = re.compile(
    r"""
    (?P<hash>(?<![0-9A-Za-z])[0-9a-fA-F]{7,40}(?![0-9A-Za-z]))   # a commit
    | (?i:(?<=\bGH)|(?<=\bGL)|(?<=\bCVE)|(?<=\bGHSA))(?P<dash>-)(?=\w)
    | (?i:(?<=\bwww))(?P<dot>\.)
    | (?P<colon>:)(?=//|[\w+-]*:)                                # an address, an emoji
    | (?P<sign>[@#!~%&$^\[{*])                                    # mentions and references
    | (?P<mark>[\\`<|\]]|(?<![^\W_])_|_(?![^\W_]))
    """,
    re.VERBOSE,
)


def _defused(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "hash":
        return f"<code>{found}</code>"
    return f"&#{ord(found)};" if kind == "mark" else f"<span>&#{ord(found)};</span>"


def _referenced(match: re.Match[str]) -> str:
    sign, digits, after = match.groups()
    return f"&#{ord(sign)};" if sign else f"{digits}&#{ord(after)};"


_LINE_BREAKS = {"\r\n": "%0D%0A", "\r": "%0D", "\n": "%0A"}


def _spelled(match: re.Match[str]) -> str:
    r"""One character as Python would write it: `\x1b`, `\u202e`, `\U000e0001`."""
    point = ord(match.group())
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
