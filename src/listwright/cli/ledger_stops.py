"""`listwright ledger freeze`, `thaw` and `unlock`: who may send, and who no longer."""

import click

from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.errors import UsageError


@define(
    "freeze",
    "reason",
    text="Stop all sending, by whoever runs, until `thaw`. A run at work stops before its next "
    "request.",
    kind="ledger",
)
def freeze_command(session: Session) -> Ending:
    """Set the stop that every run looks at before it sends."""
    if not session["reason"]:
        raise UsageError(
            "freeze needs --reason.", advice="Whoever finds everything stopped will ask why."
        )
    with open_workshop(session) as workshop:
        ledger = workshop.open_ledger()
        ledger.freeze(session["reason"], at=workshop.clock.now())
        stop = ledger.observed().stop
    return _sentence(session, f"All sending was stopped {stop}. listwright ledger thaw ends it.")


@define("thaw", text="Let sending go on after `freeze`.", kind="ledger")
def thaw_command(session: Session) -> Ending:
    """Lift the stop."""
    with open_workshop(session) as workshop:
        stood = workshop.open_ledger().thaw(at=workshop.clock.now())
    if stood is None:
        return _sentence(session, "Nothing was stopped.")
    return _sentence(session, f"Sending may go on. It was stopped {stood}.")


@define(
    "unlock",
    text="Take the ledger from a run that hangs for good. NONCE stands in the message that says "
    "who holds it. The other run can still record an answer, and send nothing more.",
    kind="ledger",
    arguments=[click.Argument(["nonce"])],
)
def unlock_command(session: Session) -> Ending:
    """Replace the runner."""
    with open_workshop(session) as workshop:
        workshop.open_ledger().unlock(session["nonce"], at=workshop.clock.now())
    return _sentence(
        session,
        "The ledger is free. What that run had sent without an answer is unknown now, and the "
        "next plan begins with it.",
    )


def _sentence(session: Session, text: str) -> Ending:
    from listwright.render.text.layout import prose

    return Ending(text=prose(text, width=session.style.columns))
