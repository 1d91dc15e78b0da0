"""What stands beside a plan so that it can be judged: money, homes, open orders, applies."""

from typing import Literal

from pydantic import Field

from listwright.planfile.shapes.envelope import Instant, Money, Shape
from listwright.planfile.shapes.orders import AppointmentShape, PricedServiceShape, ServiceShape
from listwright.planfile.shapes.pictures import OrderedPictureShape


class BudgetShape(Shape):
    """What one billing entity spends in one month (`2026-11`, in the project's time zone).

    `limit` is its `monthly_budget`, null where the files set none. `committed` is what orders cost
    that were placed in that month already, `planned` what this plan adds; each with the number of
    orders whose price is not known.
    """

    entity: str
    month: str
    limit: Money | None = None
    committed: Money = "0.00"
    committed_unpriced: int = 0
    planned: Money = "0.00"
    planned_unpriced: int = 0


class LearnedPriceShape(Shape):
    """What a vendor asked last for a service that the price book has not, or has differently.

    A suggestion: nothing is decided on it. `order_id` is the order that says so.
    """

    vendor: str
    slug: str
    quantity: int
    seen: Money
    book: Money | None = None
    order_id: str
    at: Instant | None = None


class HomeShape(Shape):
    """What the homes of a plan's lines may be filtered by."""

    property: str
    market: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    billing_entity: str | None = None


class FunnelShape(Shape):
    """How many homes reach a stage on the way to an order; each stage holds part of the last."""

    stage: Literal["inventory", "wanted", "uncovered", "ready", "free", "to_order"]
    homes: int


class OpenOrderShape(Shape):
    """An order that is not finished, as last read."""

    account: str
    vendor: str
    order_id: str
    order_key: str | None = None
    property: str
    needs: tuple[str, ...] = ()
    services: tuple[PricedServiceShape, ...] = ()
    status: str
    phase: Literal["open", "delivered", "canceled", "unknown"]
    managed: bool = True
    picture: OrderedPictureShape | None = None
    created: Instant | None = None
    captured_at: Instant | None = None
    delivered_at: Instant | None = None
    appointments: tuple[AppointmentShape, ...] = ()
    attention: str | None = None
    read_at: Instant | None = None


class AppliedShape(Shape):
    """A plan that was applied; `note` says what raised a limit, if something did."""

    at: Instant
    plan_id: str
    digest: str
    actor: str
    run: str
    note: str = ""
    changes: int = 0


class GoneShape(Shape):
    """A change that the base would make and this plan does not."""

    actions: tuple[Literal["create", "cancel", "import", "forget", "no-op"], ...]
    property: str
    needs: tuple[str, ...] = ()
    services: tuple[ServiceShape, ...] = ()
    order_id: str | None = None
    why: str = ""


class AgainstShape(Shape):
    """The base that the plan was held against: `commit` is the merge base with `ref`.

    `knows_facts`: whether that commit holds the inventories, so that `facts` and `before` differ.
    `gone` are changes that the edit takes away.
    """

    ref: str
    commit: str
    committed_at: Instant
    knows_facts: bool
    gone: tuple[GoneShape, ...] = ()


class ReviewBody(Shape):
    """The keys that a plan has for its readers."""

    budgets: tuple[BudgetShape, ...] = ()
    learned_prices: tuple[LearnedPriceShape, ...] = ()
    per_minute: int | None = None
    against: AgainstShape | None = None
    funnel: tuple[FunnelShape, ...] = ()
    homes: tuple[HomeShape, ...] = ()
    open_orders: tuple[OpenOrderShape, ...] = ()
    applied: tuple[AppliedShape, ...] = Field(default=())
