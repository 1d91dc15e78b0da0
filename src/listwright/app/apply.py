"""Carrying out a plan: change by change, each recorded before and after, until done or stopped."""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from listwright.app.creating import PlanRef
from listwright.app.driver import Driver
from listwright.app.outcomes import (
    NO_CREDITS,
    NOT_IN_PLAN,
    REPLACE_REFUSED,
    broken,
    not_started,
    out_of_time,
    waited_too_long,
)
from listwright.app.protocol import change_steps
from listwright.engine.sequence import sequence_changes
from listwright.errors import (
    Diagnostic,
    ListwrightError,
    RefusedError,
    VendorAuthError,
    VendorError,
)
from listwright.model.names import AccountId, CanonicalId, canonical_id
from listwright.model.outcome import OUT_OF_TIME, ApplyReport, ChangeOutcome, Failure, Result
from listwright.model.plan import Action, Change, Plan, Refusal
from listwright.ports import Progress, Vendor

BREAKER = 3
"""Unknown outcomes in a row after which nothing more is sent (one vendor outage, few doubts)."""

BREAKER_SENDS, BREAKER_SHARE = 50, 3
"""Unknown outcomes among the last sends that end the run, too: one in twenty is no accident."""

_REASON_OF_CODE = {
    "first_run": "first_run",
    "ledger_lost": "ledger_lost",
    "ephemeral_ledger": "ephemeral_ledger",
    "frozen": "lock_busy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """What the command line says about an apply."""

    fail_fast: bool = False
    not_in_plan: int = 0


def refuse_if_forbidden(plan: Plan) -> None:
    """Raise RefusedError when a limit or a protection speaks against the plan."""
    if not plan.refusals or not plan.changes:
        return
    first = plan.refusals[0]
    raise RefusedError(
        "; ".join(_sentence(refusal) for refusal in plan.refusals),
        reason=_REASON_OF_CODE.get(first.code, "limit"),
        advice=first.remedy,
    )


def _sentence(refusal: Refusal) -> str:
    if refusal.code == "first_run":
        return "This account has no history in the ledger, so these would be first orders"
    if refusal.code == "ledger_lost":
        return "The ledger has lost what it knew, so orders may exist that it knows nothing of"
    if refusal.code == "frozen":
        return "All sending was stopped"
    whose = f" of {refusal.subject}" if refusal.subject else ""
    return (
        f"The plan exceeds {refusal.code}{whose}: {refusal.actual} where {refusal.allowed} are "
        "allowed"
    )


def resolve_secrets(plan: Plan, vendors: Mapping[str, Vendor]) -> None:
    """Read every secret the plan needs, before anything is written; raises SecretError."""
    for label, vendor in vendors.items():
        changes = [change for change in plan.changes if change.account.label == label]
        if changes:
            vendor.ready(change.spec for change in changes if change.spec is not None)


@dataclass(slots=True, kw_only=True)
class _Course:
    """How the run stands while it goes on."""

    outcomes: list[ChangeOutcome] = field(default_factory=list)
    doubts: int = 0
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=BREAKER_SENDS))
    """Of the last changes that sent something: whether the outcome is unknown."""

    stopped: str | None = None
    closed_entities: set[tuple[str, str | None]] = field(default_factory=set)
    closed_accounts: dict[str, str] = field(default_factory=dict)
    """Accounts that have nothing left to pay with, or lack what is asked for; with the code."""

    longer_windows: set[str] = field(default_factory=set)
    unfinished: set[tuple[str, CanonicalId]] = field(default_factory=set)
    """Accounts and homes where a change did not end as planned: the next one there is stale."""
    errors: list[Diagnostic] = field(default_factory=list)

    def note(self, outcome: ChangeOutcome, *, fail_fast: bool) -> None:
        """Take in one outcome and decide whether to go on."""
        self.outcomes.append(outcome)
        unknown = outcome.result is Result.UNKNOWN
        self.doubts = self.doubts + 1 if unknown else 0
        if outcome.sent:
            self.recent.append(unknown)
        code = outcome.failure.code if outcome.failure is not None else None
        change = outcome.change
        if outcome.result is not Result.DONE:
            self.unfinished.add(_home_of(change))
        if code in _ENDING:
            self.stopped = code
        elif code in _CLOSING:
            self._close(code, change)
        elif self.doubts >= BREAKER or self.recent.count(True) >= BREAKER_SHARE:
            self.stopped = "breaker"
        elif fail_fast and outcome.result is not Result.DONE:
            self.stopped = "fail_fast"

    def _close(self, code: str, change: Change) -> None:
        """Remember for which other changes it would end the same way."""
        if code == "entity_refused":
            self.closed_entities.add((change.account.id, change.billing_entity))
        elif code in _WHY_CLOSED:
            self.closed_accounts[change.account.id] = code
        else:
            self.longer_windows.add(change.account.id)


_WHY_CLOSED = {
    NO_CREDITS: "the vendor's account has no credits left",
    NOT_IN_PLAN: "the vendor's plan of the account does not include it",
}
_CLOSING = {"entity_refused", REPLACE_REFUSED, *_WHY_CLOSED}
"""Failures after which some other changes of the account would fail the same way."""

_ENDING = {
    "vendor_auth",
    "wrong_endpoint",
    "unreachable",
    "redirected",
    "rate_limited",
    "interrupted",
    "internal",
    "ledger",
    "ledger_lost",
    "lock_busy",
    OUT_OF_TIME,
}
"""Failures after which every other change would fail the same way."""


def apply_plan(
    plan: Plan, driver: Driver, options: ApplyOptions, *, progress: Progress
) -> ApplyReport:
    """Carry out `plan` under the ledger's lock, until the driver's deadline.

    Raises VendorAuthError or VendorError when the vendor took nothing at all of it. Any error of
    ours is raised only while nothing was sent; after that it ends the run and is in the report.
    """
    reference = PlanRef(plan_id=plan.plan_id, digest=plan.digests.plan, lineage=plan.lineage)
    course = _Course()
    _show(lambda: progress.start("Applying", len(plan.changes)))
    for change in sequence_changes(plan.changes):
        outcome = _one(change, driver, reference, course=course)
        course.note(outcome, fail_fast=options.fail_fast)
        note = f"{change.property} {outcome.result.value}"
        _show(partial(progress.advance, note))
    _show(progress.finish)
    report = ApplyReport(
        plan_id=plan.plan_id,
        outcomes=tuple(course.outcomes),
        not_in_plan=options.not_in_plan,
        pace=driver.rates,
        queues=_queues(driver),
        stopped=course.stopped,
        errors=tuple(course.errors),
    )
    _raise_if_nothing_happened(report, driver)
    return report


def _queues(driver: Driver) -> Mapping[AccountId, tuple[int, float]]:
    """How many paid steps each account takes in a window of how many seconds."""
    traits = {name: vendor.traits.pictures for name, vendor in driver.vendors.items()}
    return {
        name: (one.submits, one.submit_window.total_seconds())
        for name, one in traits.items()
        if one is not None and one.submits is not None
    }


def _show(step: Callable[[], None]) -> None:
    """Progress is for people: that it cannot be shown must not end a run between two orders."""
    with suppress(Exception):
        step()


def _one(change: Change, driver: Driver, reference: PlanRef, *, course: _Course) -> ChangeOutcome:
    late = course.stopped == OUT_OF_TIME or (course.stopped is None and driver.is_over())
    skipped = out_of_time(change, reference.plan_id) if late else _not_now(change, course)
    if skipped is not None:
        return skipped
    traits = driver.vendors[change.account.id].traits
    before, driver.sent = driver.sent, False
    try:
        # Pictures of one home are ordered each by itself: one that fails says nothing of the next.
        if _home_of(change) not in course.unfinished or change.buys_picture:
            change = _carried(change, driver)
        outcome = driver.run(change_steps(change, traits, reference))
        return waited_too_long(outcome, reference.plan_id) if driver.out_of_time else outcome
    except Exception as error:
        if not (before or driver.sent):
            raise
        if isinstance(error, ListwrightError):
            course.errors += error.diagnostics
        return broken(change, error, sent=driver.sent, unrecorded=driver.unrecorded)
    finally:
        driver.sent = driver.sent or before


def _not_now(change: Change, course: _Course) -> ChangeOutcome | None:
    """The change as skipped, when what happened before speaks against it."""
    if course.stopped is not None:
        return _skipped(change, course.stopped, _WHY_STOPPED.get(course.stopped, course.stopped))
    if (change.account.id, change.billing_entity) in course.closed_entities:
        return _skipped(
            change, "entity_refused", "the vendor refuses this billing entity for this key"
        )
    closed = course.closed_accounts.get(change.account.id)
    if closed is not None:
        return _skipped(change, closed, _WHY_CLOSED[closed])
    if change.action is Action.REPLACE and change.account.id in course.longer_windows:
        return _skipped(
            change,
            "window_too_short",
            "the vendor's duplicate window is longer than declared, so a replacement would cancel "
            "this order too and place none",
        )
    return None


def _home_of(change: Change) -> tuple[str, CanonicalId]:
    return change.account.id, canonical_id(change.property)


def _carried(change: Change, driver: Driver) -> Change:
    """The change, decided on what this run itself has written since for the same home.

    The plan decided all changes of a home together, so the first does not make the next one stale.
    """
    carry = driver.ledger.carry_revision
    revision = carry(change.account, change.property, change.revision)
    return replace(change, revision=revision)


_WHY_STOPPED = {
    "vendor_auth": "the vendor does not accept the API key",
    "wrong_endpoint": "the endpoint does not know this request",
    "unreachable": "the vendor cannot be reached",
    "redirected": "the endpoint answers with a redirect, which is never followed",
    "rate_limited": "the vendor keeps saying that we ask too often",
    "interrupted": "the run was asked to stop",
    "internal": "listwright itself failed at an earlier change",
    "ledger": "the ledger failed at an earlier change",
    "breaker": "too many unknown outcomes: the vendor seems to be in trouble",
    "lock_busy": "all sending was stopped, or another run took over",
    "ledger_lost": "this is no longer the newest ledger",
    "fail_fast": "an earlier change failed (--fail-fast)",
}


def _skipped(change: Change, code: str, why: str) -> ChangeOutcome:
    plain = not_started(change)
    failure = Failure(code=code, message=f"not sent: {why}", remedy="the next apply tries it")
    return ChangeOutcome(
        change=plain.change, result=Result.SKIPPED, steps=(), failure=failure, sent=False
    )


def _raise_if_nothing_happened(report: ApplyReport, driver: Driver) -> None:
    first = report.outcomes[0].failure if report.outcomes else None
    if first is None or any(outcome.result is not Result.SKIPPED for outcome in report.outcomes):
        return
    label = _stopper(report)
    if report.stopped == "vendor_auth":
        driver.sent = False
        raise VendorAuthError(
            "The vendor does not accept the API key. Nothing was placed.",
            advice=f"Check `vendors.{label}.api_key` and the value behind it.",
        )
    if report.stopped in {"unreachable", "wrong_endpoint"}:
        driver.sent = False
        raise VendorError(
            f"Nothing was placed: {first.message}.",
            advice=f"Check `vendors.{label}.endpoint` and the network, then apply again.",
        )


def _stopper(report: ApplyReport) -> str:
    """The label of the account that the run stopped at."""
    labels = (
        one.change.account.label
        for one in report.outcomes
        if one.failure is not None and one.failure.code == report.stopped
    )
    return next(labels, "NAME")
