"""What vendors tell of their own accord, and what of it still waits to be confirmed by a read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorEvent:
    """One webhook, as far as it was understood. It is a hint: nobody signs it.

    `digest` (SHA-256, hex) is equal for deliveries to one account that say the same. `event` is the
    vendor's word for what happened, empty for a body that could not be read; then `note` says why.
    `order_key` is the name that the order has in the event: ours, if we made it. Codes, contacts
    and links of the body are in no field.
    """

    account: AccountId
    digest: str
    received_at: datetime
    event: str = ""
    order_id: OrderId | None = None
    request_id: str | None = None
    order_key: OrderKey | None = None
    property: PropertyId | None = None
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEvent:
    """An event that no read has confirmed yet. `number` is the ledger's, in order of arrival."""

    number: int
    event: VendorEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """What came in. `waiting` is in order of arrival.

    `heard`: by account, when an event that could be read last came in, confirmed or not.
    """

    waiting: tuple[WaitingEvent, ...] = ()
    heard: Mapping[AccountId, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadBody:
    """Something in a file of events that is none; `line` is where it begins, from 1."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of a file of events.

    `new` wait to be confirmed now; `known` had come in before, or stand twice in the file.
    """

    new: int
    known: int
    unread: tuple[UnreadBody, ...] = ()
