"""The documents of the commands that act, ask or check."""

from typing import Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import Closing, Instant, Opening, Shape
from listwright.planfile.shapes.orders import OrderShape
from listwright.planfile.shapes.pictures import PictureCountsShape, TaskShape

Ending = Literal["done", "failed", "unknown", "skipped"]


class FailureShape(Shape):
    """Why something did not end well: the vendor's words, and the line that supplied the value."""

    code: str
    message: str
    attr: str | None = None
    at: str | None = None
    remedy: str = ""


class StepShape(Shape):
    """One request of a change."""

    action: str
    outcome: Ending
    order_id: str | None = None
    error: FailureShape | None = None


class OutcomeShape(Shape):
    """What became of one change. `external_order_id` is our name of the order at the vendor."""

    order_key: str | None = None
    external_order_id: str | None = None
    order_id: str | None = None
    property: str
    needs: tuple[str, ...] = ()
    actions: tuple[str, ...]
    picture: TaskShape | None = None
    outcome: Ending
    steps: tuple[StepShape, ...] = ()
    error: FailureShape | None = None


class ApplySummary(Shape):
    """How many changes ended how."""

    done: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0


class ApplyBody(Opening):
    """The keys of an apply up to the closing ones.

    `left` counts the changes that `resume`, a command, still does; that takes about `left_s`
    seconds. `done_before` counts what earlier parts of a resumed apply did.
    """

    kind: str = "apply"
    plan_id: str | None = None
    outcomes: tuple[OutcomeShape, ...] = ()
    not_in_plan: int = 0
    summary: ApplySummary = ApplySummary()
    stopped: str | None = None
    done_before: int = 0
    left: int = 0
    left_s: int = 0
    resume: str | None = None


class ApplyDocument(Closing, ApplyBody):
    """What an apply did, change by change, in the order it happened."""


class MetByShape(Shape):
    """What a need is met by, when that stops counting, and from when an audit speaks of its age."""

    kind: Literal["order", "attestation"]
    order_id: str | None = None
    captured_at: Instant | None = None
    stale_on: Instant | None = None
    warn_on: Instant | None = None


class NeedStatusShape(Shape):
    """One need and how it stands; `until` of a waived one is when the waiver ends."""

    address: str
    vendor: str
    service: str
    quantity: int
    condition: str
    reason: str
    why: str
    until: Instant | None = None
    clears_when: str = ""
    remedy: str = ""
    since: Instant | None = None
    at: str | None = None
    met_by: MetByShape | None = None
    order_id: str | None = None
    waits_for: tuple[str, ...] = ()
    pictures: PictureCountsShape | None = None


class ConditionCounts(Shape):
    """How many needs stand how, by condition."""

    Satisfied: int = 0
    Progressing: int = 0
    Missing: int = 0
    Stale: int = 0
    Deferred: int = 0
    Blocked: int = 0
    Waived: int = 0


class PhaseCounts(Shape):
    """How many orders are in which phase."""

    open: int = 0
    delivered: int = 0
    canceled: int = 0
    unknown: int = 0


class StatusSummary(Shape):
    """The status in numbers."""

    needs: ConditionCounts = ConditionCounts()
    orders: PhaseCounts = PhaseCounts()


class StatusBody(Opening):
    """The keys of a status up to the closing ones."""

    kind: str = "status"
    needs: tuple[NeedStatusShape, ...] = ()
    orders: tuple[OrderShape, ...] = ()
    summary: StatusSummary = StatusSummary()


class StatusDocument(Closing, StatusBody):
    """How needs and orders stand."""


class OrdersBody(Opening):
    """The keys of a command that settles something about orders."""

    address: str | None = None
    order_id: str | None = None
    needs: tuple[str, ...] = ()
    orders: tuple[OrderShape, ...] = ()


class RowShape(Shape):
    """What became of one row of a list; `note` says so when it had been done before."""

    address: str
    order_id: str | None = None
    outcome: Ending
    note: str = ""
    error: FailureShape | None = None


class ListedBody(OrdersBody):
    """The same for a command that also takes a list; `results` are its rows in their order."""

    results: tuple[RowShape, ...] = ()


class ImportDocument(Closing, ListedBody):
    """Which existing orders were put under management, and which needs they meet."""

    kind: str = "import"


class ResolveDocument(Closing, ListedBody):
    """How unknown creates were settled."""

    kind: str = "resolve"


class AttestDocument(Closing, ListedBody):
    """Which needs somebody said were met before, without an order of ours."""

    kind: str = "attest"


class ForgetDocument(Closing, OrdersBody):
    """Which orders became unmanaged."""

    kind: str = "forget"


class ValidateBody(Opening):
    """The keys of a validation up to the closing ones."""

    kind: str = "validate"
    valid: bool = False
    files: int = 0
    properties: int = 0
    needs: int = 0


class ValidateDocument(Closing, ValidateBody):
    """Whether the files are right, and how much they declare; problems are in `errors`."""


class VersionBody(Opening):
    """The keys of a version up to the closing ones."""

    kind: str = "version"
    listwright_version: str | None = None
    python_version: str | None = None
    platform: str | None = None
    components: dict[str, str] = Field(default_factory=dict)


class VersionDocument(Closing, VersionBody):
    """Which listwright this is, and what it runs on."""
