"""`status`: how needs and orders stand, read off a plan that asked nobody anything."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from listwright.engine.addresses import Selector
from listwright.model.account import VendorTraits
from listwright.model.intent import Observed
from listwright.model.names import Address
from listwright.model.need import Because, NeedSpec, Wanted
from listwright.model.order import Order
from listwright.model.plan import Blocked, Change, Condition, Deferred, Plan, Reason, Standing
from listwright.model.status import MetBy, NeedStatus, Proof, StatusReport

_Line = Change | Deferred | Blocked | Standing


def report_status(
    plan: Plan,
    wants: Iterable[Wanted],
    observed: Observed,
    *,
    only: Selector,
    traits: Mapping[str, VendorTraits],
) -> StatusReport:
    """The needs and orders that `only` names; with no pattern, all of them."""
    specs = {
        Address(wanted.home.id, spec.key): spec for wanted in wants for spec in wanted.needs.specs
    }
    lines = {address: line for address, line in _lines(plan) if not only or only.matches(address)}
    needs = [_need(address, line, specs.get(address)) for address, line in sorted(lines.items())]
    orders = [
        order
        for record in observed.properties.values()
        for order in record.orders
        if not only or only.matches_property(order.property)
    ]
    return StatusReport(
        needs=tuple(needs),
        orders=tuple(sorted(orders, key=lambda order: (order.property, order.order_id))),
        cancelable=frozenset(order.order_id for order in orders if _is_cancelable(order, traits)),
    )


def _lines(plan: Plan) -> Iterable[tuple[Address, _Line]]:
    for change in plan.changes:
        for need in change.needs:
            yield need, change
    waiting: tuple[Standing | Deferred | Blocked, ...] = (
        *plan.standing,
        *plan.deferred,
        *plan.blocked,
    )
    for item in waiting:
        yield item.need, item


def _is_cancelable(order: Order, traits: Mapping[str, VendorTraits]) -> bool:
    known = traits.get(order.account.label)
    return (
        known is not None
        and order.managed
        and known.has_cancel
        and order.status in known.cancelable_statuses
        and not order.has_appointment
    )


def _need(address: Address, line: _Line, spec: NeedSpec | None) -> NeedStatus:
    because: tuple[Because, ...] = line.because
    account = getattr(line, "account", None)
    return NeedStatus(
        address=address,
        vendor=spec.vendor if spec is not None else (account.label if account else ""),
        service=spec.slug if spec is not None else "",
        quantity=spec.quantity if spec is not None else 0,
        condition=_condition(line),
        reason=line.reason,
        why=line.why,
        until=line.until if isinstance(line, Deferred) else None,
        clears_when=line.clears_when if isinstance(line, Deferred) else "",
        remedy=line.remedy if isinstance(line, Blocked) else "",
        since=line.since if isinstance(line, Blocked) else None,
        at=because[0].at if because else None,
        met_by=_met_by(line),
        order_id=line.order_id,
    )


def _condition(line: _Line) -> Condition:
    match line:
        case Deferred():
            return Condition.DEFERRED
        case Blocked():
            return Condition.BLOCKED
        case Change() if not line.action.creates:
            return Condition.PROGRESSING
        case Change():
            return Condition.STALE if line.reason is Reason.STALE else Condition.MISSING
        case Standing():
            return _standing_condition(line)
        case _:
            assert_never(line)


def _standing_condition(line: Standing) -> Condition:
    if line.met_by is not None:
        return Condition.SATISFIED
    if line.reason is Reason.WAIVED:
        return Condition.WAIVED
    return Condition.PROGRESSING


def _met_by(line: _Line) -> MetBy | None:
    if not isinstance(line, Standing) or line.met_by is None:
        return None
    return MetBy(
        kind=Proof(line.met_by),
        order_id=line.order_id,
        captured_at=line.at,
        stale_on=line.stale_on,
    )
