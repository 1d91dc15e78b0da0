"""Who runs, and who may not: the lease of the one runner, and the stop that somebody set."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from listwright.errors import LockBusyError, RefusedError
from listwright.ledger.database import Sql
from listwright.ledger.intents import settle_dead
from listwright.ledger.rows import time_text
from listwright.ledger.writing import Writing
from listwright.model.intent import Stop

LEASE = timedelta(seconds=120)
"""How long a runner may be silent: longer than one request (60 s) and one commit-to-send (30 s)."""

BEAT = timedelta(seconds=10)
"""How often a runner says that it lives."""


def take_lease(writing: Writing, *, real: datetime) -> int:
    """Raise the epoch, sign the lease, and write down what dead runners left; gives the epoch.

    `real` is the world's time and never the sandbox's: a lease is about processes.
    """
    writing.sql.execute("UPDATE meta SET epoch = epoch + 1")
    settle_dead(writing, held=False)
    epoch = int(writing.sql.execute("SELECT epoch FROM meta").fetchone()["epoch"])
    writing.sql.execute(
        "INSERT INTO lease (id, owner, pid, nonce, epoch, since, heartbeat, expires)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner,"
        " pid = excluded.pid, nonce = excluded.nonce, epoch = excluded.epoch,"
        " since = excluded.since, heartbeat = excluded.heartbeat, expires = excluded.expires",
        (
            f"{writing.actor} ({writing.run}) on {socket.gethostname()}",
            os.getpid(),
            secrets.token_hex(8),
            epoch,
            time_text(real),
            time_text(real),
            time_text(real + LEASE),
        ),
    )
    return epoch


def renew_lease(sql: Sql, epoch: int, *, real: datetime) -> bool:
    """Say that the runner of `epoch` lives; False when it has been replaced."""
    changed = sql.execute(
        "UPDATE lease SET heartbeat = ?, expires = ? WHERE epoch = ?",
        (time_text(real), time_text(real + LEASE), epoch),
    )
    return changed.rowcount == 1


def break_lease(writing: Writing, nonce: str) -> None:
    """Take the place of the runner with that nonce; raises RefusedError when it is not the one."""
    row = writing.sql.execute("SELECT * FROM lease").fetchone()
    if row is None:
        raise RefusedError(
            "Nobody runs on this ledger.",
            reason="lock_busy",
            advice="There is nothing to unlock; go on.",
        )
    if row["nonce"] != nonce:
        raise RefusedError(
            f"The run that holds the ledger is not {nonce}: it is {row['owner']}.",
            reason="lock_busy",
            advice=f"When that one hangs, too: listwright ledger unlock {row['nonce']}",
        )
    writing.sql.execute("UPDATE meta SET epoch = epoch + 1")
    writing.sql.execute("DELETE FROM lease")
    settle_dead(writing, held=False)


def busy(sql: Sql, place: str, *, real: datetime) -> LockBusyError:
    """Who holds the ledger, when they were last heard of, and what to do."""
    row = sql.execute("SELECT * FROM lease").fetchone()
    if row is None:
        return LockBusyError(
            f"The ledger {place} is in use by another process.",
            advice="Wait for that run to end, or use --lock-timeout 10m.",
        )
    age, silence = (_seconds(real, row[name]) for name in ("since", "heartbeat"))
    return LockBusyError(
        f"The ledger {place} is in use by process {row['pid']}, {row['owner']}, for {age} s; last "
        f"heard of {silence} s ago.",
        advice="Wait for that run to end, or use --lock-timeout 10m. Only when it hangs for good: "
        f"listwright ledger unlock {row['nonce']}",
    )


def _seconds(real: datetime, since: str) -> int:
    return int((real - datetime.fromisoformat(since)).total_seconds())


def set_stop(writing: Writing, reason: str) -> None:
    """Stop all sending; a stop that stands keeps its first reason."""
    writing.sql.execute(
        "UPDATE meta SET frozen_at = ?, frozen_by = ?, frozen_reason = ? WHERE frozen_at IS NULL",
        (writing.now, writing.actor, reason),
    )


def lift_stop(writing: Writing) -> Stop | None:
    """Let sending go on; gives the stop that stood."""
    stood = read_stop(writing.sql)
    writing.sql.execute("UPDATE meta SET frozen_at = NULL, frozen_by = NULL, frozen_reason = NULL")
    return stood


def read_stop(sql: Sql) -> Stop | None:
    """The stop that stands, if any."""
    row = sql.execute("SELECT frozen_at, frozen_by, frozen_reason FROM meta").fetchone()
    if row["frozen_at"] is None:
        return None
    at = datetime.fromisoformat(row["frozen_at"])
    return Stop(at=at, by=row["frozen_by"], reason=row["frozen_reason"])
