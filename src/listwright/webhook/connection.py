"""What the HTTP library leaves open: how many connections there may be, and how slow a header."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 512

MOST_HEADER_BYTES = 16 * 1024

_HEADER_SECONDS = 10
_LOOK_SECONDS = 1


class GuardedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 that cuts connections beyond a number, and headers that do not end."""

    _patience = _HEADER_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Watch the connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self.loop.call_later(_LOOK_SECONDS, self._watch)

    def _watch(self) -> None:
        if self.transport.is_closing():
            return
        self._patience = self._patience - _LOOK_SECONDS if self._awaits_head() else _HEADER_SECONDS
        if self._patience > 0:
            self.loop.call_later(_LOOK_SECONDS, self._watch)
        else:
            self.transport.abort()

    def _awaits_head(self) -> bool:
        """Whether it is at the beginning of a request: nobody answers, and it does not rest.

        The library's own timer runs while a connection rests between requests, and no longer.
        """
        # The library says that there is always a cycle; before the first request there is none.
        cycle: Any = self.cycle
        answering = cycle is not None and not cycle.response_complete
        return not answering and self.timeout_keep_alive_task is None
