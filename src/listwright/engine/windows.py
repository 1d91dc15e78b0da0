"""Duplicate windows: from when on the vendor will take another order for a property."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from listwright.model.account import ASSUMED_WINDOW, WindowPolicy
from listwright.model.intent import Hold
from listwright.model.order import Order, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The window is closed until `until`, because of `order` (None: a refusal we only heard of)."""

    until: datetime
    order: Order | None
    assumed: bool


def find_closed_window(
    policy: WindowPolicy, orders: Iterable[Order], holds: Iterable[Hold], *, now: datetime
) -> Closed | None:
    """The window that keeps a new order away at `now`, or None when one may be placed."""
    if policy.window == timedelta(0):
        return None
    marks: list[tuple[datetime, Order | None]] = [
        (order.created or order.read_at or now, order) for order in orders if _counts(order, policy)
    ]
    marks += [(hold.since, None) for hold in holds]
    if not marks:
        return None
    newest, order = max(marks, key=lambda mark: mark[0])
    until = newest + _length(policy)
    if until <= now:
        return None
    return Closed(until=until, order=order, assumed=policy.window is None)


def _length(policy: WindowPolicy) -> timedelta:
    return ASSUMED_WINDOW if policy.window is None else policy.window + policy.margin


def _counts(order: Order, policy: WindowPolicy) -> bool:
    if order.phase is Phase.CANCELED and not policy.counts_canceled:
        return False
    staging_only = bool(order.services) and all(line.previous_order_id for line in order.services)
    return not (staging_only and policy.exempts_staging)
