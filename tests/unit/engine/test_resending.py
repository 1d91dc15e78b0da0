"""When an unknown create may be sent once more: every condition, at both sides of its boundary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from listwright.engine.resending import (
    Doubt,
    Obstacle,
    has_time_to_resend,
    resend_from,
    resend_obstacle,
    resend_until,
)
from listwright.model.account import Account, ResendPolicy
from listwright.model.intent import AttemptKind, Hold, IntentState, Request
from listwright.model.names import CanonicalId, OrderId, PropertyId
from listwright.model.order import Order, Phase, Service

SENT = datetime(2026, 11, 20, 15, tzinfo=UTC)
WINDOW, MARGIN, SETTLE = timedelta(hours=72), timedelta(minutes=10), timedelta(minutes=30)
POLICY = ResendPolicy(window=WINDOW, margin=MARGIN, settle=SETTLE)
NOW = SENT + timedelta(hours=20)
TICK = timedelta(microseconds=1)
ACCOUNT = Account(kind="planomatic", environment="sandbox", label="main")
LAST = SENT + WINDOW - MARGIN - SETTLE - timedelta(seconds=64)
"""Two seconds for the clocks at either end, a minute to send, the settle time and the margin."""

DOUBT = Doubt(
    state=IntentState.IN_DOUBT,
    requests=(Request(AttemptKind.CREATE, SENT),),
    staging_only=False,
    beside=False,
    orders=(),
    holds=(),
)


def _order(created: datetime | None, **changes: object) -> Order:
    order = Order(
        account=ACCOUNT,
        order_id=OrderId("640001"),
        property=PropertyId("DEN-1"),
        services=(Service(slug="photos", quantity=15),),
        status="ordered",
        phase=Phase.OPEN,
        created=created,
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def _hold(since: datetime, released: datetime | None = None) -> Hold:
    return Hold(
        account=ACCOUNT,
        canonical=CanonicalId("den-1"),
        since=since,
        evidence="duplicate",
        released_at=released,
    )


def test_inside_its_window_and_settled_it_may() -> None:
    assert resend_obstacle(DOUBT, POLICY, now=NOW) is None


@pytest.mark.parametrize("state", [one for one in IntentState if one is not IntentState.IN_DOUBT])
def test_only_a_create_in_doubt_may(state: IntentState) -> None:
    doubt = replace(DOUBT, state=state)
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.NOT_IN_DOUBT


@pytest.mark.parametrize(
    "kinds",
    [
        (),
        (AttemptKind.PROBE,),
        (AttemptKind.CREATE, AttemptKind.PROBE),
        (AttemptKind.PROBE, AttemptKind.CREATE),
        (AttemptKind.CREATE, AttemptKind.CREATE),
    ],
)
def test_one_request_and_no_other_came_before(kinds: tuple[AttemptKind, ...]) -> None:
    doubt = replace(DOUBT, requests=tuple(Request(kind, SENT) for kind in kinds))
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.SENT_BEFORE


def test_from_the_settle_time_on() -> None:
    first = SENT + SETTLE
    assert resend_from(SENT, POLICY) == first
    assert resend_obstacle(DOUBT, POLICY, now=first - TICK) is Obstacle.TOO_EARLY
    assert resend_obstacle(DOUBT, POLICY, now=first) is None
    assert resend_obstacle(DOUBT, POLICY, now=SENT - TICK) is Obstacle.TOO_EARLY


def test_while_it_surely_arrives_inside_the_window() -> None:
    assert resend_until(SENT, POLICY) == LAST
    assert resend_obstacle(DOUBT, POLICY, now=LAST - TICK) is None
    assert resend_obstacle(DOUBT, POLICY, now=LAST) is Obstacle.TOO_LATE
    assert resend_obstacle(DOUBT, POLICY, now=SENT + WINDOW) is Obstacle.TOO_LATE


def test_a_clock_set_back_before_the_request_is_too_early_without_a_settle_time_too() -> None:
    at_once = replace(POLICY, settle=timedelta(0))
    assert resend_obstacle(DOUBT, at_once, now=SENT) is None
    assert resend_obstacle(DOUBT, at_once, now=SENT - TICK) is Obstacle.TOO_EARLY


def test_staging_alone_may_not() -> None:
    doubt = replace(DOUBT, staging_only=True)
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.STAGING_ONLY


def test_not_beside_another_unknown_create() -> None:
    doubt = replace(DOUBT, beside=True)
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.OTHER_ORDER


@pytest.mark.parametrize(
    "order",
    [
        _order(NOW - WINDOW - MARGIN + TICK),
        _order(NOW),
        _order(NOW + WINDOW),
        _order(None),
        _order(SENT, phase=Phase.CANCELED, status="canceled"),
        _order(SENT, phase=Phase.DELIVERED, status="completed"),
        _order(SENT, managed=False),
        _order(SENT, services=(Service(slug="s", quantity=1, previous_order_id=OrderId("1")),)),
    ],
    ids=["just inside", "now", "future", "no date", "canceled", "delivered", "foreign", "staging"],
)
def test_not_beside_another_order_in_the_window(order: Order) -> None:
    doubt = replace(DOUBT, orders=(order,))
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.OTHER_ORDER


def test_an_order_from_before_the_window_does_no_harm() -> None:
    doubt = replace(DOUBT, orders=(_order(NOW - WINDOW - MARGIN),))
    assert resend_obstacle(doubt, POLICY, now=NOW) is None


def test_not_beside_a_hold() -> None:
    long_ago = NOW - timedelta(days=30)
    doubt = replace(DOUBT, holds=(_hold(long_ago),))
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.OTHER_ORDER
    doubt = replace(DOUBT, holds=(_hold(long_ago, released=NOW),))
    assert resend_obstacle(doubt, POLICY, now=NOW) is None
    doubt = replace(DOUBT, holds=(_hold(SENT, released=NOW),))
    assert resend_obstacle(doubt, POLICY, now=NOW) is Obstacle.OTHER_ORDER


def test_a_window_too_short_leaves_no_time() -> None:
    shortest = SETTLE + SETTLE + MARGIN + timedelta(seconds=64)
    assert not has_time_to_resend(replace(POLICY, window=shortest))
    assert has_time_to_resend(replace(POLICY, window=shortest + TICK))


def test_a_window_of_a_thousand_years_ends_some_day() -> None:
    endless = replace(POLICY, window=timedelta(days=9_999_999))
    assert resend_until(SENT, endless) > SENT + timedelta(days=365_000)
    assert resend_obstacle(DOUBT, endless, now=NOW) is None
