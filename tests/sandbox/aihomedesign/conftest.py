"""A client that speaks AI HomeDesign's calls as its pages describe them."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from listwright.sandbox.faults import Fault

Json = dict[str, Any]
KEY = {"x-api-key": "any-key"}
STAGING = "service-ai-virtual-staging"
LIVING_ROOM = "space-living-room"
TOOL = "tool-virtual-staging"
DONE = timedelta(seconds=60)


def draw(color: str = "red", *, form: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, form)
    return buffer.getvalue()


def choice(purpose: str, *values: str, tool: str = TOOL) -> Json:
    slug = f"widget-{purpose}-{tool}"
    return {"slug": slug, "item_slugs": [f"item-{value}-{slug}" for value in values]}


def sample_recipe(room: str = "living-room", style: str = "scandinavian") -> list[Json]:
    return [choice("space", room), choice("style", style)]


def unwrapped(response: httpx.Response) -> Any:
    """The answer of either dialect."""
    body = response.json()
    return body["data"] if isinstance(body, dict) and "data" in body else body


@dataclass(frozen=True, slots=True, kw_only=True)
class StagingClient:
    """Calls of both interfaces; `http` has the key, `plain` has none."""

    http: httpx.Client
    plain: httpx.Client
    store: Any

    def post(self, path: str, body: object, key: str = "any-key") -> httpx.Response:
        return self.http.post(path, json=body, headers={"x-api-key": key})

    def get(self, path: str, **query: object) -> httpx.Response:
        return self.http.get(path, params={name: str(value) for name, value in query.items()})

    def options(self, **changes: object) -> None:
        self.store.set_options(self.store.options().updated(changes))

    def fault(self, name: str, **more: Any) -> None:
        self.store.set_fault(Fault(name=name, **more))

    def wait(self, delta: timedelta = DONE) -> None:
        self.store.advance(delta)

    def counts(self) -> dict[str, int]:
        return {name: total for name, total in self.store.request_counts().items() if total}

    # ---- first interface -------------------------------------------------------------------------

    def send_image(self, picture: bytes, service: str = STAGING, key: str = "any-key") -> Any:
        return self.http.post(
            "/v1/order/image",
            files={"image": ("room.jpg", picture, "image/jpeg")},
            data={"service_name": service},
            headers={"x-api-key": key},
        )

    def uploaded(self, picture: bytes | None = None, service: str = STAGING) -> str:
        response = self.send_image(picture or draw(), service)
        assert response.status_code == 200, response.text
        return str(response.json()["order_id"])

    def style_widget(self, title: str = "Scandinavian", service: str = STAGING) -> Json:
        answer = self.get("/v1/catalog/items/filter", service_name=service)
        (widget,) = [row for row in answer.json()["data"] if row["title"] == "Style"]
        (item,) = [row["id"] for row in widget["items"] if row["title"] == title]
        return {"id": widget["id"], "item_id": item}

    def submit(self, order: str, key: str = "any-key", **changes: object) -> httpx.Response:
        body: Json = {"order_id": order, "space_name": LIVING_ROOM}
        if "selected_widgets" not in changes:
            body["selected_widgets"] = [self.style_widget()]
        return self.post("/v1/order", {**body, **changes}, key)

    def submitted(self, order: str, **changes: Any) -> Json:
        response = self.submit(order, **changes)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def order(self, order_id: str) -> Json:
        response = self.get(f"/v1/order/{order_id}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    # ---- third interface -------------------------------------------------------------------------

    def send_assets(self, *pictures: bytes, **fields: Any) -> httpx.Response:
        files = [("asset_file", (f"{n}.jpg", p, "image/jpeg")) for n, p in enumerate(pictures)]
        path = fields.pop("path", "/v3/order")
        return self.http.post(path, files=files, data=fields, headers=KEY)

    def room(self, picture: bytes | None = None, **fields: Any) -> Json:
        response = self.send_assets(picture or draw(), **fields)
        assert response.status_code == 201, response.text
        return dict(unwrapped(response))

    def process_body(self, room: Json, tool: str = TOOL, **changes: object) -> Json:
        body: Json = {
            "order_id": room["order_id"],
            "tool": tool,
            "asset_map": {f"{tool}-input-image": room["assets"][0]["id"]},
            "widgets": sample_recipe(),
        }
        return {**body, **changes}

    def start(self, room: Json, **changes: Any) -> str:
        response = self.post("/v3/process", self.process_body(room, **changes))
        assert response.status_code == 201, response.text
        body = unwrapped(response)
        return str(body["process_id"] if "process_id" in body else body["process_ids"][0])

    def process(self, process_id: str) -> Json:
        response = self.get(f"/v3/process/{process_id}")
        assert response.status_code == 200, response.text
        return dict(unwrapped(response))


@pytest.fixture(scope="session")
def clients(served: Any) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    url = served.http.base_url
    with (
        httpx.Client(base_url=url, trust_env=False, headers=KEY) as keyed,
        httpx.Client(base_url=url, trust_env=False) as plain,
    ):
        yield keyed, plain


@pytest.fixture
def staging(vendor: Any, clients: tuple[httpx.Client, httpx.Client]) -> StagingClient:
    """A fresh sandbox over real HTTP with a clock that stands."""
    return StagingClient(http=clients[0], plain=clients[1], store=vendor.store)


@pytest.fixture
def refused() -> Callable[[httpx.Response], tuple[int, str | None]]:
    """The code and key of a refusal, whose body is nothing but its two words."""

    def read(response: httpx.Response) -> tuple[int, str | None]:
        body = response.json()
        assert set(body) <= {"error", "key"}
        assert body["error"]
        return response.status_code, body.get("key", "").removeprefix("api_error_") or None

    return read
