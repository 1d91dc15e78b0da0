"""What becomes of open orders that carry needs nobody wants any more."""

from dataclasses import replace

from listwright.engine.decide import Again
from listwright.engine.removal import Removal, find_removals
from listwright.engine.view import holds
from listwright.engine.waivers import standing_waiver
from listwright.engine.wording import cancel_mail, state_of
from listwright.engine.work import Work, protected, view_of
from listwright.model.names import Address
from listwright.model.order import Phase
from listwright.model.plan import Action, Blocked, Change, Reason, Standing


def remove_orders(work: Work) -> None:
    """Cancel, shrink or keep every order that carries something unwanted."""
    for removal in find_removals(work.run, work.view, work.orphans):
        goes = removal.cancel or removal.shrink
        if goes and removal.order.phase is Phase.UNKNOWN:
            _wait_for_status(work, removal)
        elif removal.cancel and not _swap(work, removal):
            _cancel(work, removal)
        elif removal.shrink:
            _shrink(work, removal)
        elif not removal.cancel:
            work.found.standing += [_kept(work, removal, need) for need in removal.needs]


def _wait_for_status(work: Work, removal: Removal) -> None:
    """Neither cancel an order of a status we do not know, nor order beside it under its keys."""
    due = {work.view.address(item.spec) for item in work.due}
    work.due[:] = [item for item in work.due if work.view.address(item.spec) not in removal.needs]
    work.found.blocked += [
        _unknown_status(need, removal, Action.REPLACE if need in due else Action.CANCEL)
        for need in removal.needs
    ]


def _swap(work: Work, removal: Removal) -> bool:
    """Replace the order when its needs are due under the same keys with other services."""
    address = work.view.address
    swapped = [due for due in work.due if address(due.spec) in removal.needs]
    work.due[:] = [due for due in work.due if due not in swapped]
    staged = [one for one in work.staging if address(one.spec) in removal.needs]
    work.staging[:] = [one for one in work.staging if one not in staged]
    bought = ", ".join(line.slug for line in removal.order.services)
    swapped += [one.due for one in staged]
    for due in swapped:
        work.again.append(
            Again(
                spec=due.spec,
                order=removal.order,
                reason=Reason.SPEC_CHANGED,
                why=f"order {removal.order.order_id} holds {bought}, {due.spec.slug} is wanted now",
            )
        )
    return bool(swapped)


def _kept(work: Work, removal: Removal, need: Address) -> Standing:
    return Standing(
        need=need,
        reason=Reason.KEPT,
        why=removal.why,
        account=work.view.account,
        order_id=removal.order.order_id,
        because=removal.because,
    )


def _shrink(work: Work, removal: Removal) -> None:
    """Replace the order by one without the unwanted needs; cancel it if it meets no other."""
    again = {decision.spec.key for decision in work.again if decision.order is removal.order}
    riding = [spec for spec in work.view.needs if work.rides_in(spec, removal.order)]
    waived = [
        spec
        for spec in work.view.needs
        if holds(removal.order, spec) is not None
        and standing_waiver(work.run, work.view, spec) is not None
    ]
    alive = [spec for spec in riding if spec not in waived]
    if not riding and not waived and not again and not work.view.unsettled():
        _cancel(work, removal)
    if waived and not alive and not again:
        work.found.standing += [_kept_for_waived(work, removal, need) for need in removal.needs]
        return
    gone = ", ".join(str(need) for need in removal.needs)
    for spec in alive:
        work.take_back(spec)
        work.again.append(
            Again(
                spec=spec,
                order=removal.order,
                reason=Reason.SPEC_CHANGED,
                why=f"order {removal.order.order_id} also holds {gone}: {removal.why}",
            )
        )


def _kept_for_waived(work: Work, removal: Removal, need: Address) -> Standing:
    why = "what else it holds is waived, and would not be ordered again"
    kept = _kept(work, removal, need)
    return replace(kept, why=f"no longer wanted, kept: {why} (order {removal.order.order_id})")


def _cancel(work: Work, removal: Removal) -> None:
    order = removal.order
    found = work.found
    at = work.protector(order)
    if at is not None:
        found.blocked += [_protected(need, removal, at=at) for need in removal.needs]
        return
    if not work.is_cancelable(order):
        found.blocked += [_not_cancelable(need, removal) for need in removal.needs]
        return
    if work.defer_frozen(Action.CANCEL, [(need, removal.because) for need in removal.needs]):
        return
    if work.must_read(order):
        found.deferred += [
            replace(work.read_first(need, order, Action.CANCEL), because=removal.because)
            for need in removal.needs
        ]
        return
    found.changes.append(
        Change(
            action=Action.CANCEL,
            reason=removal.reason,
            why=removal.why,
            account=work.view.account,
            property=work.view.property,
            needs=removal.needs,
            services=order.services,
            billing_entity=None,
            because=removal.because,
            revision=work.view.revision,
            order_key=order.order_key,
            order_id=order.order_id,
            order=view_of(order, cancelable=True),
            current=order,
        )
    )


def _protected(need: Address, removal: Removal, *, at: str) -> Blocked:
    blocked = protected(need, removal.order, action=Action.CANCEL, why=removal.why, at=at)
    return replace(blocked, because=removal.because)


def _unknown_status(need: Address, removal: Removal, action: Action) -> Blocked:
    order = removal.order
    return Blocked(
        need=need,
        action=action,
        reason=Reason.UNKNOWN_STATUS,
        why=f"{removal.why}, but order {order.order_id} has the status {order.status!r}, which "
        "this version of listwright does not know; it is taken as open, and not canceled",
        remedy="ask the vendor what it means, and to cancel the order; "
        f"listwright forget {need} --reason T stops tracking it",
        since=order.read_at,
        because=removal.because,
        order_id=order.order_id,
    )


def _not_cancelable(need: Address, removal: Removal) -> Blocked:
    order = removal.order
    return Blocked(
        need=need,
        action=Action.CANCEL,
        reason=Reason.NOT_CANCELABLE,
        why=f"{removal.why}, but order {order.order_id} is {state_of(order)}: too late for its API",
        remedy="send the vendor the e-mail below, or listwright forget "
        f"{need} --reason T to stop tracking it",
        since=order.read_at,
        because=removal.because,
        order_id=order.order_id,
        text=cancel_mail(order),
    )
