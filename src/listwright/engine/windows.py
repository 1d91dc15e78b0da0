"""Duplicate windows: from when on the vendor will take another order for a property."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from listwright.model.account import ASSUMED_WINDOW, WindowPolicy
from listwright.model.intent import Hold
from listwright.model.order import Order, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The window is closed until `until`, because of `order` (None: a refusal we only heard of).

    `planned`: because of an order that the same plan places.
    """

    until: datetime
    order: Order | None
    assumed: bool
    planned: bool = False


def find_closed_window(
    policy: WindowPolicy, orders: Iterable[Order], holds: Iterable[Hold], *, now: datetime
) -> Closed | None:
    """The window that keeps a new order away at `now`, or None when one may be placed."""
    if policy.window == timedelta(0):
        return None
    marks: list[tuple[datetime, Order | None]] = [
        (_placed(order, now), order) for order in orders if _counts(order, policy)
    ]
    marks += [(min(hold.since, now), None) for hold in holds]
    if not marks:
        return None
    newest, order = max(marks, key=lambda mark: mark[0])
    try:
        until = newest + _length(policy)
    except OverflowError:
        until = _FAR
    if until <= now:
        return None
    return Closed(until=until, order=order, assumed=policy.window is None)


def closed_by_plan(policy: WindowPolicy, *, now: datetime) -> Closed | None:
    """The window that an order placed now will close behind itself."""
    if policy.window == timedelta(0):
        return None
    try:
        until = now + _length(policy)
    except OverflowError:
        until = _FAR
    return Closed(until=until, order=None, assumed=policy.window is None, planned=True)


_FAR = datetime(9999, 12, 30, tzinfo=UTC)
"""Later than any window ends, and still a date in every time zone."""


def _placed(order: Order, now: datetime) -> datetime:
    """When the order was placed, as far as anything tells; a date in the future counts as now."""
    if order.created is not None:
        return min(order.created, now)
    known = (order.captured_at, order.delivered_at, order.read_at)
    return min([moment for moment in known if moment is not None], default=now)


def _length(policy: WindowPolicy) -> timedelta:
    return ASSUMED_WINDOW if policy.window is None else policy.window + policy.margin


def _counts(order: Order, policy: WindowPolicy) -> bool:
    if order.phase is Phase.CANCELED and not policy.counts_canceled:
        return False
    staging_only = bool(order.services) and all(line.previous_order_id for line in order.services)
    return not (staging_only and policy.exempts_staging)
