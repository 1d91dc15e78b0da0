"""One write transaction: its instant, its author, its revision, and the history it leaves."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from listwright.errors import TakenOverError
from listwright.ledger.database import Cell, Row, Sql
from listwright.ledger.rows import time_text
from listwright.model.account import Account
from listwright.model.names import CanonicalId, PropertyId
from listwright.ports import StaleDecisionError


def know_account(sql: Sql, account: Account) -> None:
    """Make sure the account has its row."""
    sql.execute(
        "INSERT INTO account (id, kind, environment, label) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (account.id, account.kind, account.environment, account.label),
    )


@dataclass(slots=True, kw_only=True)
class Writing:
    """An open transaction. Everything it changes is stamped with the same `revision`."""

    sql: Sql
    at: datetime
    run: str
    actor: str
    revision: int
    weighs: bool = True
    """False for what may be lost: readings that changed nothing."""

    stamps: dict[tuple[str, CanonicalId], int] = field(default_factory=dict)
    """The properties stamped so far, by account, with the revision each had before."""

    @property
    def stamped(self) -> bool:
        """Whether anything was changed that a decision may stand on."""
        return bool(self.stamps)

    @property
    def now(self) -> str:
        """The transaction's instant as stored."""
        return time_text(self.at)

    def insert(self, table: str, cells: Mapping[str, Cell]) -> None:
        """Insert one row."""
        names, marks = ", ".join(cells), ", ".join(f":{name}" for name in cells)
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - own names
        self.sql.execute(statement, cells)

    def stamp(self, account: str, canonical: CanonicalId, written: PropertyId) -> None:
        """Give the property this transaction's revision: decisions made before it are stale."""
        if (account, canonical) not in self.stamps:
            self.stamps[account, canonical] = self._revision_of(account, canonical)
        self.sql.execute(
            "INSERT INTO property (property, account, written, revision) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (property, account) DO UPDATE SET revision = excluded.revision",
            (canonical, account, written, self.revision),
        )

    def stamp_intent(self, intent: Row) -> None:
        """The same for an intent and its property."""
        self.sql.execute(
            "UPDATE intent SET revision = ? WHERE id = ?", (self.revision, intent["id"])
        )
        self.stamp(intent["account"], intent["property"], intent["written"])

    def note(
        self,
        kind: str,
        row: Row | dict[str, Cell],
        *,
        order_id: str = "",
        detail: str = "",
        intent: int | None = None,
    ) -> None:
        """Add a line to the history of the property that `row` belongs to."""
        self.insert(
            "event",
            {
                "at": self.now,
                "kind": kind,
                "account": row["account"],
                "property": row["property"],
                "intent": intent,
                "order_id": order_id,
                "run": self.run,
                "actor": self.actor,
                "detail": detail,
            },
        )

    def require_fresh(self, account: str, canonical: CanonicalId, revision: int) -> None:
        """Raise StaleDecisionError when the property changed after the decision saw it.

        Stamps only grow, so "changed since" is "stamped above". A revision from the future was
        read from another copy of this ledger.
        """
        known = self._revision_of(account, canonical)
        if not known <= revision < self.revision:
            raise StaleDecisionError(
                f"{canonical} is at revision {known}, the decision saw {revision}"
            )

    def _revision_of(self, account: str, canonical: CanonicalId) -> int:
        row = self.sql.execute(
            "SELECT revision FROM property WHERE property = ? AND account = ?", (canonical, account)
        ).fetchone()
        return int(row["revision"]) if row else 0

    def require_epoch(self, epoch: int) -> None:
        """Raise TakenOverError when another run has taken over."""
        if epoch != self.sql.execute("SELECT epoch FROM meta").fetchone()["epoch"]:
            raise TakenOverError

    def finish(self, head_place: str | None = None) -> None:
        """Give the ledger a new head, just before the commit, when a decision may stand on this.

        `head_place`: where the files say that the newest head is kept, once it is.
        """
        self.sql.execute(
            "UPDATE meta SET revision = ?, head_place = coalesce(?, head_place)",
            (self.revision - (not self.stamped), head_place),
        )
        if not (self.stamped or self.weighs):
            return
        head = secrets.token_hex(8)
        self.sql.execute("UPDATE meta SET head = ?, head_at = ?", (head, self.now))
        self.sql.execute("INSERT INTO heads (head) VALUES (?)", (head,))


@dataclass(slots=True)
class OwnChanges:
    """What one writer changed itself, so that its own changes do not make its decisions stale.

    Kept per property as the unbroken run of its own transactions: the revision before the first of
    them, and that of the last. A transaction of anybody else in between begins a new run.
    """

    _runs: dict[tuple[str, CanonicalId], tuple[int, int]] = field(default_factory=dict)

    def take_in(self, writing: Writing) -> None:
        """Remember a transaction that was committed."""
        for name, before in writing.stamps.items():
            first, last = self._runs.get(name, (before, before))
            self._runs[name] = (first if last == before else before, writing.revision)

    def carry(self, account: str, canonical: CanonicalId, revision: int) -> int:
        """`revision` moved on by our own changes; as it is when anybody else changed something."""
        first, last = self._runs.get((account, canonical), (revision, revision))
        return last if first <= revision <= last else revision
