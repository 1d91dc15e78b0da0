"""What a ledger database is made of, read from the database itself."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from listwright.ledger.connection import open_memory
from listwright.ledger.migrate import run_steps

SchemaObject = tuple[str, str]
"""The type (`table`, `index`, `trigger`) and the name of a thing in the schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns as they stand, those that order its rows, the tables it points at."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    points_at: frozenset[str]


def schema_objects(sql: sqlite3.Connection) -> dict[SchemaObject, str]:
    """Everything that was created in the database, with its text; SQLite's own things not."""
    rows = sql.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY type, name"
    )
    return {(row["type"], row["name"]): row["sql"] for row in rows}


@cache
def expected_objects(version: int) -> Mapping[SchemaObject, str]:
    """The same for a ledger of that schema as the migrations make it."""
    sql = open_memory()
    try:
        run_steps(sql, after=0, upto=version)
        return schema_objects(sql)
    finally:
        sql.close()


def read_tables(sql: sqlite3.Connection) -> tuple[Table, ...]:
    """Every table, those that others point at first, else by name."""
    names = [name for kind, name in schema_objects(sql) if kind == "table"]
    left = {name: _table(sql, name) for name in names}
    ordered: list[Table] = []
    while left:
        ready = [table for table in left.values() if not table.points_at & left.keys()]
        # Tables that point at each other in a ring come by name: a restore defers the check.
        ordered.extend(left.pop(table.name) for table in ready or list(left.values()))
    return tuple(ordered)


@cache
def expected_tables(version: int) -> tuple[Table, ...]:
    """The tables of that schema; a ledger on a server has the same."""
    sql = open_memory()
    try:
        run_steps(sql, after=0, upto=version)
        return read_tables(sql)
    finally:
        sql.close()


@cache
def numbered_tables(version: int) -> tuple[str, ...]:
    """The tables of that schema whose rows get numbers that are never given out again, by name."""
    names = (name for kind, name in expected_objects(version) if kind == "table")
    texts = expected_objects(version)
    return tuple(sorted(name for name in names if "AUTOINCREMENT" in texts["table", name]))


def _table(sql: sqlite3.Connection, name: str) -> Table:
    columns = sql.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,))
    rows = columns.fetchall()
    key = sorted((row["pk"], row["name"]) for row in rows if row["pk"])
    targets = sql.execute('SELECT "table" AS target FROM pragma_foreign_key_list(?)', (name,))
    return Table(
        name=name,
        columns=tuple(row["name"] for row in rows),
        key=tuple(column for _, column in key) or ("rowid",),
        points_at=frozenset(row["target"] for row in targets) - {name},
    )


def read_sequences(sql: sqlite3.Connection) -> dict[str, int]:
    """By table, the highest number it ever gave out; numbers are never given out again."""
    rows = sql.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
    return {row["name"]: row["seq"] for row in rows}


def quoted(name: str) -> str:
    """A name of the schema as it may stand in a statement."""
    return '"' + name.replace('"', '""') + '"'
