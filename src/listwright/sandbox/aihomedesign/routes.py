"""Both interfaces over HTTP: the key, faults, the call, and the answer in its dialect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from listwright.sandbox.aihomedesign import catalogue, first, third
from listwright.sandbox.aihomedesign.call import Call, RefusalError, Reply, subjects_of, word
from listwright.sandbox.aihomedesign.images import image_routes
from listwright.sandbox.aihomedesign.literals import literals
from listwright.sandbox.aihomedesign.submitting import RATE_LIMIT
from listwright.sandbox.bodies import read_object
from listwright.sandbox.connection import DroppedConnection
from listwright.sandbox.delays import delayed_answer
from listwright.sandbox.faults import Fault, FaultKind, Moment
from listwright.sandbox.multipart import read_parts
from listwright.sandbox.options import SandboxKey
from listwright.sandbox.serving import base_url_of
from listwright.sandbox.store import SandboxStore

LIMITED = "ahd-rate-limited"
_TOO_MANY = 429
_JSON = "application/json"
_IDS = frozenset({"order_id", "image_id", "process_id", "process_ids", "id", "assets"})
Work = Callable[[Call], Reply]
_WORK: Mapping[str, Work] = {
    "first.upload": first.upload_image,
    "first.submit": first.submit_order,
    "first.order": first.show_order,
    "first.upscale": first.upscale_image,
    "first.spaces": catalogue.list_spaces,
    "first.merged": catalogue.list_merged,
    "first.widgets": catalogue.list_widgets,
    "first.items": catalogue.list_items,
    "third.create_project": third.create_project,
    "third.projects": third.list_projects,
    "third.project": third.show_project,
    "third.orders": third.list_orders,
    "third.upload": third.upload_pictures,
    "third.append": third.append_pictures,
    "third.order": third.show_order,
    "third.start": third.start_process,
    "third.process": third.show_process,
    "third.tools": third.list_tools,
}


def aihomedesign_routes(store: SandboxStore) -> list[Route]:
    """The vendor's routes over `store`, and those of its pictures."""
    routes = [
        Route(
            row["path"],
            _Endpoint(
                store=store,
                operation=row["operation"],
                work=_WORK[row["call"]],
                is_open=row.get("open", False),
            ).answer,
            methods=[row["method"]],
        )
        for row in literals().tables["route"]
    ]
    return [*routes, *image_routes(store)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endpoint:
    """One call over HTTP; an open one needs no key."""

    store: SandboxStore
    operation: str
    work: Work
    is_open: bool

    async def answer(self, request: Request) -> Response:
        """Answer one request of the vendor's client."""
        self.store.count_request(self.operation)
        answer = await self._answer(request)
        if answer.status_code == _TOO_MANY:
            self.store.count_request(LIMITED)
        return answer

    async def _answer(self, request: Request) -> Response:
        sent = request.headers.get("x-api-key", "")
        key = SandboxKey(api_key="") if self.is_open else self.store.options().key_for(sent)
        body = await request.body()
        if key is None:
            return _refusal("unauthorized")
        call = self._call(request, key, body)
        subjects = subjects_of(call)
        fault = self.store.take_fault(self.operation, subjects, moment=Moment.BEFORE)
        if fault is not None:
            return _early_answer(fault)
        outcome = self._carry_out(call)
        if isinstance(outcome, RefusalError):
            return _refusal(outcome.name)
        fault = self.store.take_fault(self.operation, subjects, moment=Moment.AFTER)
        success = _Success(reply=outcome, observed=call.options.ahd_dialect == "observed")
        return await _late_answer(fault, request, success)

    def _call(self, request: Request, key: SandboxKey, body: bytes) -> Call:
        kind = request.headers.get("content-type", "")
        return Call(
            store=self.store,
            options=self.store.options(),
            now=self.store.now(),
            base_url=base_url_of(request),
            key=key,
            path=request.path_params,
            query=request.query_params,
            document=read_object(body) if kind.lower().startswith(_JSON) else None,
            parts=read_parts(kind, body),
        )

    def _carry_out(self, call: Call) -> Reply | RefusalError:
        """Decide and store in one transaction, so that two requests at once cannot both pass.

        A refusal comes before anything is stored; what it counted must stay, so it is no rollback.
        """
        with self.store.transaction():
            try:
                return self.work(call)
            except RefusalError as refusal:
                return refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Success:
    """A call that was carried out, about to be put into its dialect."""

    reply: Reply
    observed: bool

    def response(self) -> Response:
        """The 2xx answer."""
        body = self.reply.body
        if self.reply.enveloped and self.observed:
            page = self.reply.pagination
            more = {} if page is None else {"pagination": dict(page)}
            body = {"data": body, "message": word("message"), **more}
        return JSONResponse(body, self.reply.code)

    def changed(self, changes: Mapping[str, object], *, without: frozenset[str]) -> "_Success":
        """The same with fields replaced or left out, where the answer is one object."""
        body = self.reply.body
        if not isinstance(body, dict):
            return self
        kept = {name: value for name, value in body.items() if name not in without}
        shown = {name: changes.get(name, value) for name, value in kept.items()}
        return replace(self, reply=replace(self.reply, body=shown))


def _early_answer(fault: Fault) -> Response:
    """What a fault answers instead of doing anything."""
    words = literals().only("fault_text")
    if fault.kind is FaultKind.REJECT:
        error, key = fault.message or words["reject"], fault.attr or words["reject_key"]
        return JSONResponse({"error": error, "key": key}, 400)
    if fault.kind is FaultKind.RATE_LIMIT:
        wait = fault.retry_after
        return _rate_limited({} if wait is None else {"Retry-After": str(wait)})
    if fault.kind is FaultKind.DROP_BEFORE:
        return DroppedConnection()
    return _refusal("crashed")


async def _late_answer(fault: Fault | None, request: Request, success: _Success) -> Response:
    """What a fault makes of an answer whose work is done and stored."""
    kind = fault.kind if fault else None
    words = literals().only("fault_text")
    if kind is FaultKind.CRASH_AFTER:
        return _refusal("crashed")
    if kind is FaultKind.DROP_AFTER:
        return DroppedConnection()
    if kind is FaultKind.HTML_AFTER:
        return HTMLResponse(words["html"], success.reply.code)
    if kind is FaultKind.NO_ID:
        return success.changed({}, without=_IDS).response()
    if kind is FaultKind.WRONG_ECHO:
        wrong = dict.fromkeys(("order_id", "id"), words["wrong_order_id"])
        return success.changed(wrong, without=frozenset()).response()
    answer = success.response()
    return answer if fault is None else await delayed_answer(fault, request, answer)


def _refusal(name: str) -> Response:
    if name == RATE_LIMIT:
        return _rate_limited({})
    row = literals().refusals[name]
    key = {} if row.key is None else {"key": row.key}
    return JSONResponse({"error": row.error, **key}, row.code)


def _rate_limited(headers: Mapping[str, str]) -> Response:
    """The vendor's own words, which are not quite JSON."""
    row = literals().only("rate_limit")
    return Response(row["body"], row["code"], headers, media_type=_JSON)
