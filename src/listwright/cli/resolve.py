"""`listwright resolve`."""

import click

from listwright.app.bulk import Task
from listwright.app.listed import RESOLVING, resolve_tasks, says_not_created
from listwright.app.settle import Desk, Settled, resolve_absent, resolve_created
from listwright.app.target import Target
from listwright.cli.asking import ask
from listwright.cli.bulk import Chore, address_or_list, work_list
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.cli.settling import settle
from listwright.errors import RefusedError, UsageError
from listwright.model.names import OrderId


def _approve(session: Session, tasks: tuple[Task, ...]) -> None:
    """One wrong row is a photographer sent twice, so rows that free a home need a yes."""
    freeing = sum(says_not_created(task.row) for task in tasks)
    if not freeing or session["auto_approve"]:
        return
    if session.may_ask:
        rows = "1 row says" if freeing == 1 else f"{freeing} rows say"
        click.echo(
            f"{rows} that no order exists. Where one exists after all, the home will be ordered "
            "twice.",
            err=True,
        )
        if ask(f"Type {freeing} to go on") == str(freeing):
            return
    raise RefusedError(
        "The rows that say `not_created` were not confirmed; nothing was done.",
        reason="approval_required",
        advice="Where nobody can be asked: --auto-approve",
    )


_CHORE = Chore(columns=RESOLVING, done="settled", tasks=resolve_tasks, approve=_approve)


@define(
    "resolve",
    "created",
    "not_created",
    "reason",
    "confirm",
    "force",
    "csv",
    "auto_approve",
    "lock_timeout",
    text="Settle a create whose outcome is unknown: the order exists, or it does not.",
    arguments=[click.Argument(["address"], required=False)],
)
def command(session: Session) -> Ending:
    """Check what was said, then settle."""
    if address_or_list(session, "created", "not_created", "reason", "confirm", "force"):
        return work_list(session, _CHORE)
    if bool(session["created"]) == bool(session["not_created"]):
        raise UsageError(
            "Say one of --created N and --not-created.",
            advice="Look the home up in the vendor's dashboard: is there an order?",
        )
    if session["created"]:
        return settle(session, lambda desk, target: _created(session, desk, target), done="Found:")
    if not session["reason"]:
        raise UsageError("--not-created needs --reason.", advice="Say where you looked.")
    _confirm(session)
    return settle(
        session, lambda desk, target: _absent(session, desk, target), done="Free to order again:"
    )


def _created(session: Session, desk: Desk, target: Target) -> Settled:
    if session["force"] and not session["reason"]:
        raise UsageError("--force needs --reason.", advice="Say why this is our order.")
    forced = session["reason"] if session["force"] else None
    return resolve_created(desk, target, OrderId(session["created"]), force_reason=forced)


def _absent(session: Session, desk: Desk, target: Target) -> Settled:
    return resolve_absent(desk, target, reason=session["reason"])


def _confirm(session: Session) -> None:
    """The address typed twice: a wrong word here is a photographer sent twice."""
    typed = session["confirm"]
    if typed is None and session.may_ask:
        click.echo("If an order exists after all, the home will be ordered twice.", err=True)
        typed = ask("Type the address again")
    if typed != session["address"]:
        raise RefusedError(
            "The address was not confirmed; nothing was done.",
            reason="approval_required",
            advice=f"Where nobody can be asked: --confirm {session['address']}",
        )
