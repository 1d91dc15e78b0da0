"""Statements in the words of the driver, and cells that a server takes; pure."""

import re
from collections.abc import Mapping
from functools import cache

from listwright.ledger.database import Cell, Cells

_MARK = re.compile(r"'[^']*'|\?|(?<!:):([a-z_0-9]+)|%|\bgroup_concat\(")


@cache
def translated(statement: str) -> str:
    """The statement with `?` and `:name` as the driver writes them."""
    return _MARK.sub(_mark, statement)


def _mark(found: re.Match[str]) -> str:
    text = found[0]
    if text == "?":
        return "%s"
    if text.startswith(":"):
        return f"%({found[1]})s"
    if text == "group_concat(":
        return "string_agg("
    return text.replace("%", "%%")


def sendable(cells: Cells) -> Cells:
    """The cells as a server takes them: it knows no NUL in a text, and a truth is a number here."""
    if isinstance(cells, Mapping):
        return {name: _sendable(cell) for name, cell in cells.items()}
    return [_sendable(cell) for cell in cells]


def _sendable(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd") if "\0" in cell else cell
    return int(cell) if isinstance(cell, bool) else cell
