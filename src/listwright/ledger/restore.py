"""A copy becomes the ledger again, where none is or where it holds nothing: whole or not at all."""

import glob
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count, groupby
from operator import itemgetter
from pathlib import Path

from listwright.errors import (
    Diagnostic,
    ListwrightError,
    LockBusyError,
    OtherProjectError,
    RefusedError,
)
from listwright.ledger import failures
from listwright.ledger.connection import make_durable, open_file, transaction
from listwright.ledger.copy_form import CopyReader
from listwright.ledger.export import opened_as_is
from listwright.ledger.lock import locked_file
from listwright.ledger.migrate import (
    APPLICATION_ID,
    MINIMUM_TOOL,
    latest_version,
    run_steps,
    schema_version,
)
from listwright.ledger.places import check_place, create_file
from listwright.ledger.schema import (
    expected_objects,
    quoted,
    read_sequences,
    read_tables,
    schema_objects,
)
from listwright.model.copies import LedgerCopy
from listwright.ports import Clock

NO_TRACE = frozenset({"account", "heads", "lease", "meta", "rate"})
"""Tables that a plan fills by looking: rows in them alone are no memory that could be lost."""

_ASIDE = ".aside"


def restore_ledger(reader: CopyReader, path: Path, *, lineage: str, clock: Clock) -> LedgerCopy:
    """Make the copy the ledger at `path`; gives the copy's head.

    Raises RefusedError for a copy or a place that is not fit, LockBusyError, LedgerError. Then
    nothing was changed.
    """
    _check_copy(reader, lineage)
    with failures.translated(path):
        made = not check_place(path, read_only=False)
        if made:
            create_file(path)
        with locked_file(path, 0, clock) as mine, _emptied_on_failure(path, made=made):
            if not mine:
                raise LockBusyError(
                    f"The ledger {path} is in use by another run.",
                    advice="Wait for that run to end, then restore again.",
                )
            sql = open_file(path, read_only=False)
            try:
                _replace_content(sql, path, reader=reader)
                make_durable(sql, path)
            finally:
                sql.close()
    return reader.head


def _check_copy(reader: CopyReader, lineage: str) -> None:
    head = reader.head
    if head.lineage != lineage:
        raise OtherProjectError(
            f"{reader.name} is a copy of the ledger of {head.lineage}, not of {lineage}.",
            advice="Use a copy of this project's ledger, or undo the change of `project:` or "
            "`namespace:`.",
        )
    if not 1 <= head.schema_version <= latest_version():
        fix = (
            f"Install listwright {head.minimum_tool} or later: "
            f"python -m pip install 'listwright>={head.minimum_tool}'"
        )
        message = (
            f"{reader.name} was made by a newer listwright (schema {head.schema_version}; this one "
            f"knows {latest_version()})."
        )
        finding = Diagnostic(code="LW2003", summary=message, fix=fix)
        raise RefusedError(message, reason="ledger", advice=fix, diagnostics=(finding,))


@contextmanager
def _emptied_on_failure(path: Path, *, made: bool) -> Iterator[None]:
    """Take away the empty file that was made for a restore which then failed."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            if made and path.stat().st_size == 0:
                path.unlink()
        raise


def _replace_content(sql: sqlite3.Connection, path: Path, *, reader: CopyReader) -> None:
    # Until the end the rows point at rows that are still to come.
    sql.execute("PRAGMA foreign_keys = OFF")
    sql.execute("PRAGMA synchronous = FULL")
    with transaction(sql):
        _require_empty(sql, path)
        _drop_everything(sql)
        version = reader.head.schema_version
        run_steps(sql, after=0, upto=version)
        _require_same_tables(sql, reader)
        with _without_triggers(sql):
            _insert_rows(sql, reader)
        _raise_sequences(sql, reader.head)
        run_steps(sql, after=version, upto=latest_version())
        sql.execute(
            "UPDATE meta SET schema_version = ?, minimum_tool = ?", (latest_version(), MINIMUM_TOOL)
        )
        sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _require_whole(sql, reader)


# ---- where it goes -------------------------------------------------------------------------------


def _require_empty(sql: sqlite3.Connection, path: Path) -> None:
    """Raise unless nothing would be lost; the transaction keeps it so."""
    version = schema_version(sql)
    if version is None:
        raise failures.foreign_database(path)
    _require_going(sql, path)
    filled = {
        table.name
        for table in read_tables(sql)
        if table.name not in NO_TRACE and _has_rows(sql, table.name)
    }
    if not filled:
        return
    orders, intents = (_count_rows(sql, name) for name in ("orders", "intent"))
    finding = Diagnostic(
        code="LW2023",
        summary=f"The ledger {path} is not empty: {orders} orders and {intents} requests of ours "
        "are in it",
        detail="A copy is restored only where nothing would be lost.",
        fix=f"Put the ledger aside, then restore again: {aside_command(path)}",
    )
    raise RefusedError(
        f"{finding.summary}.", reason="ledger", advice=finding.fix, diagnostics=(finding,)
    )


def _require_going(sql: sqlite3.Connection, path: Path) -> None:
    """Raise where somebody stopped all sending: the copy knows nothing of that stop."""
    # An empty file has no such table, an older schema no such column.
    if ("table", "meta") not in schema_objects(sql):
        return
    meta = sql.execute("SELECT * FROM meta").fetchone()
    if meta is None or not dict(meta).get("frozen_at"):
        return
    finding = Diagnostic(
        code="LW2023",
        summary=f"All sending is stopped in the ledger {path}, and a restore would undo that",
        fix="When sending may go on: listwright ledger thaw, then restore again.",
    )
    raise RefusedError(
        f"{finding.summary}.", reason="ledger", advice=finding.fix, diagnostics=(finding,)
    )


def _count_rows(sql: sqlite3.Connection, table: str) -> int:
    return int(sql.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0])  # noqa: S608


def _has_rows(sql: sqlite3.Connection, table: str) -> bool:
    statement = f"SELECT 1 FROM {quoted(table)} LIMIT 1"  # noqa: S608 - names of the schema
    return sql.execute(statement).fetchone() is not None


def aside_command(path: Path) -> str:
    """The line of shell that moves the ledger, with what SQLite keeps beside it, out of the way."""
    numbers = chain([""], count(2))
    aside = next(name for one in numbers if not (name := Path(f"{path}{_ASIDE}{one}")).exists())
    old, new = shlex.quote(str(path)), shlex.quote(str(aside))
    return f'for x in "" -wal -shm; do [ ! -e {old}$x ] || mv {old}$x {new}$x; done'


def later_head_beside(path: Path, copy: LedgerCopy) -> str | None:
    """When a ledger that was put aside was written last, if that was after the copy was made."""
    endings = ("-wal", "-shm", ".lock")
    asides = [
        file
        for file in path.parent.glob(f"{glob.escape(path.name)}{_ASIDE}*")
        if not file.name.endswith(endings)
    ]
    heads = [head for file in asides if (head := _head_at(file, copy.lineage)) > copy.head_at]
    return max(heads, default=None)


def _head_at(path: Path, lineage: str) -> str:
    """When that ledger was written last; nothing when it is none that can be read."""
    with suppress(ListwrightError), opened_as_is(path, lineage=lineage) as sql:
        return str(sql.execute("SELECT head_at FROM meta").fetchone()[0])
    return ""


def _drop_everything(sql: sqlite3.Connection) -> None:
    objects = schema_objects(sql)
    for kind in ("trigger", "view", "table"):
        for found, name in objects:
            if found == kind:
                sql.execute(f"DROP {kind} {quoted(name)}")


# ---- what is written -----------------------------------------------------------------------------


def _require_same_tables(sql: sqlite3.Connection, reader: CopyReader) -> None:
    """A copy of schema N holds the tables of schema N: no other, none missing."""
    known = {table.name: table.columns for table in read_tables(sql)}
    if {table.name: table.columns for table in reader.head.tables} != known:
        reader.refuse(f"its tables are not those of schema {reader.head.schema_version}")


@contextmanager
def _without_triggers(sql: sqlite3.Connection) -> Iterator[None]:
    """Let rows in as they were when they were copied; the triggers judge changes, not memory."""
    triggers = {
        name: text for (kind, name), text in schema_objects(sql).items() if kind == "trigger"
    }
    for name in triggers:
        sql.execute(f"DROP TRIGGER {quoted(name)}")
    yield
    for text in triggers.values():
        sql.execute(text)


def _insert_rows(sql: sqlite3.Connection, reader: CopyReader) -> None:
    columns = {table.name: table.columns for table in reader.head.tables}
    try:
        for name, rows in groupby(reader.rows(), key=itemgetter(0)):
            names = ", ".join(map(quoted, columns[name]))
            marks = ", ".join("?" * len(columns[name]))
            statement = f"INSERT INTO {quoted(name)} ({names}) VALUES ({marks})"  # noqa: S608
            sql.executemany(statement, (cells for _, cells in rows))
    except sqlite3.IntegrityError as error:
        reader.refuse(f"the row contradicts another one ({error})")


def _raise_sequences(sql: sqlite3.Connection, copy: LedgerCopy) -> None:
    """Numbers go on above the highest that was ever given out, not the highest that is left."""
    present = read_sequences(sql)
    for name, number in copy.sequences.items():
        if name in present:
            sql.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, name)
            )
        else:
            sql.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, number))


def _require_whole(sql: sqlite3.Connection, reader: CopyReader) -> None:
    """The last look before the commit."""
    owners = [row["lineage"] for row in sql.execute("SELECT lineage FROM meta")]
    if owners != [reader.head.lineage]:
        reader.refuse("the rows of meta do not say what the first line says")
    loose = sql.execute("PRAGMA foreign_key_check").fetchone()
    if loose is not None:
        reader.refuse(f"a row of {loose[0]} above belongs to a row of {loose[2]} that is missing")
    assert schema_objects(sql) == expected_objects(latest_version())
