"""Which columns exist, how each is read, and which must stay out of sight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from listwright.config.build.wordings import TYPES_DIFFER, UNKNOWN_COLUMN
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.yaml import (
    Node,
    Problem,
    excerpt,
    read_boolean,
    read_date,
    read_decimal,
    read_text,
    read_whole,
)
from listwright.errors import Span
from listwright.model.columns import NATIVE_COLUMNS, PRIVATE_COLUMNS, ColumnType, Value
from listwright.model.rules import Written

READERS: dict[ColumnType, Callable[[Node], Value | Problem]] = {
    ColumnType.TEXT: read_text,
    ColumnType.WHOLE: read_whole,
    ColumnType.NUMBER: read_decimal,
    ColumnType.FLAG: read_boolean,
    ColumnType.DATE: read_date,
}
"""How a value of each type is read from YAML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Every column of the project with its type.

    `complete` is False when a source could not be read: then nothing is called unknown. Values of
    `hidden` columns must be neither printed nor stored; `secret` are those that hold codes.
    """

    types: dict[str, ColumnType]
    complete: bool
    hidden: frozenset[str]
    secret: frozenset[str]

    def expect(self, name: str, span: Span, found: Findings) -> ColumnType | None:
        """The type of a column somebody names; None when it is unknown, which is a finding."""
        known = self.types.get(name)
        if known is None and self.complete:
            detail = f"No source has a column {excerpt(name)!r}."
            found.add(UNKNOWN_COLUMN, detail, span, suggestion=found.nearest(name, self.types))
        return known


def declared_types(
    items: Iterable[Item[Written[ColumnType]]], found: Findings
) -> dict[str, ColumnType]:
    """The types that inventories declare; each source checks them against its own header."""
    declared: dict[str, tuple[ColumnType, str]] = {}
    for item in items:
        wanted, at = item.value.value, item.span.at
        first, where = declared.setdefault(item.name, (wanted, at))
        if first is not wanted:
            detail = f"{excerpt(item.name)!r} is {first.value} at {where} and {wanted.value} here."
            found.add(TYPES_DIFFER, detail, item.span)
    return {name: kind for name, (kind, _) in declared.items()}


def known_columns(
    declared: dict[str, ColumnType],
    others: Iterable[str],
    *,
    secret: frozenset[str],
    complete: bool,
) -> Columns:
    """The native, the declared and the `others`, which are text."""
    types = {**dict.fromkeys(others, ColumnType.TEXT), **declared, **NATIVE_COLUMNS}
    return Columns(types=types, complete=complete, hidden=PRIVATE_COLUMNS | secret, secret=secret)
