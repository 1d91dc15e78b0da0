"""The ledger in a database, for those who only look: each method of the port is one read."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Generic, Self, TypeVar

from listwright.ledger import approvals, inbox, lease, pictures, reading
from listwright.ledger.database import Sql
from listwright.ledger.head import Headless, Sidecar
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

S = TypeVar("S", bound=Sql)


class SqlReader(ABC, Generic[S]):
    """`ports.LedgerReader` over one connection, which it closes."""

    def __init__(self, sql: S, sidecar: Sidecar | None) -> None:
        """`sidecar` None: nobody keeps the newest head, as in tests in memory."""
        self._sql = sql
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
        """Let go of the database."""
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

    def told_orders(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], datetime]:
        """The orders that events named since then."""
        with self._reading():
            return inbox.told_orders(self._sql, since)

    def known_events(self, digests: Sequence[str]) -> frozenset[str]:
        """Those of `digests` that came in before."""
        with self._reading():
            return inbox.known_digests(self._sql, digests)

    # ---- inside ----------------------------------------------------------------------------------

    @abstractmethod
    def _translated(self) -> AbstractContextManager[None]:
        """Turn the database's errors into ones that say what to do."""

    @abstractmethod
    def _held(self) -> bool:
        """Whether the runner of the newest epoch lives."""

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._translated(), self._sql.reading():
            yield

    def _contradiction(self) -> Headless | None:
        return None if self._sidecar is None else self._sidecar.contradiction(self._sql)
