"""Whether events of vendors stopped arriving: what nobody tells, nobody reads for days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from listwright.engine.wording import minute_of
from listwright.errors import Diagnostic, Severity
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order, Origin

SILENT_AFTER = timedelta(hours=72)
"""A vendor that tells, tells something within that time of placing an order, or of its visit."""

NAMED_WITHIN = timedelta(hours=2)
"""`order.processed` comes within 15 minutes (sheet 6.3); a vendor's queue may be long."""

LOOKED_BACK = timedelta(days=14)
"""How far back it is asked whether an order was named; events are kept for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When the last event of each account came in, and the first of each order lately."""

    last: Mapping[AccountId, datetime] = field(default_factory=dict)
    orders: Mapping[tuple[AccountId, OrderId], datetime] = field(default_factory=dict)


def silence_warnings(
    orders: Iterable[Order], heard: Heard, *, now: datetime
) -> tuple[Diagnostic, ...]:
    """A warning for each account whose open `orders` should have been told of; by label."""
    by_account: dict[AccountId, list[Order]] = defaultdict(list)
    for order in orders:
        by_account[order.account.id].append(order)
    found = (_judged(known, heard, now) for known in by_account.values())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.detail))


def _judged(orders: Sequence[Order], heard: Heard, now: datetime) -> Diagnostic | None:
    account = orders[0].account
    last = heard.last.get(account.id)
    if any(_is_overdue(order, last, now) for order in orders):
        return _silent(orders, last)
    unnamed = tuple(_unnamed(orders, heard, now))
    return _deaf(unnamed) if unnamed else None


def _is_overdue(order: Order, last: datetime | None, now: datetime) -> bool:
    """Whether something must have happened to the order by now, and nothing was told of any."""
    visits = [visit.start for visit in order.appointments if not visit.canceled]
    moments = [moment for moment in (order.created, *visits) if moment is not None]
    if not moments:
        return False
    newest = max(moments)
    return now - newest >= SILENT_AFTER and (last is None or last < newest)


def _unnamed(orders: Iterable[Order], heard: Heard, now: datetime) -> Iterator[Order]:
    """Orders of ours that nobody named, while others were, both before and after they were placed.

    Before: webhooks may have been switched on only later. After: the newest may be on their way.
    """
    for order in orders:
        placed = order.created
        if placed is None or order.origin is not Origin.CREATED or order.task is not None:
            continue
        account = order.account.id
        told = [at for (whose, _), at in heard.orders.items() if whose == account]
        lately = now - LOOKED_BACK < placed <= now - NAMED_WITHIN
        named = (account, order.order_id) in heard.orders
        if lately and not named and told and min(told) < placed < max(told):
            yield order


def _silent(orders: Sequence[Order], last: datetime | None) -> Diagnostic:
    label, number = orders[0].account.label, len(orders)
    since = "none ever came" if last is None else f"the last one came {minute_of(last)}"
    are = "order is" if number == 1 else "orders are"
    return Diagnostic(
        code="LW3051",
        summary="A vendor tells nothing any more",
        detail=f"{label}: {number} {are} open, and no event of any comes in: {since}.",
        fix=f"{_FIX} Until then plans read again what is open.",
        severity=Severity.WARNING,
    )


def _deaf(orders: Sequence[Order]) -> Diagnostic:
    label, number, first = orders[0].account.label, len(orders), orders[0]
    placed = minute_of(first.created) if first.created is not None else ""
    more = "" if number == 1 else f", and {number - 1} more"
    return Diagnostic(
        code="LW3052",
        summary="A vendor never told of an order that it has",
        detail=f"{label}: no event ever named order {first.order_id} of {first.property}, placed "
        f"{placed}{more}, while events of other orders came in.",
        fix=f"The subscription may lack `order.processed`. {_FIX}",
        severity=Severity.WARNING,
    )


_FIX = (
    "Check that `listwright listen` runs and can be reached, and the vendor's subscription "
    "(PlanOmatic: PlanOintegrate, version 3, and its log of webhooks). Take in what was missed "
    "with `listwright ledger ingest FILE`, or read with `listwright refresh`."
)
