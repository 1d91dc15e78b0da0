"""A vendor written from the vendor's sheet alone, in threads of the test process, on loopback.

It shares nothing with the product or with its sandbox. What the sheet leaves open is a switch
(`Switches`), what can go wrong is a `Fault`; every request is kept in `calls`, bodies included, so
that tests can say what was sent, and how often.
"""

import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers.staging_rules import (
    delivered_photos,
    is_staging_only,
    source_errors,
    staging_oddities,
)

Body = dict[str, Any]
Errors = list[dict[str, str]]

PATHS = {f"/api/v3/orders/{name}": name for name in ("create", "retrieve", "cancel")}
QUANTITIES: dict[str, tuple[int, ...]] = {
    "exterior_photos": (1, 3, 4, 5),
    "photos": (10, 15, 20, 25),
    "zillow_3d_and_floor_plans": (1,),
    "back_exterior_photos": (1, 3, 5),
    "community_photography": (5, 10, 20),
    "enhanced_virtual_staging_all_interiors": (1,),
    "ai_virtual_staging": (3, 4, 5),
    "enhanced_virtual_staging_image_select": tuple(range(1, 13)),  # no page says how many
}
METHODS: dict[str, tuple[str, ...]] = {
    "lockbox_code": ("access_code", "lockbox_location"),
    "keypad": ("access_code",),
    "rently": (),
    "no_access_needed": (),
}
REASONS = {"duplicate_order", "client_requested_cancelation"}
TOP_FIELDS = {
    "api_key",
    "external_property_id",
    "billing_entity_slug",
    "external_order_id",
    "order_notes",
    "metadata",
    "services",
    "property",
    "property_access",
}
_STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
    "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
)
STATES = frozenset(_STATES.split())


@dataclass(slots=True, kw_only=True)
class Switches:
    """What the sheet does not say, so a client must take either."""

    envelope: str = "flat"
    """`flat`, `data`, or `order` (inside `data`)."""

    create_code: int = 201
    read_code: int = 200
    ids: type = str
    request_id_for: int = 0
    """Retrieves of an order that are answered with its `request_id` only."""

    extra: bool = True
    """Whether answers carry fields nobody documented."""

    first_status: str = "new_request"
    window: timedelta | None = None
    count_canceled: bool = True
    exempt_staging: bool = False
    """Whether staging alone neither waits for the window nor opens one."""

    source_attr: str = "services[{}].previous_order_id"
    """How a refused earlier order is named; `{}` is the place of the service."""

    echo_source: bool = True
    """Whether answers repeat `previous_order_id`; the sample order has none."""

    keys: frozenset[str] | None = None
    """The keys that are taken; None takes any."""

    signed: bool = False
    """Whether links to photos are signed anew by each read."""

    entities: frozenset[str] | None = None
    limit: tuple[int, float] | None = None
    """How many requests it takes in any so many seconds; beyond, it answers 429. None: any."""

    cancelable: frozenset[str] = frozenset({"new_request", "ordered", "scheduling"})


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next requests of one kind.

    `kind` is one of: `reject` (400 with `attr` and `message`), `drop_before`, `drop_after` (no
    answer; without or with the work done), `crash_before`, `crash_after` (500), `html`, `noid`,
    `rate` (429), `slow` (the answer waits `seconds`), `hold_before`, `hold_after` (waits until
    `release` is set, before or after the work is done).
    """

    kind: str
    property: str | None = None
    times: int = 1
    attr: str = ""
    message: str = ""
    seconds: float = 0.0
    retry_after: int | None = None
    entered: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it arrived."""

    operation: str
    body: Body
    headers: dict[str, str]


@dataclass(slots=True, kw_only=True)
class VendorOrder:
    """One order as the vendor has it."""

    order_id: int
    body: Body
    created: datetime
    status: str
    event: str = "order.received"
    reads: int = 0
    appointments: list[Body] = field(default_factory=list)
    photos: list[Body] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
    notes: str | None = None
    failed_visit: tuple[str, str] | None = None

    @property
    def home(self) -> str:
        return str(self.body["external_property_id"])

    @property
    def name(self) -> str:
        return str(self.body.get("external_order_id"))

    @property
    def is_live(self) -> bool:
        return self.status not in {"canceled", "cancelled"}

    @property
    def is_delivered(self) -> bool:
        return self.status == "completed"

    @property
    def is_staging_only(self) -> bool:
        return is_staging_only(self.body["services"])

    @property
    def has_visit(self) -> bool:
        return any(visit["cancelation_reason"] is None for visit in self.appointments)


class PlanomaticLike:
    """The vendor: orders, calls and faults, behind one lock."""

    def __init__(self, switches: Switches | None = None) -> None:
        self.switches = switches or Switches()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.orders: dict[int, VendorOrder] = {}
        self.calls: list[Call] = []
        self.oddities: list[str] = []
        self.too_many = 0
        """Requests that were beyond the limit."""
        self.stopping = threading.Event()
        self._faults: dict[str, list[Fault]] = {name: [] for name in PATHS.values()}
        self._lock = threading.RLock()
        self._arrivals: deque[float] = deque()
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
        """Let go of everybody who waits, and close."""
        self.stopping.set()
        for faults in self._faults.values():
            for fault in faults:
                fault.release.set()
        self._http.shutdown()
        self._thread.join(5)
        self._http.server_close()

    def fault(self, kind: str, *, operation: str = "create", **settings: Any) -> Fault:
        """The next request of `operation` goes wrong."""
        fault = Fault(kind=kind, **settings)
        with self._lock:
            self._faults[operation].append(fault)
        return fault

    def clear_faults(self) -> None:
        with self._lock:
            for faults in self._faults.values():
                for fault in faults:
                    fault.release.set()
                faults.clear()

    def bodies(self, operation: str) -> list[Body]:
        with self._lock:
            return [call.body for call in self.calls if call.operation == operation]

    def count(self, operation: str) -> int:
        return len(self.bodies(operation))

    def of(self, property_id: str) -> list[VendorOrder]:
        with self._lock:
            return [order for order in self.orders.values() if order.home == property_id]

    def only(self, property_id: str) -> VendorOrder:
        """The one order of a home."""
        found = self.of(property_id)
        assert len(found) == 1, [(order.order_id, order.status) for order in found]
        return found[0]

    def live(self) -> Counter[str]:
        """Home -> orders that are not canceled."""
        with self._lock:
            return Counter(order.home for order in self.orders.values() if order.is_live)

    def deliver(self, property_id: str) -> None:
        """Visit and deliver the live orders of a home; staging alone needs no visit."""
        for order in self.of(property_id):
            if order.is_live and not order.is_delivered:
                self.deliver_order(order)

    def deliver_order(self, order: VendorOrder) -> None:
        """Visit if somebody has to, and deliver."""
        if not order.is_staging_only:
            self.schedule(order)
        services = order.body["services"]
        order.photos = delivered_photos(order.order_id, services, _text(self.now()))
        order.status, order.event = "completed", "order.delivered"

    def change_photos(self, order: VendorOrder) -> None:
        """Work on delivered photos again: the same addresses, another `modified_at`."""
        assert order.is_delivered
        order.photos = [{**photo, "modified_at": _text(self.now())} for photo in order.photos]

    def schedule(self, order: VendorOrder) -> None:
        """Fix a visit."""
        start = self.now()
        order.status, order.event = "scheduled", "appointment.scheduled"
        order.appointments.append(
            {
                "appointment_id": f"{order.order_id}1",
                "start_datetime": start.isoformat(),
                "end_datetime": (start + timedelta(hours=1)).isoformat(),
                "duration_m": 60,
                "planotech_name": "Pat",
                "cancelation_reason": None,
                "cancelation_notes": None,
            }
        )

    def add_order(self, property_id: str, **changes: Any) -> VendorOrder:
        """An order somebody else placed."""
        body: Body = {
            "external_property_id": property_id,
            "billing_entity_slug": "investment_entity_1",
            "services": [{"slug": "photos", "quantity": 15}],
            "property": {"location": {"street": "1 A St", "city": "Denver", "state": "CO"}},
            "property_access": {"access_code": "0000"},
        }
        return self._store(body | changes)

    # ---- requests --------------------------------------------------------------------------------

    def take(self, operation: str, body: Body, headers: dict[str, str]) -> Fault | None:
        """Note a request; gives the fault that meets it."""
        with self._lock:
            self.calls.append(Call(operation=operation, body=body, headers=headers))
            if self._is_beyond_limit():
                self.too_many += 1
                return Fault(kind="rate", retry_after=1)
            waiting = self._faults[operation]
            for fault in waiting:
                if fault.property in {None, str(body.get("external_property_id"))}:
                    fault.times -= 1
                    if fault.times <= 0:
                        waiting.remove(fault)
                    return fault
        return None

    def _is_beyond_limit(self) -> bool:
        if self.switches.limit is None:
            return False
        most, seconds = self.switches.limit
        now = time.monotonic()
        while self._arrivals and self._arrivals[0] <= now - seconds:
            self._arrivals.popleft()
        if len(self._arrivals) >= most:
            return True
        self._arrivals.append(now)
        return False

    def answer(self, operation: str, body: Body) -> tuple[int, Body]:
        """Do what was asked; status code and body."""
        with self._lock:
            act = {"create": self._create, "retrieve": self._retrieve, "cancel": self._cancel}
            return act[operation](body)

    def _create(self, body: Body) -> tuple[int, Body]:
        errors = self._key_errors(body) or [
            *_create_errors(body, self.switches),
            *self._asset_errors(body),
        ]
        if not errors and self._is_duplicate(body):
            errors = [_error("external_property_id", "duplicate")]
        if errors:
            return _rejected(errors)
        homes = {str(order.order_id): order.home for order in self.orders.values()}
        self.oddities += [*_oddities(body), *staging_oddities(body, homes)]
        order = self._store(body)
        if self.switches.request_id_for:
            return self.switches.create_code, self._wrapped({"request_id": self._id(order)})
        return self.switches.create_code, self._wrapped(self._view(order))

    def _store(self, body: Body) -> VendorOrder:
        with self._lock:
            number = 700001 + len(self.orders)
            order = VendorOrder(
                order_id=number,
                body={key: value for key, value in body.items() if key != "api_key"},
                created=self.now(),
                status=self.switches.first_status,
            )
            self.orders[number] = order
            return order

    def _is_duplicate(self, body: Body) -> bool:
        window = self.switches.window
        if window is None or self._is_exempt(body["services"]):
            return False
        return any(
            self.now() - order.created < window
            for order in self.of(str(body["external_property_id"]))
            if (order.is_live or self.switches.count_canceled)
            and not self._is_exempt(order.body["services"])
        )

    def _is_exempt(self, services: list[Body]) -> bool:
        return self.switches.exempt_staging and is_staging_only(services)

    def _asset_errors(self, body: Body) -> Errors:
        services = body.get("services")
        if not isinstance(services, list):
            return []
        known = {str(order.order_id): order.is_delivered for order in self.orders.values()}
        return [
            _error(self.switches.source_attr.format(place), message)
            for place, message in source_errors(services, known)
        ]

    def _retrieve(self, body: Body) -> tuple[int, Body]:
        order, errors = self._find(body)
        if order is None:
            return _rejected(errors)
        order.reads += 1
        view = self._view(order)
        if order.reads < self.switches.request_id_for:
            view = {"request_id": view["request_id"], "order_status": "new_request"}
        return self.switches.read_code, self._wrapped(view)

    def _find(self, body: Body) -> tuple[VendorOrder | None, Errors]:
        errors = self._key_errors(body)
        if errors:
            return None, errors
        asked = body.get("request_id") or body.get("order_id")
        if asked is None:
            return None, [_error("order_id", "missing")]
        for order in self.orders.values():
            if str(order.order_id) == str(asked):
                return order, []
        for order in self.orders.values():
            if str(_legacy(order)) == str(asked):
                return order, []
        return None, [_error("order_id", "unrecognized")]

    def _cancel(self, body: Body) -> tuple[int, Body]:
        order, errors = self._find(body)
        notes = body.get("cancelation_notes")
        if body.get("cancelation_reason") not in REASONS:
            errors.append(_error("cancelation_reason", "unrecognized"))
        if not isinstance(notes, str) or not 1 <= len(notes) <= 255:
            errors.append(_error("cancelation_notes", "missing" if not notes else "too long"))
        if order is not None and (order.status not in self.switches.cancelable or order.has_visit):
            errors.append(_error("order_id", "not cancelable"))
        if order is None or errors:
            return _rejected(errors)
        order.status, order.event = "canceled", "order.canceled"
        order.reason, order.notes = body["cancelation_reason"], notes
        return self.switches.read_code, self._wrapped(self._view(order))

    def _key_errors(self, body: Body) -> Errors:
        key = body.get("api_key")
        if not key:
            return [_error("api_key", "missing")]
        if self.switches.keys is not None and key not in self.switches.keys:
            return [_error("api_key", "unauthorized")]
        return []

    # ---- answers ---------------------------------------------------------------------------------

    def _id(self, order: VendorOrder) -> int | str:
        number: int | str = self.switches.ids(order.order_id)
        return number

    def _view(self, order: VendorOrder) -> Body:
        body = order.body
        reason, notes = order.failed_visit or (None, None)
        view: Body = {
            "order_id": self._id(order),
            "external_property_id": body["external_property_id"],
            "external_order_id": body.get("external_order_id"),
            "created": _text(order.created),
            "order_status": order.status,
            "event": order.event,
            "billing_entity": {"slug": body["billing_entity_slug"], "name": "Entity"},
            "property": body["property"],
            "services": [
                {**self._line(service), "name": service["slug"].title(), "price": 12500}
                for service in body["services"]
            ],
            "property_access": body["property_access"],
            "order_notes": body.get("order_notes"),
            "appointments": order.appointments,
            "order_cancelation_reason": order.reason,
            "order_cancelation_notes": order.notes,
            "unable_to_complete_appt": order.failed_visit is not None,
            "unable_to_complete_appt_reason": reason,
            "unable_to_complete_appt_notes": notes,
            "links": order.links,
            "photos": self._photos(order),
            "legacy_order_id": str(_legacy(order)),
            "metadata": body.get("metadata"),
            "request_id": self._id(order),
        }
        if self.switches.extra:
            view |= {"surprise": {"deep": [1, {"order_id": None}]}, "floor_plans": [], "v": 3.1}
        return view

    def _photos(self, order: VendorOrder) -> list[Body]:
        if not self.switches.signed:
            return order.photos
        sign, link = f"?read={order.reads}", "full_size_url"
        return [{**photo, link: f"{photo[link]}{sign}"} for photo in order.photos]

    def _line(self, service: Body) -> Body:
        hidden = set() if self.switches.echo_source else {"previous_order_id"}
        return {name: value for name, value in service.items() if name not in hidden}

    def _wrapped(self, view: Body) -> Body:
        if self.switches.envelope == "data":
            return {"code": 200, "status": "action-successful", "data": view}
        if self.switches.envelope == "order":
            return {"code": 200, "status": "action-successful", "data": {"order": view}}
        return view


def _legacy(order: VendorOrder) -> int:
    return order.order_id - 400000


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _error(attr: str, message: str) -> dict[str, str]:
    return {"attr": attr, "message": message}


def _rejected(errors: Errors) -> tuple[int, Body]:
    return 400, {"code": 400, "status": "validation-error", "errors": errors}


# ---- the sheet's rules ---------------------------------------------------------------------------


def _create_errors(body: Body, switches: Switches) -> Errors:
    errors = _texts(body, "", "external_property_id", "billing_entity_slug")
    entity = body.get("billing_entity_slug")
    if switches.entities is not None and entity and entity not in switches.entities:
        errors.append(_error("billing_entity_slug", "unauthorized"))
    errors += _property_errors(body.get("property"))
    errors += _access_errors(body.get("property_access"))
    errors += _service_errors(body.get("services"))
    errors += _metadata_errors(body.get("metadata", {}))
    if len(body.get("order_notes") or "") > 1000:
        errors.append(_error("order_notes", "too long"))
    return errors


def _texts(holder: Body, prefix: str, *names: str) -> Errors:
    errors = []
    for name in names:
        if holder.get(name) is None:
            errors.append(_error(prefix + name, "missing"))
        elif not isinstance(holder[name], str) or not holder[name].strip():
            errors.append(_error(prefix + name, "empty"))
    return errors


def _property_errors(home: object) -> Errors:
    if not isinstance(home, dict):
        return [_error("property{}", "missing")]
    location = home.get("location")
    if not isinstance(location, dict):
        return [_error("property.location{}", "missing")]
    errors = _texts(location, "property.location.", "street", "city", "state", "postal_code")
    if location.get("state") and location["state"] not in STATES:
        errors.append(_error("property.location.state", "unrecognized"))
    return errors


def _access_errors(access: object) -> Errors:
    if not isinstance(access, dict):
        return [_error("property_access{}", "missing")]
    errors = _texts(access, "property_access.", "onsite_contact_name", "onsite_contact_phone")
    if not isinstance(access.get("vacant"), bool):
        errors.append(_error("property_access.vacant", "missing"))
    method = access.get("method_of_access")
    if method not in METHODS:
        return [*errors, _error("property_access.method_of_access", "unrecognized")]
    return errors + _texts(access, "property_access.", *METHODS[method])


def _service_errors(services: object) -> Errors:
    if not isinstance(services, list) or not services:
        return [_error("services[]", "missing")]
    errors = []
    for service in services:
        allowed = QUANTITIES.get(service.get("slug"))
        if allowed is None:
            errors.append(_error("services.slug", "unrecognized"))
        elif service.get("quantity") not in allowed or isinstance(service["quantity"], bool):
            errors.append(_error("services.quantity", "unrecognized"))
    return errors


def _metadata_errors(metadata: object) -> Errors:
    if not isinstance(metadata, dict) or len(metadata) > 4:
        return [_error("metadata", "too many")]
    bad = any(
        not re.fullmatch(r"[A-Za-z0-9_]{1,60}", key)
        or not isinstance(value, str)
        or len(value) > 255
        for key, value in metadata.items()
    )
    return [_error("metadata", "unrecognized")] if bad else []


def _oddities(body: Body) -> list[str]:
    """What no page asks for and a careful client would not send."""
    odd = [f"unknown field {name}" for name in body.keys() - TOP_FIELDS]
    slugs = [service["slug"] for service in body["services"]]
    if len(set(slugs)) != len(slugs):
        odd.append("the same slug twice")
    return odd


# ---- HTTP ----------------------------------------------------------------------------------------


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    vendor: PlanomaticLike

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        assert isinstance(self.server, _Listener)
        vendor = self.server.vendor
        length = int(self.headers.get("Content-Length", "0"))
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            return  # a client that died while it wrote
        operation = PATHS.get(self.path)
        if operation is None:
            self._say(404, {"code": 404, "status": "not-found", "errors": []})
            return
        fault = vendor.take(operation, body, dict(self.headers.items()))
        with suppress(OSError):
            if fault is None:
                self._say(*vendor.answer(operation, body))
            else:
                self._misbehave(vendor, operation, body, fault)

    def _misbehave(self, vendor: PlanomaticLike, operation: str, body: Body, fault: Fault) -> None:
        kind = fault.kind
        early = {
            "reject": (400, _rejected([_error(fault.attr, fault.message)])[1]),
            "crash_before": (500, {"code": 500, "status": "application-crash"}),
            "rate": (429, {"code": 429, "status": "rate-limit-exceeded"}),
        }
        if kind in early:
            self._say(*early[kind], retry_after=fault.retry_after)
            return
        if kind == "html":
            self._send(200, b"<html>Welcome</html>", "text/html")
            return
        if kind == "drop_before":
            self.close_connection = True
            return
        if kind == "hold_before":
            self._hold(vendor, fault)
        said = vendor.answer(operation, body)
        self._after(vendor, fault, said)

    def _after(self, vendor: PlanomaticLike, fault: Fault, said: tuple[int, Body]) -> None:
        """The faults that strike when the work is done."""
        if fault.kind == "drop_after":
            self.close_connection = True
            return
        if fault.kind == "crash_after":
            said = (500, {"code": 500, "status": "application-crash"})
        elif fault.kind == "noid":
            said = (201, {"code": 201, "status": "action-successful"})
        elif fault.kind == "slow":
            vendor.stopping.wait(fault.seconds)
        elif fault.kind == "hold_after":
            self._hold(vendor, fault)
        self._say(*said)

    def _hold(self, vendor: PlanomaticLike, fault: Fault) -> None:
        fault.entered.set()
        while not vendor.stopping.is_set() and not fault.release.wait(0.02):
            pass

    def _say(self, code: int, body: Body, *, retry_after: int | None = None) -> None:
        more = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._send(code, json.dumps(body).encode(), "application/json", more)

    def _send(
        self, code: int, content: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing on the console."""


@contextmanager
def serving(switches: Switches | None = None) -> Iterator[PlanomaticLike]:
    """A vendor for as long as the block lasts."""
    vendor = PlanomaticLike(switches)
    vendor.start()
    try:
        yield vendor
    finally:
        vendor.stop()
