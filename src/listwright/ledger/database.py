"""What the ledger asks of a database: statements, rows by name, and three kinds of transaction.

Statements are written in the words that SQLite and PostgreSQL share, with `?` or `:name` for cells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

Cell = str | int | float | None
Cells = Sequence[Cell] | Mapping[str, Cell]


class TakenError(Exception):
    """A row with that unique key is there already; the transaction has to end."""


class Row(Protocol):
    """One row, by name or place; it unpacks into its cells, and `dict` takes it."""

    def __getitem__(self, key: Any, /) -> Any:  # noqa: ANN401 - a cell has many types
        """The cell of that name or place."""

    def keys(self) -> Iterable[str]:
        """The names of the columns."""

    def __iter__(self) -> Iterator[Any]:
        """The cells."""


class Rows(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row or None
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Self:
        """The rows, one after the other."""

    def __next__(self) -> Any:  # noqa: ANN401 - a row
        """The next row; raises StopIteration."""


class Statements(Protocol):
    """A connection, for those who only run statements in somebody's transaction."""

    def execute(self, statement: str, cells: Cells = ..., /) -> Rows:
        """Run one statement. Raises TakenError, or what the database raises."""


class Sql(Statements, Protocol):
    """A connection. Only one transaction at a time, and no statement outside of one."""

    for_update: str
    """What follows a SELECT whose rows nobody else may change before the transaction ends."""

    def tuples(self, statement: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a statement as plain tuples, which are quicker than named rows."""

    def reading(self) -> AbstractContextManager[None]:
        """One consistent view."""

    def writing(self) -> AbstractContextManager[None]:
        """All or nothing, durable when it ends, one after the other with every other writer."""

    def sketching(self) -> AbstractContextManager[None]:
        """All or nothing, seen by everybody at once, but not waiting for the disk.

        For what may be forgotten: a power cut can undo it, and never anything durable.
        """

    def close(self) -> None:
        """Let go of the database."""
