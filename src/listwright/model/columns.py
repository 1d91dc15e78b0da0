"""The native inventory columns and the typed facts of one home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from listwright.errors import Span

Value = str | int | Decimal | bool | date


class ColumnType(Enum):
    """How the text of a column is read."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"


_DATES = (
    "status_since ready_on construction_final_on last_move_out_on turn_started_on next_move_in_on "
    "preferred_on photos_delivered_on renovated_on"
)
_TEXTS = (
    "external_property_id turn_id billing_entity_slug status street street2 city state postal_code "
    "latitude longitude market property_type method_of_access access_code_ref lockbox_location "
    "onsite_contact_name onsite_contact_phone onsite_contact_email tags notes timezone"
)

NATIVE_COLUMNS: Mapping[str, ColumnType] = {
    **dict.fromkeys(_TEXTS.split(), ColumnType.TEXT),
    **dict.fromkeys(_DATES.split(), ColumnType.DATE),
    **dict.fromkeys(["bedrooms", "price", "square_footage", "year_built"], ColumnType.WHOLE),
    "bathrooms": ColumnType.NUMBER,
    "vacant": ColumnType.FLAG,
}
"""Columns listwright knows by name; every other column is text unless `types:` says otherwise."""

PRIVATE_COLUMNS = frozenset(
    [
        "access_code_ref",
        "lockbox_location",
        "onsite_contact_name",
        "onsite_contact_phone",
        "onsite_contact_email",
        "notes",
    ]
)
"""Columns whose values are never printed and never stored."""

CANONICAL_STATUSES = (
    "occupied",
    "notice_unrented",
    "notice_rented",
    "vacant_unrented_not_ready",
    "vacant_ready",
    "vacant_rented_not_ready",
    "vacant_rented_ready",
    "excluded",
    "under_construction",
    "construction_final",
    "listed",
    "sold",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the rows of one source share: where it is, its columns, and how each is read.

    `readings[i]` maps every distinct text of a typed column to its value; None for text columns.
    A hundred thousand rows share a few hundred readings, so rows stay plain tuples of text.
    """

    source: str
    file: str
    columns: Mapping[str, int]
    types: tuple[ColumnType, ...]
    readings: tuple[Mapping[str, Value] | None, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one home: one row of a table, or the keys of an inline home.

    `line` is the physical line, `row` the data row from 1 (None inline); `spans` holds one position
    per column for inline homes.
    """

    table: Table
    values: tuple[str, ...]
    line: int
    row: int | None = None
    spans: tuple[Span, ...] | None = None

    def text(self, column: str) -> str | None:
        """The characters of that cell, or None when the column is absent or the cell empty."""
        index = self.table.columns.get(column)
        return (self.values[index] or None) if index is not None else None

    def value(self, column: str) -> Value | None:
        """The typed value of that cell, or None when absent or empty."""
        index = self.table.columns.get(column)
        if index is None:
            return None
        text = self.values[index]
        if not text:
            return None
        reading = self.table.readings[index]
        return text if reading is None else reading[text]

    def span(self, column: str) -> Span:
        """Where that cell stands; the row's or home's own place when there is no such column."""
        index = self.table.columns.get(column)
        if self.spans is not None:
            return self.spans[index] if index is not None else self.origin
        return Span(
            file=self.table.file,
            line=self.line,
            row=self.row,
            field=column,
            source=self.table.source,
        )

    @property
    def origin(self) -> Span:
        """Where the home as a whole stands."""
        return Span(
            file=self.table.file, line=self.line, row=self.row, source=self.table.source or None
        )
