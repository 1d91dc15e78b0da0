"""The request window of an account, kept in the ledger so that every runner shares it.

It is written without waiting for the disk. A machine that lost its power is back later than any
place in the window; a lost pause costs one more "too many requests".
"""

from listwright.engine.pacing import Window, next_slot, pause_window
from listwright.ledger.database import Sql
from listwright.ledger.writing import know_account
from listwright.model.account import Account


def reserve_send(sql: Sql, account: Account, per_minute: int, *, at: float) -> float:
    """Take one place; seconds to wait before using it."""
    wait, window = next_slot(_window(sql, account), per_minute, at=at)
    _keep(sql, account, window)
    return wait


def pause_account(sql: Sql, account: Account, seconds: float, *, at: float) -> None:
    """Close the window for that long; afterwards the account goes slower for minutes."""
    _keep(sql, account, pause_window(_window(sql, account), seconds, at=at))


def _window(sql: Sql, account: Account) -> Window:
    know_account(sql, account)
    begun = Window()
    # There from the start: two runners that both found nothing would both take the first place.
    sql.execute(
        "INSERT INTO rate (account, arrival, paused_until, slowed_until) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (account.id, begun.arrival, begun.paused_until, begun.slowed_until),
    )
    row = sql.execute(
        f"SELECT * FROM rate WHERE account = ?{sql.for_update}",  # noqa: S608 - own words
        (account.id,),
    ).fetchone()
    return Window(
        arrival=row["arrival"],
        paused_until=row["paused_until"],
        slowed_until=row["slowed_until"],
    )


def _keep(sql: Sql, account: Account, window: Window) -> None:
    sql.execute(
        "UPDATE rate SET arrival = ?, paused_until = ?, slowed_until = ? WHERE account = ?",
        (window.arrival, window.paused_until, window.slowed_until, account.id),
    )
