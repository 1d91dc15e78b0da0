"""Money in a plan: what is known, what is not, and the budgets it counts against. Whole cents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from listwright.errors import Span
from listwright.model.names import OrderId
from listwright.model.order import Service

PriceKey = tuple[str, str, int]
"""Account label, slug and quantity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """What services cost by the files, in cents of `currency`, which is None where none is known.

    Prices are by account label, slug and quantity, and each is that of the whole line. A quantity
    that is not in the book has no price: vendors ask less for more, so nothing lies in between.
    `spans` tell where each one stands.
    """

    currency: str | None = None
    prices: Mapping[PriceKey, int] = field(default_factory=dict)
    spans: Mapping[PriceKey, Span] = field(default_factory=dict)

    def price(self, label: str, slug: str, quantity: int) -> int | None:
        """What so many of a service cost at the account of that label; None: not known."""
        return self.prices.get((label, slug, quantity))

    def total(self, label: str, services: Iterable[Service]) -> int | None:
        """What an order of these costs; None as soon as one of them has no price."""
        cents = 0
        for line in services:
            price = self.prices.get((label, line.slug, line.quantity))
            if price is None:
                return None
            cents += price
        return cents


NO_PRICES = PriceBook()


def amount_text(cents: int) -> str:
    """Cents as documents and files write them: `1250.00`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def cents_of(text: str) -> int:
    """The cents behind `amount_text`."""
    return int(text.replace(".", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one order that was placed, or may have been, costs an entity; None: nobody knows."""

    entity: str
    cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the creates of a plan cost, in cents of `currency`.

    `known` is the sum of those with a price; `unpriced_orders` counts the others, which are never
    taken for free. `by_entity` splits `known` by billing entity. `currency` is None where the files
    have no prices.
    """

    currency: str | None = None
    known: int = 0
    unpriced_orders: int = 0
    by_entity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one billing entity spends in the month of the plan (`2026-11`, the project's time zone).

    `allowed` is its `monthly_budget`, None where the files set none. `committed` is what this
    month's orders cost that were placed already, `planned` what this plan adds; both in cents, each
    with the number of orders of which no price is known. An order that the plan replaces counts as
    planned only, by what takes its place; so does one that is sent once more.
    """

    entity: str
    month: str
    allowed: int | None
    committed: int
    committed_unpriced: int
    planned: int
    planned_unpriced: int

    @property
    def total(self) -> int:
        """What the month comes to with this plan, as far as prices are known; in cents."""
        return self.committed + self.planned

    @property
    def percent(self) -> int | None:
        """How much of its budget the month comes to; None where the files allow nothing.

        Rounded up: 100 % shall mean that nothing is over.
        """
        return -(-self.total * 100 // self.allowed) if self.allowed else None

    @property
    def excess(self) -> int:
        """How much more the month comes to than the files allow; in cents, never below nothing."""
        return 0 if self.allowed is None else max(self.total - self.allowed, 0)

    @property
    def is_exceeded(self) -> bool:
        """Whether this plan orders more than the month has left."""
        return self.planned > 0 and self.excess > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPrice:
    """What a vendor asked last for a service, which the price book has not, or has differently.

    A suggestion for the files: no decision is made on it. `seen` and `book` are cents; `order_id`
    is the order that says so, created at `at`.
    """

    label: str
    slug: str
    quantity: int
    seen: int
    book: int | None
    order_id: OrderId
    at: datetime | None
