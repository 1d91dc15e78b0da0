"""Orders as documents show them."""

from typing import Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import Instant, Money, Shape
from listwright.planfile.shapes.pictures import OrderedPictureShape


class ServiceShape(Shape):
    """One service that is or would be bought; staging names the order whose photos it works on."""

    slug: str
    quantity: int
    previous_order_id: str | None = None


class PricedServiceShape(Shape):
    """One service of an existing order; `price` as the vendor said it, null when it did not."""

    slug: str
    quantity: int
    price: Money | None = None
    previous_order_id: str | None = None


class AppointmentShape(Shape):
    """One visit; `canceled` visits stay listed by the vendor."""

    id: str
    start: Instant | None = None
    end: Instant | None = None
    canceled: bool = False


class PhotoShape(Shape):
    """One delivered photo."""

    sequence: int | None = None
    caption: str = ""
    url: str


class OrderShape(Shape):
    """One order at a vendor: the vendor's `status` verbatim, and our reading of it, `phase`.

    `managed` false: it counts as there, and listwright never cancels it.
    """

    account: str
    vendor: str
    environment: str
    order_id: str
    request_id: str | None = None
    legacy_order_id: str | None = None
    order_key: str | None = None
    property: str
    needs: tuple[str, ...] = ()
    services: tuple[PricedServiceShape, ...] = ()
    picture: OrderedPictureShape | None = None
    status: str
    phase: Literal["open", "delivered", "canceled", "unknown"]
    cancelable: bool
    managed: bool
    origin: Literal["created", "imported", "event"]
    created: Instant | None = None
    captured_at: Instant | None = None
    delivered_at: Instant | None = None
    appointments: tuple[AppointmentShape, ...] = ()
    links: dict[str, str] = Field(default_factory=dict)
    photos: tuple[PhotoShape, ...] = ()
    attention: str | None = None
    read_at: Instant | None = None
    row: str


class UnmanagedShape(Shape):
    """An order that listwright did not place: it counts, and is never cancelled."""

    order_id: str
    property: str
    services: tuple[ServiceShape, ...] = ()
    account: str
    vendor: str
    status: str
    phase: Literal["open", "delivered", "canceled", "unknown"]
    created: Instant | None = None
