"""What the ledger holds, and what a refresh found, as commands show it."""

from dataclasses import dataclass
from datetime import datetime

from listwright.model.intent import AttemptOutcome, Hold, Intent
from listwright.model.names import Address, OrderId, OrderKey, PropertyId
from listwright.model.order import Order
from listwright.model.picture import PictureTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A create of which nobody knows whether an order exists, for one of its needs.

    `outcome` is NOID when an order exists without an id that we know, else UNKNOWN; `remedy` is a
    command. `picture` is what was asked for, where it was a single picture.
    """

    address: Address
    order_key: OrderKey
    sent_at: datetime
    outcome: AttemptOutcome
    remedy: str
    picture: PictureTask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHome:
    """A home for which nothing is ordered until somebody settles why the vendor refused."""

    property: PropertyId
    hold: Hold
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """Orders, doubts and holds; `intents` are the requests behind what no order speaks for.

    `cancelable` names the orders that their vendor would still cancel. `waiting` counts events that
    no read has confirmed yet, whatever they are about.
    """

    waiting: int = 0
    orders: tuple[Order, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    held: tuple[HeldHome, ...] = ()
    intents: tuple[Intent, ...] = ()
    cancelable: frozenset[OrderId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An order in which a read found news; `before` None: the ledger did not know it."""

    before: Order | None
    after: Order

    @property
    def has_other_photos(self) -> bool:
        """Whether its photos changed since they were delivered, or since the last change."""
        before = self.before.photos_changed_at if self.before is not None else None
        return self.after.photos_changed_at != before


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What a refresh read.

    `used` counts reads made, `budget` those allowed (None: no bound), `not_read` the orders that
    were meant and left. `oldest_s` is the age in seconds of the open order unread for longest.
    `orders` are those that were read, as the ledger holds them now; `unknowns` those still there.
    `waiting` counts events of what was meant that no read has confirmed yet.
    """

    used: int
    budget: int | None
    not_read: int
    oldest_s: int | None
    waiting: int = 0
    moved: tuple[Moved, ...] = ()
    orders: tuple[Order, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    cancelable: frozenset[OrderId] = frozenset()
