"""`listwright import`."""

import click

from listwright.app.adopt import import_order
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.cli.settling import settle
from listwright.errors import UsageError
from listwright.model.names import OrderId


@define(
    "import",
    "order_id",
    "lock_timeout",
    text="Put an existing order under management, after reading it and checking whose it is.",
    arguments=[click.Argument(["address"])],
)
def command(session: Session) -> Ending:
    """Read the order and keep it."""
    if not session["order_id"]:
        raise UsageError("import needs --order-id N.", advice="The vendor's dashboard shows it.")
    order_id = OrderId(session["order_id"])
    return settle(
        session, lambda desk, target: import_order(desk, target, order_id), done="Imported for"
    )
