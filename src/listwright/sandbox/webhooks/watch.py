"""What each vendor has told of each order already, and when there is more to tell."""

import json
from collections.abc import Iterable
from datetime import datetime

from listwright.sandbox.database import Database
from listwright.sandbox.webhooks.jobs import instant_key


class WatchBook:
    """The orders and images a subscription is told of, with what it was told."""

    def __init__(self, database: Database) -> None:
        """`database` keeps it, so that no restart tells anything twice."""
        self._database = database

    def told(self, vendor: str, subject: str) -> frozenset[str]:
        """The keys of the events of `subject` that are behind us."""
        query = "SELECT told FROM webhook_watch WHERE vendor = ? AND subject = ?"
        with self._database.transaction(write=False) as connection:
            row = connection.execute(query, (vendor, subject)).fetchone()
        return frozenset() if row is None else frozenset(json.loads(row["told"]))

    def note(self, vendor: str, subject: str, *, told: Iterable[str], due: datetime | None) -> None:
        """Remember what was told, and look again at `due` (None: when somebody acts)."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO webhook_watch (vendor, subject, told, due) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (vendor, subject)"
                " DO UPDATE SET told = excluded.told, due = excluded.due",
                (vendor, subject, json.dumps(sorted(told)), instant_key(due) if due else None),
            )

    def due(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Vendor and subject of all that have more to tell by now."""
        query = "SELECT vendor, subject FROM webhook_watch WHERE due <= ? ORDER BY due"
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(query, (instant_key(now),)).fetchall()
        return tuple((row["vendor"], row["subject"]) for row in rows)

    def forget(self, vendor: str) -> None:
        """Forget one vendor's subjects."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM webhook_watch WHERE vendor = ?", (vendor,))

    def clear(self) -> None:
        """Forget all subjects."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM webhook_watch")
