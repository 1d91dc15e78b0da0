"""The document of `report`: what was spent, what is covered, and an invoice against the ledger."""

from typing import Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import Closing, Money, Opening, Shape
from listwright.planfile.shapes.review import BudgetShape


class GroupShape(Shape):
    """What a line sums up; null where it was not asked for, or nobody knows it."""

    entity: str | None = None
    market: str | None = None
    service: str | None = None
    month: str | None = None
    need: str | None = None


class SpendShape(Shape):
    """What was ordered in one group and not canceled.

    An order of several services counts in each of them. `known` is what those with a price cost;
    `unpriced` counts the others, and `in_doubt` those of which nobody knows whether they exist.
    """

    group: GroupShape
    orders: int = 0
    known: Money = "0.00"
    unpriced: int = 0
    in_doubt: int = 0


class CoverageShape(Shape):
    """How the needs of one group stand; `percent` are satisfied of those that are not waived."""

    group: GroupShape
    wanted: int = 0
    satisfied: int = 0
    in_progress: int = 0
    to_order: int = 0
    deferred: int = 0
    blocked: int = 0
    kept: int = 0
    waived: int = 0
    percent: int | None = None


MatchWord = Literal[
    "unknown",
    "lost",
    "canceled",
    "amount_differs",
    "entity_differs",
    "not_invoiced",
    "unpriced",
    "matched",
]
"""What an invoice and the ledger say of one order."""


class InvoiceLineShape(Shape):
    """One order: `invoiced` is the sum of its rows, `expected` what the vendor or the book said."""

    match: MatchWord
    why: str = ""
    order_id: str | None = None
    order_key: str | None = None
    property: str | None = None
    entity: str | None = None
    month: str | None = None
    invoiced: Money | None = None
    expected: Money | None = None
    rows: tuple[int, ...] = ()


class InvoiceShape(Shape):
    """An invoice held against the ledger; `months` are those whose orders it should hold."""

    file: str
    digest: str
    rows: int
    months: tuple[str, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    lines: tuple[InvoiceLineShape, ...] = ()


class ReportBody(Opening):
    """The keys of a report up to the closing ones."""

    kind: str = "report"
    report: Literal["spend", "coverage", "invoices"] | None = None
    by: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    currency: str | None = None
    spend: tuple[SpendShape, ...] = ()
    spend_total: SpendShape | None = None
    budgets: tuple[BudgetShape, ...] = ()
    coverage: tuple[CoverageShape, ...] = ()
    coverage_total: CoverageShape | None = None
    invoice: InvoiceShape | None = None


class ReportDocument(Closing, ReportBody):
    """`report` says which report it is; what belongs to the others is empty."""
