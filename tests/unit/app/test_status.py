"""How needs and orders stand, read off the plans of the scenarios."""

from functools import cache

import pytest
from tests.support.scenes import scene
from tests.unit.engine.explanations import desk_of

from listwright.app.plan import plan_in_full
from listwright.app.status import report_status
from listwright.engine.reconcile import Reconciled
from listwright.errors import UsageError
from listwright.model.plan import Condition
from listwright.vendors.planomatic.adapter import TRAITS


@cache
def made(name: str) -> Reconciled:
    """The plan of a scenario, with everything it was decided on."""
    scenario = scene(name)
    return plan_in_full(desk_of(scenario), scenario.options)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("new-home-is-ordered-with-all-its-needs-in-one-order", Condition.MISSING),
        ("photos-older-than-max-age-are-ordered-again", Condition.STALE),
        ("attested-photos-from-before-a-renovation-are-ordered", Condition.STALE),
        ("photos-delivered-last-year-still-count", Condition.SATISFIED),
        ("photos-attested-by-have-need-no-order", Condition.SATISFIED),
        ("quantity-raised-after-delivery-is-kept", Condition.SATISFIED),
        ("open-order-is-in-progress", Condition.PROGRESSING),
        ("removed-inline-home-cancels", Condition.PROGRESSING),
        ("vanished-inventory-row-keeps-order", Condition.PROGRESSING),
        ("home-not-ready-is-deferred-until-a-date", Condition.DEFERRED),
        ("unknown-blocks-every-create-of-that-home", Condition.BLOCKED),
    ],
)
def test_conditions(name: str, condition: Condition) -> None:
    report = report_status(made(name), ("DEN-1/photos",), {"planomatic": TRAITS})
    (need,) = report.needs
    assert need.condition is condition
    assert report.count(condition) == 1
    assert (need.met_by is not None) == (condition is Condition.SATISFIED)
    assert (need.until is not None) == (condition is Condition.DEFERRED)
    assert bool(need.remedy) == (condition is Condition.BLOCKED)


def test_everything_lists_orders_and_what_can_be_canceled() -> None:
    found = made("removed-inline-home-cancels")
    report = report_status(found, (), {"planomatic": TRAITS})
    assert [order.order_id for order in report.orders] == ["640001", "640009"]
    assert report.cancelable == {"640001"}
    assert report_status(found, (), {}).cancelable == frozenset()


def test_a_pattern_that_names_nothing_is_refused() -> None:
    with pytest.raises(UsageError):
        report_status(made("open-order-is-in-progress"), ("DEN-77",), {})
