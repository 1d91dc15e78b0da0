"""The request window of an account, kept in the ledger so that every runner shares it.

It is written without waiting for the disk. A machine that lost its power is back later than any
place in the window; a lost pause costs one more "too many requests".
"""

import sqlite3

from listwright.engine.pacing import Window, next_slot, pause_window
from listwright.ledger.writing import know_account
from listwright.model.account import Account


def reserve_send(sql: sqlite3.Connection, account: Account, per_minute: int, *, at: float) -> float:
    """Take one place; seconds to wait before using it."""
    wait, window = next_slot(_window(sql, account), per_minute, at=at)
    _keep(sql, account, window)
    return wait


def pause_account(sql: sqlite3.Connection, account: Account, seconds: float, *, at: float) -> None:
    """Close the window for that long; afterwards the account goes slower for minutes."""
    _keep(sql, account, pause_window(_window(sql, account), seconds, at=at))


def _window(sql: sqlite3.Connection, account: Account) -> Window:
    row = sql.execute("SELECT * FROM rate WHERE account = ?", (account.id,)).fetchone()
    if row is None:
        return Window()
    return Window(
        arrival=row["arrival"],
        paused_until=row["paused_until"],
        slowed_until=row["slowed_until"],
    )


def _keep(sql: sqlite3.Connection, account: Account, window: Window) -> None:
    know_account(sql, account)
    sql.execute(
        "INSERT OR REPLACE INTO rate (account, arrival, paused_until, slowed_until)"
        " VALUES (?, ?, ?, ?)",
        (account.id, window.arrival, window.paused_until, window.slowed_until),
    )
