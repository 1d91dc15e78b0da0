"""The three POST routes: JSON in, rate limit, faults, the call, envelope out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from listwright.sandbox.bodies import read_object
from listwright.sandbox.connection import DroppedConnection
from listwright.sandbox.delays import delayed_answer
from listwright.sandbox.faults import Fault, FaultKind, Moment
from listwright.sandbox.options import seal_key
from listwright.sandbox.planomatic.calls import Accepted, Call, Refused, carry_out, find_order
from listwright.sandbox.planomatic.fields import Problem, problem_of
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.view import order_object
from listwright.sandbox.rate import RateLimiter
from listwright.sandbox.serving import base_url_of
from listwright.sandbox.store import SandboxStore

_JSON = "application/json"


def planomatic_routes(store: SandboxStore) -> list[Route]:
    """The vendor's routes over `store`; one rate limiter for all of them, as the limit is."""
    limiter = RateLimiter()
    return [
        Route(
            row["path"],
            _Endpoint(store=store, limiter=limiter, operation=row["operation"]).answer,
            methods=["POST"],
        )
        for row in literals().tables["route"]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endpoint:
    """One of the three calls over HTTP."""

    store: SandboxStore
    limiter: RateLimiter
    operation: str

    async def answer(self, request: Request) -> Response:
        """Answer one request of the vendor's client."""
        self.store.count_request(self.operation)
        document = await _read_document(request)
        if document is None:
            return _refusal([problem_of("any", "body", "unrecognized")])
        call = Call(
            document=document,
            options=self.store.options(),
            store=self.store,
            now=self.store.now(),
        )
        if not self._admits(call):
            return _status_answer("rate_limited")
        properties = _properties(call)
        fault = self.store.take_fault(self.operation, properties, moment=Moment.BEFORE)
        if fault is not None:
            return _early_answer(fault)
        outcome = carry_out(self.operation, call)
        if isinstance(outcome, Refused):
            return _refusal(outcome.problems)
        fault = self.store.take_fault(self.operation, properties, moment=Moment.AFTER)
        success = _Success(call=call, outcome=outcome, base_url=base_url_of(request))
        return await _late_answer(fault, request, success)

    def _admits(self, call: Call) -> bool:
        sent = call.document.get("api_key")
        own = call.key.rate_per_minute if call.key else None
        limit = call.options.rate_per_minute if own is None else own
        return self.limiter.admit(seal_key(sent if isinstance(sent, str) else ""), limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Success:
    """A call that was carried out, about to be put into an envelope."""

    call: Call
    outcome: Accepted
    base_url: str

    def response(self, changes: Mapping[str, Any] | None = None) -> Response:
        """The 2xx answer; `changes` replace fields of the order, None removes one."""
        options = self.call.options
        order = order_object(self.outcome.order, self.call.now, options, base_url=self.base_url)
        shown = order | dict(changes or {})
        removed = {name for name, value in (changes or {}).items() if value is None}
        body = {name: value for name, value in shown.items() if name not in removed}
        code = self.outcome.code
        if options.envelope == "data":
            status = literals().replies["accepted"].status
            return JSONResponse({"code": code, "status": status, "data": body}, code)
        return JSONResponse({**body, "code": code}, code)


async def _read_document(request: Request) -> dict[str, Any] | None:
    """The JSON object of the body, or None: the vendor takes JSON only."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _JSON:
        return None
    return read_object(await request.body())


def _properties(call: Call) -> frozenset[str]:
    """The homes a request is about, so that a fault can be meant for one of them."""
    sent = call.document.get("external_property_id")
    found = find_order(call)
    named = {sent} if isinstance(sent, str) else set()
    return frozenset(named if isinstance(found, Problem) else {*named, found.external_property_id})


def _early_answer(fault: Fault) -> Response:
    """What a fault answers instead of doing anything."""
    words = literals().only("fault_text")
    if fault.kind is FaultKind.REJECT:
        attr = fault.attr or words["reject_attr"]
        return _refusal([Problem(attr=attr, message=fault.message or words["reject_message"])])
    if fault.kind is FaultKind.RATE_LIMIT:
        wait = fault.retry_after
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return _status_answer("rate_limited", headers)
    if fault.kind is FaultKind.DROP_BEFORE:
        return DroppedConnection()
    return _status_answer("crashed")


async def _late_answer(fault: Fault | None, request: Request, success: _Success) -> Response:
    """What a fault makes of an answer whose work is done and stored."""
    kind = fault.kind if fault else None
    words = literals().only("fault_text")
    if kind is FaultKind.CRASH_AFTER:
        return _status_answer("crashed")
    if kind is FaultKind.DROP_AFTER:
        return DroppedConnection()
    if kind is FaultKind.HTML_AFTER:
        return HTMLResponse(words["html"], success.outcome.code)
    if kind is FaultKind.NO_ID:
        return success.response(dict.fromkeys(("order_id", "request_id", "legacy_order_id")))
    if kind is FaultKind.WRONG_ECHO:
        return success.response({"external_order_id": words["wrong_external_order_id"]})
    answer = success.response()
    return answer if fault is None else await delayed_answer(fault, request, answer)


def _refusal(problems: list[Problem] | tuple[Problem, ...]) -> Response:
    reply = literals().replies["refused"]
    errors = [problem.as_json() for problem in problems]
    body = {"code": reply.code, "status": reply.status, "errors": errors}
    return JSONResponse(body, reply.code)


def _status_answer(name: str, headers: Mapping[str, str] | None = None) -> Response:
    reply = literals().replies[name]
    return JSONResponse({"code": reply.code, "status": reply.status}, reply.code, headers)
