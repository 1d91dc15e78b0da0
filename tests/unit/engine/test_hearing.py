"""Which orders are read though nobody told of them, and when silence is worth a warning."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.support.acting import NOW
from tests.support.scenes import CANCELS, scene

from listwright.engine.audit_hearing import Heard, silence_warnings
from listwright.engine.hearing import may_have_lost_news, read_for_age, unheard_accounts
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Appointment, Order, Origin
from listwright.model.picture import PhotoRef, PictureTask, Recipe
from listwright.model.reads import Unheard

ORDER = replace(
    next(
        order for record in scene(CANCELS).observed.properties.values() for order in record.orders
    ),
    origin=Origin.CREATED,
    appointments=(),
)
ACCOUNT = ORDER.account.id
OTHER = replace(ORDER.account, label="other")
PICTURE = PictureTask(
    recipe=Recipe(source="s", tool="t"), photo=PhotoRef(sequence=1, caption="", path="a.jpg")
)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def order(number: int = 1, /, **changes: Any) -> Order:
    made = replace(ORDER, order_id=OrderId(str(number)), created=ago(days=2), read_at=ago(days=1))
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("last", "silent"),
    [
        (None, True),
        (ago(hours=24), False),
        (ago(hours=24, seconds=1), True),
        (NOW + timedelta(hours=1), False),
        (NOW + timedelta(days=2), True),
    ],
)
def test_an_account_is_heard_for_a_day(last: datetime | None, silent: bool) -> None:
    heard: dict[AccountId, datetime] = {} if last is None else {ACCOUNT: last}
    expected = (Unheard(vendor="planomatic", last=last),) if silent else ()
    assert unheard_accounts([order(), order(2)], heard, now=NOW) == expected


def test_nobody_is_missed_who_has_no_open_order() -> None:
    assert unheard_accounts([], {}, now=NOW) == ()


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({}, False),
        ({"read_at": ago(days=6, hours=23)}, False),
        ({"read_at": ago(days=7)}, True),
        ({"read_at": NOW + timedelta(minutes=1)}, True),
        ({"read_at": None}, False),
        ({"read_at": None, "created": ago(days=7)}, True),
        ({"read_at": None, "created": None}, True),
        ({"task": PICTURE, "read_at": ago(minutes=59)}, False),
        ({"task": PICTURE, "read_at": ago(hours=1)}, True),
    ],
)
def test_news_may_be_lost_after_a_week(changes: dict[str, Any], lost: bool) -> None:
    assert may_have_lost_news(order(**changes), NOW) is lost


def test_what_is_read_for_its_age() -> None:
    told, old, deaf = order(), order(2, read_at=ago(days=8)), order(3, account=OTHER)
    unheard = unheard_accounts([told, old, deaf], {ACCOUNT: NOW}, now=NOW)
    assert read_for_age([told, old, deaf], unheard, now=NOW) == (old, deaf)


def visit(at: datetime, *, canceled: bool = False) -> tuple[Appointment, ...]:
    return (Appointment(id="1", start=at, end=at, canceled=canceled),)


@pytest.mark.parametrize(
    ("last", "changes", "warned"),
    [
        (None, {"created": ago(hours=72)}, True),
        (None, {"created": ago(hours=71)}, False),
        (ago(hours=80), {"created": ago(hours=72)}, True),
        (ago(hours=71), {"created": ago(hours=72)}, False),
        # Nothing is to be told until the visit, and then something within three days.
        (ago(days=9), {"created": ago(days=10), "appointments": visit(ago(days=-2))}, False),
        (ago(days=9), {"created": ago(days=10), "appointments": visit(ago(days=2))}, False),
        (ago(days=9), {"created": ago(days=10), "appointments": visit(ago(days=3))}, True),
        (
            ago(days=9),
            {"created": ago(days=10), "appointments": visit(ago(days=3), canceled=True)},
            False,
        ),
        (None, {"created": None}, False),
    ],
)
def test_silence_is_told(last: datetime | None, changes: dict[str, Any], warned: bool) -> None:
    heard = Heard(last={} if last is None else {ACCOUNT: last})
    found = silence_warnings([order(**changes), order(2, created=NOW)], heard, now=NOW)
    assert [one.code for one in found] == (["LW3051"] if warned else [])
    if warned:
        assert "planomatic: 2 orders are open" in found[0].detail
        assert ("none ever came" in found[0].detail) is (last is None)


def test_without_open_orders_there_is_no_silence() -> None:
    assert silence_warnings([], Heard(), now=NOW) == ()


@pytest.mark.parametrize(
    ("changes", "others", "warned"),
    [
        ({"created": ago(hours=2)}, (ago(days=1), ago(hours=1)), True),
        ({"created": ago(hours=1)}, (ago(days=1), ago(minutes=5)), False),
        ({"created": ago(days=15)}, (ago(days=16), ago(hours=1)), False),
        # Webhooks may have been switched on only after it was placed.
        ({"created": ago(hours=2)}, (ago(hours=1),), False),
        ({"created": ago(hours=2)}, (ago(days=1),), False),
        ({"created": ago(hours=2), "origin": Origin.IMPORTED}, (ago(days=1), ago(hours=1)), False),
        ({"created": ago(hours=2), "task": PICTURE}, (ago(days=1), ago(hours=1)), False),
    ],
)
def test_an_order_that_nobody_ever_named_is_told(
    changes: dict[str, Any], others: tuple[datetime, ...], warned: bool
) -> None:
    named = {(ACCOUNT, OrderId(f"9{n}")): at for n, at in enumerate(others)}
    heard = Heard(last={ACCOUNT: max(others)}, orders=named)
    found = silence_warnings([order(**changes)], heard, now=NOW)
    assert [one.code for one in found] == (["LW3052"] if warned else [])
    itself = replace(heard, orders={**named, (ACCOUNT, OrderId("1")): ago(hours=1)})
    assert silence_warnings([order(**changes)], itself, now=NOW) == ()
