"""The events that vendors sent, as rows: put down by whoever receives, confirmed by who reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from listwright.ledger import failures
from listwright.ledger.database import Cell, Row, Sql
from listwright.ledger.rows import time_text
from listwright.model.event import Mailbox, VendorEvent, WaitingEvent
from listwright.model.names import AccountId, OrderId

_KEPT_FOR = timedelta(days=30)
"""How long a confirmed event stays; the history of orders keeps what the read saw, for ever."""


class FileInbox:
    """`ports.Inbox` over a connection of its own. Use it from the thread that opened it."""

    def __init__(self, sql: Sql, path: Path) -> None:
        """Use `open_inbox`."""
        self._sql = sql
        self._path = path

    def receive(self, events: Sequence[VendorEvent]) -> None:
        """Keep the events, durably when this returns."""
        with failures.translated(self._path), self._sql.writing():
            for event in events:
                put_event(self._sql, event)

    def close(self) -> None:
        """Let go of the file."""
        self._sql.close()


def put_event(sql: Sql, event: VendorEvent) -> None:
    """Keep an event, unless the same one waits already."""
    cells: dict[str, Cell] = {
        "digest": event.digest,
        "account": event.account,
        "received_at": time_text(event.received_at),
        "event": event.event,
        "order_id": event.order_id,
        "request_id": event.request_id,
        "order_key": event.order_key,
        "property": event.property,
        "status": event.status,
        "note": event.note,
    }
    names, marks = ", ".join(cells), ", ".join(f":{name}" for name in cells)
    # Without a conflict target, so that whoever receives needs no right to read.
    sql.execute(
        f"INSERT INTO inbox ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 - own names
        cells,
    )


def read_mailbox(sql: Sql) -> Mailbox:
    """What waits, and when each account was heard of last."""
    waiting = sql.execute("SELECT * FROM inbox WHERE confirmed_at IS NULL ORDER BY id")
    heard = sql.execute(
        "SELECT id, (SELECT max(received_at) FROM inbox WHERE inbox.account = account.id"
        " AND event <> '') AS at FROM account"
    )
    return Mailbox(
        waiting=tuple(_read_event(row) for row in waiting),
        heard={
            AccountId(row["id"]): datetime.fromisoformat(row["at"])
            for row in heard
            if row["at"] is not None
        },
    )


def told_orders(sql: Sql, since: datetime) -> Mapping[tuple[AccountId, OrderId], datetime]:
    """The orders that events named, and when the first came in since then."""
    rows = sql.execute(
        "SELECT account, order_id, min(received_at) AS at FROM inbox"
        " WHERE received_at >= ? AND event <> '' AND order_id IS NOT NULL"
        " GROUP BY account, order_id",
        (time_text(since),),
    )
    return {
        (AccountId(row["account"]), OrderId(row["order_id"])): datetime.fromisoformat(row["at"])
        for row in rows
    }


def known_digests(sql: Sql, digests: Sequence[str]) -> frozenset[str]:
    """Those of `digests` that came in before, confirmed or not, as far back as events are kept."""
    found = set()
    for digest in digests:
        if sql.execute("SELECT 1 FROM inbox WHERE digest = ? LIMIT 1", (digest,)).fetchone():
            found.add(digest)
    return frozenset(found)


def confirm_events(sql: Sql, outcomes: Mapping[int, str], *, at: datetime) -> None:
    """Say of waiting events, by number, what came of them; forget those of long ago."""
    for number, outcome in outcomes.items():
        sql.execute(
            "UPDATE inbox SET confirmed_at = ?, outcome = ? WHERE id = ? AND confirmed_at IS NULL",
            (time_text(at), outcome, number),
        )
    sql.execute("DELETE FROM inbox WHERE confirmed_at < ?", (time_text(at - _KEPT_FOR),))


def _read_event(row: Row) -> WaitingEvent:
    event = VendorEvent(
        account=row["account"],
        digest=row["digest"],
        received_at=datetime.fromisoformat(row["received_at"]),
        event=row["event"],
        order_id=row["order_id"],
        request_id=row["request_id"],
        order_key=row["order_key"],
        property=row["property"],
        status=row["status"],
        note=row["note"],
    )
    return WaitingEvent(number=row["id"], event=event)
