"""Rows of a list that settle unknown creates: the same rules as by hand, and harmless twice."""

from datetime import datetime

from listwright.app.settle import Desk, Settled, resolve_absent, resolve_created, tracked_order
from listwright.app.target import Target
from listwright.errors import RefusedError
from listwright.model.names import Address, OrderId

_SETTLING = {"absent", "release"}
"""The events that a person's "there is no order" leaves in the history."""


def created_listed(desk: Desk, target: Target, *, order_id: OrderId) -> Settled:
    """The row says that the order exists: it is read, and must carry our name."""
    known = tracked_order(desk, target, order_id)
    if known is not None and not target.unsettled():
        return Settled(
            needs=_needs(target), orders=(known,), order_id=order_id, note="already settled"
        )
    return resolve_created(desk, target, order_id, force_reason=None)


def absent_listed(desk: Desk, target: Target, *, reason: str, mark: str) -> Settled:
    """The row says that no order exists.

    `mark` names this very list and is kept beside the reason. When the list is worked through
    again, it must not speak about a request that was sent after somebody looked.
    """
    said = _said_before(desk, target, mark)
    waiting = [intent.sent_at for intent in target.unsettled()]
    waiting += [hold.since for hold in target.record.holds if hold.released_at is None]
    if said is None:
        return resolve_absent(desk, target, reason=f"{reason} {mark}")
    if not waiting:
        return Settled(needs=_needs(target), orders=(), note="already settled")
    if max(waiting) >= said:
        raise RefusedError(
            f"This list settled an earlier request of {target.property} on {said:%Y-%m-%d %H:%M} "
            "UTC, and another one was sent since: nobody looked for that one.",
            reason="approval_required",
            advice="Look again, and write what you find into a new list.",
        )
    return resolve_absent(desk, target, reason=f"{reason} {mark}")


def _said_before(desk: Desk, target: Target, mark: str) -> datetime | None:
    """When a row of this list first settled something at the home."""
    homes = {target.property, *(intent.property for intent in target.record.intents)}
    found = [
        datetime.fromisoformat(event["at"])
        for home in homes
        for event in desk.ledger.events(home)
        if event["kind"] in _SETTLING and event["detail"].endswith(mark)
    ]
    return min(found, default=None)


def _needs(target: Target) -> tuple[Address, ...]:
    return () if target.key is None else (Address(target.property, target.key),)
