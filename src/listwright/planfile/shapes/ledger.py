"""The document of `ledger`: orders and doubts, or the history of one home."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, Instant, Opening, Shape
from listwright.planfile.shapes.orders import OrderShape


class UnknownShape(Shape):
    """A need for which an order may exist: its create was sent and nobody knows the outcome.

    `outcome` is `noid` when the vendor confirmed an order and gave no id, else `unknown`.
    """

    address: str
    order_key: str
    sent_at: Instant
    outcome: Literal["unknown", "noid"]
    remedy: str


class HoldShape(Shape):
    """A home for which nothing is ordered: the vendor refused an order of it as a duplicate."""

    property: str
    vendor: str
    needs: tuple[str, ...] = ()
    since: Instant
    evidence: str
    remedy: str


class EventShape(Shape):
    """One thing that happened at a home; `order_id` is empty where no order is meant."""

    at: Instant
    kind: str
    order_id: str
    actor: str
    run: str
    detail: str


class LedgerBody(Opening):
    """The keys of a look into the ledger up to the closing ones."""

    kind: str = "ledger"
    address: str | None = None
    orders: tuple[OrderShape, ...] = ()
    unknowns: tuple[UnknownShape, ...] = ()
    holds: tuple[HoldShape, ...] = ()
    events: tuple[EventShape, ...] = ()


class LedgerDocument(Closing, LedgerBody):
    """What the ledger holds: `list` and `show` fill orders, unknowns and holds, `history` events.

    `list` leaves out photos and links.
    """
