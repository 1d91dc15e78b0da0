"""Findings about pictures: late ones, finished ones that nobody brought home, and aged ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from listwright.engine.freshness import Age, captured_at
from listwright.engine.pictures.scene import is_treated_so
from listwright.engine.pictures.standing import lateness
from listwright.engine.pictures.units import late_from
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import count_of, minute_of, state_of
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import Address, PropertyId
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase


def late_pictures(
    home: PropertyId, orders: Sequence[Order], now: datetime
) -> Iterator[AuditFinding]:
    """A finding for each picture of a home that takes much longer than its vendor said."""
    for order in orders:
        late = late_from(order)
        if late is None or now <= late or not order.managed:
            continue
        read = "never" if order.read_at is None else minute_of(order.read_at)
        yield AuditFinding(
            code=FindingCode.OVERDUE,
            address=_where(home, order),
            order_id=order.order_id,
            since=late,
            why=f"order {order.order_id} ({_words(order)}) is {state_of(order)}, overdue: "
            f"{lateness(order)} (last read {read})",
            remedy=_late_remedy(home, order, again=_is_ordered_again(order, orders)),
        )


def _is_ordered_again(order: Order, orders: Sequence[Order]) -> bool:
    """Whether a later order makes the same picture."""
    recipe = order.task.recipe if order.task is not None else None
    return any(
        other.task is not None
        and other.task.recipe == recipe
        and other.phase is not Phase.CANCELED
        and other.created is not None
        and order.created is not None
        and other.created > order.created
        for other in orders
    )


def _late_remedy(home: PropertyId, order: Order, *, again: bool) -> str:
    given_up = f"listwright forget order:{order.order_id} --reason T gives it up"
    if again:
        return f"no need to act: it was ordered again; {given_up}"
    return (
        f"listwright refresh {home}; if it stays, listwright apply --replace {_where(home, order)} "
        f"orders it again, which is paid again, or {given_up}"
    )


def unstored_pictures(
    orders: Iterable[tuple[PropertyId, Order]], run: Run
) -> Iterator[AuditFinding]:
    """A finding for each need of which finished pictures do not stand in the assets."""
    by_need: dict[Address | PropertyId, list[Order]] = defaultdict(list)
    for home, order in orders:
        if order.task is None or not order.managed or order.phase is not Phase.DELIVERED:
            continue
        if (order.account.id, order.order_id) not in run.shelf.stored:
            by_need[_where(home, order)].append(order)
    for where, found in by_need.items():
        first = found[0]
        more = f" and {count_of(len(found) - 1, 'more picture')}" if len(found) > 1 else ""
        yield AuditFinding(
            code=FindingCode.ATTENTION,
            address=where,
            order_id=first.order_id,
            since=min((one.delivered_at for one in found if one.delivered_at), default=None),
            why=f"{_words(first)}{more} {'are' if more else 'is'} finished and not stored; links "
            "to results expire",
            remedy=f"listwright assets pull {where}",
        )


def _words(order: Order) -> str:
    return order.task.words if order.task is not None else ""


def _where(home: PropertyId, order: Order) -> Address | PropertyId:
    """The need that the picture was ordered for, else its home."""
    keys = order.basis.keys if order.basis is not None else ()
    return Address(home, keys[0]) if keys else home


def newest_pictures(
    run: Run, views: Sequence[AccountView], spec: NeedSpec
) -> tuple[Order, Age] | None:
    """What a need for pictures had last, with the age of its photos; None when it had nothing."""
    found: list[tuple[Order, Age]] = []
    for view in views:
        if view.account.label != spec.vendor:
            continue
        yardstick = view.yardstick(run, spec)
        for order in view.orders:
            task = order.task
            if task is None or order.phase is not Phase.DELIVERED:
                continue
            if is_treated_so(task.recipe, spec):
                captured = _captured(views, order, run.now)
                found.append((order, yardstick.measure(captured, captured)))
    return max(found, key=lambda item: item[1].captured, default=None)


def _captured(views: Sequence[AccountView], order: Order, now: datetime) -> datetime:
    """When the photo of a picture was taken; of a file, when the picture was finished."""
    source = order.task.photo.order_id if order.task is not None else None
    for view in views:
        shoot = view.order(source or "")
        if shoot is not None:
            return captured_at(shoot, view.order, now)
    return order.delivered_at or order.created or now
