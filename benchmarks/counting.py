"""`counting.py TALLY WORDS...`: run listwright with WORDS, write its durable commits to TALLY.

Counts at the database driver, so that nothing in listwright has to know of it. The sandbox runs in
the same process and keeps its own file, which is not counted.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any

_WRITES = "BEGIN IMMEDIATE"
"""How every writing transaction of the ledger begins; those that only read begin otherwise."""

_MODE = "PRAGMA synchronous = "
"""Said before and after a transaction that does not wait for the disk."""


def count_writes(tally: list[str]) -> None:
    """Let every connection to a ledger append to `tally` when it begins to write durably."""
    connect = sqlite3.connect
    mode = "FULL"

    def note(statement: str) -> None:
        nonlocal mode
        if statement.startswith(_MODE):
            mode = statement.removeprefix(_MODE)
        if statement == _WRITES and mode == "FULL":
            tally.append(statement)

    def counting(database: Any, *args: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401
        connection: sqlite3.Connection = connect(database, *args, **options)
        if "ledger.db" in str(database):
            connection.set_trace_callback(note)
        return connection

    sqlite3.connect = counting  # type: ignore[assignment]


def main() -> None:
    """See the module."""
    target, *words = sys.argv[1:]
    tally: list[str] = []
    count_writes(tally)
    from listwright.cli.main import run  # noqa: PLC0415 - only now the driver counts

    sys.argv = ["listwright", *words]
    try:
        run()
    finally:
        Path(target).write_text(str(len(tally)), encoding="utf-8")


if __name__ == "__main__":
    main()
