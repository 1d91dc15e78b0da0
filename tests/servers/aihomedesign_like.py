"""AI HomeDesign written from the vendor's sheet alone, in threads of the test process, on loopback.

It shares nothing with the product or with its sandbox. What pages contradict each other about is a
switch; every request is kept in `calls`, so that tests can say what was sent, and how often.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Body = dict[str, Any]

SPACES = {
    "space-bedroom": "Bedroom",
    "space-living-room": "Living Room",
    "space-kitchen--": "Kitchen",
    "space-studio-1": "Studio",
    "space-kids-room-1": "Kids Room",
}
PREMIUM_SPACE, INACTIVE_SPACE = "space-studio-1", "space-kids-room-1"
STYLES = ("Prime", "Modern", "Scandinavian", "Mid-Century Modern")
STYLES_OF = {"space-studio-1": ("Prime",)}
PREMIUM_STYLE, INACTIVE_STYLE = "Mid-Century Modern", "Hampton"
SPACES_OF = {
    "service-ai-virtual-staging": SPACES,
    "service-creative-designer": SPACES,
    "service-image-enhancement": {"indoor": "Indoor", "outdoor": "Outdoor"},
}
SERVICES = {
    *SPACES_OF,
    "service-day-to-dusk",
    "service-item-removal",
}
RATE_BODY = b'{"error":"rate-limit exceeded, 10 generates per 10 minutes only",}'
"""As the page prints it: the comma is theirs."""

V3_TOOLS = (
    "tool-virtual-staging",
    "tool-interior-design",
    "tool-image-enhancement",
    "tool-day-to-dusk",
    "tool-item-removal",
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request; `form` holds the text fields of an upload, `file` the picture's bytes."""

    method: str
    path: str
    query: Body
    headers: dict[str, str]
    body: Any = None
    form: dict[str, list[str]] = field(default_factory=dict)
    file: bytes | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(kw_only=True)
class Reply:
    """What is answered; `raw` instead of JSON when it is set."""

    status: int = 200
    body: Any = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.raw if self.raw is not None else json.dumps(self.body).encode()


def error(status: int, text: str, key: str = "") -> Reply:
    return Reply(status=status, body={"error": text, **({"key": key} if key else {})})


class AiHomeDesignLike:
    """The vendor: v1 orders, v3 projects, orders and processes, behind one lock."""

    def __init__(self, *, observed: bool = False) -> None:
        """`observed`: v3 speaks as the vendor's own client reports it, not as documented."""
        self.observed = observed
        self.split_catalog = False
        self.credits: int | None = None
        self.no_credits_as = 402
        self.known_keys: set[str] | None = None
        self.calls: list[Call] = []
        self.orders: dict[str, Body] = {}
        self.projects: dict[str, Body] = {}
        self.processes: dict[str, Body] = {}
        self.paid: list[str] = []
        """One entry for each order that was charged."""

        self._scripted: dict[str, list[Reply | None]] = {}
        self._number = 0
        self._lock = threading.RLock()
        self._http = _Listener(("127.0.0.1", 0), _Handler)
        self._http.vendor = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    # ---- for tests -------------------------------------------------------------------------------

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join(5)
        self._http.server_close()

    def script(self, name: str, *replies: Reply | None) -> None:
        """The next answers to `METHOD path`; None: carried out, and the answer is lost."""
        self._scripted.setdefault(name, []).extend(replies)

    def names(self) -> list[str]:
        with self._lock:
            return [call.name for call in self.calls]

    def last(self, name: str) -> Call:
        with self._lock:
            return next(call for call in reversed(self.calls) if call.name == name)

    def finish(self, made: str) -> None:
        """The picture (v1) or process (v3) of that id is done."""
        with self._lock:
            if made in self.processes:
                links = ("src", "thumbnail_src") if self.observed else ("temp_src", "thumb")
                asset = dict.fromkeys(links, f"{self.endpoint}/files/{made}.jpg")
                self.processes[made] |= {
                    "status": "done",
                    "final_assets": [{"asset_id": "a" * 24, "asset_type": "image", **asset}],
                }
                return
            image = self.image(made)
            image |= {
                "status": "regular_finished",
                "src": f"{self.endpoint}/files/{made}.jpg",
                "updated_at": "0001-01-01T00:00:00Z",
            }

    def image(self, made: str) -> Body:
        """A v1 picture by its id."""
        found: list[Body] = [
            image
            for order in self.orders.values()
            for image in order.get("generated_images") or []
            if image["id"] == made
        ]
        assert len(found) == 1, made
        return found[0]

    # ---- requests --------------------------------------------------------------------------------

    def answer(self, call: Call) -> Reply | None:
        """None: nothing is said and the connection ends."""
        with self._lock:
            self.calls.append(call)
            waiting = self._scripted.get(call.name, [])
            if waiting:
                reply = waiting.pop(0)
                if reply is not None:
                    return reply
                self._carry_out(call)
                return None
            return self._carry_out(call)

    def _carry_out(self, call: Call) -> Reply:
        if call.path == "/api/tools":
            rows = [{"id": slug, "name": slug, "slug": slug, "isActive": True} for slug in V3_TOOLS]
            rows.append({"id": "x", "name": "x", "slug": "tool-sky-change", "isActive": False})
            return Reply(body={"data": rows})
        key = call.headers.get("x-api-key", "")
        if not key or (self.known_keys is not None and key not in self.known_keys):
            return error(401, f"unknown key {key}", "api_error_unauthorized")
        for (method, prefix), handler in self._routes().items():
            if call.method == method and (rest := _below(call.path, prefix)) is not None:
                return handler(call, rest)
        return Reply(status=404, raw=b"404 page not found")

    def _routes(self) -> dict[tuple[str, str], Callable[[Call, list[str]], Reply]]:
        return {
            ("POST", "/v1/order/image"): self._v1_upload,
            ("POST", "/v1/order"): self._v1_submit,
            ("GET", "/v1/order"): self._v1_read,
            ("GET", "/v1/catalog/spaces"): self._v1_spaces,
            ("GET", "/v1/catalog/items/filter"): self._v1_items,
            ("GET", "/v1/catalog/widgets"): self._v1_split,
            ("POST", "/v3/project"): self._v3_project,
            ("GET", "/v3/project"): self._v3_projects,
            ("POST", "/v3/order"): self._v3_upload,
            ("GET", "/v3/order"): self._v3_read_order,
            ("POST", "/v3/process"): self._v3_process,
            ("GET", "/v3/process"): self._v3_read_process,
        }

    def _new(self, digits: int) -> str:
        self._number += 1
        return f"{self._number:x}".rjust(digits, "a")

    def _charge(self, order_id: str) -> Reply | None:
        if order_id in self.paid:
            return None
        if self.credits is not None:
            if self.credits < 1:
                return error(402, "no credits left", "api_error_credits")
            self.credits -= 1
        self.paid.append(order_id)
        return None

    # ---- v1 --------------------------------------------------------------------------------------

    def _v1_upload(self, call: Call, rest: list[str]) -> Reply:
        if call.file is None:
            return error(400, "http: no such file")
        service = call.form.get("service_name", [""])[0]
        if service not in SERVICES:
            return error(400, "service not found", "api_error_service_not_found")
        order_id = f"{self._new(8)}-0000-4000-8000-000000000001"
        self.orders[order_id] = {
            "id": order_id,
            "service_name": service,
            "status": "idle",
            "generated_images": None,
            "before_image_id": self._new(8),
            "created_at": "2026-11-22T09:00:00Z",
            "service": {"name": service, "credit": 1, "price": 0},
        }
        return Reply(body={"order_id": order_id})

    def _v1_submit(self, call: Call, rest: list[str]) -> Reply:
        body = call.body
        order = self.orders.get(str(body.get("order_id")))
        if order is None:
            return error(404, "order not found", "api_error_order_not_found")
        problem = self._v1_problem(order["service_name"], body)
        refusal = error(400, problem, "api_error_bad_request") if problem else None
        refusal = refusal or self._charge(order["id"])
        if refusal is not None:
            return refusal
        image_id = f"{self._new(8)}-0000-4000-8000-000000000002"
        images = order["generated_images"] = order["generated_images"] or []
        images.append(
            {
                "id": image_id,
                "order_id": order["id"],
                "sequence": len(images) + 1,
                "src": "",
                "status": "regular_started",
                "updated_at": "0001-01-01T00:00:00Z",
                "created_at": f"2026-11-22T09:0{len(images) + 1}:00Z",
            }
        )
        return Reply(body={"order_id": order["id"], "image_id": image_id, "eta": 45})

    def _v1_problem(self, service: str, body: Body) -> str | None:
        space = body.get("space_name")
        if service in SPACES_OF and space not in SPACES_OF[service]:
            return "space not found"
        chosen = {each["id"]: each["item_id"] for each in body.get("selected_widgets", [])}
        widgets = {each["id"]: each for each in self._widgets(service, space)}
        if chosen.keys() - widgets.keys():
            return "widget not found"
        for widget in widgets.values():
            items = {item["id"] for item in widget["items"]}
            if widget["id"] not in chosen:
                if not widget["is_optional"]:
                    return f"{widget['title']} is mandatory"
            elif chosen[widget["id"]] not in items:
                return "item not found"
        if service == "service-item-removal" and body.keys() != {"order_id"}:
            return "unknown field"
        return None

    def _v1_read(self, call: Call, rest: list[str]) -> Reply:
        order = self.orders.get(rest[0]) if rest else None
        if order is None:
            return error(404, "order not found", "api_error_order_not_found")
        return Reply(body=order)

    def _v1_spaces(self, call: Call, rest: list[str]) -> Reply:
        rows = [
            {
                "id": f"id-{name}",
                "name": name,
                "title": title,
                "is_active": name != INACTIVE_SPACE,
                "is_premium": name == PREMIUM_SPACE,
            }
            for name, title in SPACES_OF.get(call.query.get("service_name", ""), {}).items()
        ]
        return Reply(body={"data": rows})

    def _v1_items(self, call: Call, rest: list[str]) -> Reply:
        if self.split_catalog:
            return Reply(status=404, raw=b"404 page not found")
        service, space = call.query.get("service_name", ""), call.query.get("space_name")
        return Reply(body={"data": self._widgets(service, space)})

    def _v1_split(self, call: Call, rest: list[str]) -> Reply:
        if not rest:
            widgets = self._widgets(call.query.get("service_name", ""), "space-bedroom")
            rows = [{k: v for k, v in each.items() if k != "items"} for each in widgets]
            return Reply(body={"data": rows})
        rows = [
            {**item, "widget_id": rest[0], "is_active": True}
            for service in sorted(SERVICES)
            for widget in self._widgets(service, "space-bedroom")
            if widget["id"] == rest[0]
            for item in widget["items"]
        ]
        rows.append(
            {"id": "gone", "title": INACTIVE_STYLE, "is_premium": False, "is_active": False}
        )
        return Reply(body={"data": rows})

    def _widgets(self, service: str, space: str | None) -> list[Body]:
        styles = _widget("11", "Style", STYLES_OF.get(space or "", STYLES), optional=False)
        rows = {
            "service-ai-virtual-staging": [styles],
            "service-creative-designer": [
                styles,
                _widget("12", "Color", ("Earthy Neutrals", "Sage")),
            ],
            "service-image-enhancement": [
                _widget("13", "Enhancement Options", ("Fire in Fireplace", "Screen on TV"))
            ],
            "service-day-to-dusk": [
                _widget("14", "Sky Style", ("Dusk with Cloud", "Twilight"), optional=False)
            ],
        }
        return rows.get(service, [])

    # ---- v3 --------------------------------------------------------------------------------------

    def _wrapped(self, body: Any, **more: Any) -> Any:
        return {"data": body, "message": "ok", **more} if self.observed else body

    def _v3_project(self, call: Call, rest: list[str]) -> Reply:
        address = call.body.get("address")
        if not address:
            return error(400, "address is required", "api_error_bad_request")
        project_id = self._new(24)
        self.projects[project_id] = {"id": project_id, "address": address, "default": False}
        return Reply(status=201, body=self._wrapped(self.projects[project_id]))

    def _v3_projects(self, call: Call, rest: list[str]) -> Reply:
        limit = int(call.query.get("limit", 10))
        if limit > 30:
            return error(400, "limit", "api_error_bad_request")
        words = call.query.get("s", "").casefold()
        found = [one for one in self.projects.values() if words in one["address"].casefold()]
        more = {"pagination": {"page": 1}} if self.observed else {}
        rows = found[:limit]
        return Reply(body=self._wrapped(rows, **more) if self.observed else rows)

    def _v3_upload(self, call: Call, rest: list[str]) -> Reply:
        if call.file is None:
            return error(400, "asset_file is required", "api_error_bad_request")
        if call.form.get("project_id", [""])[0] not in self.projects:
            return error(404, "project not found", "api_error_project_not_found")
        roles = call.form.get("asset_role", []) + call.form.get("asset_roles", [])
        if roles != ["primary_angle"]:
            return error(400, "role", "api_error_bad_request")
        order_id, asset_id = self._new(24), self._new(24)
        assets = [{"id": asset_id}]
        if self.credits == 0:
            if self.no_credits_as == 402:
                return error(402, "no credits left")
            assets = []
        self.orders[order_id] = {"order_id": order_id, "assets": assets, "status": "idle"}
        return Reply(status=201, body=self._wrapped({"order_id": order_id, "assets": assets}))

    def _v3_read_order(self, call: Call, rest: list[str]) -> Reply:
        order = self.orders.get(rest[0]) if rest else None
        if order is None:
            return error(404, "order not found", "api_error_order_not_found")
        mine = [one for one in self.processes.values() if one["order_id"] == rest[0]]
        return Reply(body=self._wrapped({**order, "processes": mine}))

    def _v3_process(self, call: Call, rest: list[str]) -> Reply:
        body = call.body
        order, tool = self.orders.get(str(body.get("order_id"))), str(body.get("tool"))
        if order is None:
            return error(404, "order not found", "api_error_order_not_found")
        if tool not in V3_TOOLS:
            return error(500, "tool repository: tool not found")
        problem = _slug_problem(tool, body, order)
        if problem is not None:
            return error(422, problem, "api_error_validation")
        refusal = self._charge(order["order_id"])
        if refusal is not None:
            return refusal
        process_id = self._new(24)
        self.processes[process_id] = {
            "id": process_id,
            "order_id": order["order_id"],
            "tool": tool,
            "status": "pending",
            "final_assets": [],
            "created_at": f"2026-11-22T09:0{len(self.processes)}:00Z",
        }
        ids: Body = {"process_ids": [process_id]} if self.observed else {"process_id": process_id}
        return Reply(status=201, body=self._wrapped(ids))

    def _v3_read_process(self, call: Call, rest: list[str]) -> Reply:
        process = self.processes.get(rest[0]) if rest else None
        if process is None:
            return error(404, "process not found", "api_error_process_not_found")
        return Reply(body=self._wrapped(process))


def _widget(widget_id: str, title: str, items: tuple[str, ...], *, optional: bool = True) -> Body:
    return {
        "id": widget_id,
        "title": title,
        "is_optional": optional,
        "type": "radio",
        "items": [
            {
                "id": f"{widget_id}{place}",
                "title": item,
                "prompt": "",
                "is_premium": item == PREMIUM_STYLE,
            }
            for place, item in enumerate(items, start=1)
        ],
    }


_V3_WIDGETS = {
    "tool-virtual-staging": ({"space", "style"}, set()),
    "tool-interior-design": ({"space", "style"}, {"color"}),
    "tool-image-enhancement": ({"area"}, {"enhancement-options"}),
    "tool-day-to-dusk": (set[str](), {"sky-style", "day-to-dusk-options"}),
    "tool-item-removal": (set[str](), set[str]()),
}


def _slug_problem(tool: str, body: Body, order: Body) -> str | None:
    """What the grammar of slugs says against a process."""
    assets = {asset["id"] for asset in order["assets"]}
    slots = body.get("asset_map", {})
    if slots.keys() != {f"{tool}-input-image"} or set(slots.values()) - assets:
        return "asset_map"
    required, optional = _V3_WIDGETS[tool]
    seen = set()
    for widget in body.get("widgets", []):
        slug = widget["slug"]
        purpose = slug.removeprefix("widget-").removesuffix(f"-{tool}")
        if slug != f"widget-{purpose}-{tool}" or purpose not in required | optional:
            return f"widget {slug}"
        if not widget["item_slugs"]:
            return "no item"
        for item in widget["item_slugs"]:
            if not (item.startswith("item-") and item.endswith(f"-{slug}")):
                return f"item {item}"
        seen.add(purpose)
    return None if required <= seen else "a required widget is missing"


def _below(path: str, prefix: str) -> list[str] | None:
    """The parts of `path` below `prefix`; None when it is not there."""
    if path == prefix:
        return []
    if not path.startswith(f"{prefix}/"):
        return None
    return [unquote(part) for part in path.removeprefix(f"{prefix}/").split("/")]


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    vendor: AiHomeDesignLike

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A peer that left is no trouble of ours."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _do(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        call = Call(
            method=self.command,
            path=parts.path,
            query={name: values[0] for name, values in parse_qs(parts.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            **_read(content, self.headers.get("Content-Type") or ""),
        )
        assert isinstance(self.server, _Listener)
        reply = self.server.vendor.answer(call)
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(reply.content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)


def _read(content: bytes, media_type: str) -> dict[str, Any]:
    if not content:
        return {}
    if not media_type.startswith("multipart/form-data"):
        return {"body": json.loads(content)}
    head = f"Content-Type: {media_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + content)
    form: dict[str, list[str]] = {}
    file = None
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        if part.get_filename() is not None:
            file = payload
            form.setdefault("file part", []).append(f"{name} {part.get_content_type()}")
        else:
            form.setdefault(name, []).append(payload.decode())
    return {"form": form, "file": file}


@contextmanager
def picture_server(*, observed: bool = False) -> Iterator[AiHomeDesignLike]:
    """The vendor, listening."""
    vendor = AiHomeDesignLike(observed=observed)
    vendor.start()
    try:
        yield vendor
    finally:
        vendor.stop()
