"""Replacing open orders: cancel, confirm, create; never when the create would be refused."""

from dataclasses import replace

from listwright.engine.creates import (
    Parcel,
    is_refused,
    place_order,
    rides_with,
    take_riders,
    without_met,
)
from listwright.engine.decide import Again, Due, judge_visit, kept
from listwright.engine.dependencies import what_it_waits_for
from listwright.engine.doubts import held_back
from listwright.engine.freshness import staged_from
from listwright.engine.imports import unread_beside
from listwright.engine.rejected import blocked_by_refusal, refused_alone
from listwright.engine.removal import meets_beside
from listwright.engine.sources import Delivered, find_source
from listwright.engine.waivers import standing_waiver
from listwright.engine.wording import cancel_mail, change_mail, state_of
from listwright.engine.work import Staged, Work, protected, window_deferral
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import Action, Blocked, Deferred, Reason, Standing


def replace_order(work: Work) -> None:
    """Replace at most one order of a property: a second create would meet the first's window."""
    if not work.again:
        return
    order = work.again[0].order
    first = [decision for decision in work.again if decision.order is order]
    work.found.deferred += [
        _next_time(work, decision, order) for decision in work.again if decision.order is not order
    ]
    if not work.is_cancelable(order):
        _file_too_late(work, first, order)
    elif _keeps_others(work, first, order):
        work.found.standing += _kept_for_others(work, first, order)
    elif not (
        _is_protected(work, first, order)
        or _is_stopped(work, first)
        or _is_unready(work, first)
        or _meets_window(work, first, order)
    ):
        _replace_now(work, first, order)


def _next_time(work: Work, decision: Again, order: Order) -> Deferred:
    return Deferred(
        need=work.view.address(decision.spec),
        action=Action.REPLACE,
        reason=Reason.DUPLICATE_WINDOW,
        why=f"{decision.why}; one order of a home is replaced at a time",
        clears_when=f"order {order.order_id} is replaced",
        because=decision.spec.because,
    )


def _file_too_late(work: Work, decisions: list[Again], order: Order) -> None:
    """A request that cannot be met is blocked; a changed wish lets the order stay as it is."""
    asked = [decision for decision in decisions if decision.reason is Reason.REQUESTED]
    work.found.blocked += [
        Blocked(
            need=work.view.address(decision.spec),
            action=Action.REPLACE,
            reason=Reason.NOT_CANCELABLE,
            why=f"order {order.order_id} is {state_of(order)}: too late to replace it on request",
            remedy="send the vendor the e-mail below, and ask again once the order is canceled",
            since=order.read_at,
            because=decision.spec.because,
            order_id=order.order_id,
            text=cancel_mail(order),
        )
        for decision in asked
    ]
    changed = [decision for decision in decisions if decision.reason is not Reason.REQUESTED]
    work.found.standing += _too_late(work, changed, order)


def _too_late(work: Work, decisions: list[Again], order: Order) -> list[Standing]:
    wanted = ", ".join(f"{item.spec.slug} ({item.spec.quantity})" for item in decisions)
    return [
        Standing(
            need=work.view.address(decision.spec),
            reason=Reason.SPEC_CHANGED_KEPT,
            why=f"{decision.why}; its status is {state_of(order)}, too late to cancel",
            account=work.view.account,
            order_id=order.order_id,
            because=decision.spec.because,
            text=change_mail(order, wanted),
        )
        for decision in decisions
    ]


def _keeps_others(work: Work, decisions: list[Again], order: Order) -> bool:
    """Whether the order also holds what only the facts stopped wanting, or what moved elsewhere.

    A request outranks it.
    """
    asked = any(decision.reason is Reason.REQUESTED for decision in decisions)
    return not asked and (
        meets_beside(work.view, order) is not None
        or any(
            item.reason is Reason.KEPT and item.order_id == order.order_id
            for item in work.found.standing
        )
    )


def _kept_for_others(work: Work, decisions: list[Again], order: Order) -> list[Standing]:
    return [
        kept(
            work.view,
            decision.spec,
            order,
            why=f"{decision.why}; the order stays for what it holds besides",
        )
        for decision in decisions
    ]


def _is_protected(work: Work, decisions: list[Again], order: Order) -> bool:
    """File the needs as blocked when the files protect the order."""
    at = work.protector(order)
    if at is None:
        return False
    for item in decisions:
        need, because = work.view.address(item.spec), item.spec.because
        blocked = protected(need, order, action=Action.REPLACE, why=item.why, at=at)
        work.found.blocked.append(replace(blocked, because=because))
    return True


def _is_stopped(work: Work, decisions: list[Again]) -> bool:
    """File the needs as blocked when no order may be placed, or the vendor refused this one."""
    stopped = [_stop(work, decision) for decision in decisions]
    if not any(stopped):
        return False
    for decision, blocked in zip(decisions, stopped, strict=True):
        if blocked is not None:
            work.found.blocked.append(replace(blocked, action=Action.REPLACE))
        else:
            why = f"{decision.why}; another need of the order is blocked"
            work.found.standing.append(kept(work.view, decision.spec, decision.order, why=why))
    return True


def _is_unready(work: Work, decisions: list[Again]) -> bool:
    """File the needs as waiting when the home is not ready for the visit that would come instead.

    A replacement ends in a create, which readiness gates; a request outranks it.
    """
    waits = [_wait(work, item) for item in decisions]
    if not any(waits):
        return False
    for item, waiting in zip(decisions, waits, strict=True):
        if waiting is None:
            why = f"{item.why}; the home is not ready for all that the order holds"
            work.found.standing.append(kept(work.view, item.spec, item.order, why=why))
        elif isinstance(waiting, Blocked):
            why = f"{item.why}; {waiting.why}"
            work.found.blocked.append(replace(waiting, action=Action.REPLACE, why=why))
        else:
            why = f"{item.why}; {waiting.why}"
            work.found.deferred.append(replace(waiting, action=Action.REPLACE, why=why))
    return True


def _wait(work: Work, decision: Again) -> Deferred | Blocked | None:
    unread = unread_beside(work.run, work.view, decision.spec)
    if unread is not None or work.is_requested(decision.spec):
        return unread
    return judge_visit(work.run, work.view, decision.spec)


def _stop(work: Work, decision: Again) -> Blocked | None:
    held = held_back(work.run, work.view, decision.spec, explained=False)
    if held is not None or work.is_requested(decision.spec):
        return held
    refused = refused_alone(work.run, work.view, decision.spec)
    return blocked_by_refusal(work.view, decision.spec, refused) if refused is not None else None


def _meets_window(work: Work, decisions: list[Again], order: Order) -> bool:
    """File the needs as deferred when a new order would be refused, or the old one must be read."""
    closed = work.closed_window(without=None if work.window.counts_canceled else order)
    alone = all(item.spec.slug in work.staging_slugs for item in decisions)
    if alone and staged_from(order) is not None and work.window.exempts_staging:
        closed = None
    requested = any(decision.reason is Reason.REQUESTED for decision in decisions)
    if closed is not None and not (requested and closed.assumed):
        for item in decisions:
            address = work.view.address(item.spec)
            waits = window_deferral(address, Action.REPLACE, closed, spec=item.spec)
            work.found.deferred.append(replace(waits, why=f"{item.why}; {waits.why}"))
        return True
    if work.defer_frozen(
        Action.REPLACE, [(work.view.address(item.spec), item.spec.because) for item in decisions]
    ):
        return True
    if work.must_read(order):
        for item in decisions:
            waits = work.read_first(work.view.address(item.spec), order, Action.REPLACE)
            because = item.spec.because
            work.found.deferred.append(
                replace(waits, why=f"{item.why}; {waits.why}", because=because)
            )
        return True
    return False


def _replace_now(work: Work, decisions: list[Again], order: Order) -> None:
    """Everything the old order carried and everything due ride in the new one."""
    keys = {decision.spec.key for decision in decisions}
    carried = [
        spec
        for spec in work.view.needs
        if spec.key not in keys and work.rides_in(spec, order) and not _is_given_up(work, spec)
    ]
    joined = [*(decision.spec for decision in decisions), *carried]
    shot = [spec for spec in joined if spec.slug not in work.staging_slugs]
    staged = [spec for spec in joined if spec.slug in work.staging_slugs]
    if not shot:
        _restage(work, decisions, order, staged=staged)
        return
    for spec in carried:
        work.take_back(spec)
    shot += [due.spec for due in work.due if not is_refused(work, due)]
    work.due = []
    shot = without_met(work, shot)
    shot_keys = {spec.key for spec in shot}
    riding = [spec for spec in staged if rides_with(work.view, spec, shot_keys)]
    riding += [due.spec for due in take_riders(work, shot_keys)]
    first = decisions[0]
    work.staging += [
        Staged(due=Due(spec=spec, reason=first.reason, why=first.why))
        for spec in staged
        if spec not in riding
    ]
    needs = tuple(dict.fromkeys([spec.key for spec in [*shot, *riding]]))
    by_key = {spec.key: spec for spec in [*shot, *riding]}
    place_order(
        work,
        Parcel(
            needs=tuple(by_key[key] for key in needs),
            reason=first.reason,
            why=first.why,
            replaces=order,
        ),
    )


def _is_given_up(work: Work, spec: NeedSpec) -> bool:
    """Whether the need is waived: then it is not bought again with the rest of its order."""
    waived = standing_waiver(work.run, work.view, spec)
    if waived is None:
        return False
    work.take_back(spec)
    work.found.standing.append(waived)
    return True


def _restage(work: Work, decisions: list[Again], order: Order, *, staged: list[NeedSpec]) -> None:
    """Replace an order by staging alone, of photos that are there; without any, it stays."""
    previous = _one_source(work, staged, order)
    waits = [what_it_waits_for(work, spec, find_source(work, spec)) for spec in staged]
    if previous is None or any(waits):
        work.found.standing += _kept_for_others(work, decisions, order)
        return
    for spec in staged:
        work.take_back(spec)
    first = decisions[0]
    parcel = Parcel(
        needs=tuple(staged),
        reason=first.reason,
        why=first.why,
        previous=previous,
        replaces=order,
    )
    place_order(work, parcel)


def _one_source(work: Work, staged: list[NeedSpec], order: Order) -> OrderId | None:
    """The delivered order that all of `staged` work on, else the one the old order worked on."""
    sources = [find_source(work, spec) for spec in staged]
    ids = {source.order.order_id for source in sources if isinstance(source, Delivered)}
    if len(ids) == 1 and all(isinstance(source, Delivered) for source in sources):
        return ids.pop()
    used = staged_from(order)
    return OrderId(used) if used is not None else None
