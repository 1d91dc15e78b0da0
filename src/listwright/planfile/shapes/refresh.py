"""The document of `refresh`: what was read, and what had changed."""

from listwright.planfile.shapes.envelope import Closing, Opening, Shape
from listwright.planfile.shapes.ledger import UnknownShape
from listwright.planfile.shapes.orders import OrderShape


class RefreshReadsShape(Shape):
    """Reads made, allowed (null: no bound), and left; age of the open order unread for longest.

    `waiting` counts the events that no read has confirmed yet.
    """

    used: int = 0
    budget: int | None = None
    not_read: int = 0
    oldest_relevant_age_s: int | None = None
    waiting: int = 0


class StatusChangeShape(Shape):
    """An order in which a read found news; `was` is null for one the ledger did not know.

    `was` and `now` are the vendor's words; they are the same when only the photos are others.
    """

    order_id: str
    property: str
    was: str | None = None
    now: str
    other_photos: bool = False


class RefreshBody(Opening):
    """The keys of a refresh up to the closing ones."""

    kind: str = "refresh"
    reads: RefreshReadsShape = RefreshReadsShape()
    changed: tuple[StatusChangeShape, ...] = ()
    orders: tuple[OrderShape, ...] = ()
    unknowns: tuple[UnknownShape, ...] = ()


class RefreshDocument(Closing, RefreshBody):
    """Which orders were read, what had changed, and which creates are still unknown."""
