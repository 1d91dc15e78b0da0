"""How needs and orders stand right now: the values behind `status`."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from listwright.model.names import Address, OrderId
from listwright.model.order import Order
from listwright.model.picture import PictureCounts
from listwright.model.plan import Condition, Reason


class Proof(Enum):
    """What shows that a need is met."""

    ORDER = "order"
    ATTESTATION = "attestation"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetBy:
    """What a need is met by.

    `stale_on` is when it stops counting, `warn_on` from when an audit speaks of its age; None is
    never.
    """

    kind: Proof
    order_id: OrderId | None = None
    captured_at: datetime | None = None
    stale_on: datetime | None = None
    warn_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedStatus:
    """One need and how it stands.

    `until`, `clears_when`, `remedy` and `since` mean what they mean in a plan; a waived need stays
    so `until` then. `at` is the `file:line` that asked for the need; `order_id` the open order that
    will meet it; `waits_for` the needs that must be met first.
    `is_pictures`: it is a need for single pictures, and `pictures` counts them, once it is known
    which photos they are made of.
    """

    address: Address
    vendor: str
    service: str
    quantity: int
    condition: Condition
    reason: Reason
    why: str
    until: datetime | None = None
    clears_when: str = ""
    remedy: str = ""
    since: datetime | None = None
    at: str | None = None
    met_by: MetBy | None = None
    order_id: OrderId | None = None
    waits_for: tuple[Address, ...] = ()
    is_pictures: bool = False
    pictures: PictureCounts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """The needs and orders somebody asked about, sorted.

    `cancelable` names the orders that their vendor would still cancel, as last read.
    """

    needs: tuple[NeedStatus, ...]
    orders: tuple[Order, ...]
    cancelable: frozenset[OrderId] = frozenset()

    def count(self, condition: Condition) -> int:
        """How many needs stand that way."""
        return sum(1 for need in self.needs if need.condition is condition)
