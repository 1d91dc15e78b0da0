"""Injected faults over real sockets: what the client sees, and what the vendor has stored."""

import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from listwright.sandbox.faults import Fault, fault_names

Json = dict[str, Any]
Build = Callable[..., Json]


def stored(vendor: Any) -> int:
    return len(vendor.store.orders())


@pytest.mark.parametrize(
    ("name", "code", "orders"),
    [
        ("500-before-commit", 500, 0),
        ("500-after-commit", 500, 1),
        ("rate-limit", 429, 0),
        ("reject", 400, 0),
        ("html-after-commit", 201, 1),
        ("no-id", 201, 1),
        ("wrong-echo", 201, 1),
    ],
)
def test_fault_answers(vendor: Any, order_body: Build, name: str, code: int, orders: int) -> None:
    vendor.store.set_fault(Fault(name=name))
    response = vendor.call("create", order_body())
    assert response.status_code == code
    assert stored(vendor) == orders
    assert vendor.store.faults() == ()
    assert vendor.call("retrieve", {"api_key": "k"}).status_code == 400


def test_bodies_of_faults(vendor: Any, order_body: Build) -> None:
    vendor.control("/options", {"duplicate_hours": 0})

    def answer(fault: Fault) -> httpx.Response:
        vendor.store.set_fault(fault)
        response: httpx.Response = vendor.call("create", order_body())
        return response

    assert answer(Fault(name="500-after-commit")).json() == {
        "code": 500,
        "status": "application-crash",
    }
    assert answer(Fault(name="rate-limit", retry_after=7)).headers["retry-after"] == "7"
    assert "retry-after" not in answer(Fault(name="rate-limit")).headers
    html = answer(Fault(name="html-after-commit"))
    assert html.headers["content-type"].startswith("text/html")
    nameless = answer(Fault(name="no-id")).json()
    assert not {"order_id", "request_id", "legacy_order_id"} & set(nameless)
    assert answer(Fault(name="wrong-echo")).json()["external_order_id"] != "lw-1"
    refused = answer(Fault(name="reject", attr="services.slug", message="retired")).json()
    assert refused["errors"] == [{"attr": "services.slug", "message": "retired"}]


@pytest.mark.parametrize(("name", "orders"), [("drop-before-commit", 0), ("drop-after-commit", 1)])
def test_dropped_connection(vendor: Any, order_body: Build, name: str, orders: int) -> None:
    vendor.store.set_fault(Fault(name=name, operation="create"))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        vendor.call("create", order_body())
    assert stored(vendor) == orders


def test_dropped_connection_sends_not_a_byte(vendor: Any) -> None:
    vendor.store.set_fault(Fault(name="drop-before-commit"))
    url = vendor.http.base_url
    head = "POST /api/v3/orders/retrieve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with socket.create_connection((url.host, url.port), timeout=5) as line:
        line.sendall(f"{head}Content-Length: 2\r\n\r\n{{}}".encode())
        assert line.recv(100) == b""


def test_slow_answer(vendor: Any, order_body: Build) -> None:
    vendor.store.set_fault(Fault(name="slow", seconds=0.2))
    begin = time.monotonic()
    vendor.create(order_body())
    assert time.monotonic() - begin >= 0.2


def test_hang_lasts_until_the_client_gives_up(vendor: Any, order_body: Build) -> None:
    vendor.store.set_fault(Fault(name="hang"))
    with pytest.raises(httpx.ReadTimeout):
        vendor.http.post("/api/v3/orders/create", json=order_body(), timeout=0.2)
    assert stored(vendor) == 1
    vendor.store.set_fault(Fault(name="hang", seconds=0.05))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        vendor.call("retrieve", {"api_key": "k", **first_id(vendor)})


def first_id(vendor: Any) -> Json:
    return {"order_id": vendor.store.orders()[0].order_id}


def test_times_every_and_filters(vendor: Any, order_body: Build) -> None:
    vendor.store.set_fault(Fault(name="500-before-commit", operation="retrieve", times=2, every=2))
    order_id = vendor.create(order_body())["order_id"]
    body = {"api_key": "k", "order_id": order_id}
    codes = [vendor.call("retrieve", body).status_code for _ in range(6)]
    assert codes == [200, 500, 200, 500, 200, 200]


def test_one_property_of_many(vendor: Any, order_body: Build) -> None:
    fault = {"name": "500-after-commit", "external_property_id": "B", "times": None}
    vendor.control("/faults", fault)
    codes = [vendor.call("create", order_body(external_property_id=p)) for p in "ABC"]
    assert [response.status_code for response in codes] == [201, 500, 201]
    second = vendor.show("/orders")["orders"][1]["order_id"]
    assert vendor.call("retrieve", {"api_key": "k", "order_id": second}).status_code == 500
    assert vendor.show("/faults")["faults"][0]["times"] is None
    vendor.http.delete("/_sandbox/faults")
    assert vendor.retrieve(second)["external_property_id"] == "B"


def test_a_refusal_uses_no_fault_of_the_commit(vendor: Any, order_body: Build) -> None:
    vendor.store.set_fault(Fault(name="500-after-commit", times=2))
    assert vendor.call("create", {}).status_code == 400
    assert vendor.call("create", order_body()).status_code == 500
    assert [fault.times for fault in vendor.store.faults()] == [1]
    vendor.store.clear_faults()
    assert vendor.store.faults() == ()


def test_names() -> None:
    assert {"drop-after-commit", "hang", "reject"} <= set(fault_names())
