"""The ways out of doubt, and what addresses mean."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.properties.portfolios import CALENDAR
from tests.scenarios.running import Scenario
from tests.support.acting import NOW, MemoryLedger, ScriptedVendor, make_driver
from tests.support.scenes import scene

from listwright.app.adopt import forget_orders, import_order
from listwright.app.names import refuse_unknown_names
from listwright.app.settle import Desk, resolve_absent, resolve_created
from listwright.app.target import Target, find_target
from listwright.app.validate import validate_portfolio
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.errors import (
    ConfigError,
    RefusedError,
    UsageError,
    VendorAuthError,
    VendorError,
)
from listwright.model.names import OrderId, canonical_id
from listwright.model.order import Order
from listwright.model.plan import Scope
from listwright.ports import ReadFailureError

DOUBT = "unknown-blocks-every-create-of-that-home"
HELD = "duplicate-refusal-holds-the-home"
OPEN = "open-order-is-in-progress"
NEW = "new-home-is-ordered-with-all-its-needs-in-one-order"
ID = OrderId("654321")


def desk_of(
    scenario: Scenario, *, stale: bool = False, **orders: Order | ReadFailureError
) -> tuple[Desk, MemoryLedger]:
    vendor = ScriptedVendor(
        account=scenario.portfolio.vendors["planomatic"].account,
        orders={name.removeprefix("o"): found for name, found in orders.items()},
    )
    ledger = MemoryLedger(scenario.observed, stale=stale)
    desk = Desk(
        portfolio=scenario.portfolio,
        vendors={"planomatic": vendor},
        ledger=ledger,
        driver=make_driver(ledger, vendor),
    )
    return desk, ledger


def target_of(scenario: Scenario, text: str) -> Target:
    return find_target(text, scenario.portfolio, scenario.observed, now=NOW)


def some_order(scenario: Scenario, **changed: object) -> Order:
    (order,) = scene(OPEN).observed.properties[canonical_id("DEN-1")].orders
    return replace(order, order_id=ID, **changed)  # type: ignore[arg-type]


def intent_key(scenario: Scenario) -> str:
    return scenario.observed.properties[canonical_id("DEN-1")].intents[0].order_key


# ---- resolve


RENAMED = "unknown-under-a-renamed-label-blocks-the-home"


def test_a_label_the_files_no_longer_name_must_come_back_to_be_read() -> None:
    scenario = scene(RENAMED)
    desk, ledger = desk_of(scenario, o654321=some_order(scenario))
    with pytest.raises(ConfigError, match=r"vendors\.west") as lost:
        resolve_created(desk, target_of(scenario, "DEN-1"), ID, force_reason=None)
    assert "under its old label" in (lost.value.advice or "")
    assert ledger.log == []


def test_a_label_the_files_no_longer_name_needs_no_read_to_say_that_nothing_exists() -> None:
    scenario = scene(RENAMED)
    desk, ledger = desk_of(scenario)
    target = target_of(scenario, "DEN-1")
    resolve_absent(desk, target, reason="looked")
    assert ledger.log == [f"absent {intent_key(scenario)}: looked"]
    (intent,) = target.record.intents
    fresh = replace(intent, sent_at=NOW - timedelta(minutes=29))
    with pytest.raises(RefusedError, match="may still be carried out"):
        resolve_absent(
            desk, replace(target, record=replace(target.record, intents=(fresh,))), reason="looked"
        )


def test_the_order_of_an_unknown_is_kept_when_it_echoes_our_name() -> None:
    scenario = scene(DOUBT)
    order = some_order(scenario, order_key=intent_key(scenario))
    desk, ledger = desk_of(scenario, o654321=order)
    target = target_of(scenario, "DEN-1/photos")
    settled = resolve_created(desk, target, ID, force_reason=None)
    assert ledger.log == ["created 654321: the order echoes our name"]
    assert [str(need) for need in settled.needs] == ["DEN-1/photos"]
    assert settled.order_id == ID


def test_another_name_needs_force() -> None:
    scenario = scene(DOUBT)
    desk, ledger = desk_of(scenario, o654321=some_order(scenario))
    target = target_of(scenario, "DEN-1")
    with pytest.raises(RefusedError, match="does not carry our name"):
        resolve_created(desk, target, ID, force_reason=None)
    resolve_created(desk, target, ID, force_reason="seen in the dashboard")
    assert ledger.log == ["created 654321: seen in the dashboard"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("auth", VendorAuthError), ("identity", RefusedError), ("unreachable", VendorError)],
)
def test_a_read_that_fails_is_told(kind: str, error: type[Exception]) -> None:
    scenario = scene(DOUBT)
    desk, ledger = desk_of(scenario, o654321=ReadFailureError(kind, "it failed"))
    with pytest.raises(error):
        resolve_created(desk, target_of(scenario, "DEN-1"), ID, force_reason=None)
    assert ledger.log == []


def test_nothing_to_resolve() -> None:
    scenario = scene(OPEN)
    desk, _ = desk_of(scenario)
    target = target_of(scenario, "DEN-1")
    with pytest.raises(UsageError, match="Nothing is unknown"):
        resolve_created(desk, target, ID, force_reason=None)
    with pytest.raises(UsageError, match="Nothing is unknown"):
        resolve_absent(desk, target, reason="looked")


def test_two_unknowns_must_be_named_apart() -> None:
    scenario = scene(DOUBT)
    desk, _ = desk_of(scenario)
    target = target_of(scenario, "DEN-1")
    (intent,) = target.record.intents
    twice = replace(target, record=replace(target.record, intents=(intent, intent)))
    with pytest.raises(UsageError, match="More than one"):
        resolve_created(desk, twice, ID, force_reason=None)


def test_a_person_says_that_no_order_exists() -> None:
    scenario = scene(DOUBT)
    desk, ledger = desk_of(scenario)
    settled = resolve_absent(desk, target_of(scenario, "DEN-1/photos"), reason="looked")
    assert ledger.log == [f"absent {intent_key(scenario)}: looked"]
    assert [str(need) for need in settled.needs] == ["DEN-1/photos"]


def test_only_after_the_settle_time() -> None:
    scenario = scene(DOUBT)
    settings = scenario.portfolio.vendors["planomatic"]
    patient = {"planomatic": replace(settings, settle=timedelta(minutes=30))}
    scenario = replace(scenario, portfolio=replace(scenario.portfolio, vendors=patient))
    desk, ledger = desk_of(scenario)
    target = target_of(scenario, "DEN-1")
    (intent,) = target.record.intents
    fresh = replace(intent, sent_at=NOW - timedelta(minutes=29))
    young = replace(target, record=replace(target.record, intents=(fresh,)))
    with pytest.raises(RefusedError) as early:
        resolve_absent(desk, young, reason="looked")
    assert early.value.reason == "limit"
    assert "16:01 UTC" in early.value.advice
    assert ledger.log == []


def test_a_hold_is_released() -> None:
    scenario = scene(HELD)
    desk, ledger = desk_of(scenario)
    resolve_absent(desk, target_of(scenario, "DEN-1"), reason="looked")
    assert ledger.log == ["release den-1"]
    gone, _ = desk_of(scenario, stale=True)
    with pytest.raises(UsageError):
        resolve_absent(gone, target_of(scenario, "DEN-1"), reason="looked")


# ---- import and forget


def test_an_order_is_imported_for_every_need_it_meets() -> None:
    scenario = scene(NEW)
    desk, ledger = desk_of(scenario, o654321=some_order(scenario, order_key=None))
    settled = import_order(desk, target_of(scenario, "DEN-1"), ID)
    assert [str(need) for need in settled.needs] == ["DEN-1/photos"]
    (draft,) = ledger.drafts
    assert [(line.slug, line.quantity) for line in draft.services] == [("photos", 15)]
    assert draft.order_key.endswith("-import-654321-g1")
    assert draft.basis.keys == ("photos",)


def test_an_order_that_holds_something_else_is_not() -> None:
    scenario = scene(NEW)
    desk, ledger = desk_of(scenario, o654321=some_order(scenario))
    with pytest.raises(UsageError, match="holds no service of DEN-1/tour"):
        import_order(desk, target_of(scenario, "DEN-1/tour"), ID)
    assert ledger.log == []


def test_a_need_that_is_spoken_for_is_not() -> None:
    scenario = scene(NEW)
    desk, _ = desk_of(scenario, stale=True, o654321=some_order(scenario))
    with pytest.raises(RefusedError, match="Another order already speaks"):
        import_order(desk, target_of(scenario, "DEN-1"), ID)


def test_an_import_on_an_unknown_settles_it() -> None:
    scenario = scene(DOUBT)
    order = some_order(scenario, order_key=intent_key(scenario))
    desk, ledger = desk_of(scenario, o654321=order)
    import_order(desk, target_of(scenario, "DEN-1/photos"), ID)
    assert ledger.log == ["created 654321: the order echoes our name"]


def test_a_home_that_is_gone_imports_nothing() -> None:
    scenario = scene("removed-inline-home-cancels")
    desk, _ = desk_of(scenario)
    with pytest.raises(UsageError, match="not in the files"):
        import_order(desk, target_of(scenario, "DEN-1"), ID)


def test_a_home_with_needs_at_two_vendors_must_say_which() -> None:
    scenario = scene(NEW)
    desk, _ = desk_of(scenario)
    target = target_of(scenario, "DEN-1")
    first, second = target.needs.specs
    mixed = replace(target.needs, specs=(first, replace(second, vendor="other")))
    with pytest.raises(UsageError, match="several vendors"):
        import_order(desk, replace(target, needs=mixed), ID)


def test_orders_are_forgotten_and_never_twice() -> None:
    scenario = scene(OPEN)
    desk, ledger = desk_of(scenario)
    settled = forget_orders(desk, target_of(scenario, "DEN-1/photos"), None, reason="by hand")
    assert ledger.log == ["forget ['640001']"]
    assert [order.managed for order in settled.orders] == [False]
    assert [str(need) for need in settled.needs] == ["DEN-1/photos"]
    with pytest.raises(UsageError, match="no tracked order"):
        forget_orders(desk, target_of(scenario, "DEN-1"), ID, reason="by hand")


def test_an_unknown_is_not_forgotten() -> None:
    scenario = scene(DOUBT)
    desk, _ = desk_of(scenario)
    with pytest.raises(RefusedError, match="may exist"):
        forget_orders(desk, target_of(scenario, "DEN-1"), None, reason="x")


# ---- addresses


@pytest.mark.parametrize(
    ("name", "text", "home", "key"),
    [
        (NEW, "den-1", "DEN-1", None),
        (NEW, "DEN-1/tour", "DEN-1", "tour"),
        (OPEN, "order:640001", "DEN-1", None),
        ("removed-inline-home-cancels", "DEN-1/photos", "DEN-1", "photos"),
        (DOUBT, "DEN-1/photos", "DEN-1", "photos"),
        ("home-entry-is-the-last-rule", "DEN-2/photos", "DEN-2", "photos"),
    ],
)
def test_targets(name: str, text: str, home: str, key: str | None) -> None:
    target = target_of(scene(name), text)
    assert (target.property, target.key) == (home, key)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("DEN-7", "Did you mean DEN-1?"),
        ("DEN-1/foto", "DEN-1/photos"),
        ("order:1", "lists the orders"),
        ("zzzzzz", "lists the addresses"),
    ],
)
def test_targets_nobody_knows(text: str, advice: str) -> None:
    with pytest.raises(UsageError) as unknown:
        target_of(scene(OPEN), text)
    assert advice in unknown.value.advice


def test_a_key_chooses_among_orders() -> None:
    scenario = scene("replace-takes-due-needs-along")
    assert len(target_of(scenario, "DEN-1/photos").orders()) == 1
    assert len(target_of(scenario, "DEN-1/tour").orders()) == 0
    assert len(target_of(scenario, "DEN-1").orders()) == 1


@pytest.mark.parametrize("text", ["DEN-1", "DEN-*", "*/photos", "den-1/photos"])
def test_names_of_a_plan_that_exist(text: str) -> None:
    for name in (DOUBT, OPEN, "removed-inline-home-cancels", "explicit-none-cancels"):
        scenario = scene(name)
        wants = resolve_wants(scenario.portfolio, NeedResolver(scenario.portfolio, CALENDAR))
        refuse_unknown_names(Scope(target=(text,)), wants, scenario.observed)
        refuse_unknown_names(Scope(), wants, scenario.observed)


@pytest.mark.parametrize(
    ("text", "advice"), [("DEN-1/foto", "DEN-1/photos"), ("zzzzzz", "lists every address")]
)
def test_names_of_a_plan_that_do_not(text: str, advice: str) -> None:
    scenario = scene(OPEN)
    wants = resolve_wants(scenario.portfolio, NeedResolver(scenario.portfolio, CALENDAR))
    with pytest.raises(UsageError) as unknown:
        refuse_unknown_names(Scope(exclude=(text,)), wants, scenario.observed)
    assert advice in unknown.value.advice


# ---- validate


@pytest.mark.parametrize(
    ("name", "errors", "warnings"),
    [
        (NEW, [], []),
        ("rule-that-matches-no-home-is-a-warning", [], ["LW1312"]),
        ("home-of-which-nobody-says-whether-it-is-vacant-is-blocked", [], []),
        ("two-billing-rules-that-differ-are-an-error", ["LW1350"], []),
    ],
)
def test_validation(name: str, errors: list[str], warnings: list[str]) -> None:
    scenario = scene(name)
    desk, _ = desk_of(scenario)
    found = validate_portfolio(scenario.portfolio, desk.vendors, (), now=NOW)
    assert [item.code for item in found.errors] == errors
    assert [item.code for item in found.warnings] == warnings
    assert found.properties == len(scenario.portfolio.homes)
    assert found.needs >= 1
