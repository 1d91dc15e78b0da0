"""The application: who calls, what is said to them, and when.

An answer of 200 means that the event is durable, and nothing else means anything: vendors send the
rest again. It is exactly 200 with no body, for bodies that cannot be used as well, because one
message that is refused may hold up all that follow it (PlanOmatic's sheet, section 7).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from listwright.errors import ListwrightError
from listwright.model.event import VendorEvent
from listwright.ports import Clock, EventReader
from listwright.webhook.bodies import RefusedBodyError, check_headers, leave_body, read_body
from listwright.webhook.tokens import Door
from listwright.webhook.writer import GroupWriter, NotKeptError

BODY_SECONDS = 10.0
"""From the end of a request's headers to its last byte."""

_KEEPING_SECONDS = 8.0
"""How long an event may wait to be durable, so that the answer comes within ten (sheet 4.6)."""

_HEALTH_SECONDS = 3.0
_RETRY_SECONDS = 30
_STRANGERS_PAUSE = 60.0
"""Seconds between two lines about callers without a token: anybody can make them."""

_CLOSE = {"connection": "close"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What the receiver works with.

    `readers` are by the label of the account; `log` takes one line and may be called from any
    thread; `complain` takes one about something that went wrong.
    """

    readers: Mapping[str, EventReader]
    door: Door
    writer: GroupWriter
    clock: Clock
    log: Callable[[str], None]
    complain: Callable[[str], None]


class Receiver:
    """Answers requests. One request's fate touches no other."""

    def __init__(self, reception: Reception) -> None:
        """Nothing is listened to yet."""
        self._with = reception
        self._strangers = 0
        self._strangers_told = float("-inf")
        self._health: asyncio.Future[int] | None = None

    def app(self) -> Starlette:
        """The application, for one event loop."""
        app = Starlette(
            routes=[
                Route("/health", self.health, methods=["GET"]),
                Route("/{label}", self.receive, methods=["POST"]),
                Route("/{label}/{token}", self.receive, methods=["POST"]),
            ],
            exception_handlers={HTTPException: _bare_answer},
        )
        # An answer of its own for a missing part of an address would tell strangers of the rest.
        app.router.redirect_slashes = False
        return app

    async def receive(self, request: Request) -> Response:
        """Take one event."""
        label, reader = self._caller(request)
        if reader is None:
            self._count_stranger()
            return await _refused(request, 404)
        try:
            check_headers(request)
            body = await read_body(request, seconds=BODY_SECONDS)
        except RefusedBodyError as error:
            self._with.complain(f"{label}: answered {error.status}: {error}")
            return await _refused(request, error.status)
        except ClientDisconnect:
            self._with.complain(f"{label}: the caller went away before the end of the body")
            return Response(status_code=400, headers=_CLOSE)
        return await self._keep(label, reader, body)

    async def _keep(self, label: str, reader: EventReader, body: bytes) -> Response:
        try:
            event = reader(body, at=self._with.clock.now())
            await self._durable(event, _KEEPING_SECONDS)
        except (NotKeptError, ListwrightError) as error:
            # The sandbox's calendar is a file, which can be in trouble as the ledger can.
            self._with.complain(f"{label}: answered 503, to be sent again: {error}")
            return Response(status_code=503, headers={"retry-after": str(_RETRY_SECONDS)})
        self._with.log(_line(label, event))
        return Response(status_code=200)

    async def _durable(self, event: VendorEvent | None, seconds: float) -> None:
        """Return when the event is durable; raises NotKeptError."""
        kept = asyncio.wrap_future(self._with.writer.keep(event))
        try:
            async with asyncio.timeout(seconds):
                await kept
        except TimeoutError:
            raise NotKeptError("the ledger was not free in time") from None

    def _caller(self, request: Request) -> tuple[str, EventReader | None]:
        """Who calls; no reader for a wrong token and for a wrong label, after the same work."""
        label = request.path_params["label"]
        reader = self._with.readers.get(label)
        return label, reader if self._with.door.opens(_token_of(request)) else None

    def _count_stranger(self) -> None:
        now = asyncio.get_running_loop().time()
        self._strangers += 1
        if now - self._strangers_told >= _STRANGERS_PAUSE:
            number, self._strangers, self._strangers_told = self._strangers, 0, now
            said = "a request" if number == 1 else f"{number} requests"
            self._with.complain(f"answered 404 to {said} with a wrong token or an unknown name")

    async def health(self, request: Request) -> Response:  # noqa: ARG002 - an endpoint's signature
        """200 when the ledger can be written, else 503. Many askers share one look."""
        if self._health is None or self._health.done():
            self._health = asyncio.ensure_future(self._look())
        return Response(status_code=await asyncio.shield(self._health))

    async def _look(self) -> int:
        try:
            await self._durable(None, _HEALTH_SECONDS)
        except NotKeptError:
            return 503
        return 200


def _token_of(request: Request) -> str:
    """Where the caller shows it: in the path, as a parameter, or as a bearer's."""
    in_path = request.path_params.get("token")
    if in_path is not None:
        return str(in_path)
    if "token" in request.query_params:
        return request.query_params["token"]
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == "bearer" else ""


async def _refused(request: Request, status: int) -> Response:
    await leave_body(request)
    return Response(status_code=status, headers=_CLOSE)


async def _bare_answer(request: Request, error: Exception) -> Response:
    """What the framework refuses looks like what we refuse."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    allowed = (error.headers or {}) if isinstance(error, HTTPException) else {}
    answer = await _refused(request, status)
    answer.headers.update(allowed)
    return answer


def _line(label: str, event: VendorEvent) -> str:
    """One line about an event: ids and words, never a path, a token or a body."""
    if not event.event:
        return f"{label}: kept, but not understood: {event.note}"
    named = f" of order {event.order_id}" if event.order_id else ""
    home = f" ({event.property})" if event.property else ""
    note = f": {event.note}" if event.note else ""
    return f"{label}: {event.event}{named}{home}{note}"
