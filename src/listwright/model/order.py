"""Orders as they exist at a vendor, and what we remember about why we placed them."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from listwright.model.account import Account
from listwright.model.names import NeedKey, OrderId, OrderKey, PropertyId
from listwright.model.picture import PictureTask


class Phase(Enum):
    """Our reading of a vendor's status."""

    OPEN = "open"
    DELIVERED = "delivered"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


class Origin(Enum):
    """How an order came into the ledger."""

    CREATED = "created"
    IMPORTED = "imported"
    EVENT = "event"


class CanceledBy(Enum):
    """Who ended a cancelled order."""

    US = "us"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One line of an order. `price` in cents, when the vendor said one."""

    slug: str
    quantity: int
    price: int | None = None
    previous_order_id: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One visit. `canceled` visits stay listed by the vendor."""

    id: str
    start: datetime | None
    end: datetime | None
    canceled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One delivered photo."""

    sequence: int | None
    caption: str
    url: str
    uploaded_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a decision stood on, stored with the order it made.

    `origin` is the home's (`inline` or an inventory name); `facts` the values of the columns that
    the project's rules read; `trail` the rules, as `name@file:line`; `keys` the need keys, and
    `slugs` what each of them bought, in the same order; `day` the day of the decision.
    """

    origin: str
    facts: Mapping[str, str]
    trail: tuple[str, ...]
    keys: tuple[NeedKey, ...]
    slugs: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One immutable thing that exists at a vendor; times are UTC.

    `status` is the vendor's word, `phase` ours. `read_at` is the last authenticated read.
    `revision` is the ledger's, 0 for an order that is not in the ledger. `managed` False: it
    satisfies and holds the window, but is never cancelled by us. `services` of an order that we
    placed are the lines as sent; `echoed` holds what the vendor says instead, when that differs.
    `photos_changed_at` is when a later read found other photos than were first delivered. `task` is
    set on an order of one picture, whose photos are the results; `eta_s` is how many seconds after
    `created` its vendor expected to be done.
    """

    account: Account
    order_id: OrderId
    property: PropertyId
    services: tuple[Service, ...]
    status: str
    phase: Phase
    order_key: OrderKey | None = None
    request_id: str | None = None
    legacy_order_id: str | None = None
    event: str | None = None
    managed: bool = True
    origin: Origin = Origin.CREATED
    created: datetime | None = None
    captured_at: datetime | None = None
    delivered_at: datetime | None = None
    canceled_by: CanceledBy | None = None
    appointments: tuple[Appointment, ...] = ()
    links: Mapping[str, str] | None = None
    photos: tuple[Photo, ...] = ()
    attention: str | None = None
    read_at: datetime | None = None
    revision: int = 0
    basis: Basis | None = None
    echoed: tuple[Service, ...] = ()
    photos_changed_at: datetime | None = None
    task: PictureTask | None = None
    eta_s: int | None = None

    @builtins.property
    def expected_at(self) -> datetime | None:
        """When its vendor said a picture would be done; None when it did not say."""
        if self.created is None or self.eta_s is None:
            return None
        return self.created + timedelta(seconds=self.eta_s)

    @builtins.property
    def has_appointment(self) -> bool:
        """Whether a visit is confirmed and not called off."""
        return any(not visit.canceled for visit in self.appointments)

    def quantity(self, slug: str) -> int | None:
        """How many of that service it holds, or None when it does not hold it."""
        for line in self.services:
            if line.slug == slug:
                return line.quantity
        return None
