"""What could keep an order from being canceled or replaced: its status, protection, age, window."""

from collections.abc import Iterator

from listwright.engine.doubts import held_back
from listwright.engine.explain.answers import Answer, passes, stops, weigh
from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.ordering import (
    WINDOW,
    freeze_answer,
    limits_answer,
    refused_line_answer,
    request_answers,
)
from listwright.engine.freshness import staged_from
from listwright.engine.removal import Removal, find_removals
from listwright.engine.wording import minute_of, state_of
from listwright.engine.work import Work, protected, window_deferral
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Reason, Standing

KEPT = "Is its open order kept although nobody wants it?"
STATUS = "Has the order a status that this version does not know?"
CANCELABLE = "Is it too late to cancel the order?"
PROTECTION = "Do the files protect the order?"
HELD = "Is the home held by an unknown outcome or a duplicate refusal, when it is replaced?"
READ = "Was the order read too long ago to act on?"


def cancel_answers(case: NeedCase, work: Work, order: Order) -> Iterator[Answer]:
    """Everything that could keep an unwanted order from being canceled."""
    removal = _removal(work, order)
    if removal is None:
        return
    kept = _kept(case, removal)
    yield weigh("kept", KEPT, kept)
    if kept is not None or work.run.makes_pictures(work.view):
        return  # a picture is let go, and nothing has to be asked for that
    yield _status_answer(case, order)
    yield _protection_answer(case, work, order, action=Action.CANCEL)
    yield _cancelable_answer(case, work, order, reason=Reason.NOT_CANCELABLE)
    yield freeze_answer(case, work, None, action=Action.CANCEL)
    yield _read_answer(case, work, order, action=Action.CANCEL)
    yield limits_answer(case)


def _removal(work: Work, order: Order) -> Removal | None:
    found = find_removals(work.run, work.view, work.orphans)
    return next((one for one in found if one.order.order_id == order.order_id), None)


def _kept(case: NeedCase, removal: Removal) -> Standing | None:
    line = case.line
    if isinstance(line, Standing) and line.reason is Reason.KEPT:
        return line  # a smaller order can be kept whole for what becomes of the order's other needs
    if removal.cancel or removal.shrink:
        return None
    return Standing(need=case.address, reason=Reason.KEPT, why=removal.why)


def replace_answers(
    case: NeedCase, work: Work, spec: NeedSpec, *, order: Order
) -> Iterator[Answer]:
    """Everything that could keep an order from being replaced."""
    asked = work.is_requested(spec)
    late = Reason.NOT_CANCELABLE if asked else Reason.SPEC_CHANGED_KEPT
    yield _status_answer(case, order)
    yield _cancelable_answer(case, work, order, reason=late)
    yield _protection_answer(case, work, order, action=Action.REPLACE)
    yield weigh("held", HELD, held_back(work.run, work.view, spec, explained=False))
    yield refused_line_answer(work, spec)
    yield _window_answer(work, spec, order)
    yield freeze_answer(case, work, spec, action=Action.REPLACE)
    yield _read_answer(case, work, order, action=Action.REPLACE)
    yield from request_answers(case, work, spec)


def _status_answer(case: NeedCase, order: Order) -> Answer:
    if order.phase is not Phase.UNKNOWN:
        return passes("status", STATUS)
    return stops("status", STATUS, _stuck(case, Reason.UNKNOWN_STATUS, f"it is {order.status!r}"))


def _cancelable_answer(case: NeedCase, work: Work, order: Order, *, reason: Reason) -> Answer:
    if work.is_cancelable(order):
        detail = f"no: its status is {state_of(order)}"
        return passes("cancelable", CANCELABLE, detail)
    why = f"order {order.order_id} is {state_of(order)}"
    return stops("cancelable", CANCELABLE, _stuck(case, reason, why))


def _stuck(case: NeedCase, reason: Reason, why: str) -> Blocked:
    return Blocked(need=case.address, action=Action.CANCEL, reason=reason, why=why, remedy="")


def _protection_answer(case: NeedCase, work: Work, order: Order, *, action: Action) -> Answer:
    at = work.protector(order)
    if at is None:
        return passes("protection", PROTECTION)
    why = f"`protect` at {at}"
    return stops(
        "protection",
        PROTECTION,
        protected(case.address, order, action=action, why=why, at=at),
    )


def _window_answer(work: Work, spec: NeedSpec, order: Order) -> Answer:
    """A replacement meets the window too: of the order itself, when canceled orders count."""
    name = "duplicate_window"
    closed = work.closed_window(without=None if work.window.counts_canceled else order)
    if staged_from(order) is not None and work.window.exempts_staging:
        closed = None
    if closed is None:
        return passes(name, WINDOW)
    deferral = window_deferral(work.view.address(spec), Action.REPLACE, closed, spec=spec)
    if closed.assumed and work.is_requested(spec):
        return passes(name, WINDOW, f"passed over on request (--replace): {deferral.why}")
    return stops(name, WINDOW, deferral)


def _read_answer(case: NeedCase, work: Work, order: Order, *, action: Action) -> Answer:
    if work.must_read(order):
        return stops("read", READ, work.read_first(case.address, order, action))
    seen = f"no: read {minute_of(order.read_at)}" if order.read_at is not None else "no"
    return passes("read", READ, seen)
