"""Letting an order go that its vendor cannot cancel: from then on it is not tracked."""

from listwright.app.effects import Announce, ForgetOrder, Steps
from listwright.errors import InternalError
from listwright.model.outcome import ChangeOutcome, Result
from listwright.model.plan import Change


def forget_steps(change: Change) -> Steps[ChangeOutcome]:
    """Stop tracking the order of `change`; the vendor is not asked."""
    if change.order_id is None:
        message = "nothing to forget"
        raise InternalError(message)
    yield ForgetOrder(change.account, change.order_id, change.why)
    yield Announce(f"{change.property}: order {change.order_id} is no longer tracked")
    return ChangeOutcome(change=change, result=Result.DONE, order_id=change.order_id)
