"""`listwright attest`."""

import click

from listwright.app.attest import attest_told
from listwright.app.listed import ATTESTING, attest_tasks
from listwright.cli.bulk import Chore, address_or_list, work_list
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.cli.settling import settle
from listwright.errors import UsageError

_CHORE = Chore(columns=ATTESTING, done="attested", tasks=attest_tasks)


@define(
    "attest",
    "delivered_at",
    "evidence",
    "quantity",
    "csv",
    "lock_timeout",
    text="Say that a need was met before, without an order of listwright. Asks no vendor.",
    arguments=[click.Argument(["address"], required=False)],
)
def command(session: Session) -> Ending:
    """Check what is said, then keep it."""
    if address_or_list(session, "delivered_at", "evidence", "quantity"):
        return work_list(session, _CHORE)
    for option, advice in _NEEDED.items():
        if not session[option]:
            name = f"--{option.replace('_', '-')}"
            raise UsageError(f"attest needs {name}.", advice=advice)
    told = {name: str(session[name] or "") for name in (*_NEEDED, "quantity")}
    return settle(session, lambda desk, target: attest_told(desk, target, told), done="Attested:")


_NEEDED = {
    "delivered_at": "The day of delivery, such as 2026-05-22.",
    "evidence": "How one can see it, such as: previous vendor, invoice 4711.",
}
