"""A list of things to do, as somebody wrote it into a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from listwright.errors import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a list. `cells` by column, without blanks around them; an empty cell is ""."""

    file: str
    line: int
    row: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What the cell says; "" when it is empty, or the list has no such column."""
        return self.cells.get(column, "")

    def span(self, column: str | None = None) -> Span:
        """Where the row, or one cell of it, stands."""
        return Span(file=self.file, line=self.line, row=self.row, field=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows of one file, and the digest of exactly these bytes."""

    file: str
    digest: str
    columns: tuple[str, ...]
    rows: tuple[ListedRow, ...]
