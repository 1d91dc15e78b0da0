"""Many rows of a list, one after the other: a row that fails does not stop those after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from listwright.app.settle import Desk, Settled
from listwright.app.target import Directory, Target, open_directory
from listwright.engine.addresses import Named
from listwright.errors import (
    Diagnostic,
    InterruptedRunError,
    LedgerError,
    ListwrightError,
    SecretError,
    VendorAuthError,
)
from listwright.model.listed import ListedRow
from listwright.model.names import Address, CanonicalId, OrderId, canonical_id
from listwright.model.order import Order
from listwright.model.outcome import Failure, Result, RowResult
from listwright.ports import Progress

_ENDING = (LedgerError, VendorAuthError, SecretError, InterruptedRunError)
"""What would go wrong again with every row that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A row that was found to be in order, and what is to be done for it.

    `order_id` is the order that the row names, if it names one.
    """

    row: ListedRow
    address: str
    named: Named
    act: Callable[[Desk, Target], Settled]
    order_id: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """How one row ended: DONE with what it settled, FAILED with why, or SKIPPED."""

    task: Task
    result: Result
    settled: Settled | None = None
    error: ListwrightError | None = None

    def told(self) -> RowResult:
        """The same as it is shown."""
        failure = None
        if self.error is not None:
            failure = Failure(
                code=self.error.reason,
                message=self.error.message,
                at=self.task.row.span().at,
                remedy=self.error.advice,
            )
        return RowResult(
            address=self.task.address,
            order_id=self.task.order_id,
            result=self.result,
            note=self.settled.note if self.settled is not None else "",
            failure=failure,
        )

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The same as a finding at the row."""
        if self.error is None:
            return ()
        finding = Diagnostic(
            code=self.error.code,
            summary="A row of the list could not be done",
            detail=f"{self.task.address}: {self.error.message}",
            fix=self.error.advice,
            span=self.task.row.span(),
        )
        return (finding,)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkReport:
    """The rows in their order, and what ended the run early, if anything did."""

    outcomes: tuple[RowOutcome, ...]
    stopped: ListwrightError | None = None

    @property
    def needs(self) -> tuple[Address, ...]:
        """The needs that the rows settled, each once."""
        done = (outcome.settled for outcome in self.outcomes if outcome.settled is not None)
        return tuple(dict.fromkeys(need for one in done for need in one.needs))

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders of the rows, each as it was seen last."""
        done = (outcome.settled for outcome in self.outcomes if outcome.settled is not None)
        found = {(order.account.id, order.order_id): order for one in done for order in one.orders}
        return tuple(found.values())

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """One finding for each row that failed."""
        return tuple(finding for outcome in self.outcomes for finding in outcome.findings)


@dataclass(slots=True, kw_only=True)
class _Addresses:
    """Looks homes up as they are now: a row may have changed what is known of its home."""

    desk: Desk
    directory: Directory
    changed: set[CanonicalId]

    def find(self, task: Task) -> Target:
        target = self.directory.locate(task.named, task.address)
        home = canonical_id(target.property)
        if home in self.changed:
            desk = self.desk
            now = desk.driver.clock.now()
            self.directory = open_directory(desk.portfolio, desk.ledger.observed(), now=now)
            self.changed.clear()
            target = self.directory.locate(task.named, task.address)
        self.changed.add(home)
        return target


def run_tasks(
    desk: Desk, directory: Directory, tasks: Iterable[Task], *, progress: Progress
) -> BulkReport:
    """Do every row in its order; a signal ends the run between two rows."""
    rows = tuple(tasks)
    addresses = _Addresses(desk=desk, directory=directory, changed=set())
    outcomes: list[RowOutcome] = []
    stopped: ListwrightError | None = None
    progress.start("Working through the list", len(rows))
    for task in rows:
        number = desk.driver.interrupts.requested()
        if stopped is None and number is not None:
            stopped = InterruptedRunError(number)
        if stopped is not None:
            outcomes.append(RowOutcome(task=task, result=Result.SKIPPED))
            continue
        try:
            settled = task.act(desk, addresses.find(task))
        except _ENDING as error:
            stopped = error
            outcomes.append(RowOutcome(task=task, result=Result.SKIPPED))
        except ListwrightError as error:
            outcomes.append(RowOutcome(task=task, result=Result.FAILED, error=error))
        else:
            outcomes.append(RowOutcome(task=task, result=Result.DONE, settled=settled))
        progress.advance(task.address)
    progress.finish()
    return BulkReport(outcomes=tuple(outcomes), stopped=stopped)
