"""Until when the vendor takes no second order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.properties.portfolios import ACCOUNT
from tests.unit.engine.facts import NOW

from listwright.engine.windows import find_closed_window
from listwright.model.account import WindowPolicy
from listwright.model.intent import Hold
from listwright.model.names import OrderId, canonical_id
from listwright.model.order import Order, Phase, Service

DECLARED = WindowPolicy(window=timedelta(hours=72))


def order(hours_ago: float, phase: Phase = Phase.OPEN, *, staged: bool = False) -> Order:
    source = OrderId("1") if staged else None
    return Order(
        account=ACCOUNT,
        order_id=OrderId(f"{hours_ago}"),
        property="DEN-1",  # type: ignore[arg-type]  # a plain text will do here
        services=(Service(slug="photos", quantity=15, previous_order_id=source),),
        status="ordered",
        phase=phase,
        created=NOW - timedelta(hours=hours_ago),
    )


def hold(hours_ago: float) -> Hold:
    since = NOW - timedelta(hours=hours_ago)
    return Hold(account=ACCOUNT, canonical=canonical_id("DEN-1"), since=since, evidence="")


def until(policy: WindowPolicy, *orders: Order, holds: tuple[Hold, ...] = ()) -> datetime | None:
    closed = find_closed_window(policy, orders, holds, now=NOW)
    return closed.until if closed is not None else None


@pytest.mark.parametrize("phase", Phase)
def test_orders_of_every_phase_count(phase: Phase) -> None:
    assert until(DECLARED, order(1, phase)) == NOW + timedelta(hours=71, minutes=10)


def test_nothing_known_closes_nothing() -> None:
    assert until(DECLARED) is None
    assert until(WindowPolicy()) is None


def test_the_newest_counts_whether_order_or_hold() -> None:
    assert until(DECLARED, order(50), order(20)) == NOW + timedelta(hours=52, minutes=10)
    assert until(DECLARED, order(50), holds=(hold(2),)) == NOW + timedelta(hours=70, minutes=10)


def test_the_margin_belongs_to_it() -> None:
    assert until(DECLARED, order(72)) == NOW + timedelta(minutes=10)
    assert until(DECLARED, order(72 + 1 / 6)) is None
    assert until(replace(DECLARED, margin=timedelta(0)), order(72)) is None


def test_undeclared_is_thirty_days_and_assumed() -> None:
    closed = find_closed_window(WindowPolicy(), [order(24)], [], now=NOW)
    assert closed is not None
    assert closed.assumed
    assert closed.until == NOW + timedelta(days=29)
    assert until(WindowPolicy(), order(30 * 24)) is None


def test_zero_is_off() -> None:
    assert until(WindowPolicy(window=timedelta(0)), order(0), holds=(hold(0),)) is None


def test_what_may_be_left_out() -> None:
    assert until(replace(DECLARED, counts_canceled=False), order(1, Phase.CANCELED)) is None
    assert until(replace(DECLARED, exempts_staging=True), order(1, staged=True)) is None
    assert until(DECLARED, order(1, staged=True)) is not None


def test_an_order_of_unknown_age_is_as_young_as_its_reading() -> None:
    unread = replace(order(1), created=None)
    assert until(DECLARED, unread) == NOW + timedelta(hours=72, minutes=10)
    read = replace(unread, read_at=NOW - timedelta(hours=2))
    assert until(DECLARED, read) == NOW + timedelta(hours=70, minutes=10)


def test_an_order_without_a_date_counts_from_the_earliest_that_is_known() -> None:
    bare = replace(order(0), created=None)
    assert until(DECLARED, bare) == NOW + timedelta(hours=72, minutes=10)
    seen = replace(bare, captured_at=NOW - timedelta(days=4), read_at=NOW)
    assert until(DECLARED, seen) is None


def test_a_date_in_the_far_future_counts_as_now() -> None:
    far = datetime(9999, 12, 31, 23, tzinfo=UTC)
    assert until(DECLARED, replace(order(0), created=far)) == NOW + timedelta(hours=72, minutes=10)
    assert until(DECLARED, holds=(replace(hold(0), since=far),)) is not None


def test_a_window_without_end_stays_closed() -> None:
    endless = WindowPolicy(window=timedelta(days=4_000_000))
    closed = until(endless, order(1))
    assert closed is not None
    assert closed.year == 9999
