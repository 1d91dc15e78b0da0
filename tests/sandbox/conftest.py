"""A running sandbox with a frozen clock, and a client that speaks the vendor's three calls."""

import copy
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.servers.webhook_receiver import WebhookReceiver, receiving
from tests.support.hearing import Hearing

from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.server import start_in_background
from listwright.sandbox.store import SandboxStore

# A Wednesday: no test depends on the day it runs.
NOON = datetime(2026, 6, 24, 18, 0, tzinfo=UTC)

Json = dict[str, Any]

_ORDER: Json = {
    "api_key": "any-key",
    "external_property_id": "DEN-1",
    "billing_entity_slug": "investment_entity_1",
    "external_order_id": "lw-1",
    "property": {
        "location": {
            "street": "123 Fake St",
            "street2": "Unit A",
            "city": "Denver",
            "state": "CO",
            "postal_code": "80205",
        },
        "property_type": "single_family",
        "bathrooms": 2.5,
    },
    "property_access": {
        "vacant": True,
        "method_of_access": "rently",
        "onsite_contact_name": "Jane Doe",
        "onsite_contact_phone": "+1 555-555-5555",
    },
    "services": [{"slug": "photos", "quantity": 15}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorClient:
    """The three calls and the control routes of one running sandbox."""

    http: httpx.Client
    store: SandboxStore

    def call(self, operation: str, body: Json) -> httpx.Response:
        return self.http.post(f"/api/v3/orders/{operation}", json=body)

    def create(self, body: Json) -> Json:
        response = self.call("create", body)
        assert response.status_code == 201, response.text
        return dict(response.json())

    def retrieve(self, order_id: object, **more: object) -> Json:
        response = self.call("retrieve", {"api_key": "any-key", "order_id": order_id, **more})
        assert response.status_code == 200, response.text
        return dict(response.json())

    def cancel(self, order_id: object, **more: object) -> httpx.Response:
        body = {
            "api_key": "any-key",
            "order_id": order_id,
            "cancelation_reason": "client_requested_cancelation",
            "cancelation_notes": "not needed",
        }
        return self.call("cancel", {**body, **more})

    def errors(self, operation: str, body: Json) -> set[tuple[str, str]]:
        response = self.call(operation, body)
        assert response.status_code == 400, response.text
        answer = response.json()
        assert (answer["code"], answer["status"]) == (400, "validation-error")
        return {(entry["attr"], entry["message"]) for entry in answer["errors"]}

    def control(self, path: str, body: Json | None = None) -> Json:
        response = self.http.post(f"/_sandbox{path}", json=body or {})
        assert response.status_code == 200, response.text
        return dict(response.json())

    def show(self, path: str) -> Json:
        return dict(self.http.get(f"/_sandbox{path}").json())


@pytest.fixture
def order_body() -> Callable[..., Json]:
    """A valid create request; keywords replace top-level fields, None removes one."""

    def build(**changes: object) -> Json:
        body = {**copy.deepcopy(_ORDER), **changes}
        return {key: value for key, value in body.items() if value is not None}

    return build


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox") / ".listwright" / "sandbox.sqlite3"


@pytest.fixture(scope="session")
def served(store_path: Path) -> Iterator[VendorClient]:
    """One server for all tests: stopping it takes longer than most of them."""
    with (
        start_in_background(store_path) as running,
        httpx.Client(base_url=running.url, trust_env=False) as client,
        closing(SandboxStore(store_path)) as store,
    ):
        yield VendorClient(http=client, store=store)


@pytest.fixture
def vendor(served: VendorClient) -> VendorClient:
    """A fresh sandbox over real HTTP with the clock standing at NOON and no rate limit."""
    served.store.reset()
    served.store.clock.freeze(NOON)
    served.store.set_options(SandboxOptions(rate_per_minute=0))
    return served


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def hearing(vendor: VendorClient, receiver: WebhookReceiver) -> Iterator[Hearing]:
    """PlanOmatic tells `receiver` everything; the clock stands still."""
    told = Hearing(vendor=vendor, receiver=receiver)
    told.subscribe()
    yield told
    vendor.store.set_options(SandboxOptions())
