"""The plan: sorted changes, what waits, what is stuck, and whether it may be applied."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from listwright.errors import Diagnostic
from listwright.model.account import Account, ResendPolicy
from listwright.model.money import Budget, Cost, LearnedPrice, Spent
from listwright.model.names import Address, OrderId, OrderKey, PropertyId
from listwright.model.need import Because, OrderSpec
from listwright.model.order import Basis, Order, Service
from listwright.model.picture import PictureTask
from listwright.model.queue import Queue
from listwright.model.reads import Reads


class Action(Enum):
    """The closed list of things a change can do, in the order they are printed."""

    CREATE = ("create",)
    CANCEL = ("cancel",)
    REPLACE = ("cancel", "create")
    IMPORT = ("import",)
    FORGET = ("forget",)
    NO_OP = ("no-op",)

    @builtins.property
    def creates(self) -> bool:
        """Whether it places an order."""
        return "create" in self.value

    @builtins.property
    def cancels(self) -> bool:
        """Whether it asks the vendor to cancel one."""
        return "cancel" in self.value

    @builtins.property
    def requests(self) -> int:
        """How many requests it takes when all goes well."""
        return _REQUESTS[self]


_REQUESTS = {
    Action.CREATE: 1,
    Action.CANCEL: 3,  # read, cancel, read again
    Action.REPLACE: 4,
    Action.IMPORT: 1,
    Action.FORGET: 0,
    Action.NO_OP: 0,
}


_PICTURE_REQUESTS = 3
"""An estimate: most pictures take two, the upload and the paid step. The first one of a home takes
up to three more where the vendor keeps a project for each home."""


class Reason(Enum):
    """Why a line is in the plan. For people: `apply` never branches on it."""

    MISSING = "missing"
    STALE = "stale"
    INVALIDATED = "invalidated"
    REQUESTED = "requested"
    OVERDUE = "overdue"
    SOURCE_CHANGED = "source_changed"
    VENDOR_CANCELED = "vendor_canceled"
    RESEND_UNKNOWN = "resend_unknown"
    SPEC_CHANGED = "spec_changed"
    EXPLICIT = "explicit"
    NOT_REQUIRED = "not_required"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    DECLARED = "declared"
    RECOGNIZED = "recognized"
    NO_CANCEL_AT_VENDOR = "no_cancel_at_vendor"
    SATISFIED = "satisfied"
    IN_PROGRESS = "in_progress"
    WAIVED = "waived"
    SPEC_CHANGED_KEPT = "spec_changed_kept"
    KEPT = "kept"
    NOT_READY = "not_ready"
    DUPLICATE_WINDOW = "duplicate_window"
    DEPENDENCY_PENDING = "dependency_pending"
    DEPENDENCY_DEFERRED = "dependency_deferred"
    FREEZE = "freeze"
    OVER_LIMIT = "over_limit"
    BUDGET_PERIOD = "budget_period"
    READ_REQUIRED = "read_required"
    CREATE_OUTCOME_UNKNOWN = "create_outcome_unknown"
    NOT_CANCELABLE = "not_cancelable"
    PROTECTED = "protected"
    VENDOR_REJECTED = "vendor_rejected"
    UNKNOWN_STATUS = "unknown_status"
    IDENTITY_MISMATCH = "identity_mismatch"
    FOREIGN_ORDER = "foreign_order"
    UNPRICED = "unpriced"
    CATALOG_MISMATCH = "catalog_mismatch"
    MISSING_FACT = "missing_fact"


class Cause(Enum):
    """Where a change comes from, when it is held against a base (`--against`)."""

    EDIT = "edit"
    FACTS = "facts"
    TIME = "time"
    BEFORE = "before"
    """It was due already when the base was committed."""


class Condition(Enum):
    """How a need stands."""

    SATISFIED = "Satisfied"
    PROGRESSING = "Progressing"
    MISSING = "Missing"
    STALE = "Stale"
    DEFERRED = "Deferred"
    BLOCKED = "Blocked"
    WAIVED = "Waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """The order a cancel or replace was decided on, as last read."""

    status: str
    cancelable: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend:
    """What makes a create the second request of an intent in doubt, and no new order.

    `policy` is what it must keep to when it is sent; `otherwise` is what the plan says of its needs
    when the change is left out of it.
    """

    policy: ResendPolicy
    otherwise: tuple["Blocked", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One planned effect on one order.

    `order_key` is our name on the wire, for creates (and cancels of orders that carry one);
    `order_id` the vendor's id of the order that is cancelled, replaced, imported or forgotten.
    `revision` is the ledger's revision of the property that this decision saw. `spec` and `basis`
    are set when an order will be placed; `asked_by` then holds the rule that added each need, in
    the order of `needs`. `resend` is set when its request was sent before and may have made it.
    `task` is set on an order of one picture. `cost` is in cents, None where no price is known;
    `instead` is what the order of this month that it replaces costs. `cause`: see `Cause`.
    """

    action: Action
    reason: Reason
    why: str
    account: Account
    property: PropertyId
    needs: tuple[Address, ...]
    services: tuple[Service, ...]
    billing_entity: str | None
    because: tuple[Because, ...]
    revision: int
    order_key: OrderKey | None = None
    generation: int = 1
    order_id: OrderId | None = None
    order: OrderView | None = None
    current: Order | None = None
    request_digest: str | None = None
    spec: OrderSpec | None = None
    basis: Basis | None = None
    asked_by: tuple[Because, ...] = ()
    resend: Resend | None = None
    task: PictureTask | None = None
    cost: int | None = None
    instead: Spent | None = None
    cause: Cause | None = None

    @builtins.property
    def requests(self) -> int:
        """How many requests it takes when all goes well."""
        return _PICTURE_REQUESTS if self.buys_picture else self.action.requests

    @builtins.property
    def buys_picture(self) -> bool:
        """Whether it orders one picture."""
        return self.task is not None and self.action.creates

    @builtins.property
    def digest_fields(self) -> tuple[object, ...]:
        """What the plan's fingerprint covers of this change: what a reviewer approved."""
        return (
            self.action.value,
            self.reason.value,
            self.account.id,
            self.property,
            tuple(str(need) for need in self.needs),
            tuple(
                (line.slug, line.quantity, line.previous_order_id or "") for line in self.services
            ),
            self.billing_entity or "",
            self.order_id or "",
            self.order_key or "",
            self.request_digest or "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A need whose change clears by itself: at `until`, or when `clears_when` comes true.

    `waits_for` are the needs that must be met, or ordered, first.
    """

    need: Address
    action: Action
    reason: Reason
    why: str
    until: datetime | None = None
    clears_when: str = ""
    because: tuple[Because, ...] = ()
    order_id: OrderId | None = None
    waits_for: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A need that waits for a person; `remedy` is a command or a task, `text` an e-mail to send.

    `until`: from then on an apply tries to settle it by itself; None where only a person can.
    """

    need: Address
    action: Action
    reason: Reason
    why: str
    remedy: str
    since: datetime | None = None
    because: tuple[Because, ...] = ()
    order_id: OrderId | None = None
    text: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A need with nothing to do, and why: satisfied, in progress, kept."""

    need: Address
    reason: Reason
    why: str
    account: Account | None = None
    order_id: OrderId | None = None
    met_by: str | None = None
    """`order` or `attestation`."""

    at: datetime | None = None
    """When it was captured."""

    stale_on: datetime | None = None
    warn_on: datetime | None = None
    """From when on an audit speaks of its age (`warn_after`)."""

    because: tuple[Because, ...] = ()
    text: str = ""
    """An e-mail to the vendor, where only a person can change something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A difference between what we sent and what the vendor holds. Shown, never acted on."""

    order_id: OrderId
    property: PropertyId
    field: str
    was: str | int | None
    now: str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why this plan may not be applied as it stands; `subject`: the entity that a limit is for."""

    code: str
    allowed: int | str | None
    actual: int | str | None
    remedy: str
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCounts:
    """How many needs stand how."""

    wanted: int = 0
    satisfied: int = 0
    in_progress: int = 0
    to_order: int = 0
    deferred: int = 0
    blocked: int = 0
    waived: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Fingerprints: of what the plan was made from, and of what it would do."""

    config: str
    inventory: str
    catalog: str
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the portfolio was planned; the selectors as typed."""

    partial: bool = False
    select: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    only: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FallingDue:
    """What a forecast expects of one month (`2027-03`, in the project's time zone).

    `needs` and `orders` count what falls due in it, if every fact stays as it is and nothing is
    ordered before; `reasons` counts the needs by why they are due.
    """

    month: str
    needs: int
    orders: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a run decided, and nothing it did.

    `standing` lists the needs with nothing to do; renderers count them and hide them. Every tuple
    is sorted, so that equal inputs give equal bytes. `as_of` is set on a forecast: it is the day it
    was made for (`made_at` stays when it was made), and `forecast` tells what falls due until then.
    """

    project: str
    lineage: str
    plan_id: str
    made_at: datetime
    expires_at: datetime
    scope: Scope
    digests: Digests
    changes: tuple[Change, ...]
    deferred: tuple[Deferred, ...]
    blocked: tuple[Blocked, ...]
    drift: tuple[Drift, ...]
    unmanaged: tuple[Order, ...]
    standing: tuple[Standing, ...]
    counts: NeedCounts
    reads: Reads
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    inventory_rows: Mapping[str, int] | None = None
    as_of: date | None = None
    forecast: tuple[FallingDue, ...] = ()
    queues: tuple[Queue, ...] = ()
    cost: Cost = Cost()
    budgets: tuple[Budget, ...] = ()
    learned: tuple[LearnedPrice, ...] = ()

    @builtins.property
    def applyable(self) -> bool:
        """Whether `apply` would do something: changes, nothing that refuses them, no forecast."""
        return bool(self.changes) and not self.refusals and self.as_of is None

    @builtins.property
    def complete(self) -> bool:
        """Whether nothing is left waiting after this plan."""
        return not self.deferred and not self.blocked
