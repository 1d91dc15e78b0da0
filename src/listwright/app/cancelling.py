"""Cancelling one order: read and verify, commit, ask, read again; only a read proves it."""

from dataclasses import dataclass

from listwright.app.creating import RATE_PAUSE, RATE_TRIES
from listwright.app.effects import (
    Announce,
    CloseAttempt,
    OpenCancel,
    Pace,
    Pause,
    ReadOrder,
    RecordOrder,
    SendCancel,
    Steps,
)
from listwright.app.outcomes import (
    already_canceled,
    cancel_outcome,
    cancel_unread,
    not_cancelable,
    not_started,
    overtaken,
)
from listwright.errors import InternalError
from listwright.model.account import VendorTraits
from listwright.model.intent import Answer
from listwright.model.order import Order, Phase
from listwright.model.outcome import ChangeOutcome
from listwright.model.plan import Change
from listwright.ports import OrderName, ReadFailureError


@dataclass(frozen=True, slots=True, kw_only=True)
class Canceled:
    """How a cancel ended, and the property's revision after it (for the create of a replace)."""

    outcome: ChangeOutcome
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One reading: as the vendor told it, and as the ledger keeps it with all that came before."""

    told: Order
    stored: Order

    @property
    def judged(self) -> Order:
        """What to believe: it is gone only when both say so."""
        return self.told if self.stored.phase is Phase.CANCELED else self.stored


def cancel_steps(change: Change, traits: VendorTraits) -> Steps[Canceled]:
    """Cancel the order of `change`."""
    name = _name(_order(change))
    seen = yield from _read(change, name)
    if isinstance(seen, ChangeOutcome):
        return Canceled(outcome=seen, revision=change.revision)
    revision = max(change.revision, seen.stored.revision)
    if seen.judged.phase is Phase.CANCELED:
        return Canceled(outcome=already_canceled(change), revision=revision)
    for order in (seen.told, seen.stored):
        if order.status not in traits.cancelable_statuses or order.has_appointment:
            return Canceled(outcome=not_cancelable(change, order), revision=revision)
    return (yield from _ask(change, name, traits, revision=revision))


def _ask(
    change: Change, name: OrderName, traits: VendorTraits, *, revision: int
) -> Steps[Canceled]:
    if not (yield Pace(change.account)):
        return Canceled(outcome=not_started(change), revision=revision)
    order_id = _order(change).order_id
    ref = yield OpenCancel(change.account, order_id, revision)
    if ref is None:
        return Canceled(outcome=overtaken(change), revision=revision)
    notes = f"listwright: {change.why}"[: traits.cancel_notes_limit]
    answer: Answer = yield SendCancel(change.account, name, change.reason, notes)
    yield CloseAttempt(ref, answer)
    yield Announce(f"{change.property}: cancel of order {order_id} {answer.outcome.value}")
    after = yield from _read(change, name)
    if isinstance(after, ChangeOutcome):
        return Canceled(outcome=cancel_unread(change, answer, after), revision=revision)
    return Canceled(
        outcome=cancel_outcome(change, answer, after.judged),
        revision=max(revision, after.stored.revision),
    )


def _read(change: Change, name: OrderName) -> Steps[_Seen | ChangeOutcome]:
    """The order as the vendor has it now, stored; or why it cannot be had."""
    tries = 0
    while True:
        if not (yield Pace(change.account)):
            return not_started(change)
        seen = yield ReadOrder(change.account, name)
        if not isinstance(seen, ReadFailureError):
            return _Seen(told=seen, stored=(yield RecordOrder(seen)))
        tries += 1
        if seen.kind != "rate" or tries == RATE_TRIES:
            return not_started(change, seen)
        yield Pause(change.account, seen.retry_after or RATE_PAUSE)


def _order(change: Change) -> Order:
    if change.current is None:
        message = "a cancel without its order"
        raise InternalError(message)
    return change.current


def _name(order: Order) -> OrderName:
    """Before money is given up, the vendor has to say itself that the order is ours."""
    return OrderName(
        property=order.property,
        order_id=order.order_id,
        order_key=order.order_key,
        must_echo=True,
    )
