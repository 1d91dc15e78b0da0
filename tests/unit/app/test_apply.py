"""A whole apply, and what ends it early."""

from dataclasses import dataclass, field, replace

import pytest
from tests.support.acting import NOW, Lines, MemoryLedger, ScriptedVendor, Signals, make_driver
from tests.support.ports import SilentProgress, StillClock
from tests.support.scenes import CANCELS, CREATES, change_of, plan_of, scene
from tests.unit.app.hands import ACCEPTED, UNKNOWN, created, refused, seen

from listwright.app.apply import ApplyOptions, apply_plan, refuse_if_forbidden, resolve_secrets
from listwright.app.driver import COMMIT_TO_SEND
from listwright.app.effects import OpenCancel, Pace, SendCreate
from listwright.errors import InternalError, LedgerError, RefusedError, VendorAuthError, VendorError
from listwright.model.intent import Answer, AttemptRef, RefusalKind
from listwright.model.outcome import ApplyReport, Result
from listwright.model.plan import Plan

THREE = "first-run-goes-ahead-with-bootstrap"
REFUSED = "first-run-is-refused-without-bootstrap"
CREATE = change_of(CREATES)


def vendor_with(*answers: Answer | Exception) -> ScriptedVendor:
    return ScriptedVendor(account=CREATE.account, answers=list(answers))


def apply(
    plan: Plan,
    vendor: ScriptedVendor,
    *,
    signals: Signals | None = None,
    fail_fast: bool = False,
) -> ApplyReport:
    ledger = MemoryLedger(scene(CREATES).observed)
    driver = make_driver(ledger, vendor, signals=signals)
    options = ApplyOptions(fail_fast=fail_fast, not_in_plan=2)
    return apply_plan(plan, driver, options, progress=SilentProgress())


def three(*answers: Answer | Exception, fail_fast: bool = False) -> ApplyReport:
    return apply(plan_of(THREE), vendor_with(*answers), fail_fast=fail_fast)


def results(report: ApplyReport) -> list[Result]:
    return [outcome.result for outcome in report.outcomes]


def test_all_done() -> None:
    changes = plan_of(THREE).changes
    report = three(*(created(change, str(n)) for n, change in enumerate(changes)))
    assert results(report) == [Result.DONE] * 3
    assert (report.count(Result.DONE), report.sent, report.stopped) == (3, True, None)
    assert report.not_in_plan == 2


def test_one_refusal_never_stops_the_others() -> None:
    report = three(refused(RefusalKind.VALIDATION), created(CREATE), created(CREATE))
    assert results(report) == [Result.FAILED, Result.DONE, Result.DONE]


def test_unless_asked_to() -> None:
    report = three(refused(RefusalKind.VALIDATION), fail_fast=True)
    assert results(report) == [Result.FAILED, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped == "fail_fast"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(RefusalKind.AUTH, "vendor_auth"), (RefusalKind.ADDRESS, "wrong_endpoint")],
)
def test_what_would_fail_every_other_change_ends_the_run(kind: RefusalKind, code: str) -> None:
    report = three(created(CREATE), refused(kind))
    assert results(report) == [Result.DONE, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped == code
    last = report.outcomes[-1].failure
    assert last is not None
    assert last.message.startswith("not sent: ")


def test_a_redirect_ends_the_run() -> None:
    report = three(replace(UNKNOWN, status=308))
    assert results(report) == [Result.UNKNOWN, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped == "redirected"


def test_three_unknowns_in_a_row_break_the_circuit() -> None:
    plan = plan_of(THREE)
    many = replace(plan, changes=plan.changes * 2)
    report = apply(many, vendor_with(UNKNOWN, created(CREATE), UNKNOWN, UNKNOWN, UNKNOWN))
    assert results(report)[-1] is Result.SKIPPED
    assert report.stopped == "breaker"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(RefusalKind.CREDITS, "no_credits"), (RefusalKind.PLAN, "not_in_vendor_plan")],
)
def test_an_account_that_can_buy_nothing_is_sent_nothing_more(kind: RefusalKind, code: str) -> None:
    report = three(created(CREATE), refused(kind))
    assert results(report) == [Result.DONE, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped is None  # other accounts go on
    last = report.outcomes[-1].failure
    assert last is not None
    assert (last.code, last.message.startswith("not sent: ")) == (code, True)


def test_a_refused_entity_is_skipped_and_others_go_on() -> None:
    plan = plan_of(THREE)
    other = replace(plan.changes[2], billing_entity="other")
    mixed = replace(plan, changes=(*plan.changes[:2], other))
    report = apply(mixed, vendor_with(refused(RefusalKind.ENTITY), created(CREATE)))
    assert results(report) == [Result.SKIPPED, Result.SKIPPED, Result.DONE]
    assert report.stopped is None


def test_a_signal_stops_before_the_next_request() -> None:
    vendor = vendor_with(created(CREATE))
    report = apply(plan_of(THREE), vendor, signals=Signals(after=2))
    assert results(report) == [Result.DONE, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped == "interrupted"
    assert vendor.asked == ["create DEN-1"]


def test_nothing_placed_at_all_is_an_error() -> None:
    with pytest.raises(VendorAuthError):
        three(refused(RefusalKind.AUTH))
    with pytest.raises(VendorError, match="Nothing was placed"):
        three(*[refused(RefusalKind.UNREACHABLE)] * 4)
    assert three(*[refused(RefusalKind.RATE)] * 5).stopped == "rate_limited"


def test_a_bug_of_ours_ends_the_run_and_is_told() -> None:
    report = three(ZeroDivisionError())
    assert results(report) == [Result.UNKNOWN, Result.SKIPPED, Result.SKIPPED]
    assert report.stopped == "internal"
    assert report.sent, "the request may have left"


def test_an_error_after_a_request_left_is_an_outcome_beside_the_others() -> None:
    report = three(created(CREATE), LedgerError("disk full"))
    assert results(report) == [Result.DONE, Result.UNKNOWN, Result.SKIPPED]
    assert (report.stopped, report.sent) == ("ledger", True)
    assert [error.summary for error in report.errors] == ["disk full"]


class FullLedger(MemoryLedger):
    """Takes `room` attempts and no more."""

    room: int = 0

    def open_attempt(self, *arguments: object, **more: object) -> object:  # type: ignore[override]
        self.room -= 1
        if self.room < 0:
            raise LedgerError("disk full")
        return super().open_attempt(*arguments, **more)  # type: ignore[arg-type]


def test_an_error_before_any_request_left_is_raised() -> None:
    vendor = vendor_with(created(CREATE))
    driver = make_driver(FullLedger(scene(CREATES).observed), vendor)
    with pytest.raises(LedgerError):
        apply_plan(plan_of(THREE), driver, ApplyOptions(), progress=SilentProgress())
    assert not driver.sent


def test_a_change_whose_request_did_not_leave_is_skipped() -> None:
    ledger = FullLedger(scene(CREATES).observed)
    ledger.room = 1
    driver = make_driver(ledger, vendor_with(created(CREATE)))
    report = apply_plan(plan_of(THREE), driver, ApplyOptions(), progress=SilentProgress())
    assert results(report) == [Result.DONE, Result.SKIPPED, Result.SKIPPED]
    assert [outcome.sent for outcome in report.outcomes] == [True, False, False]
    assert driver.sent


class BrokenProgress(SilentProgress):
    def start(self, title: str, total: int) -> None:
        raise BrokenPipeError

    def advance(self, note: str) -> None:
        raise ValueError("I/O operation on closed file")

    def finish(self) -> None:
        raise BrokenPipeError


class BrokenLines(Lines):
    def announce(self, line: str) -> None:
        raise BrokenPipeError


def test_what_cannot_be_shown_changes_no_outcome() -> None:
    vendor = vendor_with(*[created(CREATE)] * 3)
    ledger = MemoryLedger(scene(CREATES).observed)
    driver = make_driver(ledger, vendor, lines=BrokenLines())
    report = apply_plan(plan_of(THREE), driver, ApplyOptions(), progress=BrokenProgress())
    assert results(report) == [Result.DONE] * 3


def test_cancels_go_first() -> None:
    cancel = change_of(CANCELS)
    plan = replace(plan_of(CREATES), changes=(CREATE, cancel))
    vendor = vendor_with(ACCEPTED, created(CREATE))
    vendor.orders["640001"] = seen(cancel)
    report = apply(plan, vendor)
    assert [outcome.change.action.name for outcome in report.outcomes] == ["CANCEL", "CREATE"]
    assert results(report) == [Result.UNKNOWN, Result.DONE]


def test_an_empty_plan_does_nothing() -> None:
    report = apply(replace(plan_of(CREATES), changes=()), vendor_with())
    assert (report.outcomes, report.sent) == ((), False)


def test_a_plan_with_refusals_is_not_applied() -> None:
    refuse_if_forbidden(plan_of(CREATES))
    refuse_if_forbidden(replace(plan_of(REFUSED), changes=()))
    with pytest.raises(RefusedError) as first:
        refuse_if_forbidden(plan_of(REFUSED))
    assert (first.value.exit_code, first.value.reason) == (4, "first_run")
    with pytest.raises(RefusedError, match="max_creates: 3 where 2 are allowed") as limit:
        refuse_if_forbidden(plan_of("too-many-creates-are-refused"))
    assert limit.value.reason == "limit"


def test_secrets_are_read_for_accounts_with_changes_only() -> None:
    vendor, idle = vendor_with(), vendor_with()
    resolve_secrets(plan_of(THREE), {"planomatic": vendor, "idle": idle})
    assert (vendor.made_ready, idle.made_ready) == (3, 0)


def test_an_attempt_that_waited_too_long_is_not_sent() -> None:
    vendor = vendor_with()
    clock = StillClock(NOW)
    driver = make_driver(MemoryLedger(scene(CREATES).observed), vendor, clock=clock)
    spec, key = CREATE.spec, CREATE.order_key
    assert spec is not None
    assert key is not None
    ref = AttemptRef(1, 1)
    driver._committed[ref] = (0.0, NOW.timestamp())
    clock.sleep(COMMIT_TO_SEND + 1)
    answer = driver.perform(SendCreate(ref, CREATE.account, spec, key))
    assert answer.refusal is RefusalKind.UNREACHABLE
    assert vendor.asked == []
    assert not driver.sent


def test_waiting_looks_out_for_a_signal() -> None:
    ledger = MemoryLedger(scene(CREATES).observed, wait=3.0)
    clock = StillClock(NOW)
    assert make_driver(ledger, vendor_with(), clock=clock).perform(Pace(CREATE.account))
    assert clock.slept == pytest.approx(3.0)
    clock = StillClock(NOW)
    driver = make_driver(ledger, vendor_with(), clock=clock, signals=Signals(after=3))
    assert not driver.perform(Pace(CREATE.account))
    assert clock.slept < 1.0


def test_a_stale_decision_is_a_value() -> None:
    driver = make_driver(MemoryLedger(scene(CREATES).observed, stale=True), vendor_with())
    assert driver.perform(OpenCancel(CREATE.account, "1", 1)) is None  # type: ignore[arg-type]
    report = apply_plan(plan_of(CREATES), driver, ApplyOptions(), progress=SilentProgress())
    assert results(report) == [Result.SKIPPED]


@dataclass
class BrokenLedger(MemoryLedger):
    """Fails at the worst moment."""

    error: Exception = field(default_factory=lambda: LedgerError("disk full"))

    def close_attempt(self, *_: object, **__: object) -> object:  # type: ignore[override]
        raise self.error


@pytest.mark.parametrize(
    ("error", "stopped"),
    [
        (LedgerError("disk full"), "ledger"),
        (InternalError("the ledger refused a change"), "internal"),
        (RuntimeError("a bug"), "internal"),
    ],
)
def test_an_id_that_the_ledger_cannot_take_is_printed(error: Exception, stopped: str) -> None:
    lines = Lines()
    ledger = BrokenLedger(scene(CREATES).observed, error=error)
    driver = make_driver(ledger, vendor_with(created(CREATE)), lines=lines)
    report = apply_plan(plan_of(CREATES), driver, ApplyOptions(), progress=SilentProgress())
    assert (results(report), report.stopped) == ([Result.UNKNOWN], stopped)
    assert report.outcomes[0].order_id == "654321"
    failure = report.outcomes[0].failure
    assert failure is not None
    assert "legacy_order_id=77 order_id=654321" in failure.message
    (line,) = lines.said
    assert "NOT IN THE LEDGER: DEN-1 lw1-" in line
    assert "order_id=654321" in line


def test_effects_reach_the_ports() -> None:
    ledger, lines = MemoryLedger(scene(CREATES).observed), Lines()
    vendor = vendor_with(refused(RefusalKind.RATE, retry_after=1.0), created(CREATE))
    driver = make_driver(ledger, vendor, lines=lines)
    apply_plan(plan_of(CREATES), driver, ApplyOptions(), progress=SilentProgress())
    assert ledger.log == ["open DEN-1", "close refused", "pause 1.0", "open DEN-1", "close created"]
    assert len(lines.said) == 2
