"""The document of `audit`: a plan that nobody means to apply, and what is wrong."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, Instant, Shape
from listwright.planfile.shapes.plan import PlanBody
from listwright.planfile.shapes.review import ReviewBody


class FindingShape(Shape):
    """One thing somebody should look at.

    `address` is a need or a property, null where it is about neither; `since` is when it began, as
    far as that is known, else when it was last seen.
    """

    code: Literal[
        "drift", "unmanaged", "stale", "blocked", "unknown", "attention", "inventory", "overdue"
    ]
    address: str | None = None
    order_id: str | None = None
    since: Instant | None = None
    why: str
    remedy: str


class AuditBody(ReviewBody, PlanBody):
    """The keys of an audit up to the closing ones: those of a plan, and the findings."""

    kind: str = "audit"
    findings: tuple[FindingShape, ...] = ()


class AuditDocument(Closing, AuditBody):
    """What a plan would do now, and everything that somebody should look at."""
