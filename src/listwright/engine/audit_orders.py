"""Findings about orders: drift, orders of somebody else, what a vendor asks about, what is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from listwright.engine.audit_pictures import late_pictures, unstored_pictures
from listwright.engine.reconcile import Reconciled
from listwright.engine.wording import minute_of, state_of
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import PropertyId
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Drift

LATE_AFTER_VISIT = timedelta(days=3)
"""Photos come one or two days after a visit; from then on somebody should ask."""

LATE_WITHOUT_VISIT = timedelta(days=14)
"""An order that has no visit by then may have been lost."""

LATE_STAGING = timedelta(days=3)
"""Staging alone needs no visit; it takes a day or two."""

_UNFINISHED = frozenset({Phase.OPEN, Phase.UNKNOWN})


def drift_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Every difference between what was sent and what is there."""
    if not made.plan.drift:
        return
    known = {(order.property, order.order_id): (home, order) for home, order in _orders(made)}
    for item in made.plan.drift:
        home, order = known[item.property, item.order_id]
        yield AuditFinding(
            code=FindingCode.DRIFT,
            address=home,
            order_id=item.order_id,
            since=order.read_at,
            why=_drift_words(item),
            remedy=_drift_remedy(item, home),
        )


def _orders(made: Reconciled) -> Iterator[tuple[PropertyId, Order]]:
    """Every order of the ledger, with the id that its home has now."""
    for record in made.observed.properties.values():
        for order in record.orders:
            yield record.property, order


def _drift_words(item: Drift) -> str:
    kind, _, about = item.field.partition(".")
    match kind:
        case "services":
            slug = about.removesuffix(".quantity")
            was = "none" if item.was is None else item.was
            now = "none" if item.now is None else item.now
            return f"{slug}: {was} ordered, and the vendor's order holds {now}"
        case "ready":
            return f"{about}: the home was ready when it was ordered, and now is {item.now}"
        case "order":
            return f"the vendor has no usable order {item.order_id} any more; it was {item.was}"
        case _:
            return f"{item.field} was {item.was}, and is now {item.now}"


def _drift_remedy(item: Drift, home: PropertyId) -> str:
    kind = item.field.partition(".")[0]
    match kind:
        case "services":
            return (
                f"ask the vendor to correct order {item.order_id}, or write what it holds into "
                "the files"
            )
        case "ready":
            return (
                f"correct the facts of {home}, or ask the vendor to hold back order {item.order_id}"
            )
        case "order":
            return f"ask the vendor about it; listwright forget {home} --reason T stops tracking it"
        case _:
            return f"listwright apply --replace {home} orders it again; `waive` gives it up"


def unmanaged_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Every order that listwright did not place, canceled ones aside."""
    unmanaged = {(order.account, order.order_id) for order in made.plan.unmanaged}
    imported = {change.order_id for change in made.plan.changes if change.action is Action.IMPORT}
    for home, order in _orders(made) if unmanaged else ():
        if (order.account, order.order_id) not in unmanaged:
            continue
        whose = _whose(order)
        yield AuditFinding(
            code=FindingCode.UNMANAGED,
            address=home,
            order_id=order.order_id,
            since=order.created,
            why=f"order {order.order_id} ({_bought(order)}; {state_of(order)}) counts, and {whose}",
            remedy=_unmanaged_remedy(home, order, planned=order.order_id in imported),
        )


def _bought(order: Order) -> str:
    if order.task is not None:
        return order.task.words
    services = ", ".join(f"{line.slug} {line.quantity}" for line in order.services)
    return services or "no services"


def _whose(order: Order) -> str:
    if order.task is not None and not order.managed:
        return "listwright no longer tracks it"
    return "listwright did not place it here"


def _unmanaged_remedy(home: PropertyId, order: Order, *, planned: bool) -> str:
    if planned:
        return "listwright apply puts it under management"
    if order.managed:
        return f"no need to act: it was placed through `vendors.{order.account.label}`"
    if order.task is not None:
        return "no need to act: it was forgotten, and its picture counts all the same"
    return f"listwright import {home} --order-id {order.order_id} puts it under management"


def attention_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Open orders whose vendor asks for something, and finished pictures that are not stored."""
    yield from unstored_pictures(_orders(made), made.run)
    for home, order in _orders(made):
        if order.attention and order.phase in _UNFINISHED:
            yield AuditFinding(
                code=FindingCode.ATTENTION,
                address=home,
                order_id=order.order_id,
                since=order.read_at,
                why=f"order {order.order_id} is {state_of(order)}: {order.attention}",
                remedy=f"settle it with the vendor; then listwright refresh {home}",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Late:
    """Since when an order is late, and why somebody should ask."""

    since: datetime
    why: str


def overdue_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Open orders that should have come to an end, and deferrals whose time is over."""
    now = made.run.now
    for home, order in _orders(made):
        if order.task is not None:
            continue
        late = _late(order) if order.phase in _UNFINISHED else None
        if late is not None and late.since <= now:
            yield _overdue(home, order, late)
    for record in made.observed.properties.values():
        yield from late_pictures(record.property, record.orders, now)
    for item in made.plan.deferred:
        if item.until is not None and item.until < now:
            yield AuditFinding(
                code=FindingCode.OVERDUE,
                address=item.need,
                order_id=item.order_id,
                since=item.until,
                why=f"it waits for {minute_of(item.until)}, which has passed: {item.why}",
                remedy="plan again; if it still waits then, please report it as a bug",
            )


def _overdue(home: PropertyId, order: Order, late: _Late) -> AuditFinding:
    read = "never" if order.read_at is None else minute_of(order.read_at)
    return AuditFinding(
        code=FindingCode.OVERDUE,
        address=home,
        order_id=order.order_id,
        since=late.since,
        why=f"order {order.order_id} is {order.status}, {late.why} (last read {read})",
        remedy=f"listwright refresh {home}; if it stays, ask the vendor about order "
        f"{order.order_id}",
    )


def _late(order: Order) -> _Late | None:
    """From when an open order is late, or None when nothing says so."""
    ends = [
        end
        for visit in order.appointments
        if not visit.canceled and (end := visit.end or visit.start) is not None
    ]
    if ends:
        last = max(ends)
        return _Late(
            since=last + LATE_AFTER_VISIT,
            why=f"{LATE_AFTER_VISIT.days} days or more after its visit of {minute_of(last)}",
        )
    if order.created is None:
        return None
    alone = bool(order.services) and all(line.previous_order_id for line in order.services)
    length = LATE_STAGING if alone else LATE_WITHOUT_VISIT
    missing = "although it needs no visit" if alone else "and no visit is planned"
    return _Late(
        since=order.created + length,
        why=f"{length.days} days or more after it was placed, {missing}",
    )
