"""A connection to a server that may restart, or stand behind a pooler of transactions.

Nothing is ever set for a session: a pooler gives every transaction another one. So each transaction
begins with all that it needs, in one trip.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from listwright.errors import LedgerError
from listwright.ledger.database import Cells, Rows, TakenError
from listwright.ledger.postgres import failures
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.statements import sendable, translated
from listwright.ports import Clock

_CONNECT_SECONDS = 10
_PATIENCE = 30.0
"""Seconds in which a server that went away may come back to say how a commit ended."""

_PAUSE = 0.2

_OPEN = (
    "SET LOCAL search_path TO {schema};"
    "SET LOCAL lock_timeout TO '10s';"
    "SET LOCAL statement_timeout TO '120s';"
)
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', true)"
    " WHERE current_setting('synchronous_commit') = 'off';"
)
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
_ALERT = "SET LOCAL idle_in_transaction_session_timeout TO '20s';"
"""A writer whose network is gone keeps all others out, for less than `_PATIENCE`."""

_WRITE = "BEGIN;" + _ALERT + _DURABLE
_SKETCH = "BEGIN;" + _ALERT + "SET LOCAL synchronous_commit TO off;"


class NamedRow(tuple[Any, ...]):
    """A row by name or place, as SQLite gives it."""

    names: dict[str, int]

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - a cell has many types
        """The cell of that name or place."""
        return tuple.__getitem__(self, self.names[key] if isinstance(key, str) else key)

    def keys(self) -> Iterable[str]:
        """The names of the columns."""
        return self.names.keys()


def _named(cursor: psycopg.Cursor[Any]) -> "_Make":
    return _row_of(tuple(column.name for column in cursor.description or ()))


@cache
def _row_of(names: tuple[str, ...]) -> "_Make":
    places = {name: place for place, name in enumerate(names)}
    return type("Row", (NamedRow,), {"names": places, "__slots__": ()})


_Make = type[NamedRow]


class ServerSql:
    """`database.Sql` over a server. A connection lost between transactions is made anew."""

    for_update = " FOR UPDATE"

    def __init__(self, address: ServerAddress, clock: Clock | None = None) -> None:
        """Nothing is connected yet.

        `clock` measures how long a server may be away; without one nobody waits.
        """
        self.address = address
        self.connections = 0
        """How many were made so far: another one may lead to another server."""

        self._clock = clock
        self._now: psycopg.Connection[Any] | None = None
        self._open = _OPEN.format(schema=f'"{address.schema}"')

    def execute(self, statement: str, cells: Cells = (), /) -> Rows:
        """Run one statement in the open transaction."""
        cursor: psycopg.Cursor[NamedRow] = self._current().cursor(row_factory=_named)
        try:
            return cursor.execute(translated(statement), sendable(cells))
        except errors.UniqueViolation as error:
            raise TakenError(failures.first_line(error)) from error

    def execute_script(self, script: str) -> None:
        """Run many statements without cells, as they are."""
        self._current().execute(script.encode())

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Put rows in by the quick way; gives how many."""
        names = ", ".join(f'"{name}"' for name in columns)
        count = 0
        with (
            self._current().cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN'.encode()) as copy,
        ):
            for row in rows:
                copy.write_row(sendable(row))  # type: ignore[arg-type]
                count += 1
        return count

    def tuples(self, statement: str) -> psycopg.Cursor[tuple[Any, ...]]:
        """The rows of a statement as plain tuples."""
        return self._current().execute(translated(statement))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view."""
        with self._transaction(_READ):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing, durable when it ends; writers go through the one row of `meta`."""
        with self._transaction(_WRITE) as end:
            row = self.execute("SELECT pg_current_xact_id()::text AS id FROM meta FOR UPDATE")
            end.append(row.fetchone()["id"])
            yield

    @contextmanager
    def making(self) -> Iterator[None]:
        """All or nothing, durable when it ends, for when there may be no tables yet."""
        with self._transaction(_WRITE) as end:
            self.execute("SELECT pg_advisory_xact_lock(hashtext(?))", (self.address.schema,))
            end.append(self.execute("SELECT pg_current_xact_id()::text AS id").fetchone()["id"])
            yield

    @contextmanager
    def adding(self) -> Iterator[None]:
        """All or nothing, durable when it ends, side by side with other writers."""
        with self._transaction(_WRITE):
            yield

    @contextmanager
    def sketching(self) -> Iterator[None]:
        """All or nothing, not waiting for the server's disk."""
        with self._transaction(_SKETCH):
            yield

    def close(self) -> None:
        """Let go of the connection."""
        if self._now is not None:
            self._now.close()

    # ---- inside ----------------------------------------------------------------------------------

    def _current(self) -> psycopg.Connection[Any]:
        assert self._now is not None
        return self._now

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[list[str]]:
        """A transaction; what it puts into the list is its number, when its end must be known."""
        self._begin(begin + self._open)
        number: list[str] = []
        try:
            yield number
        except psycopg.Error as error:
            self._abandon()
            if self._is_lost():
                raise failures.cut(self.address, error) from error
            raise
        except BaseException:
            self._abandon()
            raise
        self._commit(number)

    def _begin(self, begin: str) -> None:
        """Begin, over a new connection when the old one was lost meanwhile."""
        if self._now is not None and not self._now.closed:
            try:
                self._now.execute(begin.encode())
            except psycopg.OperationalError:
                if not self._is_lost():
                    raise
            else:
                return
        self._connect()
        try:
            self._current().execute(begin.encode())
        except psycopg.OperationalError as error:
            if self._is_lost():
                raise failures.cut(self.address, error) from error
            raise

    def _connect(self) -> None:
        self.close()
        try:
            self._now = psycopg.connect(
                self.address.url.reveal(),
                autocommit=True,
                prepare_threshold=None,
                connect_timeout=_CONNECT_SECONDS,
                application_name="listwright",
            )
        except psycopg.Error as error:
            if self.connections and not isinstance(error, psycopg.errors.InvalidPassword):
                # It was there a moment ago: it may be back in another.
                raise failures.gone(self.address, error) from error
            raise failures.unreachable(self.address, error) from error
        self.connections += 1

    def _is_lost(self) -> bool:
        return self._current().closed

    def _abandon(self) -> None:
        """End a transaction without its changes."""
        with suppress(psycopg.Error):
            if self._current().info.transaction_status != TransactionStatus.IDLE:
                self._current().execute(b"ROLLBACK")

    def _commit(self, number: list[str]) -> None:
        try:
            self._current().execute(b"COMMIT")
        except psycopg.Error as error:
            if not self._is_lost():
                self._abandon()
                raise
            if not number:
                raise failures.cut(self.address, error) from error
            self._find_out(number[0], error)

    def _find_out(self, number: str, error: psycopg.Error) -> None:
        """Ask a server that went away at a commit how it ended; raise unless it was made."""
        clock = self._clock
        deadline = 0.0 if clock is None else clock.monotonic() + _PATIENCE
        while True:
            said = self._end_of(number)
            if said == "committed":
                return
            if said == "aborted":
                raise failures.cut(self.address, error) from error
            if clock is None or clock.monotonic() > deadline:
                raise failures.undecided(self.address, error) from error
            clock.sleep(_PAUSE)

    def _end_of(self, number: str) -> str | None:
        with suppress(psycopg.Error, LedgerError):
            self._connect()
            row = self._current().execute("SELECT pg_xact_status(%s::text::xid8)", (number,))
            return str((row.fetchone() or (None,))[0])
        return None
