"""Drift: what the vendor holds, or the home is, beside what we ordered on. Shown, never acted on.

Progress along the life cycle is no drift.
"""

from collections.abc import Iterator, Set

from listwright.engine.memory import decided_on, facts_then
from listwright.engine.predicates import Truth
from listwright.engine.readiness import judge_readiness
from listwright.engine.view import AccountView, Run, holds
from listwright.model.intent import Observed
from listwright.model.names import AccountId
from listwright.model.order import CanceledBy, Order, Phase
from listwright.model.plan import Drift

_UNFINISHED = frozenset({Phase.OPEN, Phase.UNKNOWN})


def find_drift(observed: Observed, accounts: Set[AccountId]) -> Iterator[Drift]:
    """Every difference between the services sent and those held, in open orders of ours."""
    for record in observed.properties.values():
        for order in record.orders:
            open_ours = order.managed and order.phase in _UNFINISHED
            if order.echoed and open_ours and order.account.id in accounts:
                yield from _differences(order)


def _differences(order: Order) -> Iterator[Drift]:
    sent = {line.slug: line.quantity for line in order.services}
    held = {line.slug: line.quantity for line in order.echoed}
    for slug in sorted(sent.keys() | held.keys()):
        was, now = sent.get(slug), held.get(slug)
        if was != now:
            yield _drift(order, f"services.{slug}.quantity", was=was, now=now)


def _drift(order: Order, field: str, *, was: str | int | None, now: str | int | None) -> Drift:
    return Drift(order_id=order.order_id, property=order.property, field=field, was=was, now=now)


def find_setbacks(run: Run, view: AccountView) -> Iterator[Drift]:
    """Orders of ours that vanished, were cancelled elsewhere, or whose home is not ready again."""
    for order in view.orders:
        if not order.managed:
            continue
        if order.phase is Phase.CANCELED:
            if order.canceled_by is CanceledBy.VENDOR and _is_missed(view, order):
                yield _drift(order, "status", was="open", now=order.status)
        elif order.phase in _UNFINISHED:
            problem = run.unreadable.get((order.account.id, order.order_id))
            if problem is not None and problem.settled:
                yield _drift(order, "order", was=order.status, now=None)
            if _has_conditions(view):
                yield from _unready(run, view, order)


def _has_conditions(view: AccountView) -> bool:
    """Whether any need of the home waits for a condition at all; most homes have none."""
    return any(spec.ready_when is not None for spec in view.needs)


def _is_missed(view: AccountView, order: Order) -> bool:
    """Whether a need still wants what the order held, and nothing came after it."""
    for spec in view.needs:
        last = next((one for one in view.orders if holds(one, spec) is not None), None)
        if last is order:
            return True
    return False


def _unready(run: Run, view: AccountView, order: Order) -> Iterator[Drift]:
    """The home was ready when the order was placed, and would have to wait now."""
    facts, basis = view.facts, order.basis
    day = decided_on(run, facts, order) if facts is not None else None
    if facts is None or basis is None or day is None:
        return
    today = run.calendar.today(facts)
    then = facts_then(facts, basis)
    for spec in view.needs:
        if spec.ready_when is None or holds(order, spec) is None:
            continue
        ready = judge_readiness(spec.ready_when, facts, today)
        was = judge_readiness(spec.ready_when, then, day)
        if ready.truth is Truth.FALSE and was.truth is Truth.TRUE:
            now = " and ".join(ready.open_conditions)
            yield _drift(order, f"ready.{spec.key}", was="ready", now=f"not until {now}")
