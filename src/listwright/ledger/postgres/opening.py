"""Opening a ledger on a server: its tables made, migrated or refused."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from listwright.errors import OtherProjectError
from listwright.ledger.connection import open_memory
from listwright.ledger.failures import absent, newer_schema
from listwright.ledger.head import Sidecar
from listwright.ledger.inbox import put_event
from listwright.ledger.migrate import (
    MINIMUM_TOOL,
    Migration,
    first_row,
    latest_version,
    migrate_schema,
    migrations_in,
)
from listwright.ledger.postgres import failures
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.connection import ServerSql
from listwright.ledger.postgres.ledger import PostgresLedger
from listwright.ledger.postgres.patience import again
from listwright.ledger.rows import time_text
from listwright.ledger.sqlite import SqliteLedger
from listwright.ledger.writer import Author, SqlLedger
from listwright.model.event import VendorEvent
from listwright.ports import Clock

_OLDEST = 130000
"""The first PostgreSQL that can be asked how a transaction ended (`pg_xact_status`, xid8)."""

_FOLDER = Path(__file__).with_name("migrations")


def open_server(
    address: ServerAddress, *, lineage: str, author: Author, sidecar: Sidecar | None = None
) -> SqlLedger[Any]:
    """Open, and when needed make or migrate, the ledger at `address`.

    A reader creates nothing: where there are no tables, the ledger is empty. Raises LedgerError,
    OtherProjectError.
    """
    sql = ServerSql(address, author.clock)
    try:
        with failures.translated(address):
            present = again(lambda: make_ready(sql, lineage=lineage, author=author), author.clock)
    except BaseException:
        sql.close()
        raise
    if not present:
        sql.close()
        return _nothing(lineage, author)
    ledger = PostgresLedger(sql, author, sidecar)
    if not author.read_only:
        ledger.take_in_aside()
    return ledger


def _nothing(lineage: str, author: Author) -> SqlLedger[Any]:
    """A ledger that nobody will ever see."""
    sql = open_memory()
    migrate_schema(sql, lineage=lineage, at=time_text(author.clock.now()))
    return SqliteLedger(sql, Path("nowhere"), author=author)


def has_tables(address: ServerAddress) -> bool:
    """Whether a ledger is there; raises LedgerError where the server does not answer."""
    with closing(ServerSql(address)) as sql, failures.translated(address), sql.reading():
        return _version(sql) is not None


@contextmanager
def connected(address: ServerAddress, *, lineage: str) -> Iterator[tuple[ServerSql, int]]:
    """A ledger that exists, of any schema that this version knows, and that schema.

    Raises LedgerError, OtherProjectError.
    """
    with closing(ServerSql(address)) as sql, failures.translated(address):
        with sql.reading():
            version = current_version(sql, lineage=lineage)
        if version is None:
            raise absent(address.shown)
        yield sql, version


def current_version(sql: ServerSql, *, lineage: str) -> int | None:
    """The schema of the project's tables; None where there are none. Raises as `connected`."""
    version = _version(sql)
    if version is not None:
        _check_owner(sql, lineage=lineage)
    return version


class ServerInbox:
    """`ports.Inbox` over a connection of its own. Use it from the thread that opened it."""

    def __init__(self, sql: ServerSql) -> None:
        """Use `open_server_inbox`."""
        self._sql = sql

    def receive(self, events: Sequence[VendorEvent]) -> None:
        """Keep the events, durably when this returns."""
        with failures.translated(self._sql.address), self._sql.adding():
            for event in events:
                put_event(self._sql, event)

    def close(self) -> None:
        """Let go of the connection."""
        self._sql.close()


def open_server_inbox(address: ServerAddress, *, lineage: str, clock: Clock) -> ServerInbox:
    """Open the ledger at `address` for what vendors tell; it makes no tables.

    Raises LedgerError, OtherProjectError.
    """
    sql = ServerSql(address, clock)
    try:
        with failures.translated(address):
            author = Author(run="", actor="", clock=clock, read_only=True)
            if not make_ready(sql, lineage=lineage, author=author):
                raise failures.no_tables(address)
    except BaseException:
        sql.close()
        raise
    return ServerInbox(sql)


def make_ready(sql: ServerSql, *, lineage: str, author: Author) -> bool:
    """Check the server and its tables, make them when needed; False when a reader finds none."""
    with sql.reading():
        _check_server(sql, writes=not author.read_only)
        version = current_version(sql, lineage=lineage)
    if version == latest_version():
        return True
    if author.read_only:
        if version:
            raise failures.old_tables(sql.address)
        return False
    with sql.making():
        # Looked at again: another run may have been quicker.
        before = _version(sql)
        _check_rights(sql, before)
        if before != latest_version():
            bring_up(sql, after=before or 0)
        if before is None:
            sql.execute(*first_row(lineage, time_text(author.clock.now())))
    return True


def _check_rights(sql: ServerSql, version: int | None) -> None:
    """Raise LedgerError unless this role may make the tables, or bring them up to date."""
    if version is None and not _may_make(sql):
        raise failures.no_tables(sql.address)
    if version is not None and not _owns(sql):
        raise failures.old_tables(sql.address)


def bring_up(sql: ServerSql, *, after: int) -> None:
    """Run the steps above number `after`, in the open transaction."""
    if not after:
        sql.execute_script(f'CREATE SCHEMA IF NOT EXISTS "{sql.address.schema}"')
    for step in server_migrations():
        if step.number > after:
            sql.execute_script(step.script)
    if after:
        sql.execute(
            "UPDATE meta SET schema_version = ?, minimum_tool = ?", (latest_version(), MINIMUM_TOOL)
        )


def server_migrations() -> tuple[Migration, ...]:
    """Every step in PostgreSQL's words, in order; the first one makes all that came before."""
    return migrations_in(_FOLDER)


def _check_server(sql: ServerSql, *, writes: bool) -> None:
    row = sql.execute(
        "SELECT current_setting('server_version_num')::int AS version,"
        " current_setting('fsync') AS fsync"
    ).fetchone()
    if row["version"] < _OLDEST:
        raise failures.too_old(sql.address, row["version"])
    if writes and row["fsync"] != "on":
        raise failures.not_durable(sql.address)


def _version(sql: ServerSql) -> int | None:
    """The schema of the tables; None where there are none. Raises LedgerError for other tables."""
    found = sql.execute(
        "SELECT count(*) AS tables, count(*) FILTER (WHERE relname = 'meta') AS ours"
        " FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname = ? AND relkind IN ('r', 'p')",
        (sql.address.schema,),
    ).fetchone()
    if not found["tables"]:
        return None
    if not found["ours"]:
        raise failures.not_ours(sql.address)
    row = sql.execute("SELECT schema_version FROM meta").fetchone()
    return int(row["schema_version"])


def _check_owner(sql: ServerSql, *, lineage: str) -> None:
    meta = sql.execute("SELECT lineage, schema_version, minimum_tool FROM meta").fetchone()
    if meta["schema_version"] > latest_version():
        raise newer_schema(
            sql.address.shown, version=meta["schema_version"], minimum_tool=meta["minimum_tool"]
        )
    if meta["lineage"] != lineage:
        raise OtherProjectError(
            f"{sql.address.shown} is the ledger of {meta['lineage']}, not of {lineage}.",
            advice="Add ?schema=NAME to the address to keep several projects in one database, or "
            "undo the change of `project:` or `namespace:`.",
        )


def _may_make(sql: ServerSql) -> bool:
    """Whether this role may make the schema, or tables in it when it stands already."""
    row = sql.execute(
        "SELECT CASE WHEN to_regnamespace(?) IS NULL"
        " THEN has_database_privilege(current_database(), 'CREATE')"
        " ELSE has_schema_privilege(?, 'CREATE') END AS may",
        (sql.address.schema, sql.address.schema),
    ).fetchone()
    return bool(row["may"])


def _owns(sql: ServerSql) -> bool:
    row = sql.execute(
        "SELECT pg_has_role(relowner, 'USAGE') AS may FROM pg_class"
        " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname = ? AND relname = 'meta'",
        (sql.address.schema,),
    ).fetchone()
    return bool(row["may"])
