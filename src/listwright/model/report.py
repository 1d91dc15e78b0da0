"""What reports tell: money that was spent, how far a portfolio is covered, and invoices."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from listwright.errors import Span
from listwright.model.money import Budget
from listwright.model.names import OrderId, OrderKey, PropertyId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """One service of an order; `cents` is what it costs, None where the order has no price."""

    slug: str
    cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that costs money, or a request of which nobody knows whether it made one.

    `order_id` is None for a request in doubt. `entity` is None for a picture, and where nobody
    knows who pays; `market` where the inventory tells none. `month` is that of the project's zone;
    `aliases` are other ids that its vendor gave it.
    """

    order_id: OrderId | None
    order_key: OrderKey | None
    property: PropertyId
    entity: str | None
    market: str | None
    month: str
    lines: tuple[PlacedLine, ...]
    aliases: tuple[str, ...] = ()
    managed: bool = True
    picture: bool = False
    canceled: bool = False

    @builtins.property
    def cents(self) -> int | None:
        """What all of it costs; None when that is not known."""
        prices = [line.cents for line in self.lines if line.cents is not None]
        return sum(prices) if prices and len(prices) == len(self.lines) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLine:
    """What was ordered under one combination of `group`, whose keys are those that were asked for.

    `orders` that hold several services count under each of them. `known` is in cents; `unpriced`
    counts orders without a price, `in_doubt` those that may not exist.
    """

    group: Mapping[str, str | None]
    orders: int
    known: int
    unpriced: int
    in_doubt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendReport:
    """What was ordered, and the budgets of this month beside it.

    `total` has no group. `since` and `until` are months, both included.
    """

    by: tuple[str, ...]
    currency: str | None
    since: str | None
    until: str | None
    lines: tuple[SpendLine, ...]
    total: SpendLine
    budgets: tuple[Budget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How the needs of one group stand. `kept` differ from the files and stay as they are."""

    group: Mapping[str, str | None]
    wanted: int
    satisfied: int = 0
    in_progress: int = 0
    to_order: int = 0
    deferred: int = 0
    blocked: int = 0
    kept: int = 0
    waived: int = 0

    @property
    def percent(self) -> int | None:
        """How many of 100 that are not waived are satisfied, rounded down; None: there is none."""
        due = self.wanted - self.waived
        return self.satisfied * 100 // due if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """How far the portfolio has what the files ask for."""

    by: tuple[str, ...]
    lines: tuple[CoverageLine, ...]
    total: CoverageLine


class Match(Enum):
    """What an invoice and the ledger say of one order, the loudest first."""

    UNKNOWN = "unknown"
    """The ledger does not know it: somebody else ordered, or it is another project's."""

    LOST = "lost"
    """It carries our name, and the ledger has no such order: a request in doubt made it."""

    CANCELED = "canceled"
    AMOUNT_DIFFERS = "amount_differs"
    ENTITY_DIFFERS = "entity_differs"
    NOT_INVOICED = "not_invoiced"
    UNPRICED = "unpriced"
    """It is ours, and what it should cost is not known."""

    MATCHED = "matched"

    @property
    def differs(self) -> bool:
        """Whether somebody should ask."""
        return self not in {Match.MATCHED, Match.UNPRICED}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """One row of an invoice: at least one name of its order, and an amount in cents."""

    amount: int
    span: Span
    order_id: OrderId | None = None
    order_key: OrderKey | None = None
    lineage: str | None = None
    """The mark of the project in the metadata, where the row has it."""

    reference: str | None = None
    """What the row calls its order, where that is no name of ours."""

    entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One order, as the invoice and the ledger have it. `rows` are those of the file.

    `invoiced` is the sum of its rows, None when it has none; `expected` what the ledger or the
    price book says. Both in cents.
    """

    match: Match
    why: str
    order_id: OrderId | None
    order_key: OrderKey | None
    property: PropertyId | None
    entity: str | None
    month: str | None
    invoiced: int | None
    expected: int | None
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReport:
    """An invoice held against the ledger; `months` are those whose orders it should hold."""

    file: str
    digest: str
    rows: int
    currency: str | None
    months: tuple[str, ...]
    lines: tuple[InvoiceLine, ...]
    counts: Mapping[Match, int] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether anything is not as the ledger has it."""
        return any(one.match.differs for one in self.lines)
