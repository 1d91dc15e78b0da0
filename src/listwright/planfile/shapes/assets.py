"""The documents of `assets` and `export`: pictures on disk, and what orders delivered."""

from typing import Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import Closing, Instant, Opening, Shape
from listwright.planfile.shapes.orders import AppointmentShape, OrderShape, PricedServiceShape


class SourceShape(Shape):
    """The photo that a picture was made of: a place in a delivered order, or a file."""

    order_id: str | None = None
    sequence: int | None = None
    path: str | None = None
    sha256: str


class PulledShape(Shape):
    """One picture of a delivered order, by the `name` it is stored by.

    `file` is relative to the project. `why` says why it is not stored, and `kind` in one word.
    """

    property: str
    vendor: str
    order_id: str
    name: str
    caption: str = ""
    outcome: Literal["stored", "present", "failed"]
    file: str | None = None
    sha256: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    virtually_staged: bool | None = None
    kind: str | None = None
    why: str | None = None


class PullSummaryShape(Shape):
    """Pictures by what came of them; orders of the addresses that are not delivered yet."""

    stored: int = 0
    present: int = 0
    failed: int = 0
    undelivered: int = 0


class AssetsBody(Opening):
    """The keys of the document up to the closing ones."""

    kind: str = "assets"
    pictures: tuple[PulledShape, ...] = ()
    sheets: tuple[str, ...] = ()
    summary: PullSummaryShape = PullSummaryShape()


class AssetsDocument(Closing, AssetsBody):
    """Which pictures are on disk now, which are not and why, and the pages that show them."""


class DeliveredPhotoShape(Shape):
    """One photo of a delivered order, with its file when it is stored.

    `virtually_staged` is null while nothing is stored that would tell.
    """

    name: str
    sequence: int | None = None
    caption: str = ""
    url: str
    file: str | None = None
    sha256: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    virtually_staged: bool | None = None


class DeliverableShape(Shape):
    """What one order delivered.

    Room, style, tool and source are those of an order of a single picture.
    """

    property: str
    needs: tuple[str, ...] = ()
    account: str
    vendor: str
    environment: str
    order_id: str
    order_key: str | None = None
    services: tuple[PricedServiceShape, ...] = ()
    status: str
    captured_at: Instant | None = None
    delivered_at: Instant | None = None
    appointments: tuple[AppointmentShape, ...] = ()
    links: dict[str, str] = Field(default_factory=dict)
    photos: tuple[DeliveredPhotoShape, ...] = ()
    room: str | None = None
    style: str | None = None
    tool: str | None = None
    source: SourceShape | None = None


class ExportBody(Opening):
    """The keys of an export up to the closing ones."""

    kind: str = "export"
    what: Literal["deliverables", "orders"] | None = None
    file: str | None = None
    deliverables: tuple[DeliverableShape, ...] = ()
    orders: tuple[OrderShape, ...] = ()


class ExportDocument(Closing, ExportBody):
    """What is remembered of orders: all of them, or what the delivered ones brought."""
