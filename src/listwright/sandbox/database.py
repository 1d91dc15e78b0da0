"""The SQLite file behind a sandbox: one connection, used by several threads, next to others.

Several processes may have the same file open: a `sandbox advance` while `sandbox serve` runs.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from listwright.errors import VendorError

_BUSY_SECONDS = 10.0
_PLANOMATIC = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE request_count (operation TEXT PRIMARY KEY, total INTEGER NOT NULL);
CREATE TABLE fault (
  fault_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  fired INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE planomatic_order (
  order_id INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id INTEGER,
  legacy_order_id INTEGER,
  account TEXT NOT NULL,
  external_property_id TEXT NOT NULL,
  created TEXT NOT NULL,
  id_known_from TEXT NOT NULL,
  request TEXT NOT NULL,
  actions TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX planomatic_request ON planomatic_order (request_id);
CREATE INDEX planomatic_legacy ON planomatic_order (account, legacy_order_id);
CREATE INDEX planomatic_property ON planomatic_order (account, external_property_id);
"""
_AIHOMEDESIGN = """
CREATE TABLE ahd_picture (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE ahd_project (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id TEXT UNIQUE,
  account TEXT NOT NULL,
  address TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  created TEXT NOT NULL,
  updated TEXT NOT NULL
);
CREATE TABLE ahd_order (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT UNIQUE,
  api TEXT NOT NULL,
  account TEXT NOT NULL,
  project_id TEXT,
  service TEXT,
  created TEXT NOT NULL
);
CREATE INDEX ahd_order_project ON ahd_order (project_id);
CREATE TABLE ahd_asset (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  asset_id TEXT UNIQUE,
  order_id TEXT NOT NULL,
  role TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  created TEXT NOT NULL
);
CREATE INDEX ahd_asset_order ON ahd_asset (order_id);
CREATE TABLE ahd_job (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT UNIQUE,
  order_id TEXT NOT NULL,
  payer TEXT NOT NULL,
  account TEXT NOT NULL,
  created TEXT NOT NULL,
  eta INTEGER NOT NULL,
  credits INTEGER NOT NULL,
  fate TEXT,
  source_sha256 TEXT NOT NULL,
  recipe TEXT NOT NULL,
  group_id TEXT,
  finished TEXT,
  polled TEXT
);
CREATE INDEX ahd_job_order ON ahd_job (order_id);
"""
_WEBHOOKS = """
CREATE TABLE webhook_watch (
  vendor TEXT NOT NULL,
  subject TEXT NOT NULL,
  told TEXT NOT NULL,
  due TEXT,
  PRIMARY KEY (vendor, subject)
);
CREATE INDEX webhook_watch_due ON webhook_watch (due);
CREATE TABLE webhook_job (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  vendor TEXT NOT NULL,
  subject TEXT NOT NULL,
  event TEXT NOT NULL,
  at TEXT NOT NULL,
  payload TEXT NOT NULL,
  body TEXT NOT NULL,
  fate TEXT,
  place TEXT NOT NULL,
  due TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  code INTEGER,
  trouble TEXT,
  taken_until REAL NOT NULL DEFAULT 0
);
CREATE INDEX webhook_job_place ON webhook_job (state, vendor, place, number);
"""
# Each version of the store adds its part, so an older store is carried over when it is opened.
_SCHEMAS = (_PLANOMATIC, _AIHOMEDESIGN, _WEBHOOKS)


class Database:
    """A connection with the sandbox's tables; every access goes through `transaction`."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open `path`; with `create`, make it (mode 0600, parents 0700) and its tables."""
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._connection = _open_file(path, create=create)
        except (OSError, sqlite3.Error) as error:
            raise unusable_store(path, error) from error

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing; nested calls join the outer one. Waits for other writers."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            self._depth += 1
            try:
                yield self._connection
            except BaseException:
                if self._depth == 1:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def setting(self, name: str) -> str | None:
        """A stored setting, or None."""
        with self._lock:
            query = "SELECT value FROM setting WHERE name = ?"
            row = self._connection.execute(query, (name,)).fetchone()
        return None if row is None else str(row["value"])

    def set_setting(self, name: str, value: str | None) -> None:
        """Store a setting; None forgets it."""
        with self.transaction() as connection:
            if value is None:
                connection.execute("DELETE FROM setting WHERE name = ?", (name,))
            else:
                connection.execute(
                    "INSERT INTO setting (name, value) VALUES (?, ?)"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, value),
                )


def _open_file(path: Path, *, create: bool) -> sqlite3.Connection:
    if create:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite gives -wal and -shm the mode of the file, so this one call protects all three.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    try:
        if create:
            _switch_to_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            _create_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Two processes that create the file at once collide here, and SQLite does not wait for it."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _create_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statement in ";".join(_SCHEMAS[version:]).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version, len(_SCHEMAS))}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    if not 0 <= version <= len(_SCHEMAS):
        raise sqlite3.DatabaseError("unknown schema version")


def unusable_store(path: Path, cause: Exception | None = None) -> VendorError:
    """The error for a store that cannot be used: a full disk, or a file of something else."""
    if cause is not None and "full" in str(cause):
        return VendorError(
            f"The disk is full, so the sandbox's store {path.name} cannot be written.",
            advice="Make room and run again; the orders in it are kept.",
        )
    return VendorError(
        f"The sandbox's store {path.name} cannot be opened.",
        advice="It holds play orders only: delete the file to start afresh.",
    )
