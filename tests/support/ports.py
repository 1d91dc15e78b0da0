"""Stand-ins for the ports: a ledger that answers one thing, a clock that stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from listwright.model.account import Account
from listwright.model.event import Mailbox
from listwright.model.intent import Intent, Observed
from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId
from listwright.model.order import Order
from listwright.model.picture import StoredPicture
from listwright.model.review import Applied
from listwright.model.saved import BegunPlan
from listwright.model.shelf import EMPTY_SHELF, Shelf


@dataclass
class StillClock:
    """A clock that moves only when somebody sleeps."""

    start: datetime
    slept: float = 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.slept)

    def wall(self) -> float:
        return self.start.timestamp() + self.slept

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class SilentProgress:
    """Keeps what it was told."""

    notes: list[str] = field(default_factory=list)

    def start(self, title: str, total: int) -> None:
        self.notes.append(f"{title} ({total})")

    def advance(self, note: str) -> None:
        self.notes.append(note)

    def finish(self) -> None:
        self.notes.append("done")


@dataclass
class FixedLedger:
    """A reader that knows one thing; `used` holds plans that were applied."""

    known: Observed
    used: Mapping[str, datetime] = field(default_factory=dict)
    begun: Mapping[str, BegunPlan] = field(default_factory=dict)
    photos: Shelf = EMPTY_SHELF
    paid_by: Mapping[tuple[AccountId, OrderId], str] = field(default_factory=dict)

    mail: Mailbox = field(default_factory=Mailbox)

    def shelf(self) -> Shelf:
        return self.photos

    def mailbox(self) -> Mailbox:
        return self.mail

    def told_orders(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], datetime]:
        return {
            (one.event.account, one.event.order_id): one.event.received_at
            for one in reversed(self.mail.waiting)
            if one.event.order_id is not None
        }

    def known_events(self, digests: Sequence[str]) -> frozenset[str]:
        return frozenset({one.event.digest for one in self.mail.waiting} & set(digests))

    def stored_orders(self) -> frozenset[tuple[AccountId, OrderId]]:
        return self.photos.stored

    def stored_pictures(self, account: Account, order_id: OrderId) -> Mapping[str, StoredPicture]:
        return {}

    def observed(self) -> Observed:
        return self.known

    def orders(self) -> tuple[Order, ...]:
        return tuple(order for record in self.known.properties.values() for order in record.orders)

    def payers(self, since: datetime) -> Mapping[tuple[AccountId, OrderId], str]:
        return self.paid_by

    def order(self, account: Account, order_id: OrderId) -> Order | None:
        orders = (order for record in self.known.properties.values() for order in record.orders)
        wanted = (account, order_id)
        return next((one for one in orders if (one.account, one.order_id) == wanted), None)

    def intent(self, account: Account, order_key: OrderKey) -> Intent | None:
        intents = (intent for record in self.known.properties.values() for intent in record.intents)
        wanted = (account, order_key)
        return next((one for one in intents if (one.account, one.order_key) == wanted), None)

    def plan_used(self, plan_id: str) -> datetime | None:
        return self.used.get(plan_id)

    def applied(self, most: int) -> tuple[Applied, ...]:
        return ()

    def begun_plan(self, plan_id: str) -> BegunPlan | None:
        return self.begun.get(plan_id)

    def events(self, property_id: PropertyId) -> tuple[Mapping[str, str], ...]:
        return ()
