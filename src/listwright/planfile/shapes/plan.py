"""The plan document, which is also the saved plan file."""

from typing import Annotated, Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import (
    FORMAT_VERSION,
    Closing,
    DigestText,
    Instant,
    Money,
    Shape,
)
from listwright.planfile.shapes.orders import ServiceShape, UnmanagedShape
from listwright.planfile.shapes.pictures import PictureShape, QueueShape
from listwright.planfile.shapes.review import ReviewBody

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
"""A day as `2027-05-22`."""


class ScopeShape(Shape):
    """Which part of the portfolio was planned, with the selectors as typed."""

    partial: bool = False
    select: tuple[str, ...] | None = None
    target: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    only: str | None = None
    commit: str | None = None


class DigestsShape(Shape):
    """Fingerprints of what the plan was made from, and of what it would do."""

    config: str | None = None
    inventory: str | None = None
    catalog: str | None = None
    plan: DigestText | None = None


class FlagsShape(Shape):
    """`applyable`: apply would act; `complete`: nothing is left waiting; `errored`: no plan."""

    applyable: bool = False
    complete: bool = False
    errored: bool = False


class RefusalShape(Shape):
    """Why this plan may not be applied as it stands, and what to do about it.

    `allowed` and `actual` are numbers of orders, or amounts as text where the limit is one of
    money. `subject` is whom the limit is for, where it is not for the whole plan.
    """

    code: str
    allowed: int | str | None = None
    actual: int | str | None = None
    remedy: str = ""
    subject: str | None = None


class UnheardShape(Shape):
    """An account, by its label, and when its last event came in; null: none ever did."""

    vendor: str
    last: str | None = None


class ReadsShape(Shape):
    """Reads at the vendors: made, allowed, open orders not read, age of the oldest that matters.

    `told` counts those of `not_read` that no age makes due, as their vendor tells of changes by
    webhook; `waiting` the events that no read has confirmed; `unheard` are the accounts from which
    no event came in lately, so that their orders are read again.
    """

    used: int = 0
    budget: int = 0
    not_read: int = 0
    oldest_relevant_age_s: int | None = None
    told: int = 0
    waiting: int = 0
    unheard: tuple[UnheardShape, ...] = ()


class OrderCounts(Shape):
    """How many orders each action concerns."""

    create: int = 0
    cancel: int = 0
    replace: int = 0
    import_: int = Field(default=0, alias="import")
    forget: int = 0


class NeedCountsShape(Shape):
    """How many needs stand how."""

    wanted: int = 0
    satisfied: int = 0
    in_progress: int = 0
    to_order: int = 0
    deferred: int = 0
    blocked: int = 0
    waived: int = 0
    kept: int = 0


class SummaryShape(Shape):
    """The plan in numbers."""

    orders: OrderCounts = OrderCounts()
    needs: NeedCountsShape = NeedCountsShape()


class CostShape(Shape):
    """Money: what is known, and how many orders have no known price."""

    currency: str | None = None
    known: Money = "0.00"
    unpriced_orders: int = 0
    by_entity: dict[str, Money] = Field(default_factory=dict)


class ChangeCostShape(Shape):
    """What one change costs; null when no price is known."""

    known: Money | None = None


class BecauseShape(Shape):
    """A rule that asked for something, and where it stands (`file:line`)."""

    rule: str
    at: str


class RidingShape(Shape):
    """Needs of a rule that ride in orders of another one, `rule`."""

    rule: str
    at: str
    needs: int


class RuleShareShape(Shape):
    """What one rule causes: needs it added that are ordered now, and the orders that are its own.

    An order belongs to the rule that added its first need that is no staging, else to that of its
    first need, so the rows add up to the plan. `known` is what its orders cost as far as prices are
    known, null where no price is; `unpriced` counts the others. `deferred` and `blocked` count
    needs that wait.
    """

    rule: str
    at: str
    needs: int
    orders: int
    known: Money | None = None
    unpriced: int = 0
    cancels: int = 0
    deferred: int = 0
    blocked: int = 0
    riding: tuple[RidingShape, ...] = ()


class FallingDueShape(Shape):
    """What a forecast expects of one month (`2027-03`, in the project's time zone).

    `reasons` counts the needs by why they are due.
    """

    month: str
    needs: int
    orders: int
    reasons: dict[str, int] = Field(default_factory=dict)


class OrderViewShape(Shape):
    """The order that a cancel or replace was decided on, as last read."""

    status: str
    cancelable: bool
    read_at: Instant | None = None


class ChangeShape(Shape):
    """One planned effect on one order.

    `digest` covers actions, reason, account, property, needs, services, billing_entity, order_id,
    order_key and request_digest. `row` is the ledger revision that the decision saw. `cause` says
    where the change comes from when the plan was held against a base: this edit, the facts, time,
    or before (it was due already).
    """

    actions: tuple[Literal["create", "cancel", "import", "forget", "no-op"], ...]
    reason: str
    why: str
    order_key: str | None = None
    order_id: str | None = None
    order: OrderViewShape | None = None
    account: str | None = None
    vendor: str | None = None
    property: str
    needs: tuple[str, ...] = ()
    services: tuple[ServiceShape, ...] = ()
    picture: PictureShape | None = None
    billing_entity: str | None = None
    request_digest: str | None = None
    row: str | None = None
    cost: ChangeCostShape = ChangeCostShape()
    because: tuple[BecauseShape, ...] = ()
    cause: Literal["edit", "facts", "time", "before"] | None = None
    digest: DigestText | None = None


class DeferredShape(Shape):
    """A need that waits for something that comes by itself: a time, or a condition in words.

    `waits_for` are the needs that must be met, or ordered, first; `order_id` the order it is about.
    """

    need: str
    actions: tuple[str, ...]
    reason: str
    why: str
    until: Instant | None = None
    clears_when: str = ""
    order_id: str | None = None
    waits_for: tuple[str, ...] = ()
    because: tuple[BecauseShape, ...] = ()


class BlockedShape(Shape):
    """A need that waits for a person; `remedy` is a command or a task, `text` an e-mail to send.

    `until` is when an apply may settle it by itself, null where only a person can.
    """

    need: str
    actions: tuple[str, ...]
    reason: str
    why: str
    since: Instant | None = None
    until: Instant | None = None
    remedy: str
    order_id: str | None = None
    text: str = ""
    because: tuple[BecauseShape, ...] = ()


class DriftShape(Shape):
    """A difference between what was sent and what the vendor holds. Shown, never acted on."""

    order_id: str
    property: str
    field: str
    was: str | int | None = None
    now: str | int | None = None


class PlanBody(Shape):
    """The keys of a plan up to the closing ones.

    `as_of` is set on a forecast: the day it was made for. `timestamp` is always when it was made.
    """

    format_version: str = FORMAT_VERSION
    kind: str = "plan"
    listwright_version: str | None = None
    project: str | None = None
    lineage: str | None = None
    plan_id: str | None = None
    timestamp: Instant | None = None
    expires_at: Instant | None = None
    as_of: Day | None = None
    scope: ScopeShape = ScopeShape()
    digests: DigestsShape = DigestsShape()
    flags: FlagsShape = FlagsShape()
    refusals: tuple[RefusalShape, ...] = ()
    reads: ReadsShape = ReadsShape()
    inventory: dict[str, int] = Field(default_factory=dict)
    summary: SummaryShape = SummaryShape()
    cost: CostShape = CostShape()
    by_rule: tuple[RuleShareShape, ...] = ()
    forecast: tuple[FallingDueShape, ...] = ()
    queues: tuple[QueueShape, ...] = ()
    order_changes: tuple[ChangeShape, ...] = ()
    deferred_changes: tuple[DeferredShape, ...] = ()
    blocked_changes: tuple[BlockedShape, ...] = ()
    drift: tuple[DriftShape, ...] = ()
    unmanaged: tuple[UnmanagedShape, ...] = ()


class PlanDocument(Closing, ReviewBody, PlanBody):
    """A plan: what would be done, what waits, what is stuck. Also the saved plan file."""
