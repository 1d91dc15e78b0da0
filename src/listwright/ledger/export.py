"""Everything that the ledger knows, as the lines of a copy, in one consistent read."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from listwright.ledger import failures
from listwright.ledger.connection import open_file, quick_check, transaction
from listwright.ledger.copy_form import CopyWriter, Value
from listwright.ledger.database import Statements
from listwright.ledger.migrate import latest_version, schema_version
from listwright.ledger.places import check_place
from listwright.ledger.schema import Table, quoted, read_sequences, read_tables
from listwright.model.copies import CopiedTable, LedgerCopy


@contextmanager
def opened_as_is(
    path: Path, *, lineage: str, even_exposed: bool = False
) -> Iterator[sqlite3.Connection]:
    """A ledger that exists, for reading only, of any schema that this version knows.

    It is not migrated, so a copy can be made before a newer listwright touches it. Raises
    LedgerError, OtherProjectError.
    """
    with failures.translated(path):
        if not check_place(path, read_only=True, even_exposed=even_exposed):
            raise failures.absent(path)
        sql = open_file(path, read_only=True)
        try:
            _check_owner(sql, path, lineage=lineage)
            yield sql
        finally:
            sql.close()


def _check_owner(sql: sqlite3.Connection, path: Path, *, lineage: str) -> None:
    version = schema_version(sql)
    if version is None:
        raise failures.foreign_database(path)
    if not version:
        raise failures.absent(path)
    meta = sql.execute("SELECT * FROM meta").fetchone()
    if meta is None:
        raise failures.damaged(path, "the row that says whose it is is missing")
    if version > latest_version():
        raise failures.newer_schema(path, version=version, minimum_tool=meta["minimum_tool"])
    if meta["lineage"] != lineage:
        raise failures.other_project(path, found=meta["lineage"], wanted=lineage)


@dataclass(slots=True, kw_only=True)
class LedgerExport:
    """An export under way: its head, then its lines, which may be asked for once."""

    sql: Statements
    head: LedgerCopy
    tables: tuple[Table, ...]
    translating: Callable[[], AbstractContextManager[None]]
    writer: CopyWriter = field(default_factory=CopyWriter)

    def lines(self) -> Iterator[str]:
        """Every line with its end, one row in memory at a time. Raises LedgerError."""
        with self.translating():
            yield self.writer.head_line(self.head)
            for table, row in self.rows():
                yield self.writer.row_line(table, row)
            yield self.writer.last_line()

    def rows(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """Every row with the name of its table, one in memory at a time."""
        for table in self.tables:
            for row in self.sql.execute(selection(table)):
                yield table.name, dict(row)


@contextmanager
def exporting(path: Path, *, lineage: str, at: datetime) -> Iterator[LedgerExport]:
    """An export of the ledger as it is now; what others write meanwhile is not in it.

    Raises LedgerError, also for a damaged file: a copy of it would look sound.
    """
    with opened_as_is(path, lineage=lineage) as sql, transaction(sql, "DEFERRED"):
        found = quick_check(sql)
        if found is not None:
            raise failures.damaged(path, found)
        tables = read_tables(sql)
        yield LedgerExport(
            sql=sql,
            head=read_head(sql, tables, sequences=read_sequences(sql), at=at),
            tables=tables,
            translating=lambda: failures.translated(path),
        )


def read_head(
    sql: Statements, tables: tuple[Table, ...], *, sequences: Mapping[str, int], at: datetime
) -> LedgerCopy:
    """What the first line of a copy says, in an open transaction."""
    meta = sql.execute("SELECT * FROM meta").fetchone()
    return LedgerCopy(
        lineage=meta["lineage"],
        schema_version=meta["schema_version"],
        minimum_tool=meta["minimum_tool"],
        head=meta["head"],
        head_at=meta["head_at"],
        revision=meta["revision"],
        exported_at=at,
        tables=tuple(
            CopiedTable(name=table.name, columns=table.columns, rows=_count(sql, table))
            for table in tables
        ),
        sequences=sequences,
    )


def _count(sql: Statements, table: Table) -> int:
    statement = f"SELECT count(*) FROM {quoted(table.name)}"  # noqa: S608 - names of the schema
    return int(sql.execute(statement).fetchone()[0])


def selection(table: Table) -> str:
    """The rows of a table in an order that depends on nothing but what they hold."""
    columns = ", ".join(map(quoted, table.columns))
    key = ", ".join(map(quoted, table.key))
    return f"SELECT {columns} FROM {quoted(table.name)} ORDER BY {key}"  # noqa: S608 - the same
