"""Pictures over HTTP for every vendor: no key, the same faults for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from listwright.sandbox.connection import DroppedConnection
from listwright.sandbox.delays import delayed_answer
from listwright.sandbox.faults import Fault, FaultKind, Moment
from listwright.sandbox.store import SandboxStore

_JPEG = "image/jpeg"
_HTML = "<html><body><h1>Bad gateway</h1></body></html>"
_WORDS = {403: "Access denied", 404: "Not found"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that may be shown: `draw` makes its bytes, which takes a moment.

    `subjects` are the homes, orders or jobs it belongs to, so that a fault can be meant for it.
    """

    draw: Callable[[], bytes]
    subjects: frozenset[str]
    media_type: str = _JPEG


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPicture:
    """There is nothing to show: 404, or 403 for a link that has expired."""

    code: int
    subjects: frozenset[str] = frozenset()


Find = Callable[[Mapping[str, str]], Picture | NoPicture]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureEndpoint:
    """One kind of picture; `find` looks one up by the parts of the path."""

    store: SandboxStore
    operation: str
    find: Find

    async def answer(self, request: Request) -> Response:
        """Answer one download."""
        self.store.count_request(self.operation)
        found = self.find({**request.query_params, **request.path_params})
        fault = self.store.take_fault(self.operation, found.subjects, moment=Moment.BEFORE)
        if fault is not None:
            return _early_answer(fault)
        if isinstance(found, NoPicture):
            return PlainTextResponse(_WORDS[found.code], found.code)
        content = await run_in_threadpool(found.draw)
        answer = Response(content, media_type=found.media_type)
        fault = self.store.take_fault(self.operation, found.subjects, moment=Moment.AFTER)
        return answer if fault is None else await _late_answer(fault, request, answer)


def base_url_of(request: Request) -> str:
    """The server as the client called it, so that addresses in answers work from there."""
    return f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}"


def _early_answer(fault: Fault) -> Response:
    if fault.kind is FaultKind.DROP_BEFORE:
        return DroppedConnection()
    if fault.kind is FaultKind.RATE_LIMIT:
        wait = fault.retry_after
        return Response(None, 429, {} if wait is None else {"Retry-After": str(wait)})
    if fault.kind is FaultKind.EXPIRED_LINK:
        return PlainTextResponse(_WORDS[403], 403)
    if fault.kind is FaultKind.REJECT:
        return PlainTextResponse(fault.message or _WORDS[403], 400)
    return Response(None, 500)


async def _late_answer(fault: Fault, request: Request, answer: Response) -> Response:
    if fault.kind is FaultKind.CRASH_AFTER:
        return Response(None, 500)
    if fault.kind is FaultKind.DROP_AFTER:
        return DroppedConnection()
    if fault.kind is FaultKind.HTML_AFTER:
        return HTMLResponse(_HTML)
    if fault.kind in {FaultKind.SLOW, FaultKind.HANG}:
        return await delayed_answer(fault, request, answer)
    # A picture holds no id and no echo that could be wrong.
    return answer
