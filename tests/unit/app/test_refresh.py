"""Which orders a plan reads first, and what it does with failures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.scenarios.running import Scenario
from tests.support.acting import NOW, MemoryLedger, ScriptedVendor, Signals, make_driver
from tests.support.ports import SilentProgress, StillClock
from tests.support.scenes import CANCELS, plan_of, scene

from listwright.app.choosing import Wishes, choose_asks
from listwright.app.plan import PlanDesk, PlanOptions, make_plan
from listwright.app.refresh import (
    RefreshPolicy,
    decisive_orders,
    open_orders,
    unnamed_intents,
)
from listwright.errors import (
    ConfigError,
    Diagnostic,
    InterruptedRunError,
    Severity,
    VendorAuthError,
)
from listwright.model.intent import Observed, PropertyRecord
from listwright.model.names import OrderId, PropertyId, canonical_id
from listwright.model.order import Order, Phase
from listwright.model.plan import Plan, Reason
from listwright.model.portfolio import RefreshMode
from listwright.ports import ReadFailureError

AUTO, FULL, NONE = RefreshMode.AUTO, RefreshMode.FULL, RefreshMode.NONE
ACCOUNTS = [settings.account.id for settings in scene(CANCELS).portfolio.vendors.values()]
OLD = "cancel-on-an-old-reading-waits-for-a-read"


def order(number: int, *, hours: float | None, phase: Phase = Phase.OPEN) -> Order:
    (record,) = (
        known for known in scene(CANCELS).observed.properties.values() if known.property == "DEN-1"
    )
    read_at = None if hours is None else NOW - timedelta(hours=hours)
    return replace(
        record.orders[0],
        order_id=OrderId(str(number)),
        property=PropertyId(f"HOME-{number}"),
        phase=phase,
        read_at=read_at,
    )


def observed(*orders: Order) -> Observed:
    return Observed(
        properties={
            canonical_id(one.property): PropertyRecord(property=one.property, orders=(one,))
            for one in orders
        },
        generations={},
        accounts=frozenset(one.account.id for one in orders),
    )


def ids(orders: tuple[Order, ...]) -> list[str]:
    return [one.order_id for one in orders]


def test_the_longest_unread_come_first_and_ended_ones_not_at_all() -> None:
    known = observed(
        order(1, hours=1),
        order(2, hours=9),
        order(3, hours=None),
        order(4, hours=99, phase=Phase.DELIVERED),
        order(5, hours=5, phase=Phase.UNKNOWN),
        order(6, hours=99, phase=Phase.CANCELED),
    )
    assert ids(open_orders(known, ACCOUNTS)) == ["3", "2", "5", "1"]
    assert open_orders(known, []) == ()


@pytest.mark.parametrize(
    ("mode", "budget", "chosen"),
    [
        (NONE, 9, []),
        (AUTO, 9, ["1", "3", "2"]),
        (AUTO, 2, ["1", "3"]),
        (AUTO, 1, ["1"]),
        (FULL, 0, ["3", "2", "1"]),
    ],
)
def test_what_a_decision_depends_on_is_read_first(
    mode: RefreshMode, budget: int, chosen: list[str]
) -> None:
    known = observed(order(1, hours=1), order(2, hours=9), order(3, hours=None))
    orders = open_orders(known, ACCOUNTS)
    policy = RefreshPolicy(mode=mode, budget=budget)
    plan = plan_of(CANCELS)
    plan = replace(plan, changes=(replace(plan.changes[0], order_id=OrderId("1")),))
    asks = choose_asks(Wishes(orders=orders), policy, plan)
    assert [name.order_id for _, name in asks] == chosen


@pytest.mark.parametrize(
    ("name", "decisive"),
    [
        (CANCELS, {"640001"}),
        ("quantity-raised-in-files-replaces-open-order-outside-window", {"640001"}),
        ("quantity-changed-after-visit-was-confirmed-is-kept", {"640001"}),
        ("cancel-is-too-late-once-scheduled", {"640001"}),
        (OLD, {"640001"}),
        ("open-order-is-in-progress", set()),
    ],
)
def test_decisive_orders(name: str, decisive: set[str]) -> None:
    assert decisive_orders(plan_of(name)) == decisive


def plan_with(
    scenario: Scenario,
    vendor: ScriptedVendor,
    *,
    policy: RefreshPolicy,
    known: Observed | None = None,
    signals: Signals | None = None,
) -> tuple[Plan, MemoryLedger, SilentProgress]:
    ledger = MemoryLedger(known or scenario.observed)
    clock, progress = StillClock(NOW), SilentProgress()
    driver = make_driver(ledger, vendor, clock=clock, signals=signals)
    desk = PlanDesk(
        portfolio=scenario.portfolio,
        vendors={"planomatic": vendor},
        ledger=ledger,
        clock=clock,
        progress=progress,
        driver=driver,
    )
    options: PlanOptions = replace(scenario.options, refresh=policy)
    return make_plan(desk, options), ledger, progress


def old_vendor(**orders: Order | ReadFailureError) -> ScriptedVendor:
    account = scene(OLD).portfolio.vendors["planomatic"].account
    known = {name.removeprefix("o"): found for name, found in orders.items()}
    return ScriptedVendor(account=account, orders=known)


def old_order() -> Order:
    return scene(OLD).observed.properties[canonical_id("DEN-1")].orders[0]


def test_reading_an_order_lets_its_cancel_be_planned() -> None:
    vendor = old_vendor(o640001=replace(old_order(), basis=None))
    policy = RefreshPolicy(mode=AUTO, budget=5)
    plan, ledger, progress = plan_with(scene(OLD), vendor, policy=policy)
    assert [change.reason for change in plan.changes] == [Reason.NOT_REQUIRED]
    assert (plan.reads.used, plan.reads.budget, plan.reads.not_read) == (1, 5, 0)
    assert plan.reads.oldest_relevant_age_s == 0
    assert ledger.log == ["record 640001"]
    assert progress.notes == ["Reading orders (1)", "order 640001", "done"]


def test_a_budget_of_nothing_reads_nothing_and_says_so() -> None:
    policy = RefreshPolicy(mode=AUTO, budget=0)
    plan, ledger, _ = plan_with(scene(OLD), old_vendor(), policy=policy)
    assert plan.deferred[0].reason is Reason.READ_REQUIRED
    assert (plan.reads.used, plan.reads.not_read) == (0, 1)
    assert ledger.log == []


def test_orders_that_were_delivered_meanwhile_do_not_hide_the_unread() -> None:
    many = observed(*(order(number, hours=number) for number in range(1, 5)))
    done = {f"o{n}": order(n, hours=0, phase=Phase.DELIVERED) for n in (3, 4)}
    policy = RefreshPolicy(mode=AUTO, budget=2)
    scenario = scene(CANCELS)
    plan, _, _ = plan_with(scenario, old_vendor(**done), policy=policy, known=many)
    assert (plan.reads.used, plan.reads.not_read) == (2, 2)
    assert plan.reads.oldest_relevant_age_s == 2 * 3600


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("unreachable", "LW3010"),
        ("not_found", "LW3011"),
        ("identity", "LW3012"),
        ("rate", "LW3013"),
        ("other", "LW3014"),
        ("new kind", "LW3014"),
    ],
)
def test_a_failed_read_is_a_warning_and_the_decision_waits(kind: str, code: str) -> None:
    vendor = old_vendor(o640001=ReadFailureError(kind, "no", retry_after=5.0))
    policy = RefreshPolicy(mode=AUTO, budget=5)
    plan, ledger, _ = plan_with(scene(OLD), vendor, policy=policy)
    assert [item.code for item in plan.warnings] == [code]
    assert plan.deferred[0].reason is Reason.READ_REQUIRED
    assert plan.reads.used == 1
    assert ledger.log == (["pause 5.0"] if kind == "rate" else [])


def test_a_refused_key_ends_the_run() -> None:
    vendor = old_vendor(o640001=ReadFailureError("auth", "no"))
    with pytest.raises(VendorAuthError):
        plan_with(scene(OLD), vendor, policy=RefreshPolicy(mode=AUTO, budget=5))


def test_three_reads_that_find_nobody_are_enough() -> None:
    many = observed(*(order(number, hours=number) for number in range(1, 7)))
    away = {f"o{n}": ReadFailureError("unreachable", "nobody") for n in range(1, 7)}
    vendor = old_vendor(**away)
    policy = RefreshPolicy(mode=FULL, budget=0)
    plan, _, _ = plan_with(scene(CANCELS), vendor, policy=policy, known=many)
    assert vendor.asked == ["read 6", "read 5", "read 4"]
    assert plan.reads.not_read == 3


def test_a_signal_while_reading_ends_the_run() -> None:
    with pytest.raises(InterruptedRunError) as stopped:
        plan_with(
            scene(OLD),
            old_vendor(),
            policy=RefreshPolicy(mode=AUTO, budget=5),
            signals=Signals(after=0),
        )
    assert stopped.value.signal_number == 2


def test_an_order_without_an_id_is_read_by_its_request() -> None:
    scenario = scene("order-without-an-id-blocks-like-an-unknown")
    (record,) = scenario.observed.properties.values()
    named = replace(record.intents[0], request_id="req-7")
    known = replace(
        scenario.observed,
        properties={canonical_id("DEN-1"): replace(record, intents=(named,))},
    )
    assert unnamed_intents(scenario.observed, [named.account.id]) == ()
    assert unnamed_intents(known, [named.account.id]) == (named,)
    assert unnamed_intents(known, []) == ()
    vendor = old_vendor()
    plan, _, progress = plan_with(
        scenario, vendor, policy=RefreshPolicy(mode=AUTO, budget=5), known=known
    )
    assert vendor.asked == ["read req-7"]
    assert [item.code for item in plan.warnings] == ["LW3011"]
    assert "order req-7" in progress.notes


def test_what_the_vendor_must_refuse_is_no_plan() -> None:
    bad = Diagnostic(code="LW1401", summary="no such service")
    mild = replace(bad, code="LW1402", severity=Severity.WARNING)
    vendor = replace(old_vendor(), findings=(mild,))
    policy = RefreshPolicy(mode=NONE, budget=0)
    plan, _, _ = plan_with(scene("photos-delivered-last-year-still-count"), vendor, policy=policy)
    assert plan.warnings == (mild,)
    with pytest.raises(ConfigError) as error:
        plan_with(scene(OLD), replace(vendor, findings=(mild, bad)), policy=policy)
    assert error.value.diagnostics == (bad, mild)
