"""The effects an apply is made of: what it wants done to the world, one value each.

The protocol yields them and is sent their results; a driver performs them. Every yield is a point
where a run can be killed, paused or overtaken, so a simulator can try them all.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from listwright.model.account import Account
from listwright.model.intent import Answer, AttemptRef, Draft, SecondRequest
from listwright.model.names import OrderId, OrderKey
from listwright.model.need import OrderSpec
from listwright.model.order import Order
from listwright.model.plan import Reason
from listwright.ports import OrderName


@dataclass(frozen=True, slots=True)
class Pace:
    """Wait for a place in the account's request window. Result: whether to go on (bool)."""

    account: Account


@dataclass(frozen=True, slots=True)
class Pause:
    """Keep the whole account quiet for some seconds. Result: None."""

    account: Account
    seconds: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait some seconds. Result: None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """Commit an intent and its attempt. Result: AttemptRef, or None when the decision is stale."""

    draft: Draft
    revision: int


@dataclass(frozen=True, slots=True)
class OpenProbe:
    """Commit the second request of an intent in doubt. Result: AttemptRef, or None when stale."""

    second: SecondRequest
    revision: int


@dataclass(frozen=True, slots=True)
class SendCreate:
    """Send one create, which `ref` recorded. Result: Answer."""

    ref: AttemptRef
    account: Account
    spec: OrderSpec
    order_key: OrderKey


@dataclass(frozen=True, slots=True)
class CloseAttempt:
    """Commit how the attempt ended. Result: Intent."""

    ref: AttemptRef
    answer: Answer


@dataclass(frozen=True, slots=True)
class OpenCancel:
    """Commit that a cancel will be sent. Result: AttemptRef, or None when the decision is stale."""

    account: Account
    order_id: OrderId
    revision: int


@dataclass(frozen=True, slots=True)
class SendCancel:
    """Send one cancel. Result: Answer."""

    account: Account
    name: OrderName
    reason: Reason
    notes: str


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """Read one order. Result: Order, or the ReadFailureError as a value."""

    account: Account
    name: OrderName


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """Commit what a read saw. Result: the stored Order."""

    order: Order


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Commit that an existing order is tracked. Result: the stored Order, or None when stale."""

    order: Order
    draft: Draft
    reason: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Print one line and flush it, before anything else is sent. Result: None."""

    line: str


Effect = (
    Pace
    | Pause
    | Sleep
    | OpenAttempt
    | OpenProbe
    | SendCreate
    | CloseAttempt
    | OpenCancel
    | SendCancel
    | ReadOrder
    | RecordOrder
    | ImportOrder
    | Announce
)

R = TypeVar("R")
Steps = Generator[Effect, Any, R]
"""A protocol: yields effects, receives their results, returns R."""
