"""`listwright import`."""

import click

from listwright.app.adopt import import_order
from listwright.app.listed import IMPORTING, import_tasks
from listwright.cli.bulk import Chore, address_or_list, work_list
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.cli.settling import settle
from listwright.errors import UsageError
from listwright.model.names import OrderId

_CHORE = Chore(columns=IMPORTING, done="imported", tasks=import_tasks)


@define(
    "import",
    "order_id",
    "csv",
    "lock_timeout",
    text="Put existing orders under management, after reading them and checking whose they are.",
    arguments=[click.Argument(["address"], required=False)],
)
def command(session: Session) -> Ending:
    """Read the order, or those of a list, and keep them."""
    if address_or_list(session, "order_id"):
        return work_list(session, _CHORE)
    if not session["order_id"]:
        raise UsageError("import needs --order-id N.", advice="The vendor's dashboard shows it.")
    order_id = OrderId(session["order_id"])
    return settle(
        session, lambda desk, target: import_order(desk, target, order_id), done="Imported for"
    )
