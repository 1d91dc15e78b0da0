"""Opening a ledger file: checked, made or migrated, and answers taken in that it could not take."""

import sqlite3
from datetime import datetime
from pathlib import Path

from listwright.ledger import failures
from listwright.ledger.connection import (
    make_durable,
    open_file,
    open_memory,
    quick_check,
)
from listwright.ledger.head import Sidecar
from listwright.ledger.inbox import FileInbox
from listwright.ledger.lock import is_held
from listwright.ledger.migrate import latest_version, migrate_schema, schema_version
from listwright.ledger.places import check_place, create_file, wal_left_behind
from listwright.ledger.rows import time_text
from listwright.ledger.sqlite import SqliteLedger
from listwright.ledger.writer import Author
from listwright.ports import Clock

_SMALL = 4 * 1024 * 1024
"""Bytes up to which a full check costs nothing noticeable."""


def open_ledger(
    path: Path,
    *,
    lineage: str,
    run: str,
    actor: str,
    clock: Clock,
    read_only: bool = False,
    sidecar: Sidecar | None = None,
    aside: tuple[Path, ...] = (),
) -> SqliteLedger:
    """Open, and when needed make or migrate, the ledger at `path`.

    `run` and `actor` stand beside everything written. With `read_only` nothing is created, changed
    or migrated: where there is no file the ledger is empty. `aside` are the places, in order, where
    answers go that the ledger cannot take. Raises LedgerError, OtherProjectError.
    """
    author = Author(run=run, actor=actor, clock=clock, read_only=read_only, aside=aside)
    return open_file_ledger(path, lineage=lineage, author=author, sidecar=sidecar)


def open_file_ledger(
    path: Path, *, lineage: str, author: Author, sidecar: Sidecar | None
) -> SqliteLedger:
    """The same for an author who is known already."""
    read_only, clock = author.read_only, author.clock
    with failures.translated(path):
        present = check_place(path, read_only=read_only)
        if not present and read_only:
            sql = open_memory()
            migrate_schema(sql, lineage=lineage, at=time_text(clock.now()))
        else:
            if not present:
                create_file(path)
            sql = open_file(path, read_only=read_only)
            try:
                _make_ready(sql, path, lineage=lineage, at=None if read_only else clock.now())
            except BaseException:
                sql.close()
                raise
    ledger = SqliteLedger(sql, path, author=author, sidecar=sidecar)
    if not read_only:
        ledger.take_in_aside()
    return ledger


def open_inbox(path: Path, *, lineage: str, clock: Clock) -> FileInbox:
    """Open, and when needed make or migrate, the ledger at `path` for what vendors tell.

    Raises LedgerError, OtherProjectError.
    """
    with failures.translated(path):
        if not check_place(path, read_only=False):
            create_file(path)
        sql = open_file(path, read_only=False)
        try:
            _make_ready(sql, path, lineage=lineage, at=clock.now())
        except BaseException:
            sql.close()
            raise
    return FileInbox(sql, path)


def _make_ready(sql: sqlite3.Connection, path: Path, *, lineage: str, at: datetime | None) -> None:
    """Check that the file is this project's, whole, and of our schema; `at` None only reads."""
    version = schema_version(sql)
    if version is None:
        raise failures.foreign_database(path)
    if version:
        _check_meta(sql, path, lineage=lineage)
    _check_content(sql, path)
    if at is None:
        if version < latest_version():
            raise failures.older_schema(path)
        return
    make_durable(sql, path)
    if version < latest_version():
        migrate_schema(sql, lineage=lineage, at=time_text(at))


def _check_meta(sql: sqlite3.Connection, path: Path, *, lineage: str) -> None:
    meta = sql.execute("SELECT * FROM meta").fetchone()
    if meta["schema_version"] > latest_version():
        raise failures.newer_schema(
            path, version=meta["schema_version"], minimum_tool=meta["minimum_tool"]
        )
    if meta["lineage"] != lineage:
        raise failures.other_project(path, found=meta["lineage"], wanted=lineage)


def _check_content(sql: sqlite3.Connection, path: Path) -> None:
    """Look for damage where it is likely or cheap.

    A check reads the whole file: half a second for a hundred thousand orders. After a clean end it
    tells nothing, since SQLite verifies every page it touches anyway. So a large file is checked
    only when a log was left behind by a program that is gone.
    """
    crashed = wal_left_behind(path) and not is_held(path)
    if crashed or path.stat().st_size <= _SMALL:
        found = quick_check(sql)
        if found is not None:
            raise failures.damaged(path, found)
