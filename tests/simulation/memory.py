"""The real SQL ledger on a database in memory, seen by each process through a wire of its own."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from listwright.ledger.connection import open_memory, transaction
from listwright.ledger.migrate import migrate_schema

LINEAGE = "simulated/main"

Rewrite = Callable[[str], str]
"""What a deliberate mistake makes of a statement on its way to the database."""

# Written by the database itself, so no mistake in our code can pass it by.
_WATCH = """
CREATE TEMP TABLE moved (intent INTEGER, before TEXT, after TEXT);
CREATE TEMP TRIGGER moving AFTER UPDATE OF state ON main.intent WHEN NEW.state <> OLD.state
BEGIN INSERT INTO moved VALUES (NEW.id, OLD.state, NEW.state); END;
CREATE TEMP TABLE opened (run TEXT, epoch INTEGER);
CREATE TEMP TRIGGER opening AFTER INSERT ON main.attempt
BEGIN INSERT INTO opened SELECT NEW.run, epoch FROM main.meta; END;
CREATE TEMP TABLE put_away (event INTEGER);
CREATE TEMP TRIGGER putting_away AFTER UPDATE OF confirmed_at ON main.inbox
BEGIN INSERT INTO put_away VALUES (NEW.id); END;
"""


class Killed(BaseException):
    """The process was ended here, as by kill -9."""


@cache
def _empty_ledger() -> bytes:
    sql = open_memory()
    migrate_schema(sql, lineage=LINEAGE, at=datetime(2026, 11, 2).isoformat())  # noqa: DTZ001
    content = sql.serialize()
    sql.close()
    return content


def open_database() -> sqlite3.Connection:
    """A fresh ledger; several threads may use it, one at a time."""
    sql = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    sql.deserialize(_empty_ledger())
    sql.row_factory = sqlite3.Row
    for pragma in ("foreign_keys = ON", "trusted_schema = OFF", "recursive_triggers = ON"):
        sql.execute(f"PRAGMA {pragma}")
    sql.executescript(_WATCH)
    return sql


@dataclass
class Wire:
    """One process's connection: ends with the process, and can make a deliberate mistake."""

    sql: sqlite3.Connection
    rewrite: Rewrite | None = None
    forgets: bool = False
    """A deliberate mistake: what was committed last is not on disk when the process is killed."""

    for_update: str = ""
    address: Any = None
    """Where a server would be."""

    dead: bool = False
    before: bytes = b""
    row_factory: Any = field(default=sqlite3.Row)

    def execute(self, statement: str, cells: Any = ()) -> sqlite3.Cursor:
        if self.dead:
            raise Killed
        if self.forgets and statement == "BEGIN IMMEDIATE":
            self.before = self.sql.serialize()
        if self.rewrite is not None:
            statement = self.rewrite(statement)
        return self.sql.execute(statement, cells)

    def tuples(self, statement: str) -> sqlite3.Cursor:
        if self.dead:
            raise Killed
        cursor = self.sql.cursor()
        cursor.row_factory = None
        return cursor.execute(statement)

    def reading(self) -> AbstractContextManager[None]:
        return transaction(cast("Any", self), "DEFERRED")

    def writing(self) -> AbstractContextManager[None]:
        return transaction(cast("Any", self))

    sketching = writing

    def die(self, *, killed: bool = False) -> None:
        """What was not committed is gone."""
        self.dead = True
        if self.sql.in_transaction:
            self.sql.execute("ROLLBACK")
        if killed and self.before:
            self.sql.deserialize(self.before)

    @property
    def in_transaction(self) -> bool:
        return self.sql.in_transaction

    def close(self) -> None:
        """The database outlives the process."""


def rows(sql: sqlite3.Connection, statement: str, cells: Any = ()) -> list[Mapping[str, Any]]:
    """All rows of a question."""
    return list(sql.execute(statement, cells))
