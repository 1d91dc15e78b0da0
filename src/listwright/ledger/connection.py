"""A connection to a ledger file that is safe to trust with money."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from listwright.errors import LedgerError
from listwright.ledger.failures import ledger_error

_BUSY_SECONDS = 10.0
_FULL = 2
"""`PRAGMA synchronous` as read back; anything less loses commits when the power fails."""


class FileSql(sqlite3.Connection):
    """`database.Sql` over SQLite."""

    for_update = ""
    """Nothing: whoever writes has the whole file."""

    def tuples(self, statement: str) -> sqlite3.Cursor:
        """The rows of a statement as plain tuples."""
        cursor = self.cursor()
        cursor.row_factory = None
        return cursor.execute(statement)

    def reading(self) -> AbstractContextManager[None]:
        """One consistent view."""
        return transaction(self, "DEFERRED")

    def writing(self) -> AbstractContextManager[None]:
        """All or nothing, durable when it ends."""
        return transaction(self)

    @contextmanager
    def sketching(self) -> Iterator[None]:
        """All or nothing, not waiting for the disk.

        A power cut can undo it, and never anything that was committed durably, since the log is
        read back in order. The next durable commit takes it along.
        """
        self.execute("PRAGMA synchronous = NORMAL")
        try:
            with transaction(self):
                yield
        finally:
            self.execute("PRAGMA synchronous = FULL")


def open_file(path: Path, *, read_only: bool) -> FileSql:
    """Connect to an existing file; nothing is written yet."""
    mode = "ro" if read_only else "rw"
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    sql = sqlite3.connect(
        uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, factory=FileSql
    )
    return _prepared(sql)


def open_memory() -> FileSql:
    """A ledger that nobody will ever see: what a reader gets where there is no file."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None, factory=FileSql))


def make_durable(sql: sqlite3.Connection, path: Path) -> None:
    """Switch on the write-ahead log with full flushing, and believe only what reads back."""
    journal = sql.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    sql.execute("PRAGMA synchronous = FULL")
    sql.execute("PRAGMA fullfsync = ON")
    flushing = sql.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, flushing) != ("wal", _FULL):
        raise _not_durable(path, journal=str(journal), flushing=int(flushing))


def quick_check(sql: sqlite3.Connection) -> str | None:
    """The first contradiction in the file, or None."""
    found = str(sql.execute("PRAGMA quick_check(1)").fetchone()[0])
    return None if found == "ok" else found


@contextmanager
def transaction(sql: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All or nothing. `IMMEDIATE` for writing, `DEFERRED` for one consistent view."""
    sql.execute(f"BEGIN {kind}")
    try:
        yield
        sql.execute("COMMIT")
    except BaseException:
        # A full disk may have rolled back already.
        if sql.in_transaction:
            sql.execute("ROLLBACK")
        raise


def _prepared(sql: FileSql) -> FileSql:
    sql.row_factory = sqlite3.Row
    sql.execute("PRAGMA foreign_keys = ON")
    sql.execute("PRAGMA trusted_schema = OFF")
    # Without this, INSERT OR REPLACE would delete a row past the triggers that forbid it.
    sql.execute("PRAGMA recursive_triggers = ON")
    return sql


def _not_durable(path: Path, *, journal: str, flushing: int) -> LedgerError:
    return ledger_error(
        "LW2010",
        f"{path} cannot be written durably (journal {journal}, synchronous {flushing}).",
        "Put the ledger on a local disk that supports SQLite's write-ahead log.",
    )
