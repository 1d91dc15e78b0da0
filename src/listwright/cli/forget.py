"""`listwright forget`."""

import click

from listwright.app.adopt import forget_orders
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.cli.settling import settle
from listwright.errors import UsageError
from listwright.model.names import OrderId

_ORDER = "order:"


@define(
    "forget",
    "reason",
    "lock_timeout",
    text="Stop tracking an order. It still satisfies its needs; the vendor is not touched.",
    arguments=[click.Argument(["address"])],
)
def command(session: Session) -> Ending:
    """Let the orders of the address go."""
    reason = session["reason"]
    if not reason:
        raise UsageError("forget needs --reason.", advice="Say why, in a few words.")
    address = session["address"]
    named = address.removeprefix(_ORDER) if address.startswith(_ORDER) else None
    order_id = OrderId(named) if named is not None else None
    return settle(
        session,
        lambda desk, target: forget_orders(desk, target, order_id, reason=reason),
        done="No longer tracked:",
    )
