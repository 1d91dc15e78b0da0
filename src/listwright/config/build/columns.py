"""Which columns exist, how each is read, and which must stay out of sight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from listwright.config.build.wordings import ABSENT_COLUMN, TYPES_DIFFER, UNKNOWN_COLUMN
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
    `absent` are native columns that neither an inventory nor a home has, if there are inventories.
    """

    types: dict[str, ColumnType]
    absent: frozenset[str]
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

    def expect_present(self, name: str, span: Span, found: Findings) -> None:
        """A finding when a condition reads a column that every source lacks.

        A renamed header must stop the run: read as empty cells it would change what every home
        wants.
        """
        if name in self.absent:
            present = [column for column in self.types if column not in self.absent]
            detail = f"{excerpt(name)!r} is a native column, but no inventory and no home has it."
            found.add(ABSENT_COLUMN, detail, span, suggestion=found.nearest(name, present))


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
    listed: bool,
) -> Columns:
    """The native, the declared and the `others`, which are text.

    `listed`: homes come from an inventory, whose header tells which native columns there are.
    """
    present = frozenset(others)
    types = {**dict.fromkeys(present, ColumnType.TEXT), **declared, **NATIVE_COLUMNS}
    return Columns(
        types=types,
        absent=frozenset(NATIVE_COLUMNS) - present if complete and listed else frozenset(),
        complete=complete,
        hidden=PRIVATE_COLUMNS | secret,
        secret=secret,
    )
