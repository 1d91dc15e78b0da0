"""What HTTP frameworks do not offer: closing the line without an answer, and never answering."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_ABORT = "abort_connection"


class AbortableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with the connection's `abort` put into the request state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember how to cut this connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _ABORT: transport.abort}


class DroppedConnection(Response):
    """The answer that is none: the line is cut before a byte is sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Cut the line and wait until the server has noticed, else it would answer 500."""
        scope["state"][_ABORT]()
        await receive()


async def client_gone(request: Request, *, seconds: float) -> None:
    """Wait until the client hangs up, at most `seconds`; a stopping server cuts the line."""
    try:
        async with asyncio.timeout(seconds):
            while not await request.is_disconnected():
                await asyncio.sleep(0.02)
    except TimeoutError:
        return
    except asyncio.CancelledError:
        # Without this the server would answer 500 in our place.
        request.scope["state"][_ABORT]()
        raise
