"""The few phrases that decisions share, so that a plan speaks with one voice."""

from datetime import UTC, datetime

from listwright.model.names import Address
from listwright.model.need import Because
from listwright.model.order import Order
from listwright.model.plan import Blocked, Change, Deferred, Standing


def minute_of(instant: datetime) -> str:
    """`2026-11-20 14:02 UTC`."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day_of(instant: datetime) -> str:
    """`2026-11-20`."""
    return instant.date().isoformat()


def count_of(number: int, noun: str) -> str:
    """`1 order`, `2 orders`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def asked_of(change: Change) -> tuple[tuple[Address, tuple[Because, ...]], ...]:
    """The needs of a change, each with the rule behind it where it is known; else those of all."""
    if len(change.asked_by) != len(change.needs):
        return tuple((need, change.because) for need in change.needs)
    each = zip(change.needs, change.asked_by, strict=True)
    return tuple((need, (because,)) for need, because in each)


def amount_of(cents: int) -> str:
    """`12,400.00`."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"


def state_of(order: Order) -> str:
    """The vendor's status, and whether a visit is confirmed beside it."""
    status = order.status or "submitted"
    return f"{status} and a visit is confirmed" if order.has_appointment else status


def told_of(line: Change | Deferred | Blocked | Standing) -> str:
    """Why a line stands, where nothing beside it says of which picture it speaks."""
    if not isinstance(line, Change) or line.task is None or line.resend is not None:
        return line.why
    if not line.action.creates:
        return line.why
    return f"{line.task.words}: {line.why}"


def cancel_mail(order: Order) -> str:
    """An e-mail to the vendor for an order that its API will not cancel any more."""
    services = ", ".join(f"{line.slug} ({line.quantity})" for line in order.services)
    return (
        f"Subject: Please cancel order {order.order_id}\n\n"
        f"Please cancel order {order.order_id} for property {order.property}: {services}.\n"
        f"Its status is {state_of(order)}, so your API does not take the cancelation any more.\n"
    )


def change_mail(order: Order, wanted: str) -> str:
    """An e-mail to the vendor for an order that can only be changed by hand."""
    return (
        f"Subject: Please change order {order.order_id}\n\n"
        f"Please change order {order.order_id} for property {order.property} to: {wanted}.\n"
        f"Its status is {state_of(order)}, so we cannot cancel and order it again by API.\n"
    )
