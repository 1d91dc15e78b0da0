"""Brings a ledger file to the schema that this listwright speaks."""

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from listwright.ledger.connection import transaction
from listwright.ledger.database import Cell

APPLICATION_ID = 0x6C777264
"""`lwrd`, in the file's header: how `file` and we tell a ledger from other databases."""

MINIMUM_TOOL = "0.1.0"
"""The oldest listwright that understands the newest schema here."""


# Not `importlib.resources`: it imports temporary files and archives, which every plan would pay.
_FOLDER = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step: `0001_ledger.sql` is number 1."""

    number: int
    script: str


def known_migrations() -> tuple[Migration, ...]:
    """Every step in this package, in order."""
    return migrations_in(_FOLDER)


def migrations_in(folder: Path) -> tuple[Migration, ...]:
    """Every step in a folder, in order."""
    scripts = sorted(folder.glob("*.sql"))
    return tuple(
        Migration(number=int(file.name[:4]), script=file.read_text(encoding="utf-8"))
        for file in scripts
    )


def latest_version() -> int:
    """The schema this listwright speaks."""
    return known_migrations()[-1].number


def schema_version(sql: sqlite3.Connection) -> int | None:
    """The file's schema: 0 when it is empty, None when it belongs to another program."""
    if not sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return 0
    if sql.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return None
    return int(sql.execute("SELECT schema_version FROM meta").fetchone()[0])


def migrate_schema(sql: sqlite3.Connection, *, lineage: str, at: str) -> None:
    """Run the missing steps in one transaction; safe when two programs start at once."""
    with transaction(sql):
        run_steps(sql, after=schema_version(sql) or 0, upto=latest_version())
        sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        sql.execute(*first_row(lineage, at))


def first_row(lineage: str, at: str) -> tuple[str, tuple[Cell, ...]]:
    """The statement that says whose ledger this is and of which schema, with its cells."""
    statement = (
        "INSERT INTO meta (id, lineage, schema_version, minimum_tool, head, head_at)"
        " VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " schema_version = excluded.schema_version, minimum_tool = excluded.minimum_tool"
    )
    return statement, (lineage, latest_version(), MINIMUM_TOOL, secrets.token_hex(8), at)


def run_steps(sql: sqlite3.Connection, *, after: int, upto: int) -> None:
    """Run the steps above number `after`, up to and with `upto`, in the open transaction."""
    for step in known_migrations():
        if after < step.number <= upto:
            for statement in statements(step.script):
                sql.execute(statement)


def statements(script: str) -> Iterator[str]:
    """The single statements of a script; triggers, which contain semicolons, stay whole."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
