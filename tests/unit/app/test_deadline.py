"""The time of an apply: nothing begins after it, and what has begun is finished."""

from dataclasses import dataclass, replace

from tests.support.acting import MemoryLedger, ScriptedVendor, Signals, make_driver
from tests.support.ports import SilentProgress
from tests.support.scenes import CREATES, REPLACES, change_of, plan_of, scene
from tests.unit.app.hands import ACCEPTED, created, refused, seen

from listwright.app.apply import ApplyOptions, apply_plan
from listwright.app.creating import RATE_PAUSE
from listwright.model.account import Account
from listwright.model.intent import Answer, RefusalKind
from listwright.model.order import Phase
from listwright.model.outcome import OUT_OF_TIME, ApplyReport, Result
from listwright.model.plan import Plan, Reason
from listwright.ports import OrderName

THREE = plan_of("first-run-goes-ahead-with-bootstrap")
CREATE, REPLACE = change_of(CREATES), change_of(REPLACES)


@dataclass
class Pausing(MemoryLedger):
    """Lets the account wait as long as the vendor asked for."""

    def pause_account(self, account: Account, seconds: float, *, at: float) -> None:
        self.wait = seconds


@dataclass
class Canceling(ScriptedVendor):
    """Its order reads as canceled once that was asked for."""

    def cancel(self, name: OrderName, reason: Reason, notes: str) -> Answer:
        assert name.order_id is not None
        open_order = self.orders[name.order_id]
        assert not isinstance(open_order, Exception)
        gone = replace(open_order, status="canceled", phase=Phase.CANCELED)
        self.orders[name.order_id] = gone
        return super().cancel(name, reason, notes)


def replacing(*answers: Answer) -> Canceling:
    told = seen(REPLACE)
    return Canceling(account=REPLACE.account, answers=list(answers), orders={told.order_id: told})


def run(
    plan: Plan,
    vendor: ScriptedVendor,
    *,
    wait: float,
    deadline: float,
    scene_name: str = CREATES,
    signals: Signals | None = None,
) -> ApplyReport:
    ledger = Pausing(scene(scene_name).observed, wait=wait)
    driver = make_driver(ledger, vendor, signals=signals)
    driver.deadline = deadline
    return apply_plan(plan, driver, ApplyOptions(), progress=SilentProgress())


def creating(*answers: Answer) -> ScriptedVendor:
    return ScriptedVendor(account=CREATE.account, answers=list(answers))


def results(report: ApplyReport) -> list[Result]:
    return [outcome.result for outcome in report.outcomes]


def test_no_wait_begins_that_ends_later() -> None:
    vendor = creating(created(CREATE), created(CREATE))
    report = run(THREE, vendor, wait=2, deadline=5.9)
    assert results(report) == [Result.DONE, Result.DONE, Result.SKIPPED]
    assert (report.stopped, len(report.left), report.seconds_left) == (OUT_OF_TIME, 1, 2)
    assert len(vendor.asked) == 2


def test_nothing_begins_when_the_time_is_over() -> None:
    vendor = creating()
    report = run(THREE, vendor, wait=0, deadline=0)
    assert results(report) == [Result.SKIPPED] * 3
    assert (report.sent, vendor.asked) == (False, [])


def test_a_signal_is_not_taken_for_the_time() -> None:
    vendor = creating(created(CREATE))
    report = run(THREE, vendor, wait=0, deadline=60, signals=Signals(after=2))
    assert report.stopped == "interrupted"


def test_a_pause_that_the_vendor_asks_for_is_not_waited_out() -> None:
    """The request was turned away, so nothing is under way."""
    vendor = creating(refused(RefusalKind.RATE))
    report = run(THREE, vendor, wait=2, deadline=RATE_PAUSE)
    assert results(report) == [Result.SKIPPED] * 3
    assert (report.stopped, report.sent) == (OUT_OF_TIME, True)
    assert len(vendor.asked) == 1


def test_a_replace_under_way_is_finished() -> None:
    vendor = replacing(ACCEPTED, created(REPLACE))
    report = run(plan_of(REPLACES), vendor, wait=2, deadline=5, scene_name=REPLACES)
    assert results(report) == [Result.DONE]
    assert [word.split()[0] for word in vendor.asked] == ["read", "cancel", "read", "create"]


def test_a_replace_that_was_only_read_is_not_under_way() -> None:
    vendor = replacing()
    report = run(plan_of(REPLACES), vendor, wait=2, deadline=3, scene_name=REPLACES)
    assert results(report) == [Result.SKIPPED]
    assert (report.stopped, report.sent) == (OUT_OF_TIME, False)
    assert [word.split()[0] for word in vendor.asked] == ["read"]


def test_a_replace_that_cannot_be_finished_says_what_is_gone() -> None:
    """The order is canceled, and the vendor asks for a pause that ends after the time."""
    vendor = replacing(ACCEPTED, refused(RefusalKind.RATE))
    report = run(plan_of(REPLACES), vendor, wait=2, deadline=5, scene_name=REPLACES)
    (outcome,) = report.outcomes
    assert outcome.failure is not None
    assert (outcome.result, outcome.failure.code) == (Result.FAILED, OUT_OF_TIME)
    assert outcome.failure.message.endswith("is canceled, and the time was over before a new one")
    assert outcome.failure.remedy == f"listwright apply --resume {plan_of(REPLACES).plan_id}"
    assert (report.stopped, report.sent) == (OUT_OF_TIME, True)
