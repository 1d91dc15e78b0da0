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
from listwright.model.picture import Handle, PictureFile, PictureTask
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


@dataclass(frozen=True, slots=True)
class PaceSubmit:
    """Wait until one more paid step may leave. Result: whether to go on (bool)."""

    account: Account


@dataclass(frozen=True, slots=True)
class KnownUpload:
    """Look up the upload of an intent. Result: Handle, or None when there is none."""

    account: Account
    order_key: OrderKey


@dataclass(frozen=True, slots=True)
class LoadSource:
    """Get the photo of a task as it is uploaded. Result: PictureFile, or the PictureError."""

    task: PictureTask


@dataclass(frozen=True, slots=True)
class SendUpload:
    """Upload a photo; nothing is bought by it. Result: Prepared, or an Answer."""

    account: Account
    spec: OrderSpec
    picture: PictureFile


@dataclass(frozen=True, slots=True)
class SaveUpload:
    """Commit the ids of an upload. Result: None, or why nothing may be bought on it (str)."""

    ref: AttemptRef
    handle: Handle


@dataclass(frozen=True, slots=True)
class OpenCommit:
    """Commit that the paid step of an attempt leaves. Result: AttemptRef, or None when stale."""

    ref: AttemptRef
    order_key: OrderKey


@dataclass(frozen=True, slots=True)
class SendCommit:
    """Send the paid step, which `ref` recorded. Result: Answer."""

    ref: AttemptRef
    account: Account
    spec: OrderSpec
    handle: Handle


@dataclass(frozen=True, slots=True)
class ForgetOrder:
    """Commit that an order is no longer tracked. Result: None."""

    account: Account
    order_id: OrderId
    reason: str


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
    | PaceSubmit
    | KnownUpload
    | LoadSource
    | SendUpload
    | SaveUpload
    | OpenCommit
    | SendCommit
    | ForgetOrder
)

R = TypeVar("R")
Steps = Generator[Effect, Any, R]
"""A protocol: yields effects, receives their results, returns R."""
