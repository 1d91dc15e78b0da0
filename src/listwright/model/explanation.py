"""Why a need stands as it does: the values behind `explain`."""

from dataclasses import dataclass
from datetime import datetime

from listwright.model.names import Address, OrderId
from listwright.model.plan import Action, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """One value that somebody wrote for a field of a need; `rule` names the rule or the place."""

    value: str
    at: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailField:
    """One field of a need: the value that holds, and those it replaced, the latest first."""

    field: str
    holds: Assigned
    replaced: tuple[Assigned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUsed:
    """One cell that a rule or decision looked at; `value` None when empty or private.

    `source` is the inventory's name, or the file of an inline home; `row` the data row from 1, None
    inline.
    """

    column: str
    value: str | None
    source: str
    row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One order or attestation that might have met the need; `because` says why it does or not."""

    order_id: OrderId | None
    accepted: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that could keep the need from being ordered; `until` when it clears, if known."""

    check: str
    passed: bool
    detail: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole answer for one need. `action` and `reason` are None for one that no rule wants."""

    address: Address
    action: Action | None
    reason: Reason | None
    why: str
    trail: tuple[TrailField, ...]
    facts: tuple[FactUsed, ...]
    considered: tuple[Considered, ...]
    checks: tuple[Check, ...]
    would_change_if: tuple[str, ...]
