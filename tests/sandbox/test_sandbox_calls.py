"""Retrieve and cancel over HTTP, the switches, the rate limit and the control routes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Json = dict[str, Any]
Build = Callable[..., Json]


def test_ids_are_taken_as_numbers_and_as_texts(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    assert vendor.retrieve(order_id)["order_id"] == order_id
    assert vendor.retrieve(int(order_id))["external_order_id"] == "lw-1"


@pytest.mark.parametrize("wrong", ["12", 12, "abc", True, -1, 2**70, "9" * 40, [], 1.5])
def test_unknown_ids(vendor: Any, wrong: object) -> None:
    for operation in ("retrieve", "cancel"):
        body = {"api_key": "k", "order_id": wrong}
        assert ("order_id", "unrecognized") in vendor.errors(operation, body)
    body = {"api_key": "k", "request_id": wrong}
    assert vendor.errors("retrieve", body) == {("request_id", "unrecognized")}


def test_missing_id_and_key_are_reported_together(vendor: Any) -> None:
    assert vendor.errors("retrieve", {}) == {("api_key", "missing"), ("order_id", "missing")}
    assert vendor.errors("cancel", {}) == {
        ("api_key", "missing"),
        ("order_id", "missing"),
        ("cancelation_reason", "missing"),
        ("cancelation_notes", "missing"),
    }


def test_request_id_wins(vendor: Any, order_body: Build) -> None:
    first = vendor.create(order_body())["order_id"]
    vendor.create(order_body(external_property_id="DEN-2"))
    second = vendor.show("/orders?external_property_id=DEN-2")["orders"][0]
    found = vendor.retrieve(first, request_id=second["request_id"])
    assert found["external_property_id"] == "DEN-2"


def test_an_unknown_id_finds_another_order_by_its_legacy_id(vendor: Any, order_body: Build) -> None:
    first = vendor.create(order_body())
    wrong = vendor.retrieve(first["legacy_order_id"])
    assert wrong["order_id"] == first["order_id"]


def test_a_foreign_id_finds_an_own_order_by_its_legacy_id(vendor: Any, order_body: Build) -> None:
    keys = [{"api_key": "a", "account": "a"}, {"api_key": "b", "account": "b"}]
    vendor.control("/options", {"keys": keys})
    foreign = vendor.create(order_body(api_key="b"))["order_id"]
    # The next order's legacy id is moved onto the foreign order's id.
    shift = int(foreign) - (int(foreign) + 1 - 654321)
    vendor.control("/options", {"legacy_id_base": shift})
    own = vendor.create(order_body(api_key="a"))
    assert own["legacy_order_id"] == foreign
    found = vendor.call("retrieve", {"api_key": "a", "order_id": foreign}).json()
    assert found["order_id"] == own["order_id"]
    assert vendor.call("retrieve", {"api_key": "b", "order_id": foreign}).json()["order_id"] == (
        foreign
    )


def test_cancel_while_it_is_allowed(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.advance(timedelta(hours=5))
    response = vendor.cancel(order_id)
    assert response.status_code == 200
    canceled = vendor.retrieve(order_id)
    assert canceled["order_status"] == "canceled"
    assert canceled["event"] == "order.canceled"
    assert canceled["order_cancelation_reason"] == "client_requested_cancelation"
    assert canceled["order_cancelation_notes"] == "not needed"
    again = vendor.cancel(order_id)
    assert again.json()["errors"] == [{"attr": "order_id", "message": "already canceled"}]


def test_cancel_ends_when_the_visit_is_fixed(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.advance(timedelta(hours=6))
    refused = vendor.cancel(order_id)
    assert refused.json()["errors"] == [{"attr": "order_id", "message": "not cancelable"}]
    assert vendor.retrieve(order_id)["order_status"] == "scheduled"


def test_cancel_words(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    response = vendor.cancel(order_id, cancelation_reason="mood", cancelation_notes="n" * 256)
    assert {(e["attr"], e["message"]) for e in response.json()["errors"]} == {
        ("cancelation_reason", "unrecognized"),
        ("cancelation_notes", "too long"),
    }
    spelled = vendor.control("/options", {"canceled_spelling": "cancelled"})
    assert spelled["canceled_spelling"] == "cancelled"
    answer = vendor.cancel(order_id, cancelation_reason="duplicate_order").json()
    assert answer["order_status"] == "cancelled"


def test_envelope_and_codes(vendor: Any, order_body: Build) -> None:
    changes = {"envelope": "data", "create_code": 200, "read_code": 201, "cancel_code": 201}
    vendor.control("/options", changes)
    created = vendor.call("create", order_body())
    assert created.status_code == created.json()["code"] == 200
    assert created.json()["status"] == "action-successful"
    order_id = created.json()["data"]["order_id"]
    read = vendor.call("retrieve", {"api_key": "k", "order_id": order_id})
    assert read.status_code == 201
    assert vendor.cancel(order_id).status_code == 201


def test_async_ids(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"async_id": True, "async_id_seconds": 60})
    created = vendor.create(order_body())
    assert "order_id" not in created
    assert "legacy_order_id" not in created
    body = {"api_key": "k", "request_id": int(created["request_id"])}
    assert "order_id" not in vendor.call("retrieve", body).json()
    hidden = vendor.show("/orders")["orders"][0]["order_id"]
    early = {"api_key": "k", "order_id": hidden}
    assert vendor.errors("retrieve", early) == {("order_id", "unrecognized")}
    vendor.store.advance(timedelta(seconds=60))
    assert vendor.call("retrieve", body).json()["order_id"] == hidden


def test_unknown_words(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"extra_fields": True})
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.advance(timedelta(days=2, hours=6))
    order = vendor.retrieve(order_id)
    assert order["order_status"] == "quality_review"
    assert order["event"] == "order.quality_review"
    assert order["sandbox_revision"] == "1"


def test_rate_limit_is_per_key(vendor: Any) -> None:
    vendor.control("/options", {"rate_per_minute": 3})
    codes = [vendor.call("retrieve", {"api_key": "busy"}).status_code for _ in range(4)]
    assert codes == [400, 400, 400, 429]
    limited = vendor.call("cancel", {"api_key": "busy"})
    assert limited.json() == {"code": 429, "status": "rate-limit-exceeded"}
    assert vendor.call("retrieve", {"api_key": "calm"}).status_code == 400
    own = [{"api_key": "slow", "rate_per_minute": 1}]
    vendor.control("/options", {"keys": own})
    codes = [vendor.call("retrieve", {"api_key": "slow"}).status_code for _ in range(2)]
    assert codes == [400, 429]


def test_requests_are_counted(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    vendor.call("create", {})
    vendor.retrieve(order_id)
    counts = vendor.show("/requests")
    assert {name: total for name, total in counts.items() if total} == {"create": 2, "retrieve": 1}
    assert counts["cancel"] == 0
    assert vendor.store.request_counts() == counts


def test_control_orders_and_actions(vendor: Any, order_body: Build) -> None:
    ids = [vendor.create(order_body(external_property_id=p))["order_id"] for p in "ABC"]
    assert vendor.control(f"/orders/{ids[0]}/deliver")["status"] == "completed"
    held = vendor.control(f"/orders/{ids[1]}/status", {"status": "hold", "event": "order.held"})
    assert (held["status"], held["event"]) == ("hold", "order.held")
    assert vendor.cancel(ids[1]).status_code == 400
    gone = vendor.control(f"/orders/{ids[2]}/cancel", {"reason": "why", "notes": "so"})
    assert gone["status"] == "canceled"
    assert vendor.retrieve(ids[2])["order_cancelation_reason"] == "why"
    assert vendor.control("/deliver-all") == {"delivered": 1}
    statuses = [order["status"] for order in vendor.show("/orders")["orders"]]
    assert statuses == ["completed", "completed", "canceled"]


def test_control_changes_delivered_photos(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    path = f"/orders/{order_id}/change-photos"
    refused = vendor.http.post(f"/_sandbox{path}")
    assert refused.status_code == 400
    assert refused.json()["error"] == f"Order {order_id} has no photos yet: it is not delivered."
    vendor.control(f"/orders/{order_id}/deliver")
    before = vendor.retrieve(order_id)
    vendor.store.advance(timedelta(days=2))
    assert vendor.retrieve(order_id) == before
    assert vendor.control(path)["status"] == "completed"
    after = vendor.retrieve(order_id)
    assert {photo["modified_at"] for photo in before["photos"]} == {"2026-06-24T18:00:00.000Z"}
    assert {photo["modified_at"] for photo in after["photos"]} == {"2026-06-26T18:00:00.000Z"}
    kept = [photo["uploaded_at"] for photo in after["photos"]]
    assert kept == [photo["uploaded_at"] for photo in before["photos"]]


def test_a_canceled_order_has_no_photos_to_change(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    assert vendor.cancel(order_id).status_code == 200
    refused = vendor.http.post(f"/_sandbox/orders/{order_id}/change-photos")
    assert refused.status_code == 400
    assert vendor.http.post("/_sandbox/orders/1/change-photos").json()["error"] == (
        "The sandbox has no order 1."
    )


def test_control_clock(vendor: Any) -> None:
    assert vendor.control("/clock", {"advance": "72h"})["now"] == "2026-06-27T18:00:00+00:00"
    assert vendor.control("/clock", {"set": "2026-01-02T03:04:05Z"})["now"] == (
        "2026-01-02T03:04:05+00:00"
    )
    frozen = vendor.control("/clock", {"freeze": "2026-01-02T03:04:05-07:00"})["now"]
    assert vendor.show("/clock")["now"] == frozen == "2026-01-02T10:04:05+00:00"
    assert vendor.control("/clock", {"freeze": None})["now"] > frozen
    vendor.control("/reset")
    assert vendor.show("/orders") == {"orders": []}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/clock", {"advance": "soon"}),
        ("/clock", {"advance": 5}),
        ("/clock", {"advance": "999999w"}),
        ("/clock", {"set": "noon"}),
        ("/clock", {"set": "0001-01-01T00:00:00+14:00"}),
        ("/clock", {"freeze": "9999-12-31T23:59:59-14:00"}),
        ("/clock", {"set": "2026-01-02T03:04:05"}),
        ("/options", {"colour": "red"}),
        ("/options", {"envelope": "paper"}),
        ("/options", {"create_code": 500}),
        ("/options", {"async_id": 1}),
        ("/options", {"rate_per_minute": -1}),
        ("/options", {"rate_per_minute": True}),
        ("/options", {"duplicate_hours": "72"}),
        ("/options", {"rejected_prefixes": "bad"}),
        ("/options", {"legacy_id_base": 0}),
        ("/options", {"keys": "k"}),
        ("/options", {"keys": [{"api_key": ""}]}),
        ("/options", {"keys": [{"api_key": "k", "colour": "red"}]}),
        ("/options", {"keys": [{"api_key": "k", "rate_per_minute": "1"}]}),
        ("/options", {"keys": [{"api_key": "k", "billing_entities": [5]}]}),
        ("/faults", {}),
        ("/faults", {"name": "earthquake"}),
        ("/faults", {"name": "hang", "times": 0}),
        ("/faults", {"name": "hang", "times": "1"}),
        ("/faults", {"name": "hang", "times": True}),
        ("/faults", {"name": "hang", "every": 0}),
        ("/faults", {"name": "hang", "every": None}),
        ("/faults", {"name": "hang", "seconds": -1}),
        ("/faults", {"name": "hang", "operation": "pay"}),
        ("/faults", {"name": "hang", "colour": "red"}),
        ("/faults", {"name": "hang", "seconds": 1e300}),
        ("/options", {"duplicate_hours": 1e300}),
        ("/orders/1/deliver", {}),
        ("/orders/x/deliver", {}),
        (f"/orders/{10**30}/status", {"status": "hold"}),
    ],
)
def test_control_refuses_what_it_cannot_do(vendor: Any, path: str, body: Json) -> None:
    response = vendor.http.post(f"/_sandbox{path}", json=body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_control_wants_a_json_object(vendor: Any) -> None:
    for content in (b"[]", b"{", b'{"advance": NaN}', b'{"set": "\\ud800"}'):
        response = vendor.http.post("/_sandbox/clock", content=content)
        assert response.status_code == 400


def test_an_ended_order_takes_no_more_actions(vendor: Any, order_body: Build) -> None:
    order_id = vendor.create(order_body())["order_id"]
    vendor.store.advance(timedelta(days=8))
    for action in ("deliver", "cancel", "fail-visit", "status"):
        response = vendor.http.post(f"/_sandbox/orders/{order_id}/{action}")
        assert response.json()["error"] == f"Order {order_id} has ended."
