"""Whether a server is still the one that the ledger was written in.

A server that was set back to an earlier moment, or took over from another, goes on in a new history
(PostgreSQL: "Continuous Archiving", Timelines). One that was filled from a dump is another server,
or has other tables: their numbers (oid) are given out once.
In all cases orders may have been forgotten, so nothing is sent until somebody has looked.
"""

from collections.abc import Sequence
from datetime import datetime

from psycopg import errors

from listwright.ledger.head import Headless
from listwright.ledger.postgres.connection import ServerSql

_QUESTION = (
    "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||"
    " CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())"
    " ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END"
    " || '/' || 'meta'::regclass::oid AS place"
)


class Histories:
    """The server and its history as this process last saw them, asked for once a connection."""

    def __init__(self) -> None:
        """Nobody was asked yet."""
        self._asked_over = 0
        self._place: str | None = None

    def sign(self, sql: ServerSql) -> None:
        """Write down where the ledger is written, if nobody did; in the open transaction."""
        sql.execute("UPDATE meta SET server = ? WHERE server IS NULL", (self._here(sql),))

    def sign_anew(self, sql: ServerSql) -> None:
        """The same, whatever stood there: somebody has looked."""
        sql.execute("UPDATE meta SET server = ?", (self._here(sql),))

    def contradiction(self, sql: ServerSql) -> Headless | None:
        """Why the ledger may have forgotten something; in the open transaction."""
        row = sql.execute("SELECT server, head_at FROM meta").fetchone()
        here = self._here(sql)
        if row["server"] is None or here is None or row["server"] == here:
            return None
        what = _what_changed(row["server"].split("/"), here.split("/"))
        return Headless(
            why=f"{what} since the ledger was written last: it may be an older copy",
            at=datetime.fromisoformat(row["head_at"]),
        )

    def _here(self, sql: ServerSql) -> str | None:
        """Where this connection leads; None where the server does not tell such things."""
        if self._asked_over != sql.connections:
            sql.execute("SAVEPOINT place")
            try:
                row = sql.execute(_QUESTION).fetchone()
                self._place = None if row is None else row["place"]
                sql.execute("RELEASE place")
            except (errors.InsufficientPrivilege, errors.FeatureNotSupported):
                sql.execute("ROLLBACK TO place")
                self._place = None
            self._asked_over = sql.connections
        return self._place


def _what_changed(before: Sequence[str], after: Sequence[str]) -> str:
    if before[0] != after[0]:
        return "the database is on another server"
    if before[1] != after[1]:
        return f"the database went on in another history (timeline {after[1]}, was {before[1]})"
    return "the tables were put back"
