"""The ledger in one SQLite file, for those who only look."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from listwright.ledger import approvals, failures, inbox, lease, pictures, reading
from listwright.ledger.connection import transaction
from listwright.ledger.head import Headless, Sidecar
from listwright.ledger.lock import is_held
from listwright.ledger.observing import all_orders, observe
from listwright.ledger.orders import order_row
from listwright.ledger.rows import read_order
from listwright.model.account import Account
from listwright.model.event import Mailbox
from listwright.model.intent import Intent, Observed
from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId
from listwright.model.order import Order
from listwright.model.picture import StoredPicture
from listwright.model.review import Applied
from listwright.model.saved import BegunPlan
from listwright.model.shelf import Shelf


class SqliteReader:
    """`ports.LedgerReader` over one connection, which it closes."""

    def __init__(self, sql: sqlite3.Connection, path: Path, sidecar: Sidecar | None) -> None:
        """`sidecar` None: nobody keeps the newest head, as in tests in memory."""
        self._sql = sql
        self._path = path
        self._sidecar = sidecar

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; SQLite folds its log back into it."""
        self._sql.close()

    # ---- reading ---------------------------------------------------------------------------------

    def observed(self) -> Observed:
        """Everything a plan needs, in one consistent read."""
        with self._reading():
            seen = observe(self._sql, reading.liveness(self._sql, self._held))
            lost = self._contradiction()
            return replace(
                seen,
                stop=lease.read_stop(self._sql),
                lost=lost.why if lost else None,
                lost_at=lost.at if lost else None,
            )

    def shelf(self) -> Shelf:
        """What is known of photos."""
        with self._reading():
            return Shelf(
                photos=pictures.DeliveredPhotos(self._sql),
                prints=pictures.known_prints(self._sql),
                stored=pictures.stored_orders(self._sql),
            )

    def stored_orders(self) -> frozenset[tuple[AccountId, OrderId]]:
        """The orders of pictures all of whose results stand in the assets."""
        with self._reading():
            return pictures.stored_orders(self._sql)

    def stored_pictures(self, account: Account, order_id: OrderId) -> Mapping[str, StoredPicture]:
        """The pictures of one order that stand in the assets, by name."""
        with self._reading():
            return pictures.stored_pictures(self._sql, account.id, order_id)

    def orders(self) -> tuple[Order, ...]:
        """Every order, by property and then newest first, without photos and links."""
        with self._reading():
            return all_orders(self._sql)

    def payers(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], str]:
        """Who was to pay for orders created since then."""
        with self._reading():
            return reading.payers(self._sql, since)

    def order(self, account: Account, order_id: OrderId) -> Order | None:
        """One order with photos and links."""
        with self._reading():
            row = order_row(self._sql, account.id, order_id)
            return None if row is None else read_order(row)

    def intent(self, account: Account, order_key: OrderKey) -> Intent | None:
        """One intent by our name on the wire."""
        with self._reading():
            alive = reading.liveness(self._sql, self._held)
            condition = "account = ? AND order_key = ?"
            return reading.one_intent(self._sql, condition, (account.id, order_key), alive=alive)

    def plan_used(self, plan_id: str) -> datetime | None:
        """When that plan was applied."""
        with self._reading():
            return reading.plan_used(self._sql, plan_id)

    def applied(self, most: int) -> tuple[Applied, ...]:
        """The newest applies."""
        with self._reading():
            return reading.applied(self._sql, most)

    def begun_plan(self, plan_id: str) -> BegunPlan | None:
        """What was approved with a used plan, and what became of it."""
        with self._reading():
            return approvals.begun_plan(self._sql, plan_id)

    def events(self, property_id: PropertyId) -> tuple[Mapping[str, str], ...]:
        """The property's history, oldest first."""
        with self._reading():
            return tuple(reading.history(self._sql, property_id))

    def mailbox(self) -> Mailbox:
        """What vendors told, and what of it no read has confirmed yet."""
        with self._reading():
            return inbox.read_mailbox(self._sql)

    def known_events(self, digests: Sequence[str]) -> frozenset[str]:
        """Those of `digests` that came in before."""
        with self._reading():
            return inbox.known_digests(self._sql, digests)

    # ---- inside ----------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with failures.translated(self._path), transaction(self._sql, "DEFERRED"):
            yield

    def _held(self) -> bool:
        return is_held(self._path)

    def _contradiction(self) -> Headless | None:
        return None if self._sidecar is None else self._sidecar.contradiction(self._sql)
