"""Each fault of a webhook: what the receiver gets, and what the vendor's log says."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from listwright.errors import UsageError
from listwright.sandbox.faults import Fault
from listwright.sandbox.planomatic.literals import literals

Json = dict[str, Any]
Build = Callable[..., Json]
WORDS = literals().only("webhook_fault")


def order_with(hearing: Any, body: Json, fault: str, **more: Any) -> Json:
    """An order whose first event is hit by `fault`, at the end of its planning."""
    hearing.fault(fault, **more)
    order = dict(hearing.vendor.create(body))
    hearing.advance(hours=7)
    return order


def test_twice(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-twice")
    first, second, _ = hearing.heard(3)
    assert first.body == second.body
    assert hearing.receiver.events == ["order.processed"] * 2 + ["appointment.scheduled"]
    assert [job["fault"] for job in hearing.jobs()] == ["webhook-twice"] * 2 + [None]


def test_reordered_comes_after_the_next_one(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-reordered", seconds=86_000)
    hearing.heard(2)
    assert hearing.receiver.events == ["appointment.scheduled", "order.processed"]


def test_reordered_without_a_next_one_comes_in_the_end(hearing: Any, order_body: Build) -> None:
    hearing.fault("webhook-reordered", seconds=1800)
    hearing.vendor.create(order_body())
    hearing.advance(minutes=39)
    hearing.heard(0)
    hearing.advance(minutes=1)
    hearing.heard(1)


def test_late_is_overtaken(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-late", seconds=8 * 3600)
    hearing.heard(1)
    hearing.advance(hours=2)
    hearing.heard(2)
    assert hearing.receiver.events == ["appointment.scheduled", "order.processed"]
    late = hearing.receiver.posted[1].document
    assert late["order_status"] == "ordered"


def test_lost_is_never_posted_and_stays_in_the_log(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-lost")
    hearing.advance(days=1)
    hearing.heard(1)
    assert hearing.receiver.events == ["appointment.scheduled"]
    lost, _ = hearing.jobs()
    assert (lost["state"], lost["attempts"]) == ("lost", 0)
    assert lost["payload"]["external_order_id"] == "lw-1"


def test_garbled_is_no_json_but_the_log_knows_what_it_was(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-garbled")
    posts = hearing.heard(2)
    with pytest.raises(json.JSONDecodeError):
        json.loads(posts[0].body)
    assert hearing.jobs()[0]["payload"]["event"] == "order.processed"


def test_a_garbled_one_that_is_refused_holds_up_the_next(hearing: Any, order_body: Build) -> None:
    hearing.receiver.answers = [400] * 9
    order_with(hearing, order_body(), "webhook-garbled")
    for _ in range(9):
        hearing.settled()
        hearing.advance(minutes=6)
    posts = hearing.heard(11)
    assert len({post.body for post in posts[:10]}) == 1
    assert posts[10].document["event"] == "appointment.scheduled"


@pytest.mark.parametrize(
    ("fault", "field", "value"),
    [
        ("webhook-wrong-echo", "external_order_id", WORDS["wrong_external_order_id"]),
        ("webhook-unknown-event", "event", WORDS["unknown_event"]),
    ],
)
def test_one_wrong_word(
    hearing: Any, order_body: Build, fault: str, field: str, value: str
) -> None:
    order_with(hearing, order_body(), fault)
    post = hearing.heard(2)[0].document
    assert post[field] == value
    honest = hearing.jobs()[0]["payload"]
    assert {name for name in post if post[name] != honest[name]} == {field}


def test_an_order_of_somebody_else_comes_first(hearing: Any, order_body: Build) -> None:
    order = order_with(hearing, order_body(), "webhook-unknown-order")
    stranger, own, _ = hearing.heard(3)
    names = ("order_id", "legacy_order_id", "external_order_id", "external_property_id")
    for name in names:
        assert stranger.document[name] == WORDS[f"foreign_{name}"]
        assert own.document[name] == order[name]
    assert hearing.jobs()[0]["subject"] == WORDS["foreign_order_id"]
    wrong = {"api_key": "k", "order_id": WORDS["foreign_order_id"]}
    assert hearing.vendor.call("retrieve", wrong).status_code == 400


def test_the_shape_of_the_second_interface(hearing: Any, order_body: Build) -> None:
    services = [{"slug": "photos", "quantity": 15}, {"slug": "exterior_photos", "quantity": 5}]
    order = order_with(hearing, order_body(services=services), "webhook-old-shape")
    old = hearing.heard(2)[0].document
    assert old["external_id"] == "DEN-1"
    assert old["id"] == int(order["order_id"])
    assert (old["primary_service"], old["add_on_services"]) == ("photos", ["exterior_photos"])
    assert not {"order_id", "external_order_id", "services"} & set(old)


def test_in_data(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-in-data")
    wrapped = hearing.heard(2)[0].document
    assert wrapped["data"] == hearing.jobs()[0]["payload"]
    assert "order_id" not in wrapped


def test_an_ignored_answer_brings_it_again(hearing: Any, order_body: Build) -> None:
    order_with(hearing, order_body(), "webhook-answer-ignored")
    hearing.heard(1)
    waiting, held_up = hearing.jobs()
    assert (waiting["state"], waiting["code"], waiting["attempts"]) == ("waiting", 200, 1)
    assert waiting["trouble"] == "the answer was ignored"
    assert held_up["attempts"] == 0
    hearing.advance(minutes=6)
    posts = hearing.heard(3)
    assert posts[0].body == posts[1].body


def test_a_fault_may_be_meant_for_one_home_and_for_every_second(
    hearing: Any, order_body: Build
) -> None:
    hearing.fault("webhook-lost", external_property_id="DEN-2", times=None)
    for home in ("DEN-1", "DEN-2"):
        hearing.vendor.create(order_body(external_property_id=home))
    hearing.advance(hours=7)
    posts = hearing.heard(2)
    assert {post.document["external_property_id"] for post in posts} == {"DEN-1"}
    hearing.store.clear_faults()
    hearing.fault("webhook-twice", every=2, times=None)
    hearing.advance(days=14)
    # Four events, of which the second and the fourth come twice.
    hearing.heard(8)


def test_a_fault_of_webhooks_befalls_no_request(hearing: Any, order_body: Build) -> None:
    hearing.fault("webhook-lost")
    assert hearing.vendor.create(order_body())["order_id"]
    assert [fault.name for fault in hearing.store.faults()] == ["webhook-lost"]
    with pytest.raises(UsageError):
        Fault(name="webhook-lost", operation="create")
    with pytest.raises(UsageError):
        Fault(name="slow", operation="webhook")
    hearing.vendor.control(
        "/faults", {"name": "webhook-late", "operation": "webhook", "seconds": 5}
    )
    assert len(hearing.store.faults()) == 2


def test_an_event_that_nobody_asked_for_uses_up_no_fault(hearing: Any, order_body: Build) -> None:
    hearing.subscribe(events="recommended")
    order_with(hearing, order_body(), "webhook-twice")
    hearing.heard(2)
    assert hearing.receiver.events == ["appointment.scheduled"] * 2
