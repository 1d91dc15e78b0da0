"""What PlanOmatic tells of an order: each event once, in time order, with the order as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.servers.webhook_receiver import WebhookReceiver

from listwright.sandbox.planomatic.literals import literals

Json = dict[str, Any]
Build = Callable[..., Json]
LIFE = [
    "order.processed",
    "appointment.scheduled",
    "order.post_processing",
    "order.delivered",
]


def test_a_life_is_told_step_by_step(hearing: Any, order_body: Build) -> None:
    order = hearing.vendor.create(order_body())
    assert hearing.jobs() == []
    hearing.advance(days=14)
    posts = hearing.heard(4)
    assert hearing.receiver.events == LIFE
    told = [post.document for post in posts]
    assert [doc["order_status"] for doc in told] == [
        "ordered",
        "scheduled",
        "post_processing",
        "completed",
    ]
    assert {doc["order_id"] for doc in told} == {order["order_id"]}
    assert {doc["external_order_id"] for doc in told} == {"lw-1"}
    assert [len(doc["appointments"]) for doc in told] == [0, 1, 1, 1]
    assert [len(doc["photos"]) for doc in told] == [0, 0, 0, 15]
    # The last one is the order as it is read now.
    assert told[-1] == {
        k: v for k, v in hearing.vendor.retrieve(order["order_id"]).items() if k != "code"
    }
    assert told[-1]["photos"][0]["full_size_url"].startswith(str(hearing.vendor.http.base_url))
    first = posts[0]
    assert first.path == "/planomatic/canary-token"
    assert first.headers["Content-Type"] == "application/json"


def test_orders_are_mixed_by_time(hearing: Any, order_body: Build) -> None:
    for number in range(3):
        hearing.vendor.create(order_body(external_property_id=f"DEN-{number}"))
        hearing.advance(minutes=3)
    hearing.advance(hours=8)
    posts = hearing.heard(6)
    seen = [(p.document["event"], p.document["external_property_id"]) for p in posts]
    homes = [f"DEN-{number}" for number in range(3)]
    assert seen == [(event, home) for event in LIFE[:2] for home in homes]


def test_a_cancel_is_told_with_it(hearing: Any, order_body: Build) -> None:
    order = hearing.vendor.create(order_body())
    assert hearing.vendor.cancel(order["order_id"]).status_code == 200
    (post,) = hearing.heard(1)
    assert post.document["event"] == "order.canceled"
    assert post.document["order_cancelation_reason"] == "client_requested_cancelation"
    hearing.advance(days=30)
    hearing.heard(1)


def test_a_refused_call_tells_nothing(hearing: Any, order_body: Build) -> None:
    order = hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    hearing.heard(2)
    assert hearing.vendor.cancel(order["order_id"]).status_code == 400
    assert hearing.vendor.call("create", order_body(services=[])).status_code == 400
    assert len(hearing.jobs()) == 2


def test_a_failed_visit_and_a_status_by_hand(hearing: Any, order_body: Build) -> None:
    number = int(hearing.vendor.create(order_body())["order_id"])
    hearing.advance(hours=7)
    hearing.store.fail_visit(number)
    hearing.advance(days=2.5)
    hearing.heard(5)
    assert hearing.receiver.events[2:5] == [
        "appointment.unable_to_complete",
        "appointment.awaiting_reschedule",
        "appointment.scheduled",
    ]
    failed = hearing.receiver.posted[2].document
    assert failed["unable_to_complete_appt"] is True
    hearing.store.set_status(number, "hold", event="appointment.awaiting_availability")
    hearing.store.set_status(number, "hold")
    last = hearing.heard(6)[-1].document
    assert (last["event"], last["order_status"]) == ("appointment.awaiting_availability", "hold")


def test_delivered_by_hand_and_canceled_by_staff(hearing: Any, order_body: Build) -> None:
    for home in ("DEN-1", "DEN-2"):
        hearing.vendor.create(order_body(external_property_id=home))
    first, second = (int(order.order_id) for order in hearing.store.orders())
    hearing.store.cancel(first)
    assert hearing.store.deliver_all() == 1
    posts = hearing.heard(2)
    assert [p.document["event"] for p in posts] == ["order.canceled", "order.delivered"]
    assert [int(p.document["order_id"]) for p in posts] == [first, second]


def test_only_the_events_asked_for(hearing: Any, order_body: Build) -> None:
    hearing.subscribe(events="recommended")
    hearing.vendor.create(order_body())
    hearing.advance(days=14)
    hearing.heard(2)
    assert hearing.receiver.events == ["appointment.scheduled", "order.delivered"]
    hearing.subscribe(events=["order.canceled"])
    hearing.vendor.create(order_body(external_property_id="DEN-2"))
    hearing.store.cancel(int(hearing.store.orders()[-1].order_id))
    assert hearing.heard(3)[-1].document["event"] == "order.canceled"


def test_the_recommended_events_are_those_of_the_page() -> None:
    rows = literals().tables["webhook_event"]
    assert [row["name"] for row in rows if row["recommended"]] == [
        "appointment.scheduled",
        "appointment.unable_to_complete",
        "order.delivered",
        "order.canceled",
    ]
    steps = {row["event"] for row in literals().tables["step"] if "event" in row}
    assert steps <= {row["name"] for row in rows}


def test_what_was_before_a_subscription_is_never_told(hearing: Any, order_body: Build) -> None:
    hearing.store.set_options(hearing.store.options().updated({"webhooks": []}))
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    hearing.subscribe()
    hearing.advance(days=14)
    hearing.heard(2)
    assert hearing.receiver.events == LIFE[2:]


def test_another_address_goes_on_where_the_first_stopped(hearing: Any, order_body: Build) -> None:
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    hearing.heard(2)
    hearing.subscribe(path="/elsewhere?token=x")
    hearing.advance(days=14)
    posts = hearing.heard(4)
    assert hearing.receiver.events == LIFE
    assert [post.path for post in posts[2:]] == ["/elsewhere?token=x"] * 2


def test_nobody_is_told_without_a_subscription(hearing: Any, order_body: Build) -> None:
    hearing.store.set_options(hearing.store.options().updated({"webhooks": []}))
    hearing.vendor.create(order_body())
    hearing.advance(days=14)
    assert hearing.vendor.show("/webhooks") == {"subscriptions": [], "jobs": []}


def test_reset_forgets_jobs_and_keeps_the_subscription(hearing: Any, order_body: Build) -> None:
    hearing.vendor.create(order_body())
    hearing.advance(days=14)
    hearing.heard(4)
    hearing.store.reset()
    shown = hearing.vendor.show("/webhooks")
    assert shown["jobs"] == []
    assert [row["vendor"] for row in shown["subscriptions"]] == ["planomatic"]


def test_going_back_in_time_tells_nothing_twice(hearing: Any, order_body: Build) -> None:
    hearing.vendor.create(order_body())
    hearing.advance(hours=7)
    hearing.heard(2)
    hearing.store.set_now(hearing.store.now() - timedelta(hours=6))
    hearing.advance(days=14)
    hearing.heard(4)
    assert hearing.receiver.events == LIFE


@pytest.mark.parametrize("path", ["/planomatic/canary-token", "/planomatic?token=canary-token"])
def test_the_token_is_not_shown(hearing: Any, receiver: WebhookReceiver, path: str) -> None:
    hearing.subscribe(path=path)
    for page in ("/webhooks", "/options"):
        shown = hearing.vendor.http.get(f"/_sandbox{page}").text
        assert receiver.url in shown
        assert "canary-token" not in shown
    changed = hearing.vendor.http.post("/_sandbox/options", json={"create_code": 200}).text
    assert "canary-token" not in changed
