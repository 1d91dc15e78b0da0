"""Bodies from strangers: of one type, never packed, bounded in size and in time."""

import asyncio
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 1024 * 1024

_LEFT_BYTES = 256 * 1024
_LEFT_SECONDS = 1.0
"""What is taken in of a refused body, so that the refusal is read before the line is cut."""


class RefusedBodyError(Exception):
    """The body is not taken; `status` is what the caller is told, the text what the log says."""

    def __init__(self, status: int, why: str) -> None:
        """`why` holds nothing of the body."""
        super().__init__(why)
        self.status = status


def check_headers(request: Request) -> None:
    """Raise RefusedBodyError for what the headers tell already.

    A `charset` says nothing: JSON is UTF-8, and whatever else is no JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and "+json" in kind):
        raise RefusedBodyError(415, "the content type is not application/json")
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity"}:
        raise RefusedBodyError(415, "the body is packed (content-encoding)")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > MOST_BYTES:
        raise _too_large()


async def read_body(request: Request, *, seconds: float) -> bytes:
    """The whole body, if it comes within `seconds`; raises RefusedBodyError, ClientDisconnect."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > MOST_BYTES:
                    raise _too_large()
                parts.append(part)
    except TimeoutError:
        raise RefusedBodyError(408, "the body took too long to arrive") from None
    return b"".join(parts)


async def leave_body(request: Request) -> None:
    """Let some of a body that nobody wants arrive: a line cut at once can lose the answer on it."""
    if "expect" in request.headers:
        return
    size = 0
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(_LEFT_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > _LEFT_BYTES:
                    return


def _too_large() -> RefusedBodyError:
    return RefusedBodyError(413, f"the body is larger than {MOST_BYTES:,} bytes")
