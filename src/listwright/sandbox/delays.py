"""Answers that come late or never, for every vendor alike."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from listwright.sandbox.connection import DroppedConnection, client_gone
from listwright.sandbox.faults import Fault, FaultKind

_SLOW_SECONDS = 5.0
_HANG_SECONDS = 3600.0


async def delayed_answer(fault: Fault, request: Request, answer: Response) -> Response:
    """`answer` after the wait of a `slow` fault; a `hang` ends without one."""
    if fault.kind is FaultKind.SLOW:
        await asyncio.sleep(_SLOW_SECONDS if fault.seconds is None else fault.seconds)
        return answer
    seconds = _HANG_SECONDS if fault.seconds is None else fault.seconds
    await client_gone(request, seconds=seconds)
    return DroppedConnection()
