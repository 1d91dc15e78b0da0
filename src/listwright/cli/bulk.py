"""What `import`, `attest` and `resolve` do with `--csv`: read, check all, ask, then row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listwright.app.bulk import BulkReport, Task, run_tasks
from listwright.app.driver import Driver
from listwright.app.ledger_view import cancelable_orders
from listwright.app.settle import Desk
from listwright.app.target import Directory, open_directory
from listwright.cli.driving import make_driver
from listwright.cli.exits import end_with_error
from listwright.cli.listed import told_problems
from listwright.cli.opening import open_workshop
from listwright.cli.progress import make_progress
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.project import Workshop
from listwright.engine.calendar import Calendar
from listwright.errors import Diagnostic, UsageError
from listwright.model.listed import Listing
from listwright.model.outcome import Result

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

Tasks = tuple[tuple[Task, ...], tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What a command does with a list.

    `columns` are those it reads, `done` is the word for a row that succeeded. `approve` raises
    RefusedError unless a person has said yes.
    """

    columns: tuple[str, ...]
    done: str
    tasks: Callable[[Listing, Directory, Calendar], Tasks]
    approve: Callable[[Session, tuple[Task, ...]], None] | None = None


def address_or_list(session: Session, *alone: str) -> bool:
    """Whether a list was given instead of an address; raises UsageError for both, or neither.

    `alone` are the options that belong to a single address.
    """
    if bool(session["csv"]) == bool(session["address"]):
        raise UsageError(
            "Give either an address or --csv FILE.",
            advice="An address is PROPERTY or PROPERTY/KEY; a list names one in each row.",
        )
    told = [name for name in alone if session[name]]
    if session["csv"] and told:
        option = f"--{told[0].replace('_', '-')}"
        raise UsageError(
            f"{option} does not go with --csv.", advice="Each row of the list says it for itself."
        )
    return bool(session["csv"])


def work_list(session: Session, chore: Chore) -> Ending:
    """Check every row before the first is begun; then do one after the other under the lock."""
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        listing, wrong = _read(session, chore)
        ledger = workshop.open_ledger()
        now = workshop.clock.now()
        directory = open_directory(workshop.portfolio, ledger.observed(), now=now)
        calendar = Calendar(now=now, zone=workshop.portfolio.timezone)
        tasks, more = chore.tasks(listing, directory, calendar)
        _refuse((*wrong, *more))
        if chore.approve is not None:
            chore.approve(session, tasks)
        with ledger.lock(session["lock_timeout"]) as epoch:
            driver = make_driver(session, workshop, ledger, interrupts=watch, epoch=epoch)
            report = _run(session, workshop, tasks, driver=driver)
        return _ending(session, workshop, report, done=chore.done)


def _read(session: Session, chore: Chore) -> tuple[Listing, tuple[Diagnostic, ...]]:
    from listwright.config.listing import read_listing

    listing, wrong = read_listing(session.root, session["csv"], known=chore.columns)
    if listing is None:
        _refuse(wrong)
    assert listing is not None, "a list that could not be read was refused"
    return listing, wrong


def _refuse(wrong: tuple[Diagnostic, ...]) -> None:
    if not wrong:
        return
    problems, shown = told_problems(wrong)
    raise UsageError(f"The list has {problems}. Nothing was done.", diagnostics=shown)


def _run(
    session: Session, workshop: Workshop, tasks: tuple[Task, ...], *, driver: Driver
) -> BulkReport:
    desk = Desk(
        portfolio=workshop.portfolio,
        vendors=workshop.vendors,
        ledger=driver.ledger,
        driver=driver,
    )
    # Looked up again, and now for good: another run may have written while somebody was asked.
    now = workshop.clock.now()
    directory = open_directory(workshop.portfolio, driver.ledger.observed(), now=now)
    return run_tasks(desk, directory, tasks, progress=make_progress(session))


def _ending(session: Session, workshop: Workshop, report: BulkReport, *, done: str) -> Ending:
    traits = {label: vendor.traits for label, vendor in workshop.vendors.items()}
    rows = tuple(outcome.told() for outcome in report.outcomes)

    def document(run: "Run") -> "Document":
        from listwright.planfile import listed_document

        return listed_document(
            session.kind,
            run,
            rows=rows,
            needs=report.needs,
            orders=report.orders,
            cancelable=cancelable_orders(report.orders, traits),
        )

    text = ""
    if not session.is_json:
        from listwright.render.text.listed import render_rows

        text = render_rows(rows, session.style, done=done)
    code, reason = 0, "ok"
    if any(row.result is Result.FAILED for row in rows):
        code, reason = 1, "incomplete"
    findings = report.findings
    if report.stopped is not None:
        ended = end_with_error(report.stopped)
        code, reason = ended.exit_code, ended.exit_reason
        findings = (*findings, *report.stopped.diagnostics)
    return Ending(
        exit_code=code, exit_reason=reason, document=document, text=text, findings=findings
    )
