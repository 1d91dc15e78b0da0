"""What the scheduled check finds: the values behind `audit`."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from listwright.model.names import Address, OrderId, PropertyId


class FindingCode(Enum):
    """What kind of thing somebody should look at."""

    DRIFT = "drift"
    UNMANAGED = "unmanaged"
    STALE = "stale"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    ATTENTION = "attention"
    INVENTORY = "inventory"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One thing somebody should look at, where, since when, and what to do.

    `address` names the need, or the property where the finding is of no single need.
    """

    code: FindingCode
    address: Address | PropertyId | None
    order_id: OrderId | None
    since: datetime | None
    why: str
    remedy: str
