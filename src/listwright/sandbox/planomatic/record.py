"""What the sandbox remembers about an order: the masked request and what was done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class ActionKind(Enum):
    """What can happen to an order beside the passing of time."""

    CANCEL = "cancel"
    DELIVER = "deliver"
    FAIL_VISIT = "fail_visit"
    STATUS = "status"
    CHANGE_PHOTOS = "change_photos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing done to an order at an instant of the sandbox clock.

    `STATUS` with a status stops the life cycle and shows that status; without one it lets the
    life cycle go on from where it stopped. `CHANGE_PHOTOS` works on photos already delivered.
    """

    kind: ActionKind
    at: datetime
    status: str | None = None
    event: str | None = None
    reason: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """One stored order. `request` holds known fields only, without the key, secrets masked."""

    order_id: int
    request_id: int
    legacy_order_id: int
    account: str
    created: datetime
    id_known_from: datetime
    request: Mapping[str, Any]
    actions: tuple[Action, ...] = ()

    @property
    def external_property_id(self) -> str:
        """The client's key of the home."""
        return str(self.request["external_property_id"])

    @property
    def external_order_id(self) -> str | None:
        """The client's own id of the order, when it sent one."""
        return self.request.get("external_order_id")

    @property
    def services(self) -> tuple[Mapping[str, Any], ...]:
        """The ordered services: slug, quantity and, for staging, the previous order."""
        return tuple(self.request["services"])

    @property
    def state(self) -> str:
        """The two-letter state of the home."""
        return str(self.request["property"]["location"]["state"])


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """One order as lists show it: ids as the wire has them, the status at the moment asked."""

    order_id: str
    request_id: str
    legacy_order_id: str
    account: str
    external_property_id: str
    external_order_id: str | None
    status: str
    event: str | None
    created: datetime
    delivered_at: datetime | None
    services: tuple[tuple[str, int], ...]
