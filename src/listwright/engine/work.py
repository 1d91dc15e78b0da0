"""The desk on which one property's decisions become orders, and the tray for what comes of them."""

from dataclasses import dataclass, field

from listwright.engine.decide import Again, Due
from listwright.engine.view import AccountView, Run
from listwright.engine.windows import Closed, find_closed_window
from listwright.engine.wording import minute_of
from listwright.errors import Diagnostic
from listwright.model.account import WindowPolicy
from listwright.model.names import Address
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Deferred,
    OrderView,
    Reason,
    Standing,
)


@dataclass(slots=True)
class Found:
    """What the orders of one property, or of all, come to."""

    changes: list[Change] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    def take_in(self, other: "Found") -> None:
        """Add everything of another tray."""
        self.changes += other.changes
        self.deferred += other.deferred
        self.blocked += other.blocked
        self.standing += other.standing
        self.findings += other.findings


@dataclass(slots=True, kw_only=True)
class Work:
    """One property at one account while its needs are turned into orders."""

    run: Run
    view: AccountView
    found: Found
    due: list[Due] = field(default_factory=list)
    again: list[Again] = field(default_factory=list)

    @property
    def window(self) -> WindowPolicy:
        """The duplicate protection of this account."""
        return self.run.portfolio.vendors[self.view.account.label].window

    def closed_window(self, without: Order | None = None) -> Closed | None:
        """The window that is still closed, leaving one order out of the count."""
        orders = (order for order in self.view.orders if order is not without)
        return find_closed_window(self.window, orders, self.view.holds, now=self.run.now)

    def is_requested(self, spec: NeedSpec) -> bool:
        """Whether the user asked to order this need again."""
        return self.run.replace.matches(self.view.address(spec))

    def is_cancelable(self, order: Order) -> bool:
        """Whether the vendor, by what was last read, would still cancel it."""
        traits = self.run.traits[self.view.account.label]
        return (
            traits.has_cancel
            and order.status in traits.cancelable_statuses
            and not order.has_appointment
        )

    def must_read(self, order: Order) -> bool:
        """Whether what we know of `order` is too old to cancel on."""
        read = order.read_at
        if read is None or read > self.run.now:
            return True
        if self.run.now - read > self.run.portfolio.plan.max_staleness:
            return True
        return any(
            intent.order_key == order.order_key and intent.sent_at >= read
            for intent in self.view.cancelling()
        )

    def rides_in(self, spec: NeedSpec, order: Order) -> bool:
        """Whether `order` is what meets a need, or will."""
        address = self.view.address(spec)
        return any(
            item.need == address and item.order_id == order.order_id for item in self.found.standing
        )

    def take_back(self, spec: NeedSpec) -> None:
        """Forget that a need is met by the order that is about to be replaced."""
        address = self.view.address(spec)
        self.found.standing[:] = [item for item in self.found.standing if item.need != address]


def read_first(need: Address, order: Order, action: Action) -> Deferred:
    """The order must be read before anything is done to it."""
    seen = "never" if order.read_at is None else minute_of(order.read_at)
    return Deferred(
        need=need,
        action=action,
        reason=Reason.READ_REQUIRED,
        why=f"order {order.order_id} was last read {seen}, too long ago to act on",
        clears_when=f"order {order.order_id} is read (--refresh auto, a larger --refresh-budget)",
        order_id=order.order_id,
    )


def window_deferral(need: Address, action: Action, closed: Closed, *, spec: NeedSpec) -> Deferred:
    """The duplicate window is closed for this property."""
    cause = (
        f"order {closed.order.order_id} of {minute_of(closed.order.created)}"
        if closed.order is not None and closed.order.created is not None
        else "an order this ledger does not know"
    )
    advice = (
        "; no duplicate_window is declared, so 30 days are assumed "
        "(set `duplicate_window`; `0h` = protection is off)"
        if closed.assumed
        else ""
    )
    return Deferred(
        need=need,
        action=action,
        reason=Reason.DUPLICATE_WINDOW,
        why=f"the vendor takes no second order for this home so soon after {cause}{advice}",
        until=closed.until,
        clears_when=f"the duplicate window ends {minute_of(closed.until)}",
        because=spec.because,
    )


def view_of(order: Order, *, cancelable: bool) -> OrderView:
    """The order as the plan shows it."""
    return OrderView(status=order.status, cancelable=cancelable, read_at=order.read_at)
