"""The sandbox's own routes under `/_sandbox/`, which no vendor has: for tests and for `curl`."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from listwright.errors import ListwrightError, UsageError
from listwright.sandbox.bodies import read_object
from listwright.sandbox.clock import parse_duration, parse_instant
from listwright.sandbox.faults import Fault
from listwright.sandbox.planomatic.fields import identifier
from listwright.sandbox.planomatic.record import OrderSummary
from listwright.sandbox.store import SandboxStore
from listwright.sandbox.webhooks.jobs import job_document

PREFIX = "/_sandbox"
_BAD_REQUEST = 400
Body = dict[str, Any]
Work = Callable[[Request, Body], object]


def control_routes(store: SandboxStore) -> list[Route]:
    """The control routes over `store`."""
    control = _Control(store)
    order = "/orders/{order_id}"
    return [
        _route("GET", "/orders", control.orders),
        _route("POST", "/deliver-all", control.deliver_all),
        _route("POST", f"{order}/deliver", control.deliver),
        _route("POST", f"{order}/cancel", control.cancel),
        _route("POST", f"{order}/fail-visit", control.fail_visit),
        _route("POST", f"{order}/status", control.set_status),
        _route("POST", f"{order}/change-photos", control.change_photos),
        _route("GET", "/stagings", control.stagings),
        _route("GET", "/requests", lambda _request, _body: store.request_counts()),
        _route("GET", "/clock", control.clock),
        _route("POST", "/clock", control.move_clock),
        _route("GET", "/options", lambda _request, _body: store.options().shown()),
        _route("POST", "/options", control.set_options),
        _route("GET", "/faults", control.faults),
        _route("POST", "/faults", control.set_fault),
        _route("DELETE", "/faults", control.clear_faults),
        _route("GET", "/webhooks", control.webhooks),
        _route("POST", "/reset", control.reset),
    ]


class _Control:
    """Each method does one thing to the store and returns what to show."""

    def __init__(self, store: SandboxStore) -> None:
        self._store = store

    def orders(self, request: Request, _body: Body) -> object:
        property_id = request.query_params.get("external_property_id")
        summaries = self._store.orders(external_property_id=property_id)
        return {"orders": [_summary_document(summary) for summary in summaries]}

    def stagings(self, _request: Request, _body: Body) -> object:
        rows = self._store.stagings()
        shown = [{**dataclasses.asdict(row), "created": _iso(row.created)} for row in rows]
        return {"orders": shown, "credits": sum(row.credits for row in rows)}

    def deliver_all(self, _request: Request, _body: Body) -> object:
        return {"delivered": self._store.deliver_all()}

    def deliver(self, request: Request, _body: Body) -> object:
        self._store.deliver(_order_id(request))
        return self._order(request)

    def cancel(self, request: Request, body: Body) -> object:
        self._store.cancel(
            _order_id(request),
            reason=_text(body, "reason"),
            notes=_text(body, "notes"),
        )
        return self._order(request)

    def fail_visit(self, request: Request, _body: Body) -> object:
        self._store.fail_visit(_order_id(request))
        return self._order(request)

    def set_status(self, request: Request, body: Body) -> object:
        status, event = _text(body, "status"), _text(body, "event")
        self._store.set_status(_order_id(request), status, event=event)
        return self._order(request)

    def change_photos(self, request: Request, _body: Body) -> object:
        self._store.change_photos(_order_id(request))
        return self._order(request)

    def clock(self, _request: Request, _body: Body) -> object:
        return {"now": self._store.now().isoformat()}

    def move_clock(self, request: Request, body: Body) -> object:
        advance, instant = _text(body, "advance"), _text(body, "set")
        if advance is not None:
            self._store.advance(parse_duration(advance))
        if instant is not None:
            self._store.set_now(parse_instant(instant))
        if "freeze" in body:
            freeze = _text(body, "freeze")
            if freeze is None:
                self._store.clock.thaw()
            else:
                self._store.clock.freeze(parse_instant(freeze))
        return self.clock(request, body)

    def set_options(self, _request: Request, body: Body) -> object:
        with self._store.transaction():
            options = self._store.options().updated(body)
            self._store.set_options(options)
        return options.shown()

    def faults(self, _request: Request, _body: Body) -> object:
        return {"faults": [dataclasses.asdict(fault) for fault in self._store.faults()]}

    def set_fault(self, request: Request, body: Body) -> object:
        self._store.set_fault(Fault.from_document(body))
        return self.faults(request, body)

    def clear_faults(self, request: Request, body: Body) -> object:
        self._store.clear_faults()
        return self.faults(request, body)

    def webhooks(self, _request: Request, _body: Body) -> object:
        jobs = [job_document(job) for job in self._store.webhooks.jobs.all()]
        return {"subscriptions": self._store.options().shown()["webhooks"], "jobs": jobs}

    def reset(self, request: Request, body: Body) -> object:
        self._store.reset()
        return self.clock(request, body)

    def _order(self, request: Request) -> object:
        wanted = str(_order_id(request))
        found = (summary for summary in self._store.orders() if summary.order_id == wanted)
        return _summary_document(next(found))


def _route(method: str, path: str, work: Work) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(work(request, await _body(request)))
        except ListwrightError as error:
            return JSONResponse({"error": error.message, "advice": error.advice}, _BAD_REQUEST)

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(PREFIX + path, endpoint, methods=[method])


async def _body(request: Request) -> Body:
    """The JSON object of the body; no body is an empty one."""
    document = read_object(await request.body() or b"{}")
    if document is None:
        raise UsageError("The body must be a JSON object.")
    return document


def _order_id(request: Request) -> int:
    number = identifier(request.path_params["order_id"])
    if number is None:
        raise UsageError("An order id is a number.")
    return number


def _text(body: Body, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name} must be a text.")
    return value


def _summary_document(summary: OrderSummary) -> dict[str, object]:
    services = [{"slug": slug, "quantity": count} for slug, count in summary.services]
    return {
        **dataclasses.asdict(summary),
        "created": _iso(summary.created),
        "delivered_at": _iso(summary.delivered_at),
        "services": services,
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
