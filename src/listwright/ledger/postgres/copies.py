"""Copies of a ledger on a server, in the same form as those of a file."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from listwright.errors import Diagnostic, LockBusyError, RefusedError
from listwright.ledger.connection import open_file
from listwright.ledger.export import LedgerExport, read_head, selection
from listwright.ledger.migrate import latest_version
from listwright.ledger.postgres import failures
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.connection import ServerSql
from listwright.ledger.postgres.opening import bring_up, connected, current_version
from listwright.ledger.restore import NO_TRACE
from listwright.ledger.schema import expected_tables, numbered_tables, read_sequences
from listwright.ports import Clock

_OF_A_PLACE = frozenset({"lease"})
"""Tables whose rows say something of the place and not of the memory."""


@contextmanager
def exporting(address: ServerAddress, *, lineage: str, at: datetime) -> Iterator[LedgerExport]:
    """An export of the ledger as it is now; raises LedgerError, OtherProjectError."""
    with connected(address, lineage=lineage) as (sql, version), sql.reading():
        tables = expected_tables(version)
        numbers = _numbers(sql, version)
        yield LedgerExport(
            sql=sql,
            head=read_head(sql, tables, sequences=numbers, at=at),
            tables=tables,
            translating=lambda: failures.translated(address),
        )


def _numbers(sql: ServerSql, version: int) -> Mapping[str, int]:
    """By table, the highest number that was ever given out; those of which none was are left out.

    As in a file, in whose counts a table without any row ever does not stand.
    """
    found = {}
    for table in numbered_tables(version):
        row = sql.execute(
            "SELECT pg_sequence_last_value(pg_get_serial_sequence(?, 'id')::regclass) AS last",
            (f'"{sql.address.schema}".{table}',),
        ).fetchone()
        if row["last"] is not None:
            found[table] = int(row["last"])
    return found


def require_empty(address: ServerAddress, *, lineage: str) -> None:
    """Raise RefusedError unless nothing would be lost by a restore there."""
    with closing(ServerSql(address)) as sql, failures.translated(address), sql.reading():
        _require_empty(sql, lineage)


def _require_empty(sql: ServerSql, lineage: str) -> None:
    version = current_version(sql, lineage=lineage)
    if version is None:
        return
    shown = sql.address.shown
    filled = [
        table.name
        for table in expected_tables(version)
        if table.name not in NO_TRACE
        and sql.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1').fetchone()  # noqa: S608 - own names
    ]
    if filled:
        counts = sql.execute(
            "SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM intent) AS sent"
        ).fetchone()
        raise _refused(
            f"The ledger {shown} is not empty: {counts['orders']} orders and {counts['sent']} "
            "requests of ours are in it",
            "A copy is restored only where nothing would be lost. Name another schema (add "
            "?schema=NAME to the address), or rename this one: ALTER SCHEMA "
            f"{sql.address.schema} RENAME TO {sql.address.schema}_aside",
        )
    if sql.execute("SELECT frozen_at FROM meta").fetchone()["frozen_at"]:
        raise _refused(
            f"All sending is stopped in the ledger {shown}, and a restore would undo that",
            "When sending may go on: listwright ledger thaw, then restore again.",
        )


def _refused(summary: str, fix: str) -> RefusedError:
    finding = Diagnostic(code="LW2023", summary=summary, fix=fix)
    return RefusedError(f"{summary}.", reason="ledger", advice=fix, diagnostics=(finding,))


def take_over(path: Path, address: ServerAddress, *, lineage: str, clock: Clock) -> None:
    """Put everything of the ledger in the file into the server, in one transaction.

    Raises RefusedError where something would be lost, LockBusyError, LedgerError.
    """
    with (
        closing(open_file(path, read_only=True)) as source,
        closing(ServerSql(address, clock)) as sql,
        failures.translated(address),
        sql.making(),
    ):
        _require_empty(sql, lineage)
        if current_version(sql, lineage=lineage) is None:
            bring_up(sql, after=0)
        _require_quiet(sql)
        tables = expected_tables(latest_version())
        for table in tables:
            sql.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        for table in reversed(tables):
            sql.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - own names
        for table in tables:
            if table.name not in _OF_A_PLACE:
                rows = source.tuples(selection(table))
                sql.insert_rows(table.name, table.columns, rows)
        for table in tables:
            sql.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        # Where it stood before says nothing about this server.
        sql.execute("UPDATE meta SET server = NULL")
        _raise_numbers(sql, read_sequences(source))


def _require_quiet(sql: ServerSql) -> None:
    held = sql.execute(
        "SELECT owner FROM lease WHERE expires::timestamptz > clock_timestamp()"
    ).fetchone()
    if held is not None:
        raise LockBusyError(
            f"The ledger {sql.address.shown} is in use by {held['owner']}.",
            advice="Wait for that run to end, then restore again.",
        )


def _raise_numbers(sql: ServerSql, numbers: Mapping[str, int]) -> None:
    """Numbers go on above the highest that was ever given out, not the highest that is left."""
    places = {name: ("id", number) for name, number in numbers.items()}
    heads = sql.execute("SELECT coalesce(max(number), 0) AS last FROM heads").fetchone()["last"]
    places["heads"] = ("number", heads)
    for table, (column, number) in places.items():
        if number:
            sql.execute(
                "SELECT setval(pg_get_serial_sequence(?, ?)::regclass, ?)",
                (f'"{sql.address.schema}".{table}', column, number),
            )
