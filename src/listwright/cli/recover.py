"""`listwright ledger recover`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listwright.app.ledger_view import Archive, list_ledger
from listwright.app.logged import Logged, read_log
from listwright.app.recover import (
    FromLog,
    LostHome,
    find_gaps,
    require_settled,
    take_from_logs,
    write_gaps,
)
from listwright.app.settle import Desk
from listwright.cli.asking import ask
from listwright.cli.command import define
from listwright.cli.driving import make_driver
from listwright.cli.opening import open_workshop
from listwright.cli.planning import plan_desk, plan_options
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.lockfile import read_lock
from listwright.compose.project import Workshop
from listwright.errors import RefusedError, UsageError
from listwright.model.intent import Observed
from listwright.render.escape import for_terminal
from listwright.render.text.words import count

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

_NOBODY_KNOWS = (
    "Nobody can tell when the newest ledger was last written. Go on only when no run has sent "
    "anything for the settle time of the account (`settle`, half an hour unless the files say)."
)

_SHOWN = 20
"""How many homes are listed before the question."""


@define(
    "recover",
    "from_log",
    "confirm",
    "lock_timeout",
    text="Go on after the newest ledger is gone for good. A home for which the copy at hand would "
    "order may have been ordered for already, so it is held until you have looked; orders that "
    "logs name are read and imported.",
    kind="ledger",
)
def command(session: Session) -> Ending:
    """Take in what can be proved, ask, hold the rest."""
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        ledger = workshop.open_ledger()
        if not _is_lost(workshop, ledger.observed()):
            return Ending(text="This is the newest ledger there is: nothing to recover.\n")
        logged = tuple(_logged(session))
        with ledger.lock(session["lock_timeout"]) as epoch:
            driver = make_driver(session, workshop, ledger, interrupts=watch, epoch=epoch)
            desk = Desk(
                portfolio=workshop.portfolio,
                vendors=workshop.vendors,
                ledger=ledger,
                driver=driver,
            )
            settles = [one.settle for one in workshop.portfolio.vendors.values()]
            lost_at = ledger.observed().lost_at
            require_settled(lost_at, settles, now=workshop.clock.now())
            taken = take_from_logs(desk, logged)
            homes = find_gaps(
                plan_desk(session, workshop, ledger, driver=driver),
                plan_options(session, workshop, None),
            )
            _say(session, taken, homes)
            if lost_at is None:
                session.note(_NOBODY_KNOWS)
            _confirm(session, workshop)
            write_gaps(ledger, homes, at=workshop.clock.now())
        return _ending(workshop, len(homes))


def _is_lost(workshop: Workshop, observed: Observed) -> bool:
    """Whether the ledger forgot something, by its side-car or by `listwright.lock`."""
    locked = read_lock(workshop.places.root, workshop.portfolio.lineage).accounts
    return observed.lost is not None or bool(locked.keys() - observed.accounts)


def _logged(session: Session) -> Iterator[Logged]:
    lines: list[str] = []
    for name in session["from_log"] or ():
        try:
            text = (session.root / name).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise UsageError(f"The log {name} cannot be read.", advice="Check the path.") from error
        lines += text.splitlines()
    yield from read_log(lines)


def _say(session: Session, taken: FromLog, homes: tuple[LostHome, ...]) -> None:
    """Everything that somebody should know before the question."""
    if taken.imported:
        session.note(f"Imported from the logs: {count(taken.imported, 'order')}.")
    for line in taken.failed:
        session.say(f"Not imported: {line}", level="warning")
    if not homes:
        return
    session.note(f"May have been ordered for, and will be held ({count(len(homes), 'home')}):")
    for home in homes[:_SHOWN]:
        wants = ", ".join(str(need) for need in home.needs) or f"{home.property} (wants nothing)"
        session.note(f"  {for_terminal(wants)}")
    if len(homes) > _SHOWN:
        session.note(f"  and {len(homes) - _SHOWN:,} more")


def _confirm(session: Session, workshop: Workshop) -> None:
    """The project's name, typed: whoever goes on gives the lost ledger up."""
    lineage = workshop.portfolio.lineage
    typed = session["confirm"]
    if typed is None and session.may_ask:
        typed = ask(f"The newest ledger is given up for good. Type {lineage} to go on")
    if typed != lineage:
        raise RefusedError(
            "Not confirmed; the ledger stays closed.",
            reason="approval_required",
            advice=f"Where nobody can be asked: --confirm {lineage}",
        )


def _ending(workshop: Workshop, held: int) -> Ending:
    archive = Archive(
        portfolio=workshop.portfolio,
        ledger=workshop.open_ledger(read_only=True),
        traits={label: vendor.traits for label, vendor in workshop.vendors.items()},
        now=workshop.clock.now(),
    )
    report = list_ledger(archive, ())

    def document(run: "Run") -> "Document":
        from listwright.planfile import ledger_document

        return ledger_document(report, run)

    text = "This is the newest ledger now.\n"
    if held:
        text += (
            f"{count(held, 'home')} held: look each up in the vendor's dashboard, import what "
            "is there, then say that there is no more. listwright ledger list has the commands; "
            "import --csv and resolve --csv take many.\n"
        )
    return Ending(document=document, text=text)
