"""Findings about orders: drift, orders of somebody else, what a vendor asks about, what is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from listwright.engine.pictures.units import due_at, late_from
from listwright.engine.reconcile import Reconciled
from listwright.engine.wording import minute_of
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import Address, PropertyId
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
        services = ", ".join(f"{line.slug} {line.quantity}" for line in order.services)
        yield AuditFinding(
            code=FindingCode.UNMANAGED,
            address=home,
            order_id=order.order_id,
            since=order.created,
            why=f"order {order.order_id} ({services or 'no services'}; {order.status}) counts, and "
            "listwright did not place it here",
            remedy=_unmanaged_remedy(home, order, planned=order.order_id in imported),
        )


def _unmanaged_remedy(home: PropertyId, order: Order, *, planned: bool) -> str:
    if planned:
        return "listwright apply puts it under management"
    if order.managed:
        return f"no need to act: it was placed through `vendors.{order.account.label}`"
    return f"listwright import {home} --order-id {order.order_id} puts it under management"


def attention_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Open orders whose vendor asks for something."""
    for home, order in _orders(made):
        if order.attention and order.phase in _UNFINISHED:
            yield AuditFinding(
                code=FindingCode.ATTENTION,
                address=home,
                order_id=order.order_id,
                since=order.read_at,
                why=f"order {order.order_id} is {order.status}: {order.attention}",
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
        late = _late(order) if order.phase in _UNFINISHED else None
        if late is not None and late.since <= now:
            yield _overdue(home, order, late)
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
        remedy=_late_remedy(home, order),
    )


def _late_remedy(home: PropertyId, order: Order) -> str:
    first = f"listwright refresh {home}; if it stays, "
    if order.task is None:
        return f"{first}ask the vendor about order {order.order_id}"
    needs = [str(Address(home, key)) for key in order.basis.keys] if order.basis else [str(home)]
    return (
        f"{first}listwright apply --replace {needs[0]} orders it again, which is paid again, or "
        f"listwright forget order:{order.order_id} --reason T gives it up"
    )


def _late(order: Order) -> _Late | None:
    """From when an open order is late, or None when nothing says so."""
    if order.task is not None:
        due, late = due_at(order), late_from(order)
        if due is None or late is None:
            return None
        return _Late(since=late, why=f"overdue: it was expected {minute_of(due)}")
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
